//! What a request is about, in a few words: the hint that makes an answer read as one to it.

use serde_json::Value;

/// Fields that say what is asked for, the more telling ones first.
const TELLING: [&str; 14] = [
    "query", "q", "topic", "search", "keyword", "keywords", "question", "prompt", "messages",
    "input", "text", "texts", "title", "url",
];

/// Words that stand in instructions whatever they are about.
const FILLERS: [&str; 48] = [
    "about",
    "above",
    "after",
    "again",
    "against",
    "all",
    "also",
    "and",
    "answer",
    "any",
    "are",
    "based",
    "below",
    "between",
    "brief",
    "cite",
    "does",
    "each",
    "extract",
    "find",
    "following",
    "for",
    "from",
    "give",
    "have",
    "into",
    "json",
    "list",
    "only",
    "question",
    "return",
    "schema",
    "sentence",
    "sentences",
    "short",
    "should",
    "source",
    "sources",
    "summarise",
    "summarize",
    "summary",
    "text",
    "that",
    "the",
    "their",
    "these",
    "this",
    "with",
];

/// The longest topic that still fits a title.
const MOST_WORDS: usize = 6;

/// The topic of a request, from its input; a stand-in where it has no words.
pub(crate) fn of(input: &Value) -> String {
    told(input).and_then(|text| shorten(&text)).unwrap_or_else(|| "the request".to_owned())
}

fn told(input: &Value) -> Option<String> {
    let fields = input.as_object()?;
    let told = TELLING.iter().filter_map(|field| fields.get(*field)).find_map(text);
    let told =
        told.or_else(|| fields.values().filter(|field| field.is_object()).find_map(self::told));
    told.or_else(|| fields.values().find_map(text))
}

/// The words in a value: a string, the first of a list of them, or the last chat message. What
/// speaks of a schema says how to answer, not what about.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let mut paragraphs = text.split("\n\n").filter(|part| !part.trim().is_empty());
            let first = paragraphs.clone().next()?;
            let telling = paragraphs.find(|part| !part.to_lowercase().contains("schema"));
            Some(telling.unwrap_or(first).to_owned())
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            let texts =
                || items.iter().rev().filter_map(|message| message.get("content")?.as_str());
            let telling = texts().find(|text| !text.to_lowercase().contains("schema"));
            telling.or_else(|| texts().next()).and_then(|content| text(&content.into()))
        }
        Value::Array(items) => items.iter().find_map(text),
        _ => None,
    }
}

/// A short text as it is; of a longer one what stands in quotes, else its telling words.
fn shorten(text: &str) -> Option<String> {
    if let Some((_, address)) = text.trim().split_once("://") {
        return page(address);
    }
    let plain = |text: &str| {
        let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !is_wordy(c)));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    if let Some(quoted) = text.split('"').nth(1).map(plain)
        && (1..=MOST_WORDS).contains(&quoted.len())
    {
        return Some(quoted.join(" "));
    }
    let words = plain(text);
    if (1..=MOST_WORDS).contains(&words.len()) {
        return Some(words.join(" "));
    }
    if let Some(subject) = subject(text) {
        return Some(subject);
    }
    let telling = words.into_iter().filter(|word| {
        let lower = word.to_lowercase();
        lower.chars().count() > 3 && !FILLERS.contains(&lower.as_str())
    });
    let telling: Vec<_> = telling.take(3).collect();
    (!telling.is_empty()).then(|| telling.join(" "))
}

/// What a page is about, as far as its address tells: the words of its last segment.
fn page(address: &str) -> Option<String> {
    let address = address.split(['?', '#']).next()?.trim_end_matches('/');
    let segment = address.rsplit('/').next()?;
    let stem = segment.rsplit_once('.').map_or(segment, |(stem, _)| stem);
    let words = stem.split(|c: char| !is_wordy(c)).filter(|word| !word.is_empty());
    let words = words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    let words: Vec<_> = words.take(MOST_WORDS).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What the first sentence is about: the words behind its last "about", "of" or "on", up to the
/// next mark or small word.
fn subject(text: &str) -> Option<String> {
    const LEADS: [&str; 4] = ["about", "of", "on", "regarding"];
    const ENDS: [&str; 12] =
        ["and", "are", "by", "for", "from", "in", "is", "that", "to", "which", "with", "the"];
    let sentence = text.trim().split_inclusive(['.', '?', '!', '\n']).next()?;
    let words: Vec<_> = sentence.split_whitespace().collect();
    let lead = words.iter().rposition(|word| LEADS.contains(&word.to_lowercase().as_str()))?;
    let mut subject = Vec::new();
    for word in &words[lead + 1..] {
        let bare = word.trim_matches(|c: char| !is_wordy(c));
        let is_end = ENDS.contains(&bare.to_lowercase().as_str());
        if bare.is_empty() || is_end && !subject.is_empty() || subject.len() == MOST_WORDS {
            break;
        }
        if !is_end {
            subject.push(bare);
        }
        if word.ends_with(|c: char| !is_wordy(c)) {
            break;
        }
    }
    (!subject.is_empty()).then(|| subject.join(" "))
}

fn is_wordy(character: char) -> bool {
    character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_query_is_its_own_topic() {
        assert_eq!(
            of(&json!({ "limit": 3, "query": "solid-state batteries" })),
            "solid-state batteries"
        );
        assert_eq!(of(&json!({ "keywords": ["heat pumps", "x"] })), "heat pumps");
    }

    #[test]
    fn a_prompt_is_cut_to_its_telling_words() {
        let prompt =
            "Summarize the following sources about perovskite solar cells in three sentences.";
        assert_eq!(of(&json!({ "prompt": prompt })), "perovskite solar cells");
        let quoted = json!({ "messages": [
            { "role": "system", "content": "Be brief." },
            { "role": "user", "content": "Extract all claims that these sources make on \"sodium ion\"" },
        ] });
        assert_eq!(of(&quoted), "sodium ion");
    }

    #[test]
    fn how_to_answer_is_not_what_about() {
        let prompt = "Which facts matter to somebody who studies the market of solid-state batteries?\n\nText.";
        let asked = format!("{prompt}\n\nAnswer with JSON that fits this JSON Schema:\n{{}}");
        assert_eq!(of(&json!({ "prompt": asked })), "solid-state batteries");
        let messages = json!({ "messages": [
            { "role": "user", "content": prompt },
            { "role": "user", "content": "Answer with JSON that fits this JSON Schema:\n{}" },
        ] });
        assert_eq!(of(&messages), "solid-state batteries");
        let nested = json!({ "type": "x", "arguments": { "query": "heat pumps" } });
        assert_eq!(of(&nested), "heat pumps");
        assert_eq!(of(&json!({ "url": "https://www.example.com/heat-pumps-224" })), "heat pumps");
    }

    #[test]
    fn no_words_no_failure() {
        for input in
            [json!({}), json!(null), json!({ "query": " … " }), json!({ "n": 3 }), json!([])]
        {
            assert_eq!(of(&input), "the request", "{input}");
        }
    }
}
