//! Texts that read like answers: made from a topic, by the name of the field that they stand in.
//!
//! Nothing here is true. Addresses are those that RFC 2606 reserves for examples, so that nobody
//! is sent to a real page for an invented claim.

use orchestra_schema::Draw;

const TITLES: [&str; 8] = [
    "The state of {topic}",
    "{topic}, explained",
    "A closer look at {topic}",
    "Why {topic} matters now",
    "What changed in {topic} this year",
    "{topic} in practice: lessons from the field",
    "Five open questions about {topic}",
    "How teams evaluate {topic}",
];

const SENTENCES: [&str; 10] = [
    "Interest in {topic} has grown steadily over the past two years.",
    "Early adopters of {topic} report lower running costs and fewer surprises.",
    "Several groups expect the first large deployments of {topic} within eighteen months.",
    "Cost remains the main obstacle to wider use of {topic}.",
    "Independent measurements of {topic} are still rare, and the published ones disagree.",
    "Suppliers have begun to agree on how {topic} should be tested.",
    "Critics note that most figures on {topic} come from those who sell it.",
    "Pilot projects with {topic} tend to take longer than planned but rarely fail outright.",
    "Regulators have asked for comments on {topic} before the end of the year.",
    "The strongest results for {topic} come from small, well-instrumented trials.",
];

const SITES: [&str; 6] = [
    "www.example.com",
    "news.example.com",
    "research.example.org",
    "blog.example.net",
    "journal.example.org",
    "reports.example.com",
];

const PEOPLE: [&str; 8] = [
    "Ada Brandt",
    "Jonas Keller",
    "Mira Osei",
    "Tomas Lind",
    "Priya Nair",
    "Elena Rossi",
    "Samuel Okoro",
    "Yuki Tanaka",
];

/// What a field holds, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Title,
    Sentence,
    Paragraph,
    Address,
    Image,
    Site,
    Person,
    Handle,
    Instant,
    Day,
    Language,
    Identifier,
    Amount,
}

/// The last words of field names, with what they mean; the first that fits counts.
const NAMES: [(&[&str], Kind); 13] = [
    (&["image", "thumbnail", "avatar", "picture", "favicon", "logo"], Kind::Image),
    (&["url", "link", "href", "permalink", "uri"], Kind::Address),
    (&["title", "headline", "heading", "subject", "topic"], Kind::Title),
    (
        &["snippet", "summary", "description", "excerpt", "abstract", "claim", "finding", "reason"],
        Kind::Sentence,
    ),
    (
        &["text", "content", "answer", "body", "completion", "response", "overview", "conclusion"],
        Kind::Paragraph,
    ),
    (&["domain", "host", "site", "publisher"], Kind::Site),
    (&["username", "handle", "screen"], Kind::Handle),
    (&["author", "person", "creator"], Kind::Person),
    (&["at", "time", "timestamp", "datetime", "published"], Kind::Instant),
    (&["date", "day"], Kind::Day),
    (&["lang", "language", "locale"], Kind::Language),
    (&["id", "uuid", "hash", "cursor"], Kind::Identifier),
    (&["price", "amount", "cost", "balance", "volume", "supply", "emission"], Kind::Amount),
];

/// A text for the field of this name; none where the name says nothing, so that the caller keeps
/// what it has or asks for a [`sentence`].
pub(crate) fn for_field(name: &str, topic: &str, draw: &mut Draw) -> Option<String> {
    let text = match kind(name)? {
        Kind::Title => title(topic, draw),
        Kind::Sentence => sentence(topic, draw),
        Kind::Paragraph => paragraph(topic, draw),
        Kind::Address => address(topic, draw),
        Kind::Image => format!("{}.png", address(topic, draw)),
        Kind::Site => (*draw.pick(&SITES)).to_owned(),
        Kind::Person => (*draw.pick(&PEOPLE)).to_owned(),
        Kind::Handle => draw.pick(&PEOPLE).to_lowercase().replace(' ', "_"),
        Kind::Instant => {
            let (hour, minute) = (draw.below(24), draw.below(60));
            format!("{}T{hour:02}:{minute:02}:00Z", day(draw))
        }
        Kind::Day => day(draw),
        Kind::Language => "en".to_owned(),
        Kind::Identifier => format!("{:016x}", draw.bits()),
        Kind::Amount => format!("{}.{:02}", draw.below(1000), draw.below(100)),
    };
    Some(text)
}

/// The meaning of a name by its words: `createdAt`, `page_url` and `Title` alike.
fn kind(name: &str) -> Option<Kind> {
    let words = words(name);
    let known = |word: &String| {
        let singular = word.strip_suffix('s').unwrap_or(word);
        let fits = |names: &[&str]| names.contains(&word.as_str()) || names.contains(&singular);
        NAMES.iter().find(|(names, _)| fits(names)).map(|(_, kind)| *kind)
    };
    // English puts the head last: an `image_url` is an address, a `url_title` a title; what
    // stands farther in front says little.
    words.iter().rev().take(2).find_map(known)
}

/// Whether a field of this name holds a time.
pub(crate) fn is_instant(name: &str) -> bool {
    name == "created" || kind(name) == Some(Kind::Instant)
}

/// A time of 2026 in seconds since 1970.
pub(crate) fn seconds(draw: &mut Draw) -> u64 {
    1_767_225_600 + draw.bits() % (300 * 24 * 60 * 60)
}

fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for character in name.chars() {
        let starts = character.is_uppercase() && after_lower;
        if (starts || !character.is_alphanumeric()) && !words[words.len() - 1].is_empty() {
            words.push(String::new());
        }
        if character.is_alphanumeric() {
            let last = words.len() - 1;
            words[last].extend(character.to_lowercase());
        }
        after_lower = character.is_lowercase();
    }
    words
}

/// A title that mentions the topic.
fn title(topic: &str, draw: &mut Draw) -> String {
    capital(&draw.pick(&TITLES).replace("{topic}", topic))
}

/// One sentence about the topic.
pub(crate) fn sentence(topic: &str, draw: &mut Draw) -> String {
    capital(&draw.pick(&SENTENCES).replace("{topic}", topic))
}

/// Three different sentences about the topic.
pub(crate) fn paragraph(topic: &str, draw: &mut Draw) -> String {
    let first = draw.below(SENTENCES.len());
    // Three is no divisor of the number of sentences, so that none comes twice.
    let sentences = (0..3).map(|step| SENTENCES[(first + step * 3) % SENTENCES.len()]);
    let sentences = sentences.map(|sentence| capital(&sentence.replace("{topic}", topic)));
    sentences.collect::<Vec<_>>().join(" ")
}

/// A page about the topic on a host that doesn't exist.
fn address(topic: &str, draw: &mut Draw) -> String {
    let letters = topic.to_lowercase();
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut path = words.take(6).collect::<Vec<_>>().join("-");
    if path.is_empty() {
        path.push_str("page");
    }
    format!("https://{}/{path}-{}", draw.pick(&SITES), 100 + draw.below(900))
}

fn day(draw: &mut Draw) -> String {
    format!("2026-{:02}-{:02}", 1 + draw.below(10), 1 + draw.below(28))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> Option<String> {
        for_field(name, "heat pumps", &mut Draw::new(3, &[name]))
    }

    #[test]
    fn names_say_what_stands_in_a_field() {
        for (name, kind_of_it) in [
            ("title", Some(Kind::Title)),
            ("pageTitle", Some(Kind::Title)),
            ("source_url", Some(Kind::Address)),
            ("links", Some(Kind::Address)),
            ("imageUrl", Some(Kind::Address)),
            ("created_at", Some(Kind::Instant)),
            ("snippet", Some(Kind::Sentence)),
            ("text", Some(Kind::Paragraph)),
            ("user_id", Some(Kind::Identifier)),
            ("risk", None),
            ("", None),
            ("_", None),
        ] {
            assert_eq!(kind(name), kind_of_it, "{name}");
        }
    }

    #[test]
    fn texts_mention_the_topic_and_lead_nowhere_real() {
        assert!(text("title").unwrap().to_lowercase().contains("heat pumps"));
        assert!(text("snippet").unwrap().to_lowercase().contains("heat pumps"));
        let address = text("url").unwrap();
        let host = address.strip_prefix("https://").unwrap().split('/').next().unwrap();
        assert!(host.contains(".example."), "{address}");
        assert!(address.contains("heat-pumps"), "{address}");
    }

    #[test]
    fn a_paragraph_repeats_nothing() {
        for seed in 0..50 {
            let paragraph = paragraph("x", &mut Draw::new(seed, &[]));
            let sentences: std::collections::BTreeSet<_> = paragraph.split(". ").collect();
            assert_eq!(sentences.len(), 3, "{paragraph}");
        }
    }
}
