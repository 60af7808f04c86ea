/**
 * The grammar of `.orch` files for tree-sitter: for editors, which want a tree at every keystroke.
 *
 * Nodes are called as in the language reference and in the compiler's own tree, which a test
 * compares with this one file by file. What only the compiler refuses (a record in the head of an
 * `if`, an interpolation in a key, comparisons that chain) is a tree without errors here.
 *
 * `src/scanner.c` reads what must stand on the line of what it follows: some brackets, `!` and `?`,
 * and the reason of a mock's failure; and the end of a line in a string.
 * To change the grammar: edit, then let the stage in README.md write `src/` anew.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const RESERVED = [
  '_', 'as', 'call', 'const', 'else', 'ensure', 'enum', 'fail', 'false', 'fn', 'for', 'if', 'in',
  'into', 'let', 'match', 'null', 'provide', 'repeat', 'template', 'test', 'true', 'type', 'use',
  'with',
];

/** Those that may name a field. */
const WORDS = RESERVED.filter(word => word !== '_');

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'];

/**
 * What may follow `start` in a name, as a regular expression: anything that doesn't end up as a
 * reserved word. In tables of version 14, which older editors read too, no word can be reserved.
 */
function nameAfter(start) {
  const longer = RESERVED.filter(word => word.startsWith(start) && word !== start);
  if (longer.length === 0) return RESERVED.includes(start) ? '[A-Za-z0-9_]+' : '[A-Za-z0-9_]*';
  const next = [...new Set(longer.map(word => word[start.length]))];
  const others = LETTERS.filter(letter => !next.includes(letter)).join('');
  const ways = next.map(letter => letter + nameAfter(start + letter));
  ways.push(`[${others}${start === '' ? '' : '0-9'}][A-Za-z0-9_]*`);
  const mayEnd = start !== '' && !RESERVED.includes(start);
  return `(${ways.join('|')})${mayEnd ? '?' : ''}`;
}

/** Loosest first; what isn't here has 0. */
const PRECEDENCE = {
  statement: -2,
  lambda: -1,
  coalesce: 1,
  or: 2,
  and: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  unary: 7,
  postfix: 8,
};

const OPERATORS = [
  [PRECEDENCE.coalesce, ['??']],
  [PRECEDENCE.or, ['||']],
  [PRECEDENCE.and, ['&&']],
  [PRECEDENCE.comparison, ['==', '!=', '<', '<=', '>', '>=', 'in']],
  [PRECEDENCE.sum, ['+', '-']],
  [PRECEDENCE.product, ['*', '/', '%']],
];

const DIGITS = /[0-9]+(_[0-9]+)*/;
const NUMBER = seq(DIGITS, optional(seq('.', DIGITS)));

/** At least one, with commas between. */
const names = (entry) => seq(entry, repeat(seq(',', entry)));

/** At least one, with commas between and an optional one at the end. */
const entries = (entry) => seq(names(entry), optional(','));

module.exports = grammar({
  name: 'orch',

  word: $ => $.name,

  externals: $ => [
    $._arguments_open,
    $._index_open,
    $._non_null,
    $._type_arguments_open,
    $._refinements_open,
    $._size_open,
    $._optional,
    $._reason,
    $._line_end,
    $._during_recovery,
  ],

  extras: $ => [/[ \t\r\n\uFEFF]/, $.doc_comment, $.comment],

  conflicts: $ => [[$._name, $._name_expr]],

  rules: {
    file: $ => seq(repeat($.file_doc_comment), repeat($._item)),

    // Of two that fit as well, the first is taken.
    file_doc_comment: _ => token(/\/\/![^\r\n]*/),
    doc_comment: _ => token(/\/\/\/([^\/\r\n][^\r\n]*)?/),
    comment: _ => token(/\/\/[^\r\n]*/),

    // Items.

    _item: $ => choice(
      $.use_subnets,
      $.use_capabilities,
      $.use_module,
      $.type_item,
      $.enum_item,
      $.const_item,
      $.fn_item,
      $.template_item,
      $.provide_item,
      $.test_item,
    ),

    use_subnets: $ => seq('use', 'subnet', names($.alias)),
    use_capabilities: $ => seq('use', 'capability', names(field('name', $.name))),
    use_module: $ => seq(
      'use',
      field('module', choice($.module_path, $.string)),
      '{',
      entries(choice($.alias, $.import_provide)),
      '}',
    ),
    module_path: $ => seq(
      choice($.name, alias('subnet', $.name), alias('capability', $.name)),
      repeat(seq('.', $._word)),
    ),
    alias: $ => seq(field('name', $.name), optional(seq('as', field('alias', $.name)))),
    import_provide: _ => 'provide',

    type_item: $ => seq(
      'type',
      field('name', $.name),
      field('generics', optional($.generics)),
      '=',
      field('type', $._type),
    ),
    enum_item: $ => seq('enum', field('name', $.name), '{', entries($.variant), '}'),
    variant: $ => field('name', $.name),
    const_item: $ => seq(
      'const',
      field('name', $.name),
      optional(seq(':', field('type', $._type))),
      '=',
      field('value', $._expr),
    ),
    fn_item: $ => seq(
      'fn',
      field('name', $.name),
      field('generics', optional($.generics)),
      $._signature,
      choice(seq('=', field('body', $._expr)), field('body', $.block)),
    ),
    template_item: $ => seq(
      'template',
      field('name', $.name),
      $._signature,
      field('policies', optional($.policies)),
      field('body', $.block),
    ),
    provide_item: $ => seq(
      'provide',
      field('capability', alias($._dotted_target, $.target)),
      field('by', $.provide_by),
      '{',
      alias($._request, $.provide_entry),
      ',',
      alias($._response, $.provide_entry),
      optional(','),
      '}',
    ),
    provide_by: $ => seq('by', field('operation', alias($._dotted_target, $.target))),
    _request: $ => seq(field('key', alias('request', $.key)), ':', field('value', $.lambda)),
    _response: $ => seq(field('key', alias('response', $.key)), ':', field('value', $.lambda)),
    test_item: $ => seq('test', field('name', $.string), field('body', $.block)),

    _signature: $ => seq(field('params', $.param_list), '->', field('result', $._type)),
    generics: $ => seq('<', entries($.name), '>'),
    param_list: $ => seq(
      choice('(', alias($._arguments_open, '(')),
      optional(entries($.param)),
      ')',
    ),
    param: $ => seq(
      field('name', $.name),
      ':',
      field('type', $._type),
      optional(seq('=', field('default', $._expr))),
    ),

    // Names.

    name: _ => new RegExp(nameAfter('')),
    _word: $ => choice($.name, ...WORDS.map(word => alias(word, $.name))),
    // Where a value may begin, these two are words of their own.
    _name: $ => choice($.name, alias('calls', $.name), alias('mock', $.name)),
    _key: $ => choice(
      alias($.name, $.key),
      alias($.string, $.key),
      ...WORDS.map(word => alias(word, $.key)),
    ),
    target: $ => seq(
      field('name', $.name),
      optional(seq('.', field('member', $._word))),
    ),
    _dotted_target: $ => seq(field('name', $.name), '.', field('member', $._word)),

    // Types.

    _type: $ => choice($.union_type, $._sized),
    union_type: $ => prec.right(1, choice(
      seq('|', $._sized, repeat(seq('|', $._sized))),
      seq($._sized, repeat1(seq('|', $._sized))),
    )),
    _sized: $ => choice(
      $.named_type,
      $.paren_type,
      $.tuple_type,
      $.record_type,
      $.literal_type,
      $.optional_type,
      $.list_type,
    ),
    optional_type: $ => seq(field('type', $._sized), alias($._optional, '?')),
    list_type: $ => seq(
      field('item', $._sized),
      alias($._size_open, '['),
      field('size', optional($.range)),
      ']',
    ),
    named_type: $ => seq(
      field('name', $.name),
      field('arguments', optional($.type_arguments)),
      field('refinements', optional($.refinements)),
    ),
    type_arguments: $ => seq(alias($._type_arguments_open, '<'), entries($._type), '>'),
    refinements: $ => seq(
      alias($._refinements_open, '('),
      entries(choice($.range, $.pattern_refinement)),
      ')',
    ),
    pattern_refinement: $ => $.raw_string,
    paren_type: $ => seq('(', $._type, ')'),
    tuple_type: $ => seq('[', entries($._type), ']'),
    record_type: $ => seq('{', optional(entries(choice($.type_field, $.type_rest))), '}'),
    type_field: $ => seq(field('key', $._key), optional('?'), ':', field('type', $._type)),
    type_rest: $ => seq('...', field('type', $._type)),
    literal_type: $ => $._literal,
    range: $ => choice(
      field('exact', $.bound),
      seq(field('low', optional($.bound)), '..=', field('high', $.bound)),
      seq(field('low', $.bound), '..'),
    ),
    bound: $ => choice($.name, $._number),

    // Blocks.

    block: $ => prec(1, seq('{', repeat($._statement), optional(field('value', $._step)), '}')),
    _statement: $ => choice(
      $.let,
      $.ensure,
      $.mock,
      prec(PRECEDENCE.statement, choice(
        $.call,
        $.if,
        $.match,
        $.for,
        $.repeat,
        $.fail_expr,
      )),
    ),
    let: $ => seq(
      'let',
      field('binder', $._binder),
      optional(seq(':', field('type', $._type))),
      '=',
      field('value', $._step),
    ),
    ensure: $ => seq(
      'ensure',
      field('condition', $._expr),
      optional(seq(',', field('message', $._expr))),
    ),
    mock: $ => seq(
      'mock',
      field('target', $.target),
      '=>',
      field('answer', choice($.mock_failure, $._expr)),
    ),
    mock_failure: $ => seq('fail', field('reason', alias($._reason, $.name))),

    _binder: $ => choice($.name_binder, $.wildcard_binder, $.record_binder, $.tuple_binder),
    name_binder: $ => $.name,
    wildcard_binder: _ => '_',
    record_binder: $ => seq('{', optional(entries($.binder_field)), '}'),
    binder_field: $ => choice(
      seq(field('key', $._key), ':', field('binder', $._binder)),
      field('binder', $.name_binder),
    ),
    tuple_binder: $ => seq('[', entries($._binder), ']'),

    // Steps.

    _step: $ => choice($.call, $._expr),
    call: $ => prec.right(seq(
      'call',
      field('target', $.target),
      field('arguments', $.record),
      field('into', optional($.into_clause)),
      field('policies', optional($.policies)),
      field('else', optional($.else_clause)),
    )),
    into_clause: $ => seq('into', field('type', $._type)),
    else_clause: $ => prec.right(PRECEDENCE.lambda, seq('else', field('value', $._step))),
    policies: $ => seq('with', '{', optional(entries($.policy)), '}'),
    policy: $ => seq(field('name', $.name), ':', field('value', choice($.fail_word, $._expr))),
    fail_word: _ => 'fail',

    // Expressions.

    _expr: $ => choice($.lambda, $._operand),
    lambda: $ => prec.right(PRECEDENCE.lambda, seq(
      field('params', $.lambda_params),
      '=>',
      field('body', $._expr),
    )),
    lambda_params: $ => choice(
      $._name,
      '_',
      seq('(', entries(choice($._name, '_')), ')'),
    ),

    _operand: $ => choice($.binary, $.unary, $.negative_number, $._primary),
    // What a postfix may stand behind.
    _primary: $ => choice(
      $.field_access,
      $.apply,
      $.index,
      $.non_null,
      $.into,
      $._name_expr,
      $.int,
      $.float,
      $.duration,
      $.money,
      $.bool,
      $.null,
      $.string,
      $.text_block,
      $.raw_string,
      $.paren,
      $.record,
      $.list,
      $.if,
      $.match,
      $.for,
      $.repeat,
      $.fail_expr,
      $.calls,
    ),

    binary: $ => choice(...OPERATORS.map(([precedence, operators]) =>
      prec.left(precedence, seq(
        field('left', $._operand),
        field('operator', operators.length > 1 ? choice(...operators) : operators[0]),
        field('right', $._operand),
      )))),
    unary: $ => prec(PRECEDENCE.unary, seq(
      field('operator', choice('!', '-')),
      field('operand', $._operand),
    )),
    field_access: $ => prec(PRECEDENCE.postfix, seq(
      field('receiver', $._primary),
      choice('.', '?.'),
      field('key', $._key),
    )),
    apply: $ => prec(PRECEDENCE.postfix, seq(
      field('callee', $._primary),
      field('arguments', $.arguments),
    )),
    arguments: $ => seq(alias($._arguments_open, '('), optional(entries($.argument)), ')'),
    argument: $ => seq(
      optional(seq(field('name', $._name), ':')),
      field('value', $._expr),
    ),
    index: $ => prec(PRECEDENCE.postfix, seq(
      field('receiver', $._primary),
      alias($._index_open, '['),
      field('index', $._expr),
      ']',
    )),
    non_null: $ => prec(PRECEDENCE.postfix, seq(
      field('operand', $._primary),
      alias($._non_null, '!'),
    )),
    into: $ => prec(PRECEDENCE.postfix, seq(
      field('value', $._primary),
      'into',
      field('type', $._type),
    )),

    _name_expr: $ => choice(
      alias($.name, $.name_expr),
      alias('calls', $.name_expr),
      alias('mock', $.name_expr),
    ),
    paren: $ => seq('(', $._step, ')'),
    record: $ => seq(
      '{',
      optional(entries(choice($.record_field, $.shorthand, $.spread))),
      '}',
    ),
    record_field: $ => seq(field('key', $._key), ':', field('value', $._expr)),
    // After the `=>` of a match's arm, a name in braces is a block.
    shorthand: $ => prec(-1, field('name', $.name)),
    spread: $ => seq('...', field('value', $._expr)),
    list: $ => seq('[', optional(entries(choice($._expr, $.spread))), ']'),

    if: $ => prec.right(seq(
      'if',
      field('condition', $._operand),
      field('then', $.block),
      optional(seq('else', field('else', choice($.if, $.block)))),
    )),
    match: $ => seq(
      'match',
      field('value', $._operand),
      '{',
      repeat(choice(
        seq(alias($._block_arm, $.match_arm), optional(',')),
        seq($.match_arm, ','),
      )),
      optional($.match_arm),
      '}',
    ),
    match_arm: $ => seq($._arm_head, field('value', $._step)),
    _block_arm: $ => seq($._arm_head, field('value', $.block)),
    _arm_head: $ => seq(field('pattern', $._pattern), field('guard', optional($.guard)), '=>'),
    guard: $ => seq('if', field('condition', $._operand)),
    for: $ => seq(
      'for',
      field('binder', $._binder),
      optional(seq(',', field('index', $.name))),
      'in',
      field('list', $._operand),
      field('condition', optional($.for_condition)),
      field('policies', optional($.policies)),
      field('body', $.block),
    ),
    for_condition: $ => seq('if', field('condition', $._operand)),
    repeat: $ => seq(
      'repeat',
      field('state', $.name),
      optional(seq(':', field('type', $._type))),
      '=',
      field('init', $._operand),
      'until',
      field('until', $._operand),
      'max',
      field('max', $._operand),
      field('policies', optional($.policies)),
      field('body', $.block),
    ),
    fail_expr: $ => prec.right(PRECEDENCE.lambda, seq('fail', field('message', $._expr))),
    calls: $ => prec(PRECEDENCE.postfix + 1, seq(
      'calls',
      alias($._arguments_open, '('),
      field('target', $.target),
      ')',
    )),

    // Patterns.

    _pattern: $ => choice($.or_pattern, $._choice),
    or_pattern: $ => seq($._choice, repeat1(seq('|', $._choice))),
    _choice: $ => choice(
      $.literal_pattern,
      $.variant_pattern,
      $.binding_pattern,
      $.wildcard_pattern,
      $.record_pattern,
      $.tuple_pattern,
    ),
    literal_pattern: $ => $._literal,
    variant_pattern: $ => seq(field('enum', $.name), '.', field('variant', $._word)),
    binding_pattern: $ => seq(field('name', $.name), optional(seq(':', field('type', $._type)))),
    wildcard_pattern: _ => '_',
    record_pattern: $ => seq('{', optional(entries($.pattern_field)), '}'),
    pattern_field: $ => choice(
      seq(field('key', $._key), ':', field('pattern', $._pattern)),
      field('pattern', alias($._bound_field, $.binding_pattern)),
    ),
    _bound_field: $ => field('name', $.name),
    tuple_pattern: $ => seq('[', entries($._pattern), ']'),

    // Literals.

    _literal: $ => choice($._number, $.string, $.bool, $.null),
    _number: $ => choice($.int, $.float, $.negative_number),
    // Of a number that a postfix follows, the sign is an operator.
    negative_number: $ => prec(PRECEDENCE.postfix, seq('-', choice($.int, $.float))),
    int: _ => token(DIGITS),
    float: _ => token(choice(
      seq(DIGITS, '.', DIGITS),
      seq(NUMBER, /[eE][+-]?/, DIGITS),
    )),
    duration: _ => token(seq(NUMBER, choice('ms', 's', 'm', 'h', 'd'))),
    money: _ => token(seq(NUMBER, /[a-z][a-z][a-z]+/)),
    bool: _ => choice('true', 'false'),
    null: _ => 'null',
    raw_string: $ => seq('r"', optional($.raw_text), token.immediate('"')),
    raw_text: _ => token.immediate(prec(1, /[^"\r\n]+/)),

    string: $ => seq(
      '"',
      repeat(choice(
        alias($._line_text, $.string_text),
        $.escape,
        $.unknown_escape,
        $.interpolation,
      )),
      // One that isn't closed ends with its line.
      choice(token.immediate('"'), $._line_end),
    ),
    text_block: $ => seq(
      '"""',
      repeat(choice(
        alias($._block_text, $.string_text),
        $.escape,
        $.unknown_escape,
        $.interpolation,
      )),
      token.immediate(prec(1, '"""')),
    ),
    // With a precedence, so that `//` in a string is no comment.
    _line_text: _ => token.immediate(prec(1, /[^"\\$\r\n]+|\$/)),
    _block_text: _ => token.immediate(prec(1, /[^"\\$]+|\$|"|""/)),
    escape: _ => token.immediate(prec(1, /\\([ntr\\"$]|u\{[0-9A-Fa-f]{1,6}\})/)),
    unknown_escape: _ => token.immediate(/\\[^\r\n]/),
    interpolation: $ => seq(
      token.immediate(prec(1, '${')),
      field('value', $._expr),
      '}',
    ),
  },
});
