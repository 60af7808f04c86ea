//! The codes of all problems: a row each, those of lints with their default level. The page of a
//! code stands in `pages/CODE.md`.

use std::fmt;

use crate::Level;

macro_rules! codes {
    (
        errors { $($code:ident $title:literal)* }
        lints { $($lint:ident $name:literal $level:ident $lint_title:literal)* }
    ) => {
        /// Which kind of problem a diagnostic reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $code,)*
            $(#[doc = $lint_title] $lint,)*
        }

        impl Code {
            /// Every code, in order; lints last.
            pub const ALL: &[Self] = &[$(Self::$code,)* $(Self::$lint,)*];

            /// As it is written: `E0304`, `unused-let`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => stringify!($code),)*
                    $(Self::$lint => $name,)*
                }
            }

            /// What it means, in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$code => $title,)*
                    $(Self::$lint => $lint_title,)*
                }
            }

            /// Its page, as Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!("../pages/", stringify!($code), ".md")),)*
                    $(Self::$lint => include_str!(concat!("../pages/", $name, ".md")),)*
                }
            }

            /// Of a lint, its level where none is set; none where the code is an error's.
            #[must_use]
            pub const fn default_level(self) -> Option<Level> {
                match self {
                    $(Self::$code => None,)*
                    $(Self::$lint => Some(Level::$level),)*
                }
            }

            /// The code written `text`, if there is one.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
            }
        }
    };
}

impl Code {
    /// Every lint, in order.
    pub fn lints() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|code| code.default_level().is_some())
    }

    /// The lint called `name`.
    #[must_use]
    pub fn lint(name: &str) -> Option<Self> {
        Self::lints().find(|lint| lint.as_str() == name)
    }
}

codes! {
    errors {
        E0101 "unexpected token"
        E0102 "unterminated string or text block"
        E0103 "malformed literal or escape"
        E0201 "unknown name"
        E0202 "name defined twice"
        E0203 "unknown type"
        E0204 "unknown module, or it doesn't export that name"
        E0205 "private name imported"
        E0301 "types don't match"
        E0302 "missing field or argument"
        E0303 "unknown field or argument"
        E0304 "value outside its constraint"
        E0305 "value may be null"
        E0306 "match isn't exhaustive"
        E0307 "not a function, or wrong arguments"
        E0308 "type can't be inferred"
        E0309 "operator not defined for these types"
        E0310 "no such field, variant or method"
        E0401 "unknown subnet"
        E0402 "unknown operation"
        E0403 "unknown capability"
        E0404 "no provider for the capability, or none on the route"
        E0405 "operation withdrawn"
        E0406 "Ledger entry changed incompatibly since it was locked"
        E0407 "provider doesn't fit its capability"
        E0501 "`call` where only pure code may stand"
        E0502 "recursion"
        E0503 "unknown or misplaced policy, or wrong policy value"
        E0504 "secret flows where it would be seen"
        E0505 "`mock` outside a test, or of something never called"
        E0601 "cost or time can't be bounded under a budget or deadline"
        E0602 "worst-case cost exceeds the budget"
        E0603 "worst-case time exceeds the deadline"
    E0701 "manifest, overlay or lock invalid"
        E0702 "dependency missing, or versions conflict"
        E0703 "locked dependency doesn't match its digest"
        E0704 "dependency has an effect that wasn't granted"
        E0901 "this version of the tools lacks it yet"
    }
    lints {
        UnusedLet "unused-let" Warn "a name that nothing reads"
        UnusedImport "unused-import" Warn "an import that nothing uses"
        UnusedParameter "unused-parameter" Warn "a parameter that nothing reads"
        UnusedItem "unused-item" Warn "an item that nothing uses"
        ShadowedName "shadowed-name" Warn "a name that hides another"
        NamingStyle "naming-style" Warn "a name in another style than its kind"
        MissingDoc "missing-doc" Allow "an item without documentation"
        DeprecatedOperation "deprecated-operation" Warn "an operation that shouldn't be called any more"
        UnverifiedSubnet "unverified-subnet" Allow "a subnet whose entry its owner hasn't signed"
        UnreachableArm "unreachable-arm" Warn "an arm that no value comes to"
        ConstantCondition "constant-condition" Warn "a condition that is always the same"
        NeedlessElse "needless-else" Warn "a `??` or `else` that nothing needs"
        NoBudget "no-budget" Allow "a template without a budget"
        NoFallback "no-fallback" Allow "a call without a fall-back"
        DuplicateCall "duplicate-call" Warn "a call that asks the same again"
        RetryMayRepeat "retry-may-repeat" Deny "`retry` of what may then happen twice"
        UnverifiedWrite "unverified-write" Warn "an unchecked answer that is written"
        UnknownLint "unknown-lint" Warn "a lint that there isn't"
        UnusedAllow "unused-allow" Warn "an `allow` that allows nothing"
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
