//! The parts of expressions, patterns and types, for passes that look at all of them alike.

use super::{
    Argument, Block, Body, Call, ExprId, ExprKind, ListEntry, MethodCall, PatternId, PatternKind,
    Policy, RecordEntry, Statement, TextPart, TypeId, TypeRefKind,
};

impl Body {
    /// Hands all expressions directly inside `id` to `visit`, in the order of the text.
    pub fn children(&self, id: ExprId, visit: &mut dyn FnMut(ExprId)) {
        match self.expr(id) {
            ExprKind::Missing
            | ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Duration(_)
            | ExprKind::Money(_)
            | ExprKind::String { .. }
            | ExprKind::Local(_)
            | ExprKind::Name(_)
            | ExprKind::Calls(_) => {}
            ExprKind::Text { parts } => {
                for part in parts {
                    if let TextPart::Value(value) = part {
                        visit(*value);
                    }
                }
            }
            ExprKind::Field { of, .. }
            | ExprKind::Nameless { of }
            | ExprKind::NonNull { of }
            | ExprKind::Into { of, .. }
            | ExprKind::Not { of }
            | ExprKind::Negate { of } => visit(*of),
            ExprKind::Method(method) => {
                let MethodCall { of, arguments, .. } = &**method;
                visit(*of);
                arguments_of(arguments, visit);
            }
            ExprKind::Apply { callee, arguments, .. } => {
                visit(*callee);
                arguments_of(arguments, visit);
            }
            ExprKind::Index { of, index } => {
                visit(*of);
                visit(*index);
            }
            ExprKind::Binary { left, right, .. }
            | ExprKind::And { left, right }
            | ExprKind::Or { left, right }
            | ExprKind::Coalesce { left, right } => {
                visit(*left);
                visit(*right);
            }
            ExprKind::Record { entries, .. } => {
                for entry in entries {
                    let (RecordEntry::Field { value, .. } | RecordEntry::Spread { value }) = entry;
                    visit(*value);
                }
            }
            ExprKind::List { entries } => {
                for entry in entries {
                    let (ListEntry::Item { value } | ListEntry::Spread { value }) = entry;
                    visit(*value);
                }
            }
            ExprKind::Lambda { body, .. } => visit(*body),
            ExprKind::Block(block) => self.block_children(block, visit),
            ExprKind::If { branches, otherwise } => {
                for branch in branches {
                    visit(branch.condition);
                    visit(branch.body);
                }
                otherwise.iter().for_each(|otherwise| visit(*otherwise));
            }
            ExprKind::Match { head, arms, .. } => {
                visit(*head);
                for arm in arms {
                    arm.guard.iter().for_each(|guard| visit(*guard));
                    visit(arm.body);
                }
            }
            ExprKind::For(each) => {
                visit(each.list);
                each.filter.iter().for_each(|filter| visit(*filter));
                policies_of(&each.policies, visit);
                visit(each.body);
            }
            ExprKind::Repeat(repeat) => {
                visit(repeat.init);
                visit(repeat.until);
                visit(repeat.max);
                policies_of(&repeat.policies, visit);
                visit(repeat.body);
            }
            ExprKind::Fail { message } => visit(*message),
            ExprKind::Call(call) => call_children(call, visit),
        }
    }

    /// The types that stand directly in the written type `id`.
    pub fn type_parts(&self, id: TypeId) -> Vec<TypeId> {
        match &self.ty(id).kind {
            TypeRefKind::Missing | TypeRefKind::Literal(_) => Vec::new(),
            TypeRefKind::Name { arguments, .. } | TypeRefKind::Parameter { arguments, .. } => {
                arguments.to_vec()
            }
            TypeRefKind::Optional(of)
            | TypeRefKind::List { item: of, .. }
            | TypeRefKind::Map(of) => {
                vec![*of]
            }
            TypeRefKind::Tuple(parts) | TypeRefKind::Union(parts) => parts.clone(),
            TypeRefKind::Record { fields, rest } => {
                fields.iter().map(|field| field.ty).chain(*rest).collect()
            }
        }
    }

    /// Whether a `call` stands in `id`.
    #[must_use]
    pub fn holds_call(&self, id: ExprId) -> bool {
        let mut found = matches!(self.expr(id), ExprKind::Call(_));
        self.children(id, &mut |child| found = found || self.holds_call(child));
        found
    }

    fn block_children(&self, block: &Block, visit: &mut dyn FnMut(ExprId)) {
        for statement in &block.statements {
            match statement {
                Statement::Let { value, .. } | Statement::Expr(value) => visit(*value),
                Statement::Ensure { condition, message, .. } => {
                    visit(*condition);
                    message.iter().for_each(|message| visit(*message));
                }
            }
        }
        block.value.iter().for_each(|value| visit(*value));
    }

    /// Hands all names that a pattern binds to `visit`.
    pub fn bound(&self, id: PatternId, visit: &mut dyn FnMut(super::LocalId)) {
        match &self.pattern(id).kind {
            PatternKind::Bind { local, .. } => visit(*local),
            PatternKind::Record { fields } => {
                fields.iter().for_each(|field| self.bound(field.pattern, visit));
            }
            PatternKind::Tuple { items } | PatternKind::Or { choices: items } => {
                items.iter().for_each(|item| self.bound(*item, visit));
            }
            PatternKind::Missing
            | PatternKind::Any
            | PatternKind::Literal(_)
            | PatternKind::Variant { .. } => {}
        }
    }
}

fn arguments_of(arguments: &[Argument], visit: &mut dyn FnMut(ExprId)) {
    arguments.iter().for_each(|argument| visit(argument.value));
}

fn policies_of(policies: &[Policy], visit: &mut dyn FnMut(ExprId)) {
    policies.iter().for_each(|policy| visit(policy.value));
}

fn call_children(call: &Call, visit: &mut dyn FnMut(ExprId)) {
    visit(call.arguments);
    policies_of(&call.policies, visit);
    call.otherwise.iter().for_each(|otherwise| visit(*otherwise));
}
