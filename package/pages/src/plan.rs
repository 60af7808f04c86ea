//! The page of a plan by itself, whatever package it is from: what it takes, what it comes to, what it
//! touches, its steps.

use maud::{Markup, html};
use orchestra_ledger_pages::frame::Frame;
use orchestra_package_interface::capabilities;
use orchestra_plan::Plan;

use crate::{
    place::STYLE,
    prose::{prose, summary},
    template::{bounds, drawn, touches},
};

/// A parameter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanParameter {
    /// Its name.
    pub name: String,
    /// Its type as the language writes it.
    pub ty: String,
    /// What its documentation says; empty where there is none.
    pub documentation: String,
    /// As JSON; none where it has to be given.
    pub default: Option<String>,
}

/// The whole page.
#[must_use]
pub fn plan_page(plan: &Plan, parameters: &[PlanParameter]) -> String {
    let (name, words) = (&plan.template, &plan.debug.documentation);
    let line = summary(words);
    let main = html! {
        h1 { code { (name) } }
        (prose(words))
        section aria-labelledby="parameters" {
            h2 id="parameters" { "Parameters" }
            (listed(parameters))
        }
        (bounds(&plan.bounds.worst, &plan.bounds.typical, Some(plan)))
        (touches(&capabilities(plan), &plan.effects))
        (drawn(name, plan))
    };
    let frame = Frame {
        site: "plan",
        links: &[],
        title: name,
        summary: if line.is_empty() { name } else { &line },
        main,
        footer: html! {
            "Plan " code { (plan.id()) } ". Bounds are the compiler's, at prices of the day on which it was asked. \
             Written by " code { "orchc plan" } "."
        },
        style: STYLE,
        script: None,
    };
    frame.text()
}

fn listed(parameters: &[PlanParameter]) -> Markup {
    html! {
        @if parameters.is_empty() { p { "It has none." } }
        dl class="listed" {
            @for parameter in parameters {
                dt { code { (parameter.name) } }
                dd {
                    code { (parameter.ty) }
                    @match &parameter.default {
                        None => ", has to be given",
                        Some(default) => { ", default " code { (default) } }
                    }
                    (prose(&parameter.documentation))
                }
            }
        }
    }
}
