// Rules that the parser checks (asl/): values, Maps and query languages.
#include "rules/families.h"

namespace pawl::rules {
namespace {

using enum source::Severity;

constexpr Rule kRules[] = {
    {.id = "timestamp-format",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a timestamp follows RFC 3339",
     .help = "2026-11-21T05:00:00Z: a capital T between date and time, and Z or an offset. A time that comes "
             "from the data goes by TimestampPath.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Wait, Timestamp: "tomorrow", Next: B}
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Wait, Timestamp: "2030-01-01T00:00:00Z", Next: B}
  B: {Type: Succeed}
)yaml"},
    {.id = "jsonpath-syntax",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a path is JSONPath",
     .help = "It starts with $ (the data), $$ (the context object) or $name (a variable). AWS's JSONPath is "
             "that of Jayway JsonPath 2.0.0: names in brackets stand in single quotes, and filters know no "
             "words such as in, contains or size.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, InputPath: "a[0]", End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, InputPath: "$.a[0]", End: true}
)yaml"},
    {.id = "reference-path-syntax",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "ResultPath, Variable and similar fields name one place",
     .help = "Names and indexes only: no wildcard, filter, slice, or \"..\", and ResultPath starts with $.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, ResultPath: "$.a[*]", End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, ResultPath: "$.a.b", End: true}
)yaml"},
    {.id = "payload-template-path",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a field whose name ends in \".$\" holds a path or a function",
     .help = "Take the \".$\" off the name where the text itself is meant.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x.$": hello}, End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x": hello}, End: true}
)yaml"},
    {.id = "payload-template-duplicate-key",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "\"a\" and \"a.$\" are not in one object",
     .help = "Both give the member \"a\".",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x": 1, "x.$": $.x}, End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x.$": $.x}, End: true}
)yaml"},
    {.id = "states-all-alone-last",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "States.ALL is alone, in the last Retrier or Catcher",
     .help = "It matches everything, so nothing after it could.",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Task
    Resource: ${Work}
    Retry: [{ErrorEquals: [States.ALL, MyError]}]
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Task
    Resource: ${Work}
    Retry: [{ErrorEquals: [MyError]}, {ErrorEquals: [States.ALL]}]
    End: true
)yaml"},
    {.id = "map-processor-config",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a DISTRIBUTED processor has an ExecutionType, an INLINE one does not",
     .help = "",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Map
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Map
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml"},
    {.id = "map-label",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_LABEL_NAME",
     .summary = "a Label is short, plain and unique",
     .help = "At most 40 characters, none of ?*<>{}[]:;,\\|^~$#%&`\" and no blanks: it becomes a part of "
             "ARNs. Of equal labels AWS says DUPLICATE_LABEL_NAME.",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Map
    Label: my map
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Map
    Label: my-map
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml"},
    {.id = "item-reader-resource",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "an ItemReader reads by s3:getObject or s3:listObjectsV2",
     .help = "",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Map
    ItemReader: {Resource: "arn:aws:states:::s3:getObjects", Parameters: {Bucket: b, Key: k}}
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Map
    ItemReader: {Resource: "arn:aws:states:::s3:getObject", Parameters: {Bucket: b, Key: k}}
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml"},
    {.id = "item-reader-config",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "ReaderConfig fits its InputType",
     .help = "CSV wants CSVHeaderLocation, and GIVEN wants CSVHeaders; the other types have neither.",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Map
    ItemReader: {Resource: "arn:aws:states:::s3:getObject", ReaderConfig: {InputType: CSV}, Parameters: {Bucket: b, Key: k}}
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Map
    ItemReader:
      Resource: arn:aws:states:::s3:getObject
      ReaderConfig: {InputType: CSV, CSVHeaderLocation: FIRST_ROW}
      Parameters: {Bucket: b, Key: k}
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: B
      States: {B: {Type: Succeed}}
    End: true
)yaml"},
    {.id = "query-language-value",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "QueryLanguage is JSONPath or JSONata",
     .help = "Written exactly so.",
     .bad = R"yaml(QueryLanguage: jsonata
StartAt: Done
States:
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
    {.id = "query-language-downgrade",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a JSONata machine has no JSONPath state",
     .help = "A JSONPath machine may have JSONata states, state by state; not the other way round.",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, QueryLanguage: JSONPath, End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, QueryLanguage: JSONata, End: true}
)yaml"},
    {.id = "query-language-field",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a field belongs to the state's query language",
     .help = "Arguments, Output, Items and Condition are JSONata's; InputPath, Parameters, ResultSelector, "
             "ResultPath, OutputPath and everything that ends in Path are JSONPath's.",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, InputPath: $.a, End: true}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.a %}", End: true}
)yaml"},
    {.id = "query-language-on-branch",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a branch or ItemProcessor has no QueryLanguage",
     .help =
         "The machine has one, and each state may have one; a Map's own does not reach the states inside.",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Parallel
    Branches: [{QueryLanguage: JSONata, StartAt: B, States: {B: {Type: Succeed}}}]
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Parallel
    Branches: [{StartAt: B, States: {B: {Type: Succeed, QueryLanguage: JSONata}}}]
    End: true
)yaml"},
    {.id = "jsonata-delimiters",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "an expression is enclosed in {% and %}",
     .help = "The text begins with {% and ends with %}, with nothing around.",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.a", End: true}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.a %}", End: true}
)yaml"},
    {.id = "jsonata-syntax",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_JSONATA_EXPRESSION",
     .summary = "an expression is JSONata",
     .help = "",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.a + %}", End: true}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.a %}", End: true}
)yaml"},
    {.id = "jsonata-top-level-reference",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "UNSUPPORTED_JSONATA_EXPRESSION",
     .summary = "a path begins at $states or a variable",
     .help = "There is no context item: the state's input is $states.input.",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% order.id %}", End: true}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.order.id %}", End: true}
)yaml"},
    {.id = "jsonata-context-reference",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "UNSUPPORTED_JSONATA_EXPRESSION",
     .summary = "an expression does not use $$",
     .help = "The state's input is $states.input, the context object $states.context.",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $$.a %}", End: true}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.a %}", End: true}
)yaml"},
    {.id = "jsonata-states-field",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "UNSUPPORTED_JSONATA_EXPRESSION",
     .summary = "$states has the field here",
     .help = "input and context everywhere; result in Output and Assign of Task, Parallel and Map; "
             "errorOutput in a Catcher's Output and Assign.",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.result %}", End: true}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: A
States:
  A: {Type: Pass, Output: "{% $states.input.a %}", End: true}
)yaml"},
    {.id = "assign-reserved-name",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "RESERVED_VARIABLE_NAME",
     .summary = "no variable is called \"states\"",
     .help = "$states is the state's own data.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Assign: {states: 1}, Next: B}
  B: {Type: Pass, Parameters: {"x.$": $.x}, End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Assign: {total: 1}, Next: B}
  B: {Type: Pass, Parameters: {"x.$": $total}, End: true}
)yaml"},
    {.id = "assign-invalid-name",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_VARIABLE_NAME",
     .summary = "a variable's name is plain",
     .help = "Letters, digits and underscores, no digit first, at most 80 characters.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Assign: {my-total: 1}, Next: B}
  B: {Type: Pass, Parameters: {"x.$": $.x}, End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Assign: {my_total: 1}, Next: B}
  B: {Type: Pass, Parameters: {"x.$": $my_total}, End: true}
)yaml"},
};

}  // namespace

std::span<const Rule> reader_values_rules() { return kRules; }

}  // namespace pawl::rules
