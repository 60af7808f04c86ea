//! Operators.

use orchestra_plan::expr::BinaryOperator;

use super::{Conversion, Inferer, Use};
use crate::{
    diagnostics::{Fact, MayBeNull, OperatorUndefined, ProvableFailure, SecretSeen, Subject},
    hir::{ExprId, Site},
    types::{
        FloatRange, Type,
        operators::{self, OperatorProblem},
    },
};

impl Inferer<'_> {
    pub(super) fn binary(
        &mut self,
        id: ExprId,
        operator: BinaryOperator,
        left: ExprId,
        right: ExprId,
        expected: Option<&Type>,
    ) -> Type {
        let hint = if matches!(operator, BinaryOperator::Add) { expected } else { None };
        let left_type = self.infer_expecting(left, hint);
        let right_hint = match operator {
            BinaryOperator::Equal | BinaryOperator::NotEqual => Some(&left_type),
            _ => hint,
        };
        let right_type = self.infer_expecting(right, right_hint);
        if left_type.is_error() || right_type.is_error() {
            return result_of_errors(operator);
        }
        if matches!(left_type, Type::Never) || matches!(right_type, Type::Never) {
            return Type::Never;
        }
        match operators::binary(&self.environment, operator, &left_type, &right_type) {
            Ok(meaning) => {
                if meaning.left_float {
                    self.widen(left);
                }
                if meaning.right_float {
                    self.widen(right);
                }
                self.mean(id, Use::Operator(meaning.plan));
                meaning.ty
            }
            Err(problem) => {
                let sides = [(left, &left_type), (right, &right_type)];
                self.operator_problem(id, operator, sides, problem);
                result_of_errors(operator)
            }
        }
    }

    /// Makes the int `id` a float where it stands.
    fn widen(&mut self, id: ExprId) {
        let to = Type::Float(FloatRange::default());
        self.convert(id, Conversion { to, what: "the number".to_owned() });
    }

    fn operator_problem(
        &mut self,
        id: ExprId,
        operator: BinaryOperator,
        [(left, left_type), (right, right_type)]: [(ExprId, &Type); 2],
        problem: OperatorProblem,
    ) {
        let at = self.body.site(id);
        let undefined = |help: Option<String>, as_text: Option<Site>| {
            Fact::OperatorUndefined(OperatorUndefined {
                at,
                operator: sign(operator).to_owned(),
                operands: vec![left_type.to_string(), right_type.to_string()],
                help,
                as_text,
            })
        };
        let fact = match problem {
            OperatorProblem::Undefined => undefined(
                self.operator_help(operator, left_type, right_type),
                match operator {
                    BinaryOperator::Add => self.as_text([(left, left_type), (right, right_type)]),
                    _ => None,
                },
            ),
            OperatorProblem::NeverEqual => {
                let help = self.any_type(&[left_type, right_type]);
                let never = || "no value of the one is a value of the other".to_owned();
                undefined(Some(help.unwrap_or_else(never)), None)
            }
            OperatorProblem::Currencies { left, right } => {
                undefined(Some(format!("one is in `{left}`, the other in `{right}`")), None)
            }
            OperatorProblem::Null { left: on_left } => {
                let (of, ty) = if on_left { (left, left_type) } else { (right, right_type) };
                Fact::MayBeNull(MayBeNull {
                    at: self.body.site(of),
                    subject: Subject::new(format!("a side of `{}`", sign(operator))),
                    path: String::new(),
                    found: ty.to_string(),
                    always: matches!(ty.head(&self.environment), Type::Null),
                    member: None,
                    postfix: self.is_postfix(of),
                })
            }
            OperatorProblem::Secret => {
                let of = if self.secret(left_type) { left } else { right };
                let deed = format!("stand beside `{}`", sign(operator));
                Fact::SecretSeen(SecretSeen { at: self.body.site(of), deed, authority: None })
            }
            OperatorProblem::Outside { message } => {
                Fact::ProvableFailure(ProvableFailure { at, sentence: message, help: None })
            }
        };
        self.report(fact);
    }

    fn operator_help(&self, operator: BinaryOperator, left: &Type, right: &Type) -> Option<String> {
        if let Some(help) = self.any_type(&[left, right]) {
            return Some(help);
        }
        let is_text = |ty: &Type| self.fits(ty, &Type::string());
        let json = |ty: &Type| matches!(ty.head(&self.environment), Type::Json);
        if matches!(operator, BinaryOperator::Add) && (is_text(left) != is_text(right)) {
            return Some("put values into a text with `\"${…}\"`".to_owned());
        }
        (json(left) || json(right)).then(|| "read `json` as a type with `into` first".to_owned())
    }

    /// The side that is no text where the other is one, if it may be written as text just as it is.
    fn as_text(&self, sides: [(ExprId, &Type); 2]) -> Option<Site> {
        let is_text = |ty: &Type| self.fits(ty, &Type::string());
        let [(left, left_type), (right, right_type)] = sides;
        let (of, ty) = match (is_text(left_type), is_text(right_type)) {
            (false, true) => (left, left_type),
            (true, false) => (right, right_type),
            _ => return None,
        };
        let is_plain = matches!(
            ty.head(&self.environment),
            Type::Int(_) | Type::Float(_) | Type::Bool | Type::Duration | Type::Money(_)
        );
        (is_plain && self.is_postfix(of)).then(|| self.body.site(of))
    }

    pub(super) fn negate(&mut self, id: ExprId, of: ExprId) -> Type {
        let ty = self.infer(of);
        if ty.is_error() {
            return ty;
        }
        let at = self.body.site(id);
        match operators::negate(&self.environment, &ty) {
            Ok(result) => result,
            Err(OperatorProblem::Null { .. }) => {
                let fact = MayBeNull {
                    at: self.body.site(of),
                    subject: Subject::new("what `-` stands before"),
                    path: String::new(),
                    found: ty.to_string(),
                    always: matches!(ty.head(&self.environment), Type::Null),
                    member: None,
                    postfix: self.is_postfix(of),
                };
                self.report(Fact::MayBeNull(fact));
                Type::Error
            }
            Err(OperatorProblem::Outside { message }) => {
                let fact = ProvableFailure { at, sentence: message, help: None };
                self.report(Fact::ProvableFailure(fact));
                Type::Error
            }
            Err(_) => {
                let operands = vec![ty.to_string()];
                let help = self.any_type(&[&ty]);
                let fact = OperatorUndefined {
                    at,
                    operator: "-".to_owned(),
                    operands,
                    help,
                    as_text: None,
                };
                self.report(Fact::OperatorUndefined(fact));
                Type::Error
            }
        }
    }

    pub(super) fn and(&mut self, id: ExprId, left: ExprId, right: ExprId) -> Type {
        self.truth(id, left, "&&");
        let mark = self.flow.mark();
        self.assume(left, true);
        self.truth(id, right, "&&");
        self.flow.restore(mark);
        Type::Bool
    }

    pub(super) fn or(&mut self, id: ExprId, left: ExprId, right: ExprId) -> Type {
        self.truth(id, left, "||");
        let mark = self.flow.mark();
        self.assume(left, false);
        self.truth(id, right, "||");
        self.flow.restore(mark);
        Type::Bool
    }

    /// An operand of `operator` that has to be true or false.
    pub(super) fn truth(&mut self, id: ExprId, operand: ExprId, operator: &str) {
        let found = self.infer_expecting(operand, Some(&Type::Bool));
        let bare = found.without_null(&self.environment);
        let is_bool = found.is_error() || self.fits(&bare, &Type::Bool);
        if is_bool || self.secret(&found) {
            let subject = Subject::new(format!("an operand of `{operator}`"));
            self.coerce(operand, &found, &Type::Bool, &subject);
            return;
        }
        let at = self.body.site(id);
        let (operator, operands) = (operator.to_owned(), vec![found.to_string()]);
        let help = self.any_type(&[&found]);
        let fact = OperatorUndefined { at, operator, operands, help, as_text: None };
        self.report(Fact::OperatorUndefined(fact));
    }

    pub(super) fn coalesce(
        &mut self,
        left: ExprId,
        right: ExprId,
        expected: Option<&Type>,
    ) -> Type {
        let optional = expected.map(|expected| expected.clone().null_or());
        let found = self.infer_expecting(left, optional.as_ref());
        if found.is_error() {
            self.infer_expecting(right, expected);
            return found;
        }
        let left_type = found.without_null(&self.environment);
        let hint = expected.cloned().unwrap_or_else(|| left_type.clone());
        let right_type = self.infer_expecting(right, Some(&hint));
        self.joined(&[(left, left_type), (right, right_type)], expected)
    }

    /// `left ?? right` where an `expected` is wanted.
    pub(super) fn check_coalesce(
        &mut self,
        left: ExprId,
        right: ExprId,
        expected: &Type,
        subject: &Subject<'_>,
    ) -> Type {
        let optional = expected.clone().null_or();
        let found = self.infer_expecting(left, Some(&optional));
        if !found.is_error() {
            self.coerce(left, &found, &optional, subject);
        }
        self.check(right, expected, subject);
        expected.clone()
    }

    /// The common type of several values, each changed to it where that is needed.
    pub(super) fn joined(&mut self, values: &[(ExprId, Type)], expected: Option<&Type>) -> Type {
        let types: Vec<Type> = values.iter().map(|(_, ty)| ty.clone()).collect();
        if types.iter().any(Type::is_error) {
            return Type::Error;
        }
        let common = match expected {
            Some(expected) if types.iter().all(|ty| self.fits_unguarded(ty, expected)) => {
                expected.clone()
            }
            _ => crate::types::common_type::common(&self.environment, &types),
        };
        for (id, ty) in values {
            if matches!(ty, Type::Never) {
                continue;
            }
            // A value that admits null at the left of `??` is converted with its null kept.
            let admits = self.result.expr(*id).admits_null(&self.environment);
            let target = if admits && !ty.admits_null(&self.environment) {
                common.clone().null_or()
            } else {
                common.clone()
            };
            self.coerce(*id, ty, &target, &Subject::default());
        }
        common
    }

    fn fits_unguarded(&self, found: &Type, expected: &Type) -> bool {
        crate::types::fit::fit(&self.environment, found, expected).is_ok_and(|fit| !fit.guards)
    }
}

fn result_of_errors(operator: BinaryOperator) -> Type {
    use BinaryOperator as Operator;
    match operator {
        Operator::Equal
        | Operator::NotEqual
        | Operator::Less
        | Operator::LessEqual
        | Operator::Greater
        | Operator::GreaterEqual
        | Operator::In => Type::Bool,
        _ => Type::Error,
    }
}

/// The operator as it is written.
pub(crate) fn sign(operator: BinaryOperator) -> &'static str {
    use BinaryOperator as Operator;
    match operator {
        Operator::Equal => "==",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterEqual => ">=",
        Operator::In => "in",
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Remainder => "%",
    }
}
