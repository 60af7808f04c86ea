//! The codes of all problems: a row each. The page of a code stands in `pages/CODE.md`.

use std::fmt;

macro_rules! codes {
    ($($code:ident $title:literal)*) => {
        /// Which kind of problem a diagnostic reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// As it is written: `E0304`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// What it means, in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$code => $title,)* }
            }

            /// Its page, as Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!("../pages/", stringify!($code), ".md")),)*
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

codes! {
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
    E0407 "provider doesn't fit its capability"
    E0501 "`call` where only pure code may stand"
    E0502 "recursion"
    E0503 "unknown or misplaced policy, or wrong policy value"
    E0504 "secret flows where it would be seen"
    E0505 "`mock` outside a test, or of something never called"
    E0701 "manifest or overlay invalid"
    E0901 "this version of the tools lacks it yet"
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
