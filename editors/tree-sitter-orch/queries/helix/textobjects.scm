; What can be selected as one, and moved to.

(template_item body: (block) @function.inside) @function.around
(fn_item body: (_) @function.inside) @function.around
(lambda body: (_) @function.inside) @function.around

(type_item type: (_) @class.inside) @class.around
(enum_item) @class.around
(provide_item) @class.around

(test_item body: (block) @test.inside) @test.around

(param_list ((param) @parameter.inside . ","? @parameter.around) @parameter.around)
(arguments ((argument) @parameter.inside . ","? @parameter.around) @parameter.around)

(record ((record_field value: (_) @entry.inside) @entry.around))
(record_type ((type_field type: (_) @entry.inside) @entry.around))
(policies ((policy value: (_) @entry.inside) @entry.around))

[(comment) (doc_comment) (file_doc_comment)] @comment.inside
(comment)+ @comment.around
(doc_comment)+ @comment.around
(file_doc_comment)+ @comment.around
