//! `[ledger]`, `[prices]` and `[rates]`: what the user knows better than the Ledger.

use std::borrow::Cow;

use orchestra_ledger_model::Amount;
use toml::{Spanned, de::DeValue};

use super::{
    Rate, StatedPrice,
    reader::{Reader, to_span},
};

/// What a rate says.
const RATE: &[&str] = &["usd", "on"];

/// The units of prices.
const UNITS: &[&str] = &["request", "item", "input_token", "output_token", "second", "byte"];

impl Reader {
    pub(super) fn ledger(&mut self, section: &Spanned<DeValue<'_>>) {
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

    pub(super) fn prices(&mut self, section: &Spanned<DeValue<'_>>) {
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
                        if UNITS.contains(&unit.get_ref().as_ref()) {
                            stated.extend(self.stated_price(Some(unit.get_ref()), amount));
                        } else {
                            self.unknown(unit, "a price", UNITS);
                        }
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

    pub(super) fn rates(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("rates", section) else { return };
        for (key, value) in table {
            let mut fields = value.get_ref().as_table().into_iter().flat_map(|rate| rate.keys());
            let is_other =
                |field: &&Spanned<Cow<'_, str>>| !RATE.contains(&field.get_ref().as_ref());
            if let Some(other) = fields.find(is_other) {
                self.unknown(other, "a rate", RATE);
                continue;
            }
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
}

fn is_day(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}
