; What can be selected as one. Neovim's captures; Helix has its own in `helix/`.

(template_item body: (block) @function.inner) @function.outer
(fn_item body: (_) @function.inner) @function.outer
(test_item body: (block) @function.inner) @function.outer
(lambda body: (_) @function.inner) @function.outer

(type_item type: (_) @class.inner) @class.outer
(enum_item) @class.outer
(provide_item) @class.outer

(call arguments: (record) @call.inner) @call.outer
(apply arguments: (arguments) @call.inner) @call.outer

(if then: (block) @conditional.inner) @conditional.outer
(match (match_arm) @conditional.inner) @conditional.outer
(for body: (block) @loop.inner) @loop.outer
(repeat body: (block) @loop.inner) @loop.outer

(param) @parameter.inner
(argument) @parameter.inner
(param_list (param) @parameter.outer . ","? @parameter.outer)
(arguments (argument) @parameter.outer . ","? @parameter.outer)

(let value: (_) @assignment.rhs) @assignment.outer
(record_field value: (_) @assignment.rhs) @assignment.outer
(block) @block.outer
[(comment) (doc_comment) (file_doc_comment)] @comment.outer
[(int) (float) (duration) (money) (negative_number)] @number.inner
