//! Records: projected, with optional fields, open or not.

use super::{Fit, Fitter, Misfit, Outcome, Problem, misfit::Step};
use crate::types::{Field, RecordType, Type};

impl Fitter<'_> {
    pub(super) fn fit_records(&mut self, from: &RecordType, to: &RecordType) -> Outcome {
        let missing: Vec<Field> = to
            .fields
            .iter()
            .filter(|field| !field.optional && from.field(&field.name).is_none())
            .cloned()
            .collect();
        if !missing.is_empty() {
            return Err(Misfit::here(Problem::Missing { fields: missing }));
        }
        let mut fit = Fit::EXACT;
        for wanted in &to.fields {
            let step = Step::Field(&wanted.name);
            fit = fit.and(match (from.field(&wanted.name), &from.rest) {
                (Some(found), _) => self.fit_field(step, found, wanted)?,
                // The further fields may have it.
                (None, Some(rest)) => {
                    self.inside(step, &rest.without_null(self.env), &wanted.ty)?.and(Fit::CONVERTS)
                }
                (None, None) => Fit::EXACT,
            });
        }
        let further = from.fields.iter().filter(|field| to.field(&field.name).is_none());
        match &to.rest {
            None => {
                let drops = further.count() > 0 || from.rest.is_some();
                Ok(if drops { fit.and(Fit::CONVERTS) } else { fit })
            }
            Some(rest) => {
                for field in further {
                    fit = fit.and(self.inside(Step::Field(&field.name), &field.ty, rest)?);
                }
                match &from.rest {
                    Some(found) => Ok(fit.and(self.inside(Step::Any, found, rest)?)),
                    None => Ok(fit),
                }
            }
        }
    }

    fn fit_field(&mut self, step: Step<'_>, found: &Field, wanted: &Field) -> Outcome {
        let takes_null = wanted.ty.takes_null(self.env);
        match (found.optional, wanted.optional) {
            // What may be absent reads as null.
            (true, false) => {
                let fit = self.inside(step, &found.ty, &wanted.ty)?;
                if takes_null {
                    return Ok(fit.and(Fit::CONVERTS));
                }
                let found = found.read();
                Err(Misfit::here(Problem::Null { found }).within(step))
            }
            // Whether null is left out depends on what a type parameter stands for: null must
            // not come.
            (_, true) if !takes_null && wanted.ty.may_be_null(self.env) => {
                self.inside(step, &found.ty, &wanted.ty)
            }
            // Null is left out.
            (_, true) if !takes_null && found.ty.admits_null(self.env) => {
                let present = found.ty.without_null(self.env);
                Ok(self.inside(step, &present, &wanted.ty)?.and(Fit::CONVERTS))
            }
            _ => self.inside(step, &found.ty, &wanted.ty),
        }
    }

    pub(super) fn fit_record_to_map(&mut self, record: &RecordType, value: &Type) -> Outcome {
        let mut fit = Fit::EXACT;
        for field in &record.fields {
            fit = fit.and(self.inside(Step::Field(&field.name), &field.ty, value)?);
        }
        match &record.rest {
            Some(rest) => Ok(fit.and(self.inside(Step::Any, rest, value)?)),
            None => Ok(fit),
        }
    }
}
