//! Policies: which stand where, and what they take.

use orchestra_compiler::{Project, infer::PolicyPlace, items::item_places};
use orchestra_plan::FailureKind;
use orchestra_syntax::{NodeKind, TokenKind, ast, ast::View as _};

use super::{Completer, CompletionItem, CompletionKind, Rank};
use crate::{
    call_target::{CallTarget, Owner, offers, operation_in_words},
    listed::{Listed, Naming},
};

/// What each policy says, and forms of its value.
const POLICIES: [(&str, &str, &[&str]); 14] = [
    ("retry", "Retries after the first attempt.", &["${1:3}", "{ attempts: ${1:4}, $0 }"]),
    ("timeout", "The longest time of one attempt.", &["${1:20s}"]),
    ("deadline", "The longest time of all of it, from its start.", &["${1:30s}"]),
    ("budget", "What all of it may cost at most.", &["${1:0.50usd}"]),
    ("price", "What an attempt costs, where the Ledger doesn't know.", &["${1:0.01usd}"]),
    ("cache", "How old an answer to the same arguments may be.", &["${1:1h}"]),
    ("verify", "Whether the value will do; false is retried.", &["${1:v => $2}"]),
    ("name", "The step's name.", &["\"${1:name}\""]),
    ("route", "Who is asked first.", &["cheapest", "fastest", "reliable", "[$1]"]),
    ("fallbacks", "How many further providers may be asked.", &["${1:2}"]),
    ("hedge", "After how long the next provider is asked too.", &["${1:5s}"]),
    ("quorum", "Several providers that have to agree.", &["{ of: ${1:3}, agree: ${2:2} }"]),
    ("parallel", "How many iterations run at once.", &["${1:4}"]),
    ("on_error", "What a failed iteration does.", &["skip", "fail"]),
];

/// The words and forms of a field of a policy's record.
const FIELDS: [(&str, &str, &[&str]); 7] = [
    ("retry", "attempts", &["${1:4}"]),
    ("retry", "backoff", &["exponential", "fixed"]),
    ("retry", "first", &["${1:500ms}"]),
    ("retry", "max", &["${1:10s}"]),
    ("quorum", "of", &["${1:3}"]),
    ("quorum", "agree", &["${1:2}"]),
    ("quorum", "on", &["${1:v => $2}"]),
];

impl Completer<'_> {
    /// At the beginning of an entry of the `with` at `level`.
    pub(super) fn policy_names(&mut self, level: usize) {
        let Some(place) = self.policy_place(level) else { return };
        let offset = self.at.cursor.offset;
        let written: Vec<&str> = self.at.cursor.path[level]
            .children()
            .filter(|it| !it.span().touches(offset))
            .filter_map(|it| ast::Policy::cast(it)?.name().map(|name| name.text()))
            .collect();
        let has_colon = self.at.cursor.next().is_some_and(|it| it.kind == TokenKind::Colon);
        for name in place.takes.iter().filter(|name| !written.contains(name)) {
            let Some((_, said, forms)) = POLICIES.iter().find(|row| row.0 == *name) else {
                continue;
            };
            let item = CompletionItem::new(*name, CompletionKind::Policy).documented(*said);
            let item =
                if has_colon { item } else { item.snippet(format!("{name}: {}", stopped(forms))) };
            self.add(Rank::Wanted, item);
        }
    }

    /// What takes the policies at `level`.
    fn policy_place(&self, level: usize) -> Option<PolicyPlace> {
        let above = self.at.cursor.path[level.checked_sub(1)?];
        match above.kind() {
            NodeKind::Call => {
                let target = ast::Call::cast(above)?.target()?;
                Some(CallTarget::of(self.at.db, self.at.file, target)?.policies())
            }
            NodeKind::For => Some(PolicyPlace::FOR),
            NodeKind::Repeat => Some(PolicyPlace::REPEAT),
            NodeKind::TemplateItem => Some(PolicyPlace::TEMPLATE),
            _ => None,
        }
    }

    /// Behind the colon of the policy `name`.
    pub(super) fn policy_values(&mut self, policies: usize, name: &str) {
        let takes = self.policy_place(policies).map_or(&[][..], |place| place.takes);
        let row = POLICIES.iter().find(|row| row.0 == name && takes.contains(&name));
        let Some((_, _, forms)) = row else { return };
        self.forms(forms);
        self.constants();
    }

    /// At the beginning of an entry of the record of `policy`.
    pub(super) fn policy_fields(&mut self, policy: &str) {
        let names = match policy {
            "retry" => PolicyPlace::RETRY_FIELDS,
            "quorum" => PolicyPlace::QUORUM_FIELDS,
            _ => return,
        };
        let cursor = &self.at.cursor;
        let written: Vec<&str> = cursor
            .owner()
            .children()
            .chain(cursor.frame().into_iter().flat_map(|frame| frame.node.children()))
            .filter(|it| it.kind() == NodeKind::RecordField && !it.span().touches(cursor.offset))
            .filter_map(|it| it.first_token().map(|token| token.text()))
            .collect();
        for name in names.iter().filter(|name| !written.contains(name)) {
            let forms = FIELDS.iter().find(|row| row.0 == policy && row.1 == *name);
            let form = forms.map_or_else(|| "[$1]".to_owned(), |row| stopped(row.2));
            let item = CompletionItem::new(*name, CompletionKind::Field);
            self.add(Rank::Wanted, item.snippet(format!("{name}: {form}")));
        }
    }

    /// Behind the colon of `field` of the record of `policy`, or in a list there.
    pub(super) fn policy_words(&mut self, policy: &str, field: &str) {
        if (policy, field) == ("retry", "on") {
            let kinds = FailureKind::OF_ATTEMPTS.map(|(word, _)| word);
            if self.at.cursor.kind(0) == Some(TokenKind::Colon) {
                return self.forms(&["[$1]"]);
            }
            for word in kinds {
                self.add(Rank::Wanted, CompletionItem::new(word, CompletionKind::Value));
            }
            return;
        }
        if let Some(row) = FIELDS.iter().find(|row| row.0 == policy && row.1 == field) {
            self.forms(row.2);
            self.constants();
        }
    }

    fn forms(&mut self, forms: &[&str]) {
        for form in forms {
            let plain = plain(form);
            let item = CompletionItem::new(plain, CompletionKind::Value);
            let item = if form.contains('$') { item.snippet(*form) } else { item };
            self.add(Rank::Wanted, item);
        }
    }

    fn constants(&mut self) {
        for (name, item) in self.scope.names() {
            if item.kind(self.at.db) == orchestra_compiler::items::ItemKind::Const {
                let completion = self.item(&name, item);
                self.add(Rank::Plain, completion);
            }
        }
    }

    /// In the list of a `route`: who offers the capability; of a template, all that is in use.
    pub(super) fn routed(&mut self, first: Option<&str>) {
        let call = self.at.cursor.level_of(&[NodeKind::Call]);
        let target = call.and_then(|level| ast::Call::cast(self.at.cursor.path[level])?.target());
        let target = target.and_then(|target| CallTarget::of(self.at.db, self.at.file, target));
        let offers = match &target {
            Some(CallTarget::Capability { family, name, .. }) => {
                offers(self.at.db, &format!("{family}.{name}"))
            }
            _ => return self.subnets_of_route(),
        };
        if let Some(first) = first {
            let Some(Owner::Subnet(subnet)) = Owner::of(self.at.db, self.scope, first) else {
                return;
            };
            for (name, operation) in offers {
                if let Some((slug, operation_name)) = name.split_once('.')
                    && slug == subnet.slug
                {
                    let item = CompletionItem::new(operation_name, CompletionKind::Operation)
                        .detail(operation_in_words(operation));
                    self.add(Rank::Wanted, item);
                }
            }
            return;
        }
        let mut offered: Vec<String> = Vec::new();
        for (name, operation) in offers {
            let slug = name.split('.').next().unwrap_or_default().to_owned();
            if offered.contains(&slug) {
                continue;
            }
            let named = |name: &str| {
                CompletionItem::new(name, CompletionKind::Subnet)
                    .detail(operation_in_words(operation))
            };
            match Listed::Subnet(&slug).naming(self.scope) {
                Naming::Used(name) => self.add(Rank::Wanted, named(&name)),
                Naming::Lacks(used) => {
                    let edit = item_places(self.at.db, self.at.file).insertion_of_use(&used);
                    self.add(Rank::Elsewhere, named(&slug).edit(edit));
                }
                Naming::Taken => {}
            }
            offered.push(slug);
        }
    }

    fn subnets_of_route(&mut self) {
        let ledger = Project::get(self.at.db).ledger(self.at.db);
        for name in self.scope.subnet_names() {
            let slug = self.scope.subnet(&name).unwrap_or_default();
            let item = CompletionItem::new(&*name, CompletionKind::Subnet);
            let item = match ledger.subnet(&slug) {
                Some(subnet) => item.detail(&*subnet.name),
                None => item,
            };
            self.add(Rank::Wanted, item);
        }
    }
}

/// The forms as one tab stop: the only one, or else an empty one.
fn stopped(forms: &[&str]) -> String {
    match forms {
        [only] => (*only).to_owned(),
        several if several.iter().all(|form| !form.contains('$')) => "$1".to_owned(),
        [first, ..] if first.contains('$') => (*first).to_owned(),
        _ => "$1".to_owned(),
    }
}

/// A snippet as it looks before anything is typed; what is open is `…`.
fn plain(form: &str) -> String {
    let mut text = String::new();
    let mut chars = form.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '$' if chars.next_if_eq(&'{').is_some() => {
                while chars.next().is_some_and(|c| c != ':') {}
            }
            '$' => {
                while chars.next_if(char::is_ascii_digit).is_some() {}
                text.push('…');
            }
            // The end of a tab stop stands behind its text; that of a record, behind a blank.
            '}' if !text.ends_with(' ') => {}
            c => text.push(c),
        }
    }
    text
}
