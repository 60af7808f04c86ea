//! Which entries are meant, as `ledger list` and `ledger search` take it.

use clap::{Args, ValueEnum};
use orchestra_diagnostics::nearest;
use orchestra_ledger_model::{
    Authentication, Confidence, Ledger, PriceKnown, Selection, Standing, Status,
};

use crate::command_error::CommandError;

/// What is asked for; all of it has to hold.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct SelectionArguments {
    /// What serves this capability (search.web)
    #[arg(long, value_name = "NAME")]
    capability: Option<String>,
    /// What is of this family (search), or serves a capability of it
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// What is filed under exactly this (search.web, network)
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// What is in this state
    #[arg(long, value_enum)]
    status: Option<StatusArgument>,
    /// What has a price that is known (be it nothing), free, or unknown
    #[arg(long, value_enum)]
    price: Option<PriceArgument>,
    /// What proves in this way who asks
    #[arg(long, value_enum)]
    auth: Option<AuthArgument>,
    /// What we are at least as sure of
    #[arg(long, value_enum)]
    confidence: Option<ConfidenceArgument>,
    /// What at least somebody of this standing stands behind
    #[arg(long, value_enum)]
    verification: Option<StandingArgument>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatusArgument {
    Active,
    Parked,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PriceArgument {
    Known,
    Free,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ConfidenceArgument {
    High,
    Medium,
    Low,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StandingArgument {
    Listed,
    PublisherSigned,
    OwnerSigned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AuthArgument {
    /// Nothing is needed.
    None,
    /// Something is.
    Any,
    Header,
    Bearer,
    Basic,
    Query,
    Btauth,
    Axon,
    Epistula,
    S3,
}

impl SelectionArguments {
    /// What is meant in that Ledger.
    ///
    /// # Errors
    /// A name that the Ledger doesn't have, with the nearest one that it has.
    pub(super) fn selection(&self, ledger: &Ledger) -> Result<Selection, CommandError> {
        let families: Vec<&str> = ledger.families().map(|it| it.family.as_str()).collect();
        let capabilities = ledger.capability_names();
        let categories = ledger.subnets().flat_map(|subnet| &subnet.categories);
        let mut categories: Vec<&str> = categories.map(String::as_str).collect();
        categories.sort_unstable();
        categories.dedup();
        known("capability", self.capability.as_deref(), capabilities.iter().map(String::as_str))?;
        known("family", self.family.as_deref(), families)?;
        known("category", self.category.as_deref(), categories)?;
        Ok(Selection {
            capability: self.capability.clone(),
            family: self.family.clone(),
            category: self.category.clone(),
            status: self.status.map(|it| match it {
                StatusArgument::Active => Status::Active,
                StatusArgument::Parked => Status::Parked,
                StatusArgument::Gone => Status::Gone,
            }),
            price: self.price.map(|it| match it {
                PriceArgument::Known => PriceKnown::Known,
                PriceArgument::Free => PriceKnown::Free,
                PriceArgument::Unknown => PriceKnown::Unknown,
            }),
            authentication: self.auth.map(|it| match it {
                AuthArgument::None => Authentication::None,
                AuthArgument::Any => Authentication::Any,
                kind => {
                    let name = kind.to_possible_value().map(|it| it.get_name().to_owned());
                    Authentication::Kind(name.unwrap_or_default())
                }
            }),
            confidence: self.confidence.map(|it| match it {
                ConfidenceArgument::High => Confidence::High,
                ConfidenceArgument::Medium => Confidence::Medium,
                ConfidenceArgument::Low => Confidence::Low,
            }),
            standing: self.verification.map(|it| match it {
                StandingArgument::Listed => Standing::Listed,
                StandingArgument::PublisherSigned => Standing::PublisherSigned,
                StandingArgument::OwnerSigned => Standing::OwnerSigned,
            }),
        })
    }
}

fn known<'n>(
    what: &str,
    name: Option<&str>,
    all: impl IntoIterator<Item = &'n str>,
) -> Result<(), CommandError> {
    let all: Vec<&str> = all.into_iter().collect();
    let Some(name) = name.filter(|name| !all.contains(name)) else { return Ok(()) };
    let error = CommandError::usage(format!("the Ledger has no {what} `{name}`"));
    Err(match nearest(name, all) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`orchc ledger search` finds names by words"),
    })
}
