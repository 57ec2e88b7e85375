// Templates and placeholders as commands meet them.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;

namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr std::string_view kFile = R"({
  "StartAt": "A",
  "States": {
    "A": {"Type": "Wait", "Seconds": ${Limit}, "Next": "${Then}"},
    "B": {"Type": "Pass", "Result": {"limit": ${Limit}, "arn": "${Arn}"}, "End": true}
  }
}
)";

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("a file with placeholders where values stand: alone, by its template, with values") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", std::string(kFile));
    (void)pawl.folder.write("t.yaml", R"(Parameters:
  Limit: {Type: Number, Default: 60}
Resources:
  SM:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: m.asl.json
      DefinitionSubstitutions: {Limit: !Ref Limit, Then: B, Arn: !GetAtt F.Arn}
)");
    const auto alone = pawl({"validate", "m.asl.json"});
    CHECK(alone.exit_code == 0);
    CHECK(contains(alone.out, "m.asl.json:4:38: info: ${Limit} without quotes"));
    CHECK(contains(alone.out, "--subst Limit=VALUE"));
    const auto refused = pawl({"run", "m.asl.json", "--subst", "Then=B", "--history", "none"});
    CHECK(refused.exit_code == 3);
    CHECK(contains(refused.err, "m.asl.json:4:38: a placeholder without quotes has no value"));
    CHECK(contains(refused.err, "`--subst Limit=VALUE` does it"));
    CHECK(pawl({"run", "m.asl.json", "--subst", "Then=B", "--subst", "Limit=2", "--time", "skip", "--history",
                "none"})
              .out == "{\"limit\":2,\"arn\":\"${Arn}\"}\n");
    CHECK(pawl({"validate", "t.yaml"}).out.empty());
    CHECK(pawl({"run", "t.yaml", "--time", "skip", "--history", "none"}).out ==
          "{\"limit\":60,\"arn\":\"${Arn}\"}\n");
    CHECK(pawl({"run", "t.yaml", "--subst", "Limit=1", "--subst", "Arn=x", "--time", "skip", "--history",
                "none"})
              .out == "{\"limit\":1,\"arn\":\"x\"}\n");
    CHECK(pawl({"graph", "m.asl.json", "--format", "mermaid"}).exit_code == 0);
  }

  TEST_CASE("a placeholder in quotes is a text; where a text is no value, the run is refused") {
    const Pawl pawl;
    const auto run = [&](std::string_view fields) {
      (void)pawl.folder.write(
          "q.asl.json",
          R"({"StartAt": "A", "States": {"B": {"Type": "Succeed"}, "A": {)" + std::string(fields) + "}}}");
      return pawl({"run", "q.asl.json", "--history", "none", "--time", "skip", "--config", "c.yaml"});
    };
    (void)pawl.folder.write("c.yaml", "tasks: [{state: A, sh: 'true'}]\n");
    const std::string task = R"("Type": "Task", "Resource": "${Arn}", )";
    CHECK(run(task + R"("Next": "B", "Parameters": {"a": "${X}"})").exit_code == 0);
    CHECK(run(R"("Type": "Pass", "Next": "B", "Result": "${X}")").out == R"("${X}")"
                                                                         "\n");
    for (const std::string& fields : {
             task + R"("Next": "B", "TimeoutSeconds": "${X}")",
             task + R"("Next": "B", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": "${X}"}])",
             task + R"("Next": "B", "Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "${X}"}])",
             task + R"("Next": "B", "QueryLanguage": "JSONata", "Arguments": "{% ${X} %}")",
             std::string(R"("Type": "Pass", "Next": "${X}")"),
             std::string(R"("Type": "Pass", "Next": "B", "InputPath": "${X}")"),
             std::string(R"("Type": "Pass", "Next": "B", "ResultPath": "$.${X}")"),
             std::string(R"("Type": "Pass", "Next": "B", "Parameters": {"a.$": "${X}"})"),
             std::string(R"("Type": "Wait", "Next": "B", "Timestamp": "${X}")"),
             std::string(R"("Type": "Choice", "Default": "B",
                            "Choices": [{"Variable": "$.n", "NumericEquals": "${X}", "Next": "B"}])"),
         }) {
      CAPTURE(fields);
      const auto refused = run(fields);
      CHECK(refused.exit_code == 3);
      CHECK(contains(refused.err, "a placeholder in this field has no value; nothing was run"));
      CHECK(contains(refused.err, "${X}"));
    }
  }

  TEST_CASE("errors stand where they are written, with values of any length before them") {
    const Pawl pawl;
    std::string text(kFile);
    text.replace(text.find("\"End\""), 5, "\"Ende\"");
    (void)pawl.folder.write("m.asl.json", text);
    const std::string place = "m.asl.json:5:75: error: Field 'Ende' is not supported";
    CHECK(contains(pawl({"validate", "m.asl.json"}).out, place));
    CHECK(contains(pawl({"validate", "m.asl.json", "--subst", "Limit=1234567890123", "--subst", "Then=B",
                         "--subst", "Arn=" + std::string(300, 'x')})
                       .out,
                   place));
  }

  TEST_CASE("a run with values is known by them") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", std::string(kFile));
    const auto run = pawl({"run", "m.asl.json", "--subst", "Then=B", "--subst", "Limit=2", "--time", "skip",
                           "--history", "h.jsonl"});
    CHECK(run.exit_code == 0);
    // The file alone is another definition, so the recorded one is taken.
    CHECK(contains(pawl({"replay", "h.jsonl"}).out, "same path"));
    CHECK(contains(
        pawl({"replay", "h.jsonl", "--definition", "m.asl.json", "--subst", "Then=B", "--subst", "Limit=2"})
            .out,
        "same path"));
  }

  TEST_CASE("placeholders may stand for states, branches, rules and whole objects") {
    const Pawl pawl;
    for (
        const char* text : {
            R"({"StartAt": "A", "States": ${States}})",
            R"({"StartAt": "A", "States": {"A": ${State}, "B": {"Type": "Succeed"}}})",
            R"({"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": ${B}, "End": true}}})",
            R"({"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": [${B}], "End": true}}})",
            R"({"StartAt": "A", "States": {"A": {"Type": "Map", "ItemProcessor": ${P}, "End": true}}})",
            R"({"StartAt": "A", "States": {"A": {"Type": "Map", "Iterator": {"StartAt": "X", "States": ${S}}, "End": true}}})",
            R"({"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": ${C}, "Default": "B"}, "B": {"Type": "Succeed"}}})",
            R"({"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [${C}], "Default": "B"}, "B": {"Type": "Succeed"}}})",
            R"({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${F}", "Retry": ${R}, "Catch": [${C}], "Parameters": ${P}, "TimeoutSeconds": ${T}, "End": ${E}}}})",
            R"({"StartAt": ${S}, "States": {"${K}": {"Type": ${Kind}, "Next": ${N}}, "B": {"Type": "Succeed"}}})",
            R"({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": ${A}, "Output": ${O}, "End": true}}})",
        }) {
      CAPTURE(text);
      (void)pawl.folder.write("m.asl.json", text);
      for (const char* command : {"validate", "lint", "graph", "run"}) {
        const auto out = pawl({command, "m.asl.json"});
        CAPTURE(command);
        CAPTURE(out.out);
        CAPTURE(out.err);
        const bool is_kind = std::string_view(text).find("${Kind}") != std::string_view::npos;
        CHECK(out.exit_code == (std::string_view(command) == "run" || is_kind ? 3 : 0));
      }
    }
  }

  TEST_CASE("a template without a definition at hand: said, and never run") {
    const Pawl pawl;
    (void)pawl.folder.write("s3.yaml",
                            "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n"
                            "    Properties: {DefinitionUri: s3://b/k}\n");
    (void)pawl.folder.write("none.json", R"({"Parameters": {}, "Rules": {}})");
    (void)pawl.folder.write(
        "gone.yaml",
        "Resources:\n  A:\n    Type: AWS::Serverless::StateMachine\n"
        "    Properties: {DefinitionUri: gone.json}\n"
        "  B:\n    Type: AWS::Serverless::StateMachine\n    Properties: {Definition: {StartAt: 1}}\n");
    for (const char* file : {"s3.yaml", "none.json"}) {
      CAPTURE(file);
      const auto validated = pawl({"validate", file});
      CHECK(validated.exit_code == 0);
      CHECK(contains(validated.out, "[definition-elsewhere]"));
      CHECK(pawl({"lint", file}).exit_code == 0);
      for (const char* command : {"run", "graph"}) {
        const auto refused = pawl({command, file});
        CHECK(refused.exit_code == 2);
        CHECK(contains(refused.err,
                       std::string(file) == "s3.yaml" ? "the definition is in S3" : "no state machine"));
      }
    }
    const auto gone = pawl({"validate", "gone.yaml"});
    CHECK(contains(gone.err, "cannot read 'gone.json'"));
    CHECK(contains(gone.out, "gone.yaml:7:30: error"));
    CHECK(gone.exit_code == 2);
    CHECK(contains(pawl({"validate", "none.json#X"}).err, "has no state machine 'X'; it has: none"));
  }

  TEST_CASE("what `cdk synth` writes, with an asset beside it") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "asset.12ab.json", R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Fn}","End":true}}})");
    (void)pawl.folder.write("Main.template.json",
                            R"({"Parameters": {"Delay": {"Type": "Number", "Default": 5}},
 "Resources": {
  "Text": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", [
   "{\"StartAt\":\"Ask \\\"it\\\"\",\"States\":{\"Ask \\\"it\\\"\":{\"Next\":\"Wait\",\"Type\":\"Task\",\"Resource\":\"arn:",
   {"Ref": "AWS::Partition"},
   ":states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":\"", {"Fn::GetAtt": ["Fn1", "Arn"]},
   "\",\"Payload.$\":\"$\"}},\"Wait\":{\"Type\":\"Wait\",\"Seconds\":", {"Ref": "Delay"},
   ",\"Next\":\"Many\"},\"Many\":{\"Type\":\"Map\",\"End\":true,\"Label\":\"m\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"EXPRESS\"},\"StartAt\":\"E\",\"States\":{\"E\":{\"Type\":\"Pass\",\"End\":true}}},\"ItemReader\":{\"Resource\":\"arn:",
   {"Ref": "AWS::Partition"}, ":states:::s3:getObject\",\"ReaderConfig\":{\"InputType\":\"JSON\"},\"Parameters\":{\"Bucket\":\"",
   {"Ref": "Bucket1"}, "\",\"Key\":\"k\"}}}}}"]]}}},
  "Jsonata": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", [
   "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Condition\":\"{% $states.input.a = \\\"x\\\" %}\",\"Next\":\"D\"}],\"Default\":\"D\"},",
   "\"D\":{\"Type\":\"Succeed\",\"Output\":\"{% '", {"Ref": "Queue1"}, "' %}\"}}}"]]}}},
  "Asset": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
   "DefinitionS3Location": {"Bucket": {"Fn::Sub": "assets-${AWS::AccountId}"}, "Key": "12ab.json"},
   "DefinitionSubstitutions": {"Fn": {"Fn::GetAtt": ["Fn1", "Arn"]}}}},
  "Broken": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", [
   "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Result\":\"", {"Ref": "X"}, "\",\"Ned\":true}}}"]]}}}
 }})");
    const auto all = pawl({"validate", "Main.template.json"});
    CHECK(all.exit_code == 3);
    CHECK(contains(all.out, "Main.template.json:18:95: error: Field 'Ned' is not supported"));
    for (const char* id : {"Text", "Jsonata", "Asset"}) {
      CAPTURE(id);
      const std::string one = "Main.template.json#" + std::string(id);
      CHECK(pawl({"validate", one}).out.empty());
      CHECK(pawl({"lint", one}).exit_code == 0);
      CHECK(pawl({"graph", one}).exit_code == 0);
    }
    CHECK(pawl({"run", "Main.template.json#Jsonata", "-i", "{\"a\":\"x\"}", "--history", "none"}).out ==
          "\"${Queue1}\"\n");
    CHECK(pawl({"run", "Main.template.json#Asset", "-b", "A=cat", "-i", "{\"a\":1}", "--history", "none"})
              .out == "{\"a\":1}\n");
  }

  TEST_CASE("both branches of Fn::If are looked at, and what they share is told once") {
    const Pawl pawl;
    (void)pawl.folder.write("t.yaml", R"(Parameters: {Env: {Type: String, Default: dev}}
Conditions:
  IsDev: !Equals [!Ref Env, dev]
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: !If [IsDev, {Type: Pass, Next: Z}, {Type: Pass, Next: Nowhere}]
          Z: {Type: Succeed, Wrong: 1}
)");
    const auto out = pawl({"validate", "t.yaml"}).out;
    CHECK(contains(out, "t.yaml:11:68: error: Missing 'Next' target: Nowhere"));
    const size_t wrong = out.find("Field 'Wrong' is not supported [unknown-field]");
    REQUIRE(wrong != std::string::npos);
    CHECK(out.find("Field 'Wrong' is not supported [unknown-field]", wrong + 1) == std::string::npos);
  }

  TEST_CASE("mistakes around machines are told once, as warnings") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", R"({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})");
    (void)pawl.folder.write("t.yaml", R"(Resources:
  F: {Type: X, Type: Y, Arn: !Ref Q}
  One:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: m.asl.json}
  Two:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: a
      Name: b
      Definition: {StartAt: A, States: {A: {Type: Succeed}}}
)");
    const auto all = pawl({"validate", "t.yaml"});
    CHECK(all.exit_code == 0);
    CHECK(contains(all.out, "t.yaml:2:16: warning: the key 'Type' is here twice: the last one counts"));
    CHECK(contains(all.out, "t.yaml:10:7: warning: the key 'Name'"));
    CHECK_FALSE(contains(all.out + all.err, "templates only"));
    CHECK(pawl({"run", "t.yaml#One", "--history", "none"}).out == "{}\n");
    CHECK(contains(pawl({"run", "t.yaml"}).err, "holds 2 state machines"));
  }
}
