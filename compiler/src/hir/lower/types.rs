//! Written types.

use orchestra_diagnostics::Span;
use orchestra_syntax::{
    NodeKind, NodeRef,
    ast::{self, View as _},
};

use super::{chains::LONGEST_CHAIN, lowering::Lowering};
use crate::{
    exact::gathered,
    hir::{ExprId, ExprKind, Name, Range, Refinement, TypeField, TypeId, TypeRefKind},
};

impl Lowering {
    /// The type, or what stands for a missing one at `around`.
    pub(super) fn ty(&mut self, ty: Option<ast::Type<'_>>, around: Span) -> TypeId {
        let Some(ty) = ty else { return self.type_at(around, TypeRefKind::Missing) };
        let span = ty.span();
        let kind = match ty {
            ast::Type::Named(named) => self.named_type(named),
            ast::Type::Paren(paren) => return self.ty(paren.inner(), span),
            ast::Type::Tuple(tuple) => TypeRefKind::Tuple(self.each_type(tuple.types())),
            // One of which a part couldn't be read may have any fields.
            ast::Type::Record(record) if record.node().is_broken() => TypeRefKind::Missing,
            ast::Type::Record(record) => self.record_type(record),
            ast::Type::Literal(literal) => {
                let value = self.literal(literal.value(), span);
                TypeRefKind::Literal(value)
            }
            ast::Type::Optional(_) | ast::Type::List(_) => return self.type_chain(ty),
            ast::Type::Union(union) => TypeRefKind::Union(self.each_type(union.arms())),
        };
        self.type_at(span, kind)
    }

    fn each_type<'t>(&mut self, types: impl Iterator<Item = ast::Type<'t>>) -> Vec<TypeId> {
        gathered(types.map(|ty| self.ty(Some(ty), ty.span())))
    }

    /// `T?[]?`: read from the inside, as chains of operators are.
    fn type_chain(&mut self, outermost: ast::Type<'_>) -> TypeId {
        let mut links = Vec::new();
        let mut next = Some(outermost);
        loop {
            next = match next {
                Some(link @ ast::Type::Optional(optional)) => {
                    links.push(link);
                    optional.inner()
                }
                Some(link @ ast::Type::List(list)) => {
                    links.push(link);
                    list.element()
                }
                _ => break,
            };
        }
        let around = self.chained;
        if around + links.len() > LONGEST_CHAIN {
            self.too_long(outermost.span());
            return self.type_at(outermost.span(), TypeRefKind::Missing);
        }
        self.chained = around + links.len();
        let mut ty = self.ty(next, outermost.span());
        while let Some(link) = links.pop() {
            self.chained = around + links.len() + 1;
            let kind = match link {
                ast::Type::List(list) => {
                    let range = list.size().map(|range| self.range(range));
                    TypeRefKind::List { item: ty, range }
                }
                _ => TypeRefKind::Optional(ty),
            };
            ty = self.type_at(link.span(), kind);
        }
        self.chained = around;
        ty
    }

    /// The type behind a colon, if there is a colon in `around`.
    pub(super) fn ascription(
        &mut self,
        around: NodeRef<'_>,
        written: Option<ast::Type<'_>>,
    ) -> Option<TypeId> {
        let is_missing = || around.child(NodeKind::MissingType).is_some();
        (written.is_some() || is_missing()).then(|| self.ty(written, around.span()))
    }

    fn named_type(&mut self, named: ast::NamedType<'_>) -> TypeRefKind {
        let Some(word) = named.name() else { return TypeRefKind::Missing };
        let is_parameter = self.generics.iter().any(|known| *known.text == *word.text());
        if word.text() == "map" && !is_parameter {
            return self.map_type(named, word);
        }
        let arguments = named.arguments();
        // What couldn't be read between the brackets may be any types.
        if arguments.is_some_and(|arguments| arguments.node().is_broken()) {
            return TypeRefKind::Missing;
        }
        let name = self.name(word);
        let arguments = arguments.into_iter().flat_map(ast::TypeArguments::types);
        let arguments = self.each_type(arguments).into();
        let refinements = self.refinements(named.refinements()).into();
        if is_parameter {
            TypeRefKind::Parameter { name, arguments, refinements }
        } else {
            TypeRefKind::Name { name, arguments, refinements }
        }
    }

    fn map_type(&mut self, named: ast::NamedType<'_>, word: ast::Name<'_>) -> TypeRefKind {
        let arguments: Vec<ast::Type<'_>> =
            named.arguments().into_iter().flat_map(ast::TypeArguments::types).collect();
        let help = Some("write it as `map<string>`");
        let [value] = *arguments else {
            // What couldn't be read between the brackets may be that type.
            if !named.node().is_broken() {
                let sentence = "`map` takes the type of its values".to_owned();
                self.unexpected(word.span(), sentence, help);
            }
            return TypeRefKind::Missing;
        };
        if let Some(refinements) = named.refinements() {
            let sentence = "a map has no range".to_owned();
            self.unexpected(refinements.span(), sentence, None);
        }
        TypeRefKind::Map(self.ty(Some(value), value.span()))
    }

    fn refinements(&mut self, refinements: Option<ast::Refinements<'_>>) -> Vec<Refinement> {
        let Some(refinements) = refinements else { return Vec::new() };
        gathered(refinements.entries().filter_map(|refinement| match refinement {
            ast::Refinement::Range(range) => Some(Refinement::Range(self.range(range))),
            ast::Refinement::Pattern(pattern) => Some(Refinement::Pattern {
                text: pattern.pattern()?.into(),
                at: self.site(pattern.span()),
            }),
        }))
    }

    fn range(&mut self, range: ast::Range<'_>) -> Range {
        let at = self.site(range.span());
        let min = range.low().map(|bound| self.bound_of_range(bound));
        let exact = range.is_exact();
        let max = if exact { min } else { range.high().map(|bound| self.bound_of_range(bound)) };
        Range { at, min, max, exact }
    }

    /// A number, or a constant: no binding can stand here.
    fn bound_of_range(&mut self, bound: ast::Bound<'_>) -> ExprId {
        match bound.name() {
            Some(word) => {
                let name: Name = self.name(word);
                let at = name.at;
                self.expr_of_site(at, ExprKind::Name(name))
            }
            None => self.literal(bound.number(), bound.span()),
        }
    }

    fn record_type(&mut self, record: ast::RecordType<'_>) -> TypeRefKind {
        let fields = gathered(record.fields().filter_map(|field| {
            let name = self.key(field.key()?);
            let ty = self.ty(field.declared_type(), field.span());
            let doc = field.docs().map(Into::into);
            Some(TypeField { name, optional: field.is_optional(), ty, doc })
        }));
        self.refuse_twice(fields.iter().map(|field| &field.name), "field");
        let mut rests = record.rests();
        let rest = rests.next().map(|rest| self.ty(rest.rest_type(), rest.span()));
        for further in rests {
            let sentence = "a record's further fields have one type".to_owned();
            self.unexpected(further.span(), sentence, Some("join the types with `|`"));
        }
        TypeRefKind::Record { fields, rest }
    }
}
