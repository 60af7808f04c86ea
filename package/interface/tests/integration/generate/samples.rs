//! Values of types, as a source writes them.

use orchestra_package_interface::DescribedType;
use orchestra_plan::shape::Format;

use super::{Model, Numbers};

impl Model {
    /// A value of `ty`.
    pub(crate) fn sample(&self, ty: &DescribedType, numbers: &mut Numbers) -> String {
        match ty {
            DescribedType::Null => "null".to_owned(),
            DescribedType::Bool => (if numbers.one_in(2) { "true" } else { "false" }).to_owned(),
            DescribedType::Duration => "20s".to_owned(),
            DescribedType::Int { min, max } => {
                let (min, max) = (min.unwrap_or(0), max.unwrap_or(100));
                let span = u64::try_from(max - min).expect("in order");
                (min + i64::try_from(numbers.below(span + 1)).expect("small")).to_string()
            }
            DescribedType::Float { min, max } => {
                let (min, max) = (min.unwrap_or(0.0), max.unwrap_or(9.0));
                format!("{:?}", if numbers.one_in(2) { min } else { (min + max) / 2.0 })
            }
            DescribedType::String { format: Some(Format::Url), .. } => {
                "\"https://example.com/\"".to_owned()
            }
            DescribedType::String { min, max, .. } => {
                let most = max.unwrap_or(min + 5).min(min + 5);
                let length = min + numbers.below(most - min + 1);
                format!(
                    "\"{}\"",
                    "abcdefghij".repeat(3).chars().take(length as usize).collect::<String>()
                )
            }
            DescribedType::Literal { value } => value.to_string(),
            DescribedType::List { item, min, max } => {
                let most = max.unwrap_or(min + 2).min(min + 2);
                let count = min + numbers.below(most - min + 1);
                let items: Vec<String> = (0..count).map(|_| self.sample(item, numbers)).collect();
                format!("[{}]", items.join(", "))
            }
            DescribedType::Record { fields, .. } => {
                let mut parts = Vec::new();
                for field in fields {
                    if !field.optional || numbers.one_in(2) {
                        parts.push(format!("{}: {}", field.name, self.sample(&field.ty, numbers)));
                    }
                }
                if parts.is_empty() {
                    "{}".to_owned()
                } else {
                    format!("{{ {} }}", parts.join(", "))
                }
            }
            DescribedType::Map { of } => {
                format!("{{ \"some key\": {} }}", self.sample(of, numbers))
            }
            DescribedType::Union { arms } => {
                let at = numbers.index(arms.len());
                self.sample(&arms[at], numbers)
            }
            DescribedType::Named { .. } => self.sample(&self.expanded(ty), numbers),
            _ => "{ a: [1, \"b\"] }".to_owned(),
        }
    }
}
