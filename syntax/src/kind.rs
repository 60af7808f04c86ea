//! The kinds of tokens and of nodes: the whole vocabulary of a tree.
//!
//! A token kind is one word or sign; a node kind is one rule of the grammar. Signs that two rules
//! read differently stand for themselves: `>=` is the tokens `>` and `=`, since after type
//! arguments it is no operator; the grammar joins them where it is one.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// A run of text that is no token of the language, for example `§` or `/* … */`.
    Error,
    /// A word that isn't reserved.
    Name,
    /// `_`.
    Underscore,
    /// A whole number, `1_000`.
    Int,
    /// A number with a point or an exponent.
    Float,
    /// A number and a unit of time, `250ms`.
    Duration,
    /// A number and a currency, `0.50usd`.
    Money,
    /// A number run together with letters that are neither unit nor currency.
    BadNumber,
    /// `r"…"`, as a whole; without its last quote where it isn't closed.
    Raw,
    /// The `"` that opens a string.
    StringStart,
    /// The `"` that closes a string; empty where it is missing.
    StringEnd,
    /// The `"""` that opens a text block.
    TextStart,
    /// The `"""` that closes a text block; empty where it is missing.
    TextEnd,
    /// Text between the quotes, as it is written.
    StringText,
    /// `${`.
    InterpolationStart,
    /// The `}` of an interpolation; empty where it is missing.
    InterpolationEnd,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// `{`
    LeftBrace,
    /// `}`
    RightBrace,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `;`, which the language has no use for.
    Semicolon,
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// `..=`
    DotDotEqual,
    /// `...`
    Ellipsis,
    /// `->`
    Arrow,
    /// `=>`
    FatArrow,
    /// `=`
    Equal,
    /// `==`
    EqualEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `!`
    Bang,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|`
    Pipe,
    /// `?`
    Question,
    /// `?.`
    QuestionDot,
    /// `??`
    Coalesce,
    /// `as`
    As,
    /// `call`
    Call,
    /// `const`
    Const,
    /// `else`
    Else,
    /// `ensure`
    Ensure,
    /// `enum`
    Enum,
    /// `fail`
    Fail,
    /// `false`
    False,
    /// `fn`
    Fn,
    /// `for`
    For,
    /// `if`
    If,
    /// `in`
    In,
    /// `into`
    Into,
    /// `let`
    Let,
    /// `match`
    Match,
    /// `null`
    Null,
    /// `provide`
    Provide,
    /// `repeat`
    Repeat,
    /// `template`
    Template,
    /// `test`
    Test,
    /// `true`
    True,
    /// `type`
    Type,
    /// `use`
    Use,
    /// `with`
    With,
}

impl TokenKind {
    /// The kind of the word `text`: a reserved one, `_`, or [`TokenKind::Name`].
    #[must_use]
    pub fn of_word(text: &str) -> Self {
        let first = text.as_bytes().first().map_or(u8::MAX, |first| first.wrapping_sub(b'a'));
        let from =
            Self::BY_INITIAL.get(usize::from(first)).copied().unwrap_or(Self::RESERVED.len());
        Self::RESERVED[from..]
            .iter()
            .take_while(|(word, _)| word.as_bytes()[0] == text.as_bytes()[0])
            .find(|(word, _)| *word == text)
            .map_or(if text == "_" { Self::Underscore } else { Self::Name }, |(_, kind)| *kind)
    }

    /// For each letter, where in [`TokenKind::RESERVED`] the words that begin with it begin.
    const BY_INITIAL: [usize; 26] = {
        let mut by_initial = [0; 26];
        let mut letter = 0;
        let mut at = 0;
        while letter < by_initial.len() {
            while at < Self::RESERVED.len()
                && Self::RESERVED[at].0.as_bytes()[0] < b'a' + letter as u8
            {
                at += 1;
            }
            by_initial[letter] = at;
            letter += 1;
        }
        by_initial
    };

    /// The reserved words with their kinds, in their alphabetical order.
    pub const RESERVED: &[(&str, Self)] = &[
        ("as", Self::As),
        ("call", Self::Call),
        ("const", Self::Const),
        ("else", Self::Else),
        ("ensure", Self::Ensure),
        ("enum", Self::Enum),
        ("fail", Self::Fail),
        ("false", Self::False),
        ("fn", Self::Fn),
        ("for", Self::For),
        ("if", Self::If),
        ("in", Self::In),
        ("into", Self::Into),
        ("let", Self::Let),
        ("match", Self::Match),
        ("null", Self::Null),
        ("provide", Self::Provide),
        ("repeat", Self::Repeat),
        ("template", Self::Template),
        ("test", Self::Test),
        ("true", Self::True),
        ("type", Self::Type),
        ("use", Self::Use),
        ("with", Self::With),
    ];

    /// Whether it is a reserved word.
    #[must_use]
    pub const fn is_reserved(self) -> bool {
        self as u8 >= Self::As as u8
    }

    /// Whether it is a name or a reserved word: what may stand for a field.
    #[must_use]
    pub const fn is_word(self) -> bool {
        matches!(self, Self::Name) || self.is_reserved()
    }
}

/// What a node is: the rule of the grammar that it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each has its view of the same name in `ast`, which says it")]
pub enum NodeKind {
    /// The root.
    File,
    /// Tokens that fit no rule.
    Error,
    /// An expression that should stand here and doesn't.
    MissingExpr,
    /// A type that should stand here and doesn't.
    MissingType,
    /// A pattern that should stand here and doesn't.
    MissingPattern,
    /// A binder that should stand here and doesn't.
    MissingBinder,
    // Names.
    Name,
    Key,
    Target,
    // Items.
    UseSubnets,
    UseCapabilities,
    UseModule,
    ModulePath,
    Alias,
    ImportProvide,
    TypeItem,
    EnumItem,
    Variant,
    ConstItem,
    FnItem,
    TemplateItem,
    ProvideItem,
    ProvideBy,
    ProvideEntry,
    TestItem,
    Generics,
    ParamList,
    Param,
    // Types.
    NamedType,
    TypeArguments,
    Refinements,
    PatternRefinement,
    Range,
    Bound,
    ParenType,
    TupleType,
    RecordType,
    TypeField,
    TypeRest,
    LiteralType,
    OptionalType,
    ListType,
    UnionType,
    // Blocks.
    Block,
    Let,
    Ensure,
    Mock,
    MockFailure,
    // Binders.
    NameBinder,
    WildcardBinder,
    RecordBinder,
    BinderField,
    TupleBinder,
    // Steps and policies.
    Call,
    IntoClause,
    ElseClause,
    Policies,
    Policy,
    FailWord,
    // Expressions.
    NameExpr,
    Literal,
    StringLiteral,
    Interpolation,
    Lambda,
    LambdaParams,
    Binary,
    Unary,
    FieldAccess,
    Apply,
    Arguments,
    Argument,
    Index,
    NonNull,
    Into,
    Paren,
    Record,
    RecordField,
    Shorthand,
    Spread,
    List,
    If,
    Match,
    MatchArm,
    Guard,
    For,
    ForCondition,
    Repeat,
    FailExpr,
    Calls,
    // Patterns.
    LiteralPattern,
    VariantPattern,
    BindingPattern,
    WildcardPattern,
    RecordPattern,
    PatternField,
    TuplePattern,
    OrPattern,
}

impl NodeKind {
    /// Whether it stands for tokens that fit no rule, or for a part that is missing.
    #[must_use]
    pub const fn is_break(self) -> bool {
        matches!(
            self,
            Self::Error
                | Self::MissingExpr
                | Self::MissingType
                | Self::MissingPattern
                | Self::MissingBinder
        )
    }
}
