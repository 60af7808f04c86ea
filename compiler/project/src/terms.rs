//! What the manifest says of prices and rates, as the compiler takes it.

use orchestra_compiler::terms::{StatedPrice, Terms};
use orchestra_package_model::Manifest;
use orchestra_plan::{Money, binding::PriceUnit};

/// Prices and rates of the manifest. A price without a unit is that of a request.
pub(crate) fn terms(manifest: &Manifest) -> Terms {
    let prices = manifest.prices.iter().map(|(operation, stated)| {
        let stated = stated.iter().map(|price| StatedPrice {
            unit: unit(price.unit.as_deref()),
            amount: Money { amount: price.amount, currency: price.currency.as_str().into() },
        });
        (operation.clone(), stated.collect())
    });
    let rates = manifest.rates.iter().map(|(currency, rate)| (currency.clone(), rate.usd));
    Terms { prices: prices.collect(), rates: rates.collect() }
}

/// The manifest's reader lets these names pass alone.
fn unit(name: Option<&str>) -> PriceUnit {
    match name {
        Some("item") => PriceUnit::Item,
        Some("input_token") => PriceUnit::InputToken,
        Some("output_token") => PriceUnit::OutputToken,
        Some("second") => PriceUnit::Second,
        Some("byte") => PriceUnit::Byte,
        _ => PriceUnit::Request,
    }
}
