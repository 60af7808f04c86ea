//! What a `match` tells apart: values, variants, records, types.

use orchestra_compiler::types::{Literal, Type};
use orchestra_syntax::{NodeKind, ast, ast::View as _};

use super::{Completer, CompletionItem, CompletionKind, Rank, arguments::key, escaped};

impl Completer<'_> {
    /// Where a pattern stands; at the beginning of an arm, with its `=>`.
    pub(super) fn patterns(&mut self, arm: bool) {
        let inner = self.type_inside_pattern();
        let Some(ty) = (if arm { self.matched() } else { inner }) else {
            return self.wildcard(arm);
        };
        let written = self.written_patterns();
        let mut offered = self.told_values(&ty);
        let is_mixed = ty.arms(&self.at.environment()).len() > 1;
        for part in ty.arms(&self.at.environment()) {
            match &part {
                Type::Record(record) => {
                    let tag = record.fields.iter().find(|field| {
                        matches!(field.ty, Type::Literal(Literal::String(_))) && !field.optional
                    });
                    let text = match tag {
                        Some(tag) => format!("{{ {}: {} }}", key(&tag.name), tag.ty),
                        None => {
                            let names: Vec<&str> =
                                record.fields.iter().map(|field| &*field.name).take(3).collect();
                            format!("{{ {} }}", names.join(", "))
                        }
                    };
                    offered.push((text, CompletionKind::Pattern));
                }
                Type::Bool | Type::Null | Type::Literal(_) | Type::Error | Type::Never => {}
                base if is_mixed => {
                    offered.push((format!("value: {base}"), CompletionKind::Pattern));
                }
                _ => {}
            }
        }
        offered.retain(|(text, _)| !written.contains(text));
        for (text, kind) in offered {
            let item = self.arm(CompletionItem::new(text, kind), arm);
            self.add(Rank::Wanted, item);
        }
        self.wildcard(arm);
    }

    fn wildcard(&mut self, arm: bool) {
        let item = self.arm(CompletionItem::new("_", CompletionKind::Pattern), arm);
        self.add(Rank::Keyword, item);
    }

    /// With its `=>`, unless that is there.
    fn arm(&self, item: CompletionItem, arm: bool) -> CompletionItem {
        let stands = self
            .at
            .cursor
            .next()
            .is_some_and(|token| token.kind == orchestra_syntax::TokenKind::FatArrow);
        if !arm || stands {
            return item;
        }
        let insert = format!("{} => $0,", escaped(&item.insert));
        item.snippet(insert)
    }

    /// The type of what the `match` around the cursor looks at.
    pub(super) fn matched(&self) -> Option<Type> {
        let level = self.at.cursor.level_of(&[NodeKind::Match])?;
        let head = ast::Match::cast(self.at.cursor.path[level])?.scrutinee()?;
        self.at.type_of(head.node())
    }

    /// The patterns of the other arms.
    fn written_patterns(&self) -> Vec<String> {
        let Some(level) = self.at.cursor.level_of(&[NodeKind::Match]) else { return Vec::new() };
        let offset = self.at.cursor.offset;
        let arms = self.at.cursor.path[level].children();
        let arms = arms.filter(|it| it.kind() == NodeKind::MatchArm);
        let patterns = arms.filter_map(|arm| arm.children().next());
        let mut texts = Vec::new();
        for pattern in patterns.filter(|it| !it.span().touches(offset)) {
            texts.push(pattern.text().to_owned());
            if pattern.kind() == NodeKind::OrPattern {
                texts.extend(pattern.children().map(|choice| choice.text().to_owned()));
            }
        }
        texts
    }

    /// The type of a part of a pattern: a field's, an item's, or that of all of it behind `|`.
    fn type_inside_pattern(&self) -> Option<Type> {
        let owner = self.at.cursor.owner();
        let env = self.at.environment();
        if owner.kind() == NodeKind::PatternField {
            let name = owner.first_token()?.text();
            let fields = self.matched()?.arms(&env).into_iter().filter_map(|arm| match arm {
                Type::Record(record) => record.field(name).map(|field| field.ty.clone()),
                _ => None,
            });
            return Some(Type::union(&env, fields.collect::<Vec<_>>()));
        }
        self.matched()
    }
}
