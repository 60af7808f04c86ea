//! The state of one lowering: the arenas, the sites, and the names in scope.

use std::{cell::Cell, mem};

use orchestra_diagnostics::Span;
use orchestra_syntax::ast::{self, View as _};

use super::{BodySpans, words::Words};
use crate::exact::moved_out;
use crate::hir::{
    Body, Duplicate, Expr, ExprId, ExprKind, Local, LocalId, Mistakes, Name, Pattern, PatternId,
    PatternKind, Root, Site, TypeId, TypeRef, TypeRefKind, Unexpected,
};

/// Expressions that room is kept for between items: longer ones are rare.
const MOST_ROOM: usize = 4_096;

thread_local! {
    /// Empty arenas with the room that the last item took.
    static ARENAS: Cell<Body> = Cell::default();
}

/// The lowering of one item.
#[derive(Default)]
pub(super) struct Lowering {
    pub(super) body: Body,
    pub(super) mistakes: Mistakes,
    /// The words of the item, and perhaps of others of its file.
    pub(super) words: Words,
    /// How many sites there are.
    sites: u32,
    /// Where they are, if anybody wants to know.
    pub(super) spans: Option<BodySpans>,
    /// Names in scope; the innermost last.
    bound: Vec<(Name, LocalId)>,
    /// How many of them are bound outside the innermost block, lambda, arm or loop.
    outer: usize,
    /// The item's type parameters.
    pub(super) generics: Vec<Name>,
    /// How many operators and postfixes are around.
    pub(super) chained: usize,
    /// Whether no `call` may stand here.
    pure: bool,
    /// Whether the item is a test.
    pub(super) in_test: bool,
}

impl Default for Body {
    fn default() -> Self {
        Self {
            root: Root::Missing,
            exprs: Vec::new(),
            patterns: Vec::new(),
            types: Vec::new(),
            locals: Vec::new(),
            mocks: Vec::new(),
            mistakes: None,
        }
    }
}

impl Lowering {
    /// One that puts places into `spans`, if there are any.
    pub(super) fn with(spans: Option<BodySpans>) -> Self {
        Self { spans, body: ARENAS.take(), ..Self::default() }
    }

    /// What `item` says, in words of `shared` if there are any, to which those that it hasn't are added.
    pub(super) fn item_with(&mut self, item: ast::Item<'_>, shared: Option<&mut Words>) -> Root {
        let Some(shared) = shared else { return self.item(item) };
        mem::swap(&mut self.words, shared);
        let root = self.item(item);
        mem::swap(&mut self.words, shared);
        root
    }

    pub(super) fn site(&mut self, span: Span) -> Site {
        if let Some(spans) = &mut self.spans {
            spans.spans.push(span);
        }
        self.sites += 1;
        Site(self.sites - 1)
    }

    /// What the item says, in no more room than it takes; the arenas are left to the next item.
    pub(super) fn body(self) -> Body {
        let is_sound = self.mistakes == Mistakes::default();
        let mut arenas = self.body;
        let body = Body {
            root: mem::replace(&mut arenas.root, Root::Missing),
            exprs: moved_out(&mut arenas.exprs),
            patterns: moved_out(&mut arenas.patterns),
            types: moved_out(&mut arenas.types),
            locals: moved_out(&mut arenas.locals),
            mocks: moved_out(&mut arenas.mocks),
            mistakes: (!is_sound).then(|| Box::new(self.mistakes)),
        };
        if arenas.exprs.capacity() <= MOST_ROOM {
            ARENAS.set(arenas);
        }
        body
    }

    pub(super) fn expr_at(&mut self, span: Span, kind: ExprKind) -> ExprId {
        let at = self.site(span);
        self.expr_of_site(at, kind)
    }

    pub(super) fn expr_of_site(&mut self, at: Site, kind: ExprKind) -> ExprId {
        self.body.exprs.push(Expr { at, kind });
        ExprId(self.body.exprs.len() as u32 - 1)
    }

    pub(super) fn missing(&mut self, span: Span) -> ExprId {
        self.expr_at(span, ExprKind::Missing)
    }

    pub(super) fn pattern_at(&mut self, span: Span, kind: PatternKind) -> PatternId {
        let at = self.site(span);
        self.body.patterns.push(Pattern { at, kind });
        PatternId(self.body.patterns.len() as u32 - 1)
    }

    pub(super) fn type_at(&mut self, span: Span, kind: TypeRefKind) -> TypeId {
        let at = self.site(span);
        self.body.types.push(TypeRef { at, kind });
        TypeId(self.body.types.len() as u32 - 1)
    }

    pub(super) fn name(&mut self, name: ast::Name<'_>) -> Name {
        self.name_of(name.text(), name.span())
    }

    pub(super) fn key(&mut self, key: ast::Key<'_>) -> Name {
        self.name_of(&key.text(), key.span())
    }

    fn name_of(&mut self, text: &str, span: Span) -> Name {
        Name { text: self.words.word(text), at: self.site(span) }
    }

    pub(super) fn unexpected(&mut self, span: Span, sentence: String, help: Option<&str>) {
        let at = self.site(span);
        let help = help.map(str::to_owned);
        self.mistakes.unexpected.push(Unexpected { at, sentence, help });
    }

    /// Runs `inside` with a scope of its own.
    pub(super) fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let outer = mem::replace(&mut self.outer, self.bound.len());
        let value = inside(self);
        self.bound.truncate(self.outer);
        self.outer = outer;
        value
    }

    /// A name that is bound from here on. Twice in a block is a mistake; the later one holds.
    pub(super) fn bind(&mut self, name: Name, kind: &'static str) -> LocalId {
        let local = LocalId(self.body.locals.len() as u32);
        self.body.locals.push(Local { name: name.clone(), hides: self.local(&name.text) });
        let mut beside = self.bound[self.outer..].iter();
        if let Some((earlier, _)) = beside.find(|(earlier, _)| earlier.text == name.text) {
            let first = earlier.at;
            self.mistakes.duplicates.push(Duplicate { name: name.clone(), first, kind });
        }
        self.bound.push((name, local));
        local
    }

    /// What `name` is bound to here.
    pub(super) fn local(&self, name: &str) -> Option<LocalId> {
        let mut inner_first = self.bound.iter().rev();
        inner_first.find(|(bound, _)| *bound.text == *name).map(|(_, local)| *local)
    }

    /// Reports names that stand twice in one list.
    pub(super) fn refuse_twice<'n>(
        &mut self,
        names: impl Iterator<Item = &'n Name> + Clone,
        kind: &'static str,
    ) {
        // Of few names each is compared with all others quicker than they are hashed.
        const FEW: usize = 16;
        let differ = |(index, name): (usize, &'n Name)| {
            names.clone().take(index).all(|earlier| earlier.text != name.text)
        };
        if names.clone().nth(FEW).is_none() && names.clone().enumerate().all(differ) {
            return;
        }
        let mut seen: rustc_hash::FxHashMap<&str, Site> = rustc_hash::FxHashMap::default();
        for name in names {
            let first = *seen.entry(&name.text).or_insert(name.at);
            if first != name.at {
                self.mistakes.duplicates.push(Duplicate { name: name.clone(), first, kind });
            }
        }
    }

    /// Runs `inside` where no `call` may stand.
    pub(super) fn purely<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let before = mem::replace(&mut self.pure, true);
        let value = inside(self);
        self.pure = before;
        value
    }

    /// Runs `inside` in a `call`, whose word is at `word`: refused here, it is so once, with all
    /// calls that it holds.
    pub(super) fn in_call<T>(&mut self, word: Site, inside: impl FnOnce(&mut Self) -> T) -> T {
        let refused = mem::take(&mut self.pure);
        if !refused {
            return inside(self);
        }
        let before = self.mistakes.impure_calls.len();
        self.mistakes.impure_calls.push(word);
        let value = inside(self);
        self.mistakes.impure_calls.truncate(before + 1);
        self.pure = true;
        value
    }
}
