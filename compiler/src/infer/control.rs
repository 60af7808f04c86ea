//! Blocks, `if`, `match`, `for`, `repeat`.

use std::sync::Arc;

use super::{Inferer, Use};
use crate::{
    diagnostics::{Fact, MatchNotExhaustive, Subject},
    hir::{Block, ExprId, ExprKind, For, IfBranch, MatchArm, Repeat, Site, Statement},
    items::ItemKind,
    types::{
        IntRange, ListType, Literal, NamedId, Size, Type,
        narrow::{Cover, left_over, matched, uncovered},
        sizeless::sizeless,
    },
};

impl Inferer<'_> {
    pub(super) fn block(&mut self, block: &Block, expected: Option<&Type>) -> Type {
        let mark = self.flow.mark();
        let ends = self.statements(&block.statements);
        let ty = match block.value {
            Some(value) => self.infer_expecting(value, expected),
            None => Type::Null,
        };
        self.flow.restore(mark);
        if ends { Type::Never } else { ty }
    }

    pub(super) fn check_block(
        &mut self,
        block: &Block,
        expected: &Type,
        subject: &Subject<'_>,
    ) -> Type {
        let mark = self.flow.mark();
        let ends = self.statements(&block.statements);
        let ty = match block.value {
            Some(value) => {
                self.check(value, expected, subject);
                if matches!(self.result.expr(value), Type::Never) {
                    Type::Never
                } else {
                    expected.clone()
                }
            }
            None if ends => Type::Never,
            None => {
                if !self.fits(&Type::Null, expected) {
                    self.missing_value(block, expected, subject);
                }
                Type::Null
            }
        };
        self.flow.restore(mark);
        ty
    }

    /// A block that ends without a value where one is wanted.
    fn missing_value(&mut self, block: &Block, expected: &Type, subject: &Subject<'_>) {
        let at = match block.statements.last() {
            Some(Statement::Let { value, .. } | Statement::Expr(value)) => self.body.site(*value),
            Some(Statement::Ensure { condition, .. }) => self.body.site(*condition),
            None => self.empty_block_site(block),
        };
        let fact = crate::diagnostics::TypesDiffer {
            at,
            subject: subject.told(),
            path: String::new(),
            expected: format!("`{expected}`"),
            found: "nothing: the block ends without a value".to_owned(),
            help: Some("a block's value is the expression at its end".to_owned()),
            append: None,
        };
        self.report(Fact::TypesDiffer(fact));
    }

    fn empty_block_site(&self, block: &Block) -> Site {
        let is_it = |kind: &ExprKind| matches!(kind, ExprKind::Block(other) if other == block);
        self.body.exprs.iter().find(|expr| is_it(&expr.kind)).map_or(Site(0), |expr| expr.at)
    }

    /// Infers statements in order; whether one of them always fails.
    fn statements(&mut self, statements: &[Statement]) -> bool {
        let mut ends = false;
        for statement in statements {
            match statement {
                Statement::Let { binder, ty, value } => {
                    let found = match ty {
                        Some(ty) => {
                            let written = self.written(*ty);
                            let found = written.clone();
                            self.check(*value, &written, &Subject::new("the binding"));
                            found
                        }
                        None => {
                            let found = self.infer(*value);
                            self.refuse_untyped(*value, &found)
                        }
                    };
                    ends |= matches!(found, Type::Never);
                    self.binder(*binder, &found);
                }
                Statement::Ensure { condition, message, shown } => {
                    self.check(*condition, &Type::Bool, &Subject::new("what `ensure` asks"));
                    for (_, shown) in shown {
                        let ty = self.result.expr(*shown).clone();
                        self.refuse_secret(*shown, &ty, "be shown by `ensure`");
                    }
                    if let Some(message) = message {
                        let subject = Subject::new("the message of `ensure`");
                        self.check(*message, &Type::string(), &subject);
                    }
                    self.assume(*condition, true);
                }
                Statement::Expr(id) => {
                    let ty = self.infer(*id);
                    ends |= matches!(ty, Type::Never);
                    self.assume_passed(*id);
                }
            }
        }
        ends
    }

    /// What is known below an `if` whose branch always fails.
    fn assume_passed(&mut self, id: ExprId) {
        let body = self.body;
        let ExprKind::If { branches, otherwise } = body.expr(id) else { return };
        for branch in branches {
            if !matches!(self.result.expr(branch.body), Type::Never) {
                if let ([only], Some(otherwise)) = (&branches[..], otherwise)
                    && matches!(self.result.expr(*otherwise), Type::Never)
                {
                    self.assume(only.condition, true);
                }
                return;
            }
            self.assume(branch.condition, false);
        }
    }

    /// Branches in order, each with what the conditions before it tell; that of the last is left
    /// for an `else`.
    fn branches(&mut self, branches: &[IfBranch], mut body: impl FnMut(&mut Self, ExprId)) {
        for branch in branches {
            self.check(branch.condition, &Type::Bool, &Subject::new("the condition of `if`"));
            let inside = self.flow.mark();
            self.assume(branch.condition, true);
            body(self, branch.body);
            self.flow.restore(inside);
            self.assume(branch.condition, false);
        }
    }

    pub(super) fn if_else(
        &mut self,
        branches: &[IfBranch],
        otherwise: Option<ExprId>,
        expected: Option<&Type>,
    ) -> Type {
        let mark = self.flow.mark();
        let mut values: Vec<(ExprId, Type)> = Vec::new();
        self.branches(branches, |inferer, body| {
            let ty = inferer.infer_expecting(body, expected);
            values.push((body, ty));
        });
        if let Some(otherwise) = otherwise {
            let ty = self.infer_expecting(otherwise, expected);
            values.push((otherwise, ty));
        }
        self.flow.restore(mark);
        let joined = self.joined(&values, expected);
        match otherwise {
            Some(_) => joined,
            None if joined.is_error() => joined,
            None if values.iter().all(|(_, ty)| matches!(ty, Type::Never)) => Type::Null,
            None => joined.null_or(),
        }
    }

    pub(super) fn check_if(
        &mut self,
        id: ExprId,
        branches: &[IfBranch],
        otherwise: Option<ExprId>,
        expected: &Type,
        subject: &Subject<'_>,
    ) -> Option<Type> {
        if otherwise.is_none() && !self.fits(&Type::Null, expected) {
            // Without an `else` it may be null: told of the whole.
            let found = self.if_else(branches, None, Some(expected));
            self.coerce(id, &found, expected, subject);
            return Some(expected.clone());
        }
        let mark = self.flow.mark();
        let mut never = true;
        self.branches(branches, |inferer, body| {
            inferer.check(body, expected, subject);
            never &= matches!(inferer.result.expr(body), Type::Never);
        });
        match otherwise {
            Some(otherwise) => {
                self.check(otherwise, expected, subject);
                never &= matches!(self.result.expr(otherwise), Type::Never);
            }
            None => never = false,
        }
        self.flow.restore(mark);
        Some(if never { Type::Never } else { expected.clone() })
    }

    /// Arms in order; `body` is told each arm's value. Reports what no arm takes.
    fn arms(
        &mut self,
        id: ExprId,
        head: ExprId,
        arms: &[MatchArm],
        head_site: Site,
        mut body: impl FnMut(&mut Self, ExprId),
    ) {
        let mut head_type = self.infer(head);
        if self.refuse_secret(head, &head_type, "be matched") {
            head_type = Type::Error;
        }
        let place = self.place(head);
        let mut left = head_type.clone();
        let mut covers: Vec<Cover> = Vec::new();
        let mut guarded: Vec<Cover> = Vec::new();
        for arm in arms {
            let cover = self.pattern(arm.pattern, &left, &head_type);
            let meant = matched(&self.environment, &head_type, &cover);
            if !head_type.is_error() && uncovered(&self.environment, &meant, &covers).is_none() {
                self.result.unreachable.push(arm.pattern);
            }
            let mark = self.flow.mark();
            if let Some(place) = &place
                && !left.is_error()
            {
                self.flow.learn(place.clone(), matched(&self.environment, &left, &cover));
            }
            if let Some(guard) = arm.guard {
                self.check(guard, &Type::Bool, &Subject::new("the guard of the arm"));
                self.assume(guard, true);
            }
            body(self, arm.body);
            self.flow.restore(mark);
            if arm.guard.is_some() {
                guarded.push(cover);
            } else {
                if !left.is_error() {
                    left = left_over(&self.environment, &left, &cover);
                }
                covers.push(cover);
            }
        }
        if head_type.is_error() {
            return;
        }
        let Some(witness) = uncovered(&self.environment, &head_type, &covers) else { return };
        let all: Vec<Cover> = covers.iter().chain(&guarded).cloned().collect();
        let without_guards = uncovered(&self.environment, &head_type, &all);
        let fact = MatchNotExhaustive {
            at: head_site,
            missing: self.witnesses(&head_type, covers, witness),
            whole: self.body.site(id),
            guarded: without_guards.is_none(),
        };
        self.report(Fact::MatchNotExhaustive(fact));
    }

    /// Up to four literal witnesses, so that one fix adds all the arms.
    fn witnesses(&self, head: &Type, mut covers: Vec<Cover>, first: String) -> Vec<String> {
        const MOST: usize = 4;
        let mut missing = vec![first];
        for arm in head.arms(&self.environment) {
            let literals = match arm {
                Type::Literal(literal) => vec![literal],
                Type::Bool => vec![Literal::Bool(true), Literal::Bool(false)],
                Type::Null => {
                    self.miss(&Type::Null, Cover::Null, &mut covers, &mut missing);
                    continue;
                }
                _ => continue,
            };
            for literal in literals {
                let cover = Cover::Literal(literal.clone());
                self.miss(&Type::Literal(literal), cover, &mut covers, &mut missing);
            }
        }
        missing.truncate(MOST);
        missing.iter().map(|witness| self.named_variant(head, witness)).collect()
    }

    fn miss(&self, arm: &Type, cover: Cover, covers: &mut Vec<Cover>, missing: &mut Vec<String>) {
        let Some(witness) = uncovered(&self.environment, arm, covers) else { return };
        covers.push(cover);
        if !missing.contains(&witness) {
            missing.push(witness);
        }
    }

    /// A witness as `Enum.variant`, where the matched type is an enum that the file knows.
    fn named_variant(&self, head: &Type, witness: &str) -> String {
        let own = || {
            let Type::Named(named) = head else { return None };
            let NamedId::Item { item, .. } = &named.id else { return None };
            let known = self.scope.name_of(*item)?;
            let variant = witness.strip_prefix('"')?.strip_suffix('"')?;
            (item.kind(self.db) == ItemKind::Enum).then(|| format!("{known}.{variant}"))
        };
        own().unwrap_or_else(|| witness.to_owned())
    }

    pub(super) fn match_arms(
        &mut self,
        id: ExprId,
        head: ExprId,
        arms: &[MatchArm],
        head_site: Site,
        expected: Option<&Type>,
    ) -> Type {
        let mut values: Vec<(ExprId, Type)> = Vec::new();
        self.arms(id, head, arms, head_site, |inferer, body| {
            let ty = inferer.infer_expecting(body, expected);
            values.push((body, ty));
        });
        self.joined(&values, expected)
    }

    pub(super) fn check_match(
        &mut self,
        id: ExprId,
        head: ExprId,
        arms: &[MatchArm],
        head_site: Site,
        expected: &Type,
        subject: &Subject<'_>,
    ) -> Type {
        let mut never = true;
        self.arms(id, head, arms, head_site, |inferer, body| {
            inferer.check(body, expected, subject);
            never &= matches!(inferer.result.expr(body), Type::Never);
        });
        if never { Type::Never } else { expected.clone() }
    }

    pub(super) fn for_each(&mut self, id: ExprId, each: &For, expected: Option<&Type>) -> Type {
        let list_type = self.infer(each.list);
        let (item, size) = match list_type.head(&self.environment) {
            Type::List(list) => (list.item.clone(), list.size),
            Type::Tuple(items) => (
                crate::types::common_type::common(&self.environment, &items),
                Size::exactly(items.len() as u64),
            ),
            _ => {
                self.refuse_no_list(each.list, &list_type);
                (Type::Error, Size::default())
            }
        };
        let mark = self.flow.mark();
        self.binder(each.binder, &item);
        if let Some(index) = each.index {
            let max = size.max.map(|max| i64::try_from(max.saturating_sub(1)).unwrap_or(i64::MAX));
            self.bind(index, Type::Int(IntRange { min: Some(0), max }));
        }
        if let Some(filter) = each.filter {
            self.check(filter, &Type::Bool, &Subject::new("the condition of `for`"));
            self.assume(filter, true);
        }
        let policies = self.for_policies(&each.policies);
        let skips = policies.on_error == orchestra_plan::node::OnError::Skip;
        let hint = match expected.map(|expected| expected.head(&self.environment)) {
            Some(Type::List(list)) => Some(list.item.clone()),
            _ => None,
        };
        let value = match &hint {
            // With a known item type, what is wrong is told inside the block.
            Some(hint) => {
                self.check(each.body, hint, &Subject::new("an item of the result"));
                hint.clone()
            }
            None => self.infer(each.body),
        };
        self.flow.restore(mark);
        self.mean(id, Use::For(Box::new(policies)));
        let least = if skips || each.filter.is_some() { 0 } else { size.min };
        Type::List(Arc::new(ListType { item: value, size: Size { min: least, max: size.max } }))
    }

    fn refuse_no_list(&mut self, id: ExprId, found: &Type) {
        if found.admits_null(&self.environment) && !matches!(found, Type::Json) {
            let rest = found.without_null(&self.environment);
            if let Type::List(_) = rest.head(&self.environment) {
                self.coerce(id, found, &rest, &Subject::new("what `for` goes through"));
                return;
            }
        }
        self.differs(id, Subject::new("what `for` goes through"), "a list", found);
    }

    pub(super) fn repeat(&mut self, id: ExprId, repeat: &Repeat) -> Type {
        let subject = Subject::new("the next state");
        let state = match repeat.ty {
            Some(ty) => {
                let written = self.written(ty);
                self.check(repeat.init, &written, &Subject::new("the first state"));
                written
            }
            None => {
                let first = self.infer(repeat.init);
                let first = self.refuse_untyped(repeat.init, &first);
                let next = self.silently(|inferer| {
                    inferer.bind(repeat.state, first.clone());
                    inferer.infer_expecting(repeat.body, Some(&first))
                });
                let stays = crate::types::fit::fit(&self.environment, &next, &first)
                    .is_ok_and(|fit| !fit.guards);
                let state = if stays { first.clone() } else { sizeless(&self.environment, &first) };
                self.coerce(repeat.init, &first, &state, &Subject::new("the first state"));
                state
            }
        };
        self.bind(repeat.state, state.clone());
        self.check(repeat.body, &state, &subject);
        self.check(repeat.until, &Type::Bool, &Subject::new("what `until` asks"));
        let policies = self.repeat_policies(repeat);
        self.mean(id, Use::Repeat(Box::new(policies)));
        state
    }
}
