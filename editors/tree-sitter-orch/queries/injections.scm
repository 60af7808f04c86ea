; What is in another language.

((comment) @injection.content
  (#set! injection.language "comment"))

; Patterns, in types and where methods take one.

(pattern_refinement
  (raw_string (raw_text) @injection.content)
  (#set! injection.language "regex"))

((apply
  callee: (field_access key: (key) @_method)
  arguments: (arguments (argument value: (raw_string (raw_text) @injection.content))))
  (#any-of? @_method "matches" "find_all")
  (#set! injection.language "regex"))
