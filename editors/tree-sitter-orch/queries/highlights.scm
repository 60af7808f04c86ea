; Colours. Where two patterns name one node the later one counts, in Neovim as in Helix: what is
; general stands above what is particular.

(comment) @comment
[(doc_comment) (file_doc_comment)] @comment.documentation

; Words of the language

["use" "as"] @keyword.import
(import_provide) @keyword.import
(use_subnets "subnet" @keyword.import)
(use_capabilities "capability" @keyword.import)
["type" "enum"] @keyword.type
["const" "let" "provide" "template" "test"] @keyword
(provide_by "by" @keyword)
"fn" @keyword.function
["call" "ensure" "with"] @keyword
"mock" @keyword
["if" "else" "match"] @keyword.conditional
["for" "repeat"] @keyword.repeat
(for "in" @keyword.repeat)
(repeat ["until" "max"] @keyword.repeat)
"fail" @keyword.exception
(into "into" @keyword.operator)
(into_clause "into" @keyword.operator)
(binary operator: "in" @keyword.operator)
(calls "calls" @function.builtin)

; Literals

(int) @number
(float) @number.float
(negative_number) @number
[(duration) (money)] @number
(bool) @boolean
(null) @constant.builtin
[(string) (text_block) (raw_string)] @string
(escape) @string.escape
(unknown_escape) @error
(interpolation ["${" "}"] @punctuation.special)
(pattern_refinement (raw_string) @string.regexp)

; Names of values

(name_expr) @variable
((name_expr) @constant (#match? @constant "^_?[A-Z][A-Z0-9_]+$"))
((name_expr) @type (#match? @type "^_?[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$"))
(name_binder (name) @variable)
(binding_pattern name: (name) @variable)
(shorthand name: (name) @variable)
(for index: (name) @variable)
(repeat state: (name) @variable)
(lambda_params (name) @variable.parameter)
(param name: (name) @variable.parameter)
(argument name: (name) @variable.parameter)
[(wildcard_binder) (wildcard_pattern)] @variable.builtin
(lambda_params "_" @variable.builtin)

; Names of fields

(key) @property
(policy name: (name) @property)

; Names of what is called

(apply callee: (name_expr) @function.call)
(apply callee: (field_access key: (key) @function.method.call))
(target name: (name) @function.call)
(target name: (name) @module member: (name) @function.call)

; Names of items

(fn_item name: (name) @function)
(template_item name: (name) @function)
(const_item name: (name) @constant)
(type_item name: (name) @type.definition)
(enum_item name: (name) @type.definition)
(variant name: (name) @constant)
(mock_failure reason: (name) @constant)
(variant_pattern enum: (name) @type variant: (name) @constant)
(alias name: (name) @module)
(alias alias: (name) @module)
(use_module (alias (name) @variable))
((alias (name) @type) (#match? @type "^_?[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$"))
((alias (name) @constant) (#match? @constant "^_?[A-Z][A-Z0-9_]+$"))
(use_capabilities name: (name) @module)
(module_path (name) @module)

; Types

(named_type name: (name) @type)
((named_type name: (name) @type.builtin)
  (#any-of? @type.builtin
    "string" "int" "float" "bool" "json" "url" "datetime" "date" "email" "uuid" "bytes" "duration"
    "money" "map" "secret"))
(generics (name) @type)
(bound (name) @constant)

; Signs

["(" ")" "[" "]" "{" "}"] @punctuation.bracket
(interpolation ["${" "}"] @punctuation.special)
(type_arguments ["<" ">"] @punctuation.bracket)
(generics ["<" ">"] @punctuation.bracket)
["," ":" "."] @punctuation.delimiter
[
  "=" "=>" "->" "|" "?" "?." "??" "||" "&&" "==" "!=" "<=" ">=" "+" "-" "*" "/" "%" "!" "..." ".."
  "..="
] @operator
(binary operator: ["<" ">"] @operator)
