; What can be folded.

[
  (arguments)
  (block)
  (enum_item)
  (list)
  (match)
  (param_list)
  (policies)
  (provide_item)
  (record)
  (record_type)
  (text_block)
  (use_module)
] @fold
