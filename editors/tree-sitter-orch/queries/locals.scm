; Where names come from. Neovim's captures; Helix has its own in `helix/`.

[
  (file)
  (fn_item)
  (template_item)
  (test_item)
  (block)
  (for)
  (repeat)
  (match_arm)
  (lambda)
] @local.scope

(fn_item name: (name) @local.definition.function
  (#set! definition.function.scope "parent"))
(template_item name: (name) @local.definition.function
  (#set! definition.function.scope "parent"))
(const_item name: (name) @local.definition.constant)
(type_item name: (name) @local.definition.type)
(enum_item name: (name) @local.definition.enum)
(generics (name) @local.definition.type)
(param name: (name) @local.definition.parameter)
(lambda_params (name) @local.definition.parameter)
(name_binder (name) @local.definition.var)
(binding_pattern name: (name) @local.definition.var)
(for index: (name) @local.definition.var)
(repeat state: (name) @local.definition.var)
(use_module (alias name: (name) @local.definition.import !alias))
(use_module (alias alias: (name) @local.definition.import))

(name_expr) @local.reference
(shorthand name: (name) @local.reference)
(named_type name: (name) @local.reference)
(bound (name) @local.reference)
