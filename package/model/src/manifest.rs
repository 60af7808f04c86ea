//! `orchestra.toml`: read as a tree with spans, so that everything wrong in it is reported at once
//! and where it stands.

use std::collections::BTreeMap;

use orchestra_diagnostics::{Code, Diagnostic, FileName, Level, LintLevels, Span, nearest};
use orchestra_ledger_model::Amount;
use rust_decimal::Decimal;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The version of the tools, against which `[toolchain]` is checked.
const TOOLS: &str = env!("CARGO_PKG_VERSION");

/// What a project says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// The package's name, kebab-case.
    pub name: Option<String>,
    /// The folder of the overlay, relative to the manifest's.
    pub overlay: Option<(String, Span)>,
    /// What the user pays: amounts by operation.
    pub prices: BTreeMap<String, Vec<StatedPrice>>,
    /// What a currency is worth in another.
    pub rates: BTreeMap<String, Rate>,
    /// Names of dependencies; this version can't fetch them.
    pub dependencies: Vec<String>,
    /// How severe what lints find is.
    pub lints: LintLevels,
}

/// A price that the user states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPrice {
    /// The unit, where the manifest names it.
    pub unit: Option<String>,
    /// How much.
    pub amount: Decimal,
    /// Of what, lower case.
    pub currency: String,
}

/// What one unit of a currency is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// US dollars for one.
    pub usd: Decimal,
    /// The day of which this is true, `YYYY-MM-DD`.
    pub on: String,
}

type Section = fn(&mut Reader, &Spanned<DeValue<'_>>);

/// Every section, with what reads it.
const SECTIONS: &[(&str, Section)] = &[
    ("package", Reader::package),
    ("toolchain", Reader::toolchain),
    ("dependencies", Reader::dependencies),
    ("ledger", Reader::ledger),
    ("prices", Reader::prices),
    ("rates", Reader::rates),
    ("library", |reader, value| reader.later("library", value)),
    ("permissions", |reader, value| reader.later("permissions", value)),
    ("trust", |reader, value| reader.later("trust", value)),
    ("lint", Reader::lint),
];

impl Manifest {
    /// Reads `text`, the manifest named `file`. What can't be read is reported and left out.
    #[must_use]
    pub fn parse(file: &FileName, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader =
            Reader { file: file.clone(), manifest: Self::default(), problems: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().map_or(Span::at(0), to_span);
            reader.problem(span, error.message().to_owned());
        }
        let names: Vec<_> = SECTIONS.iter().map(|(name, _)| *name).collect();
        for (key, value) in table.get_ref() {
            match SECTIONS.iter().find(|(name, _)| *name == key.get_ref()) {
                Some((_, read)) => read(&mut reader, value),
                None => reader.unknown(key, "a manifest", &names),
            }
        }
        (reader.manifest, reader.problems)
    }
}

struct Reader {
    file: FileName,
    manifest: Manifest,
    problems: Vec<Diagnostic>,
}

impl Reader {
    fn package(&mut self, section: &Spanned<DeValue<'_>>) {
        const KEYS: &[&str] =
            &["name", "version", "edition", "description", "license", "keywords", "repository"];
        let Some(table) = self.table("package", section) else { return };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => self.package_name(value),
                "version" => self.package_version(value),
                "edition" => self.edition(value),
                "description" | "license" | "repository" => {
                    self.string(value);
                }
                "keywords" => self.keywords(value),
                _ => self.unknown(key, "`[package]`", KEYS),
            }
        }
    }

    fn package_name(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(name) = self.string(value) else { return };
        let word = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        let reserved = ["std", "sys", "orchestra"].contains(&name.as_str());
        if name.split('-').all(word) && !reserved {
            self.manifest.name = Some(name);
        } else if reserved {
            self.problem(to_span(value.span()), format!("the name `{name}` is taken by the tools"));
        } else {
            let message = format!(
                "`{name}` isn't a package's name: write words of a-z and 0-9, joined by `-`"
            );
            self.problem(to_span(value.span()), message);
        }
    }

    fn package_version(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(text) = self.string(value) else { return };
        if let Err(error) = semver::Version::parse(&text) {
            let message = format!("`{text}` isn't a version ({error}): write it as \"1.2.3\"");
            self.problem(to_span(value.span()), message);
        }
    }

    fn edition(&mut self, value: &Spanned<DeValue<'_>>) {
        if value.get_ref().as_integer().is_none_or(|number| number.as_str() != "1") {
            self.problem(to_span(value.span()), "these tools know edition 1 only".into());
        }
    }

    fn keywords(&mut self, value: &Spanned<DeValue<'_>>) {
        let words = value.get_ref().as_array();
        if words.is_none_or(|words| words.iter().any(|word| word.get_ref().as_str().is_none())) {
            self.problem(to_span(value.span()), "`keywords` is a list of strings".into());
        }
    }

    fn toolchain(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("toolchain", section) else { return };
        for (key, value) in table {
            if key.get_ref() != "version" {
                self.unknown(key, "`[toolchain]`", &["version"]);
                continue;
            }
            let Some(text) = self.string(value) else { continue };
            let tools = semver::Version::parse(TOOLS).expect("cargo checks our own version");
            let message = match semver::VersionReq::parse(&text) {
                Ok(wanted) if wanted.matches(&tools) => continue,
                Ok(_) => {
                    format!("this package wants tools of version {text}, and these are {TOOLS}")
                }
                Err(error) => format!("`{text}` isn't a range of versions ({error})"),
            };
            self.problem(to_span(value.span()), message);
        }
    }

    fn dependencies(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("dependencies", section) else { return };
        for key in table.keys() {
            self.manifest.dependencies.push(key.get_ref().to_string());
            let message = format!(
                "the dependency `{}` isn't there: this version of the tools fetches none",
                key.get_ref()
            );
            let span = to_span(key.span());
            self.problems.push(Diagnostic::error(Code::E0702, self.file.clone(), span, message));
        }
    }

    fn ledger(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("ledger", section) else { return };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "overlay" => {
                    if let Some(folder) = self.string(value) {
                        self.manifest.overlay = Some((folder, to_span(value.span())));
                    }
                }
                "url" => self.later("ledger.url", value),
                _ => self.unknown(key, "`[ledger]`", &["overlay", "url"]),
            }
        }
    }

    fn prices(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("prices", section) else { return };
        for (key, value) in table {
            let mut stated = Vec::new();
            if key.get_ref().split('.').filter(|word| !word.is_empty()).count() != 2 {
                let message =
                    format!("`{}` isn't an operation: write \"subnet.operation\"", key.get_ref());
                self.problem(to_span(key.span()), message);
                continue;
            }
            match value.get_ref() {
                DeValue::Table(units) => {
                    for (unit, amount) in units {
                        stated.extend(self.stated_price(Some(unit.get_ref()), amount));
                    }
                }
                _ => stated.extend(self.stated_price(None, value)),
            }
            self.manifest.prices.insert(key.get_ref().to_string(), stated);
        }
    }

    fn stated_price(
        &mut self,
        unit: Option<&str>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<StatedPrice> {
        const UNITS: &[&str] =
            &["request", "item", "input_token", "output_token", "second", "byte"];
        if let Some(unit) = unit.filter(|unit| !UNITS.contains(unit)) {
            let message =
                format!("`{unit}` isn't a unit of prices: there are {}", UNITS.join(", "));
            self.problem(to_span(value.span()), message);
            return None;
        }
        let text = self.string(value)?;
        let split = text.find(|c: char| c.is_ascii_lowercase()).unwrap_or(text.len());
        let (amount, currency) = text.split_at(split);
        let known = currency.len() >= 3 && currency.chars().all(|c| c.is_ascii_lowercase());
        match amount.parse::<Amount>() {
            Ok(amount) if known => Some(StatedPrice {
                unit: unit.map(Into::into),
                amount: amount.decimal(),
                currency: currency.into(),
            }),
            _ => {
                self.problem(
                    to_span(value.span()),
                    format!("`{text}` isn't an amount: write it as \"0.003usd\""),
                );
                None
            }
        }
    }

    fn rates(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("rates", section) else { return };
        for (key, value) in table {
            let usd = value
                .get_ref()
                .get("usd")
                .and_then(|usd| usd.get_ref().as_str()?.parse::<Amount>().ok());
            let usd = usd.map(Amount::decimal).filter(|usd| !usd.is_zero());
            let on =
                value.get_ref().get("on").and_then(|on| Some(on.get_ref().as_str()?.to_owned()));
            match (usd, on.filter(|day| is_day(day))) {
                (Some(usd), Some(on)) => {
                    self.manifest.rates.insert(key.get_ref().to_string(), Rate { usd, on });
                }
                _ => {
                    let message = "a rate is written { usd = \"1.05\", on = \"2026-11-22\" }: its worth in US dollars, and the day";
                    self.problem(to_span(value.span()), message.into());
                }
            }
        }
    }

    fn lint(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("lint", section) else { return };
        for (key, value) in table {
            let Some(lint) = Code::lint(key.get_ref()) else {
                let known: Vec<&str> = Code::lints().map(Code::as_str).collect();
                self.unknown(key, "`[lint]`", &known);
                continue;
            };
            let Some(text) = self.string(value) else { continue };
            match Level::parse(&text) {
                Some(level) => self.manifest.lints.set(lint, level),
                None => {
                    let message =
                        format!("`{text}` is no level: write \"allow\", \"warn\" or \"deny\"");
                    self.problem(to_span(value.span()), message);
                }
            }
        }
    }

    /// A section that the form of manifests has and this version of the tools doesn't act on.
    fn later(&mut self, name: &str, value: &Spanned<DeValue<'_>>) {
        if value.get_ref().as_table().is_some_and(|table| table.is_empty()) {
            return;
        }
        let message = format!("this version of the tools doesn't read `{name}` yet");
        let span = to_span(value.span());
        self.problems.push(Diagnostic::error(Code::E0901, self.file.clone(), span, message));
    }

    fn table<'v, 'i>(
        &mut self,
        name: &str,
        value: &'v Spanned<DeValue<'i>>,
    ) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.problem(to_span(value.span()), format!("`{name}` is a section: write `[{name}]`"));
        }
        table
    }

    fn string(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            let found = value.get_ref().type_str();
            self.problem(to_span(value.span()), format!("expected a string, found {found}"));
        }
        text.map(Into::into)
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, place: &str, known: &[&str]) {
        let word = key.get_ref();
        let span = to_span(key.span());
        let message = format!("{place} has no `{word}`");
        let mut problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
        problem = match nearest(word, known.iter().copied()) {
            Some(name) => problem.with_fix(format!("write `{name}`"), span, name),
            None => problem.with_help(format!("it has {}", known.join(", "))),
        };
        self.problems.push(problem);
    }

    fn problem(&mut self, span: Span, message: String) {
        self.problems.push(Diagnostic::error(Code::E0701, self.file.clone(), span, message));
    }
}

fn is_day(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

fn to_span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

#[cfg(test)]
mod tests {
    use orchestra_diagnostics::{Sources, render};

    use super::*;

    fn problems(text: &str) -> String {
        let file: FileName = "orchestra.toml".into();
        let (_, problems) = Manifest::parse(&file, text);
        let mut sources = Sources::default();
        sources.insert(file, text);
        render::short(&problems, &sources)
    }

    #[test]
    fn a_whole_manifest_is_read() {
        let text = r#"
            [package]
            name = "market-kit"
            version = "0.1.0"
            edition = 1
            keywords = ["research"]
            [toolchain]
            version = ">=0.1"
            [ledger]
            overlay = "ledger/"
            [prices]
            "desearch.web_search" = "0.003usd"
            "chutes.chat" = { input_token = "0.10usd", output_token = "0.40usd" }
            [rates]
            tao = { usd = "310.5", on = "2026-11-22" }
            [lint]
            no-budget = "deny"
        "#;
        let (manifest, problems) = Manifest::parse(&"orchestra.toml".into(), text);
        assert_eq!(problems, []);
        assert_eq!(manifest.name.as_deref(), Some("market-kit"));
        assert_eq!(manifest.overlay.map(|(folder, _)| folder).as_deref(), Some("ledger/"));
        assert_eq!(manifest.prices["desearch.web_search"][0].amount, Decimal::new(3, 3));
        assert_eq!(manifest.prices["chutes.chat"].len(), 2);
        assert_eq!(manifest.rates["tao"].usd, Decimal::new(3105, 1));
        assert_eq!(manifest.lints.level(Code::NoBudget), Some(Level::Deny));
        assert_eq!(manifest.lints.level(Code::UnusedLet), Some(Level::Warn));
    }

    #[test]
    fn everything_wrong_is_reported_where_it_stands() {
        let text = "[pakage]\n[package]\nname = \"Market\"\nversion = 1\nlicence = \"MIT\"\n[prices]\nx = \"1usd\"\n\"a.b\" = \"cheap\"\n[lint]\nno-budgets = \"deny\"\nunused-let = \"forbid\"\n[dependencies]\nacme = \"1\"\n";
        assert_eq!(
            problems(text),
            "orchestra.toml:13:1: error[E0702]: the dependency `acme` isn't there: this version of the tools fetches none\n\
             orchestra.toml:10:1: error[E0701]: `[lint]` has no `no-budgets`\n\
             orchestra.toml:11:14: error[E0701]: `forbid` is no level: write \"allow\", \"warn\" or \"deny\"\n\
             orchestra.toml:5:1: error[E0701]: `[package]` has no `licence`\n\
             orchestra.toml:3:8: error[E0701]: `Market` isn't a package's name: write words of a-z and 0-9, joined by `-`\n\
             orchestra.toml:4:11: error[E0701]: expected a string, found integer\n\
             orchestra.toml:1:2: error[E0701]: a manifest has no `pakage`\n\
             orchestra.toml:8:9: error[E0701]: `cheap` isn't an amount: write it as \"0.003usd\"\n\
             orchestra.toml:7:1: error[E0701]: `x` isn't an operation: write \"subnet.operation\"\n"
        );
    }

    #[test]
    fn prices_and_rates_are_plain_decimals() {
        let price = |text: &str| problems(&format!("[prices]\n\"a.b\" = \"{text}\"\n"));
        assert_eq!(price("0.003usd"), "");
        for text in ["-1usd", "1_000usd", "1e3usd", "usd", "1", "1us", "1USD"] {
            assert!(price(text).contains("isn't an amount"), "{text}");
        }
        let rate = |usd: &str, on: &str| {
            problems(&format!("[rates]\ntao = {{ usd = \"{usd}\", on = \"{on}\" }}\n"))
        };
        assert_eq!(rate("310.5", "2026-11-22"), "");
        for (usd, on) in [("0", "2026-11-22"), ("-1", "2026-11-22"), ("1", "22.11.2026")] {
            assert!(rate(usd, on).contains("a rate is written"), "{usd} {on}");
        }
    }

    #[test]
    fn other_tools_are_refused() {
        assert_eq!(
            problems("[toolchain]\nversion = \">=9\"\n"),
            format!(
                "orchestra.toml:2:11: error[E0701]: this package wants tools of version >=9, and these are {TOOLS}\n"
            )
        );
    }

    #[test]
    fn what_is_no_toml_is_reported() {
        assert!(problems("[package\nname = ").contains("error[E0701]"));
    }
}
