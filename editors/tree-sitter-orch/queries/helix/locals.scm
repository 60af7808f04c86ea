; Names that keep their colour wherever they are used.

[
  (fn_item)
  (template_item)
  (test_item)
  (block)
  (for)
  (repeat)
  (match_arm)
  (lambda)
] @local.scope

(param name: (name) @local.definition.variable.parameter)
(lambda_params (name) @local.definition.variable.parameter)
(name_binder (name) @local.definition.variable)
(binding_pattern name: (name) @local.definition.variable)
(for index: (name) @local.definition.variable)
(repeat state: (name) @local.definition.variable)
(generics (name) @local.definition.type)

(name_expr) @local.reference
(shorthand name: (name) @local.reference)
(named_type name: (name) @local.reference)
