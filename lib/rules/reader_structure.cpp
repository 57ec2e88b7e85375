// Rules that the parser checks (asl/, source/): syntax and structure.
#include "rules/families.h"

namespace pawl::rules {
namespace {

using enum source::Severity;

constexpr Rule kRules[] = {
    {.id = "json-syntax",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_JSON_DESCRIPTION",
     .summary = "the text is valid JSON",
     .help = "Strict JSON (RFC 8259): no comments, no trailing commas, double quotes. Where comments are "
             "wanted, write the definition in YAML, or use the Comment fields.",
     .bad = R"yaml({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"},}}
)yaml",
     .good = R"yaml({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
)yaml"},
    {.id = "yaml-syntax",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_JSON_DESCRIPTION",
     .summary = "the text is one YAML document",
     .help = "YAML 1.2 with the core schema: one document, keys are scalars, no tabs for indentation. Texts "
             "with \": \", \"#\" or a leading \"%\", \"@\", \"`\", \"{\" or \"[\" need quotes.",
     .bad = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
    {.id = "yaml-tag",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_JSON_DESCRIPTION",
     .summary = "no YAML tag that only another program understands",
     .help = "Tags such as !Sub and !GetAtt belong to CloudFormation: inside of a template name its state "
             "machine (template.yaml#LogicalId), in a definition write the value or a ${placeholder}.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: !GetAtt Pay.Arn, End: true}
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: "${PayArn}", End: true}
)yaml"},
    {.id = "yaml-alias",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_JSON_DESCRIPTION",
     .summary = "aliases stay within bounds",
     .help = "An alias may not stand inside of what it names, and all of them together may not add more than "
             "200,000 values.",
     .bad = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
Comment: &a [*a]
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: &pass {Type: Pass, Next: B}
  B: {<<: *pass, Next: C}
  C: {Type: Succeed}
)yaml"},
    {.id = "not-an-object",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a definition is an object",
     .help = "The outermost value holds at least StartAt and States.",
     .bad = R"yaml([1, 2]
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
    {.id = "too-deeply-nested",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "TOO_DEEPLY_NESTED",
     .summary = "values nest at most 1000 levels",
     .help = "Such a definition was generated: check the program that made it.",
     .bad =
         R"yaml({"Comment": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]], "StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
    {.id = "duplicate-key",
     .kind = Rule::Kind::Advice,
     .severity = Warning,
     .code = "",
     .summary = "no key twice in one object",
     .help = "Of equal keys the last one counts, so a state or a field is lost silently. A warning in JSON, "
             "which leaves the meaning open, and in templates; an error in YAML, which forbids it.",
     .bad =
         R"yaml({"StartAt": "Done", "States": {"Done": {"Type": "Succeed", "Comment": "a", "Comment": "b"}}}
)yaml",
     .good = R"yaml({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
)yaml"},
    {.id = "definition-elsewhere",
     .kind = Rule::Kind::Advice,
     .severity = Info,
     .summary = "the definition of a template's state machine can be read",
     .help = "DefinitionS3Location, a DefinitionUri in S3, AWS::Include and what other functions give cannot "
             "be looked at here. A DefinitionUri that is a path is, and so is an asset beside a template of "
             "`cdk synth`. A template without state machines says so under this rule too."},
    {.id = "template-too-large",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .summary = "a template's functions give a definition of reasonable size",
     .help = "Fn::ForEach, Fn::Sub, Fn::Join and Fn::FindInMap multiply what is in the template: past a "
             "million values pawl stops reading. AWS takes a definition of 1 MiB."},
    {.id = "placeholder-bare",
     .kind = Rule::Kind::Advice,
     .severity = Info,
     .summary = "every ${placeholder} without quotes is filled in",
     .help = "\"TimeoutSeconds\": ${Limit} is how a number is left open, and may stand for any value when a "
             "file is validated. AWS takes the text only once DefinitionSubstitutions, Fn::Sub or "
             "templatefile have filled it in: name the template, or give the value with --subst."},
    {.id = "substitution-undeclared",
     .kind = Rule::Kind::Advice,
     .severity = Warning,
     .summary = "DefinitionSubstitutions name every ${placeholder} of a definition's file",
     .help = "A placeholder that the template does not name stays as it is: AWS gets the text ${Name}."},
    {.id = "required-field",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "required fields are present",
     .help = "StartAt and States in a machine, a branch and an ItemProcessor; Type in a state; Resource in a "
             "Task; Choices, Branches, ErrorEquals, Next in a Catcher …",
     .bad = R"yaml(StartAt: Done
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
    {.id = "unknown-field",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "an object has no unknown fields",
     .help = "Mostly a typo or the wrong case: field names are written exactly as in the specification.",
     .bad = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed, inputPath: $.a}
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed, InputPath: $.a}
)yaml"},
    {.id = "unsupported-field",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a state has only the fields of its type",
     .help = "The field exists, but not in this type of state: Retry and Catch belong to Task, Parallel and "
             "Map, Result to Pass, and so on.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Catch: [{ErrorEquals: [States.ALL], Next: B}], Next: B}
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Next: B}
  B: {Type: Succeed}
)yaml"},
    {.id = "unknown-state-type",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "Type is one of the eight types of states",
     .help = "Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map.",
     .bad = R"yaml(StartAt: Done
States:
  Done: {Type: Success}
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
    {.id = "wrong-type",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a value has the type its field takes",
     .help = "Numbers and booleans are written without quotes. A ${placeholder} for the whole value is "
             "accepted for text, numbers and booleans.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Wait, Seconds: "5", Next: B}
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Wait, Seconds: 5, Next: B}
  B: {Type: Succeed}
)yaml"},
    {.id = "enum-value",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a value is one of those that its field allows",
     .help =
         "Written in capitals, exactly as documented: INLINE, DISTRIBUTED, STANDARD, EXPRESS, FULL, NONE …",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Task
    Resource: ${Work}
    Retry: [{ErrorEquals: [States.ALL], JitterStrategy: Full}]
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Task
    Resource: ${Work}
    Retry: [{ErrorEquals: [States.ALL], JitterStrategy: FULL}]
    End: true
)yaml"},
    {.id = "empty-value",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "Choices, Branches, ErrorEquals and their like are not empty",
     .help = "These lists have at least one element.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Parallel, Branches: [], End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Parallel
    Branches: [{StartAt: B, States: {B: {Type: Succeed}}}]
    End: true
)yaml"},
    {.id = "number-range",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a number is within its field's range",
     .help = "TimeoutSeconds 1 to 99999999, BackoffRate at least 1, MaxDelaySeconds up to 31622400, "
             "percentages 0 to 100 …",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Wait, Seconds: -1, Next: B}
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Wait, Seconds: 1, Next: B}
  B: {Type: Succeed}
)yaml"},
    {.id = "next-or-end-required",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "Pass, Task, Wait, Parallel and Map states have Next or End",
     .help = "A state leads to another one with \"Next\", or ends its block with \"End\": true.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, End: true}
)yaml"},
    {.id = "next-end-exclusive",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "Next and End exclude each other",
     .help = "",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Next: B, End: true}
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Next: B}
  B: {Type: Succeed}
)yaml"},
    {.id = "end-false",
     .kind = Rule::Kind::Advice,
     .severity = Warning,
     .code = "",
     .summary = "\"End\": false has no effect",
     .help = "It counts as if it were not there: the state needs a Next. Remove it.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, End: false, Next: B}
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Next: B}
  B: {Type: Succeed}
)yaml"},
    {.id = "missing-transition-target",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "MISSING_TRANSITION_TARGET",
     .summary = "a transition names a state of its own block",
     .help = "StartAt, Next, Default, Choices and Catch name states that stand in the same States object: no "
             "transition leads into a branch or out of it.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Next: Dnoe}
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Next: Done}
  Done: {Type: Succeed}
)yaml"},
    {.id = "duplicate-state-name",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "DUPLICATE_STATE_NAME",
     .summary = "names of states are unique over the whole machine",
     .help = "Branches and ItemProcessors included: histories and reports identify states by name only.",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Parallel
    Branches: [{StartAt: A, States: {A: {Type: Succeed}}}]
    End: true
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Parallel
    Branches: [{StartAt: B, States: {B: {Type: Succeed}}}]
    End: true
)yaml"},
    {.id = "state-name-length",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "INVALID_STATE_NAME",
     .summary = "names of states have at most 80 characters",
     .help = "",
     .bad =
         R"yaml(StartAt: &n "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
States:
  *n : {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
    {.id = "choice-operator-count",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "a rule has exactly one test",
     .help = "One of And, Or, Not, Variable and Condition; with Variable exactly one comparison. More tests "
             "go into an And or an Or.",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Choice
    Choices: [{Variable: $.n, NumericGreaterThan: 1, NumericLessThan: 9, Next: B}]
    Default: B
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Choice
    Choices:
      - And: [{Variable: $.n, NumericGreaterThan: 1}, {Variable: $.n, NumericLessThan: 9}]
        Next: B
    Default: B
  B: {Type: Succeed}
)yaml"},
    {.id = "choice-nested-next",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "only the outermost rule has Next",
     .help = "A rule inside of And, Or and Not is a test only.",
     .bad = R"yaml(StartAt: A
States:
  A:
    Type: Choice
    Choices: [{Not: {Variable: $.n, IsNull: true, Next: B}, Next: B}]
    Default: B
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A:
    Type: Choice
    Choices: [{Not: {Variable: $.n, IsNull: true}, Next: B}]
    Default: B
  B: {Type: Succeed}
)yaml"},
    {.id = "exclusive-fields",
     .kind = Rule::Kind::Validity,
     .severity = Error,
     .code = "SCHEMA_VALIDATION_FAILED",
     .summary = "an object has at most one of fields that exclude each other",
     .help = "A value and its path (TimeoutSeconds, TimeoutSecondsPath), the old name and the new (Iterator, "
             "ItemProcessor), the four ways to wait.",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Wait, Seconds: 5, SecondsPath: $.s, Next: B}
  B: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Wait, SecondsPath: $.s, Next: B}
  B: {Type: Succeed}
)yaml"},
};

}  // namespace

std::span<const Rule> reader_structure_rules() { return kRules; }

}  // namespace pawl::rules
