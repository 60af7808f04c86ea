; Two spaces in from the line that opens a bracket.

[
  (arguments)
  (block)
  (enum_item)
  (list)
  (lambda_params)
  (match)
  (param_list)
  (paren)
  (paren_type)
  (policies)
  (provide_item)
  (record)
  (record_binder)
  (record_pattern)
  (record_type)
  (refinements)
  (tuple_binder)
  (tuple_pattern)
  (tuple_type)
  (use_module)
] @indent

["}" "]" ")"] @outdent
