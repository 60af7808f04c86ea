//! `[quote]` of the user's configuration: what a seller adds to what subnets cost.
//!
//! Where it says nothing, the margin is 20 %, for every number of jobs: how much less a larger
//! customer pays is the seller's to say.

use std::num::NonZeroU64;

use rust_decimal::Decimal;
use serde::Deserialize;

/// The margin where nothing is said.
const MARGIN: u32 = 20;
/// The tiers where none are said, in jobs a month.
const TIERS: [u64; 3] = [1_000, 10_000, 100_000];

/// Margins by the number of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct QuoteRates {
    /// Below the first tier.
    pub(crate) margin: Percent,
    /// In ascending order of their jobs.
    pub(crate) tiers: Vec<Tier>,
}

/// What holds from a number of jobs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tier {
    pub(crate) jobs_per_month: NonZeroU64,
    pub(crate) margin: Percent,
}

/// A percentage, 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Percent(Decimal);

impl QuoteRates {
    /// What holds for so many jobs a month.
    pub(crate) fn margin_of(&self, jobs: NonZeroU64) -> Percent {
        let reached = self.tiers.iter().rev().find(|tier| tier.jobs_per_month <= jobs);
        reached.map_or(self.margin, |tier| tier.margin)
    }
}

impl Default for QuoteRates {
    fn default() -> Self {
        Self::try_from(Written::default()).expect("our own tiers differ")
    }
}

impl Percent {
    /// In hundredths: 20 for 20 %.
    pub(crate) fn hundredths(self) -> Decimal {
        self.0.normalize()
    }

    /// The amount with so much added; none where that is more than a decimal holds.
    pub(crate) fn added_to(self, amount: Decimal) -> Option<Decimal> {
        let whole = Decimal::ONE_HUNDRED.checked_add(self.0)?;
        amount.checked_mul(whole)?.checked_div(Decimal::ONE_HUNDRED)
    }
}

impl TryFrom<String> for Percent {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = text.strip_suffix('%').and_then(|number| number.trim_end().parse().ok());
        let percent = number.filter(|number: &Decimal| !number.is_sign_negative());
        percent.map(Self).ok_or_else(|| {
            format!("`{text}` is no margin: write a percentage that isn't negative, as \"20%\"")
        })
    }
}

/// The section as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    margin: Option<Percent>,
    tiers: Option<Vec<WrittenTier>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTier {
    jobs_per_month: NonZeroU64,
    /// That of the section where the tier says none.
    margin: Option<Percent>,
}

impl TryFrom<Written> for QuoteRates {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let margin = written.margin.unwrap_or(Percent(MARGIN.into()));
        let ours = || {
            let tier = |jobs| WrittenTier { jobs_per_month: jobs, margin: None };
            TIERS.into_iter().filter_map(NonZeroU64::new).map(tier).collect()
        };
        let mut tiers: Vec<Tier> = written
            .tiers
            .unwrap_or_else(ours)
            .into_iter()
            .map(|tier| Tier {
                jobs_per_month: tier.jobs_per_month,
                margin: tier.margin.unwrap_or(margin),
            })
            .collect();
        tiers.sort_by_key(|tier| tier.jobs_per_month);
        match tiers.windows(2).find(|two| two[0].jobs_per_month == two[1].jobs_per_month) {
            Some(two) => Err(format!("two tiers begin at {} jobs a month", two[0].jobs_per_month)),
            None => Ok(Self { margin, tiers }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(text: &str) -> Result<QuoteRates, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    fn margin_of(rates: &QuoteRates, jobs: u64) -> String {
        rates.margin_of(NonZeroU64::new(jobs).unwrap()).hundredths().to_string()
    }

    #[test]
    fn a_tier_holds_from_its_number_of_jobs_on() {
        let text = "margin = \"25%\"\n[[tiers]]\njobs_per_month = 5000\nmargin = \"12.5%\"\n\
            [[tiers]]\njobs_per_month = 100\n";
        let rates = rates(text).unwrap();
        let found = [1, 99, 100, 4999, 5000, u64::MAX].map(|jobs| margin_of(&rates, jobs));
        assert_eq!(found, ["25", "25", "25", "25", "12.5", "12.5"]);
    }

    #[test]
    fn where_nothing_is_said_the_margin_is_20_percent_for_all() {
        let rates = QuoteRates::default();
        let tiers: Vec<u64> = rates.tiers.iter().map(|tier| tier.jobs_per_month.get()).collect();
        assert_eq!(tiers, [1_000, 10_000, 100_000]);
        assert_eq!([1, 1_000, 100_000].map(|jobs| margin_of(&rates, jobs)), ["20", "20", "20"]);
    }

    #[test]
    fn what_is_no_margin_or_tier_is_refused() {
        let tier = "[[tiers]]\njobs_per_month = 10\n";
        for (text, why) in [
            ("margin = \"-1%\"", "no margin"),
            ("margin = \"20\"", "no margin"),
            ("margin = \"much%\"", "no margin"),
            ("margin = 20", "string"),
            ("discount = \"1%\"", "unknown field"),
            ("[[tiers]]\njobs_per_month = 0", "nonzero"),
            ("[[tiers]]\nmargin = \"1%\"", "missing field"),
            (&tier.repeat(2), "two tiers begin at 10 jobs"),
        ] {
            let refused = rates(text).unwrap_err();
            assert!(refused.contains(why), "{text}: {refused}");
        }
    }

    #[test]
    fn what_a_decimal_does_not_hold_has_no_price() {
        let percent = |text: &str| Percent::try_from(text.to_owned()).unwrap();
        assert_eq!(percent("0%").added_to(Decimal::MAX), None);
        assert_eq!(percent("12.5%").added_to(Decimal::new(8, 3)), Some(Decimal::new(9, 3)));
    }
}
