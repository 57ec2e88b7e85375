#include <doctest/doctest.h>
#include <fmt/format.h>

#include "source/template.h"
#include "source/template_reader.h"
#include "value/dump.h"

using namespace pawl;
using source::Format;

namespace {

struct Template {
  std::string text;
  source::LoadResult loaded;
  std::vector<source::TemplateMachine> machines;

  explicit Template(std::string whole, const source::Substitutions& given = {})
      : text(std::move(whole)), loaded(source::read_template("t", text, source::sniff(text))) {
    REQUIRE_FALSE(source::has_errors(loaded.diagnostics));
    machines = source::state_machines(loaded.document, given);
  }
  [[nodiscard]] std::string json(size_t i = 0) const {
    REQUIRE(machines.size() > i);
    return to_json(source::to_value(machines[i].definition.document.root));
  }
  [[nodiscard]] std::string other() const {
    REQUIRE(machines.front().other);
    return to_json(source::to_value(machines.front().other->document.root));
  }
  [[nodiscard]] std::string_view at(source::Span span) const {
    return std::string_view(text).substr(span.begin, span.end - span.begin);
  }
};

/// A template whose one machine has these properties, and these sections before it.
std::string machine(std::string_view properties, std::string_view sections = "",
                    std::string_view type = "AWS::Serverless::StateMachine") {
  return std::string(sections) + "Resources:\n  M:\n    Type: " + std::string(type) + "\n    Properties:\n" +
         std::string(properties);
}

constexpr std::string_view kParameters = R"(Parameters:
  Limit: {Type: Number, Default: 60}
  Stage: {Type: String, Default: dev}
  Names: {Type: CommaDelimitedList, Default: "One, Two"}
  Open: {Type: String}
  Blank: {Type: String, Default: ""}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a/b}
Mappings:
  Sizes: {dev: {Count: 3, Deep: {x: 1}}, prod: {Count: 9, Deep: {x: 2}}}
  Round: {a: {b: !FindInMap [Round, a, b]}}
)";

}  // namespace

TEST_SUITE("source") {
  TEST_CASE("what a template says is filled in, the rest stays open") {
    const Template t(machine(R"(      Definition:
        a: !Sub "${Stage}-${Open}-${Blank}-${Stored}-${!Stage}-${AWS::Region}-${AWS::StackName}-${F.Arn}"
        b: !Ref Stage
        c: !Ref Limit
        d: !FindInMap [Sizes, !Ref Stage, Count]
        e: !FindInMap [Sizes, !Ref Open, Count]
        f: !Select [1, [x, !Ref Stage, z]]
        g: !Select [7, [x]]
        h: {Fn::ToJsonString: {p: !Ref Stage, q: [1, "\"x\""]}}
        i: !Base64 x
        j: !Join ["-", [!Ref Stage, 5, !Ref AWS::NoValue, !Join ["", [a, b]]]]
        k: !Sub ["${X}/${Y}/${Stage}", {X: !Ref Limit, Y: !GetAtt F.Arn}]
        l: !FindInMap [Sizes, dev, Deep]
        m: !Split [",", "a,b"]
)",
                             kParameters));
    CHECK(
        t.json() ==
        R"({"a":"dev-${Open}-${Blank}-${Stored}-${Stage}-us-east-1-${AWS::StackName}-${F.Arn}","b":"dev",)"
        R"("c":"60","d":3,"e":"${FindInMap}","f":"dev","g":"${Select}","h":"{\"p\":\"dev\",\"q\":[1,\"\\\"x\\\"\"]}",)"
        R"("i":"${Base64}","j":"dev-5-ab","k":"60/${F.Arn}/dev","l":{"x":1},"m":"${Split}"})");
    // What is given goes before what the template says.
    const Template given(
        machine("      Definition: {a: !Sub \"${Stage} ${F.Arn}\", b: !Ref Limit, c: !GetAtt F.Arn}\n",
                kParameters),
        {{"Stage", "mine"}, {"F.Arn", "arn"}, {"Limit", "7"}});
    CHECK(given.json() == R"({"a":"mine arn","b":"7","c":"arn"})");
  }

  TEST_CASE("a number that a Parameter gives is a number where nobody has seen it become text") {
    CHECK(Template(machine("      Definition: {a: !Ref Limit, b: !Ref Stage}\n", kParameters,
                           "AWS::StepFunctions::StateMachine"))
              .json() == R"({"a":60,"b":"dev"})");
  }

  TEST_CASE("placeholders without quotes, in each form of a DefinitionString") {
    for (const char* properties : {
             "      DefinitionString: !Sub |\n        {\"a\": ${Limit}, \"b\": [${Open}], \"k${Stage}\": "
             "\"\\\"${Stage}\\\"\"}\n",
             "      DefinitionString: !Sub\n        - '{\"a\": ${L}, \"b\": [${Open}], \"k${S}\": "
             "\"\\\"${S}\\\"\"}'\n"
             "        - {L: !Ref Limit, S: !Ref Stage}\n",
             "      DefinitionString:\n        Fn::Sub: \"{\\\"a\\\": ${Limit}, \\\"b\\\": [${Open}], "
             "\\\"k${Stage}\\\": \\\"\\\\\\\"${Stage}\\\\\\\"\\\"}\"\n",
             "      DefinitionString: !Join\n        - ''\n        - - '{\"a\": '\n          - !Ref Limit\n"
             "          - ', \"b\": ['\n          - !Ref Open\n          - '], \"k'\n          - !Ref Stage\n"
             "          - '\": \"\\\"'\n          - !Sub '${Stage}'\n          - '\\\"\"}'\n",
             "      DefinitionString: |\n        {\"a\": ${A}, \"b\": [${Open}], \"k${K}\": \"${Q}\"}\n"
             "      DefinitionSubstitutions: {A: 60, K: !Ref Stage, Q: '\"dev\"', Open: !Ref Open}\n",
         }) {
      CAPTURE(properties);
      const Template t(machine(properties, kParameters, "AWS::StepFunctions::StateMachine"));
      CHECK(t.json() == R"({"a":60,"b":["${Open}"],"kdev":"\"dev\""})");
      REQUIRE(t.machines[0].definition.document.bare_placeholders.size() == 1);
      CHECK(t.machines[0].definition.document.root.find("b")->elements[0].is_bare);
    }
  }

  TEST_CASE("DefinitionSubstitutions: what is known, under the names that the template gives") {
    const Template t(machine(R"(      DefinitionUri: m.asl.json
      DefinitionSubstitutions:
        A: text
        B: 5
        C: true
        D: !Ref Stage
        E: !GetAtt F.Arn
        G: !Sub "arn:${AWS::Partition}:x:${F}"
        H: !If [IsDev, one, two]
        I: {not: text}
        J: !Ref Open
        K: '{{resolve:ssm:/limit}}'
)",
                             std::string(kParameters) + "Conditions: {IsDev: !Equals [!Ref Stage, dev]}\n"),
                     {{"F", "f"}});
    CHECK(t.machines[0].declared ==
          std::vector<std::string>{"A", "B", "C", "D", "E", "G", "H", "I", "J", "K"});
    CHECK(t.machines[0].values == source::Substitutions{{"F", "f"},
                                                        {"A", "text"},
                                                        {"B", "5"},
                                                        {"C", "true"},
                                                        {"D", "dev"},
                                                        {"G", "arn:aws:x:f"},
                                                        {"H", "one"}});
    const Template included(
        machine("      DefinitionUri: m.asl.json\n      DefinitionSubstitutions:\n"
                "        Fn::Transform: {Name: AWS::Include}\n        A: 1\n"));
    CHECK_FALSE(included.machines[0].declared);
    const Template inside(
        machine("      Definition: {\"${K}\": \"${V} ${W}\"}\n"
                "      DefinitionSubstitutions: {K: key, V: v, W: !GetAtt F.Arn}\n"));
    CHECK(inside.json() == R"({"key":"v ${W}"})");
  }

  TEST_CASE("conditions: as the defaults have it, and the other way round") {
    constexpr std::string_view kConditions = R"(Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Equals [!Ref Stage, prod]
  IsNotDev: !Not [!Condition IsDev]
  Both: !And [!Condition IsDev, !Not [!Condition IsProd]]
  Either: {Fn::Or: [Condition: IsNotDev, Condition: IsProd]}
  Circle: !Not [!Condition Circle]
)";
    const Template t(machine(R"(      Definition:
        a: !If [IsDev, {x: 1}, [2]]
        b: !If [IsProd, 1, !Ref AWS::NoValue]
        c: !If [IsNotDev, 1, 2]
        d: [!If [Both, !Ref AWS::NoValue, 1], !If [Either, 1, 2]]
        e: !If [IsDev, !If [IsProd, 1, 2], 3]
)",
                             std::string(kParameters) + std::string(kConditions)));
    CHECK(t.json() == R"({"a":{"x":1},"c":2,"d":[2],"e":2})");
    CHECK(t.other() == R"({"a":[2],"b":1,"c":1,"d":[1,1],"e":3})");
    CHECK_FALSE(Template(machine("      Definition: {a: 1}\n")).machines[0].other);
    // One whole definition or another; a condition that nobody has written, or that names itself.
    const Template whole(machine("      Definition: !If [C, {a: 1}, {b: 2}]\n"));
    CHECK(whole.json() == R"({"a":1})");
    CHECK(whole.other() == R"({"b":2})");
    const Template text(machine("      DefinitionString: !If [C, '{\"a\": 1}', !Sub '{\"b\": 2}']\n"));
    CHECK(text.json() == R"({"a":1})");
    CHECK(text.other() == R"({"b":2})");
    CHECK(Template(machine("      Definition: {a: !If [Circle, 1, 2]}\n", kConditions)).machines.size() == 1);
  }

  TEST_CASE("loops: over lists, over a Parameter's list, or once with an open value") {
    const auto looped = [](std::string_view list) {
      return std::string(kParameters) + "Resources:\n  Fn::ForEach::Loop:\n    - N\n    - " +
             std::string(list) +
             R"(
    - SM${N}:
        Type: AWS::StepFunctions::StateMachine
        Properties:
          Definition:
            a: !Sub "x-${N}-${Stage}"
            b: {Ref: N}
            "k${N}": "&{N}"
            c: {Fn::ForEach::Inner: [I, [1, !Ref N], {"s${I}": "${N}${I}"}], d: 1}
)";
    };
    const Template list(looped("[One-1, !Ref Stage]"));
    REQUIRE(list.machines.size() == 2);
    CHECK(list.machines[0].id == "SMOne-1");
    CHECK(
        list.json(0) ==
        R"({"a":"x-One-1-dev","b":"One-1","kOne-1":"One1","c":{"s1":"One-11","sOne-1":"One-1One-1","d":1}})");
    CHECK(list.machines[1].id == "SMdev");
    const Template names(looped("!Ref Names"));
    REQUIRE(names.machines.size() == 2);
    CHECK(names.machines[1].id == "SMTwo");
    const Template open(looped("!Ref Open"));
    REQUIRE(open.machines.size() == 1);
    CHECK(open.machines[0].id == "SM${N}");
    CHECK(open.json(0) ==
          R"({"a":"x-${N}-dev","b":"${N}","k${N}":"N","c":{"s1":"${N}1","s${N}":"${N}${N}","d":1}})");
  }

  TEST_CASE("loops within loops make machines, at most as many as a stack holds") {
    std::string list = "[";
    for (int i = 0; i < 100; ++i) list += (i == 0 ? "" : ", ") + std::to_string(i);
    list += "]";
    const Template t("Resources:\n  Fn::ForEach::A:\n  - A\n  - " + list +
                     "\n  - Fn::ForEach::B:\n    - B\n    - " + list +
                     "\n    - M${A}x${B}: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {a: "
                     "!Ref A, b: !Ref B}}}\n");
    CHECK(t.machines.size() == 500);
    CHECK(t.machines[101].id == "M1x1");
    CHECK(t.json(101) == R"({"a":"1","b":"1"})");
  }

  TEST_CASE("what functions multiply to is bounded") {
    const auto is_refused = [](const Template& t) {
      REQUIRE(t.machines.size() == 1);
      const source::Diagnostics& found = t.machines[0].definition.diagnostics;
      return found.size() == 1 && found[0].rule == "template-too-large" &&
             t.machines[0].definition.document.root.members.empty();
    };
    std::string names = "[a";
    for (int i = 0; i < 2000; ++i) names += ", v" + std::to_string(i);
    names += "]";
    CHECK(is_refused(Template(machine("      Definition:\n        Fn::ForEach::A: [A, " + names +
                                      ", {Fn::ForEach::B: [B, " + names + ", {\"${A}${B}\": 1}]}]\n"))));
    std::string sub = "x";
    for (int i = 0; i < 40; ++i)
      sub = "{\"Fn::Sub\": [\"${A}${A}\", {\"A\": " + (sub == "x" ? "\"\"" : sub) + "}]}";
    CHECK(is_refused(Template(machine("      Definition: {a: " + sub + "}\n"))));
    const std::string big(1 << 20, 'x');
    std::string pattern;
    for (int i = 0; i < 2000; ++i) pattern += "${P}";
    CHECK(is_refused(Template(machine("      Definition: {a: !Sub \"" + pattern + "\"}\n",
                                      "Parameters: {P: {Type: String, Default: " + big + "}}\n"))));
    std::string join = "[\"" + big + "\", [";
    for (int i = 0; i < 2000; ++i) join += "a, ";
    CHECK(is_refused(Template(machine("      DefinitionString: {\"Fn::Join\": " + join + "b]]}\n"))));
    // A mapping that looks itself up ends.
    CHECK(Template(machine("      Definition: {a: !FindInMap [Round, a, b]}\n", kParameters)).json() ==
          R"({"a":"${FindInMap}"})");
    std::string deep = "x";
    for (int i = 0; i < 150; ++i) deep = fmt::format(R"({{"Fn::Join": ["", [a, {}]]}})", deep);
    CHECK(Template(machine("      Definition: {a: " + deep + "}\n")).json() ==
          "{\"a\":\"" + std::string(150, 'a') + "x\"}");
  }

  TEST_CASE("a definition that stands elsewhere is no error") {
    for (const char* properties :
         {"      Definition: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}}\n",
          "      Definition: !Ref Open\n", "      DefinitionString: !Ref Open\n",
          "      DefinitionString: !ImportValue x\n",
          "      DefinitionString: {Fn::Transform: {Name: AWS::Include}}\n",
          "      DefinitionUri: s3://b/k\n", "      DefinitionUri: {Bucket: b, Key: k}\n",
          "      DefinitionUri: !Sub 's3://${Bucket}/m.json'\n", "      DefinitionUri: !Ref Open\n",
          "      DefinitionUri: https://b.s3.amazonaws.com/m\n",
          "      DefinitionS3Location: {Bucket: b, Key: dir/k.json}\n", "      RoleArn: r\n"}) {
      CAPTURE(properties);
      const Template t(machine(properties, kParameters));
      REQUIRE(t.machines.size() == 1);
      REQUIRE(t.machines[0].definition.diagnostics.size() == 1);
      CHECK(t.machines[0].definition.diagnostics[0].rule == "definition-elsewhere");
      CHECK(t.machines[0].definition.diagnostics[0].severity == source::Severity::Info);
      CHECK((t.machines[0].file.empty() || t.machines[0].file == "asset.k"));
    }
    CHECK(Template(machine("      DefinitionUri: !If [C, a.json, b.json]\n")).machines[0].file == "a.json");
    CHECK(Template(machine("      DefinitionS3Location: {Bucket: b, Key: 12ab.json}\n")).machines[0].file ==
          "asset.12ab.json");
  }

  TEST_CASE("a DefinitionString is JSON, and text") {
    const Template yaml(machine("      DefinitionString: |\n        StartAt: A\n"));
    REQUIRE(yaml.machines[0].definition.diagnostics.size() == 1);
    const source::Diagnostic& refused = yaml.machines[0].definition.diagnostics[0];
    CHECK(refused.code == "INVALID_JSON_DESCRIPTION");
    CHECK(yaml.at(refused.span) == "S");
    CHECK_FALSE(refused.hint.empty());
    const Template object(machine("      DefinitionString: {StartAt: A}\n"));
    CHECK(object.machines[0].definition.diagnostics[0].rule == "wrong-type");
    CHECK(
        Template(
            machine("      DefinitionString:\n        Fn::ToJsonString: {a: !Sub '${Limit}', b: {c: [1]}}\n",
                    kParameters))
            .json() == R"({"a":"60","b":{"c":[1]}})");
  }

  TEST_CASE("places in a text of pieces are those of the pieces") {
    const Template t(
        R"({"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString":
      {"Fn::Join": ["", ["{\"StartAt\":\"", {"Ref": "X"}, "\",\"States\":{\"A\":", "{\"Type\":\"Pa", "ss\"}}}"]]}}}}})");
    const source::Node& root = t.machines[0].definition.document.root;
    CHECK(t.at(root.find_member("States")->key_span) == R"(\"States\")");
    CHECK(t.at(root.find("States")->find_member("A")->key_span) == R"(\"A\")");
    CHECK(t.at(root.find("StartAt")->span) == R"(\"", {"Ref": "X"}, "\")");
    CHECK(t.at(root.find("States")->find("A")->find("Type")->span) == R"(\"Pa", "ss\")");
    const Template folded(machine("      DefinitionString: !Sub >\n        {\"a\":\n          \"b\"}\n"));
    CHECK(folded.at(folded.machines[0].definition.document.root.find("a")->span) == "\"b\"");
    const Template quoted(machine("      DefinitionString: '{\"a\": \"it''s\", \"c\": 1}'\n"));
    CHECK(quoted.at(quoted.machines[0].definition.document.root.find_member("c")->key_span) == "\"c\"");
  }

  TEST_CASE("mistakes around the state machines stop nobody") {
    const std::string good =
        "  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition: {a: 1}\n";
    for (const std::string bad :
         {"  F:\n    Type: X\n    Type: Y\n", "  F: !Whatever x\n", "  F: !whatever [1, 2]\n",
          "  F: !!python/object:os.system x\n", "  F: {a: [}\n", "  F:\n    a: \"open\n", "  F:\n\ta: 1\n",
          "  F: *nobody\n", "  F:\n    a: b: c\n", "  F: .inf\n", "  ? [a]\n  : 1\n", "  F: {{ jinja }}\n",
          "  F: %x\n", "  F: \x01\n", "  !Sub F: 1\n", "  F: &x {a: !Ref B, <<: *x}\n",
          "  F: &y !Ref B\n  G: *y\n"}) {
      CAPTURE(bad);
      for (const bool is_first : {true, false}) {
        const Template t("Transform: AWS::Serverless-2016-10-31\nResources:\n" +
                         (is_first ? bad + good : good + bad) + "Outputs: {O: {Value: !Ref M}}\n");
        CHECK(t.json() == R"({"a":1})");
        for (const source::Diagnostic& found : t.loaded.diagnostics) {
          CHECK(found.severity == source::Severity::Warning);
          CHECK(found.rule != "yaml-tag");
        }
      }
      const Template sections("Globals:\n" + std::string(bad) + "Resources:\n" + good);
      CHECK(sections.json() == R"({"a":1})");
    }
  }

  TEST_CASE("a mistake in a state machine is an error, and the others are read") {
    const std::string text =
        "Resources:\n  Bad:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition: {a: "
        "[}\n"
        "  Good:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition: {a: 1}\n";
    const source::LoadResult loaded = source::read_template("t", text, Format::Yaml);
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].severity == source::Severity::Error);
    CHECK(loaded.document.locate(loaded.diagnostics[0].span).line == 5);
    CHECK(source::state_machines(loaded.document, {}).size() == 1);
    // In a definition, too, the last of equal keys counts.
    const Template twice(machine("      Definition:\n        a: 1\n        a: 2\n"));
    CHECK(twice.json() == R"({"a":2})");
    CHECK(twice.loaded.diagnostics[0].rule == "duplicate-key");
  }

  TEST_CASE("alias bombs in a broken template stay bounded") {
    std::string text = "Broken: [\nResources:\n";
    for (int i = 0; i < 60; ++i) {
      text += "  R" + std::to_string(i) + ":\n    a: &a [" + std::string(1, 'x');
      for (int j = 0; j < 300; ++j) text += ", x";
      text += "]\n    b: [*a";
      for (int j = 0; j < 600; ++j) text += ", *a";
      text += "]\n    Type: AWS::Serverless::StateMachine\n";
    }
    const source::LoadResult loaded = source::read_template("t", text, Format::Yaml);
    CHECK(source::state_machines(loaded.document, {}).size() < 10);
  }

  TEST_CASE("anchors name a function whole") {
    CHECK(Template(
              machine("      Definition: {a: &x !Ref Limit, b: *x, c: &y !Sub [\"${Z}\", {Z: 1}], d: *y}\n",
                      kParameters))
              .json() == R"({"a":"60","b":"60","c":"1","d":"1"})");
  }

  TEST_CASE("serverless.yml: machines of the plugin, and those among its resources") {
    const Template t(R"(service: s
stepFunctions:
  stateMachines:
    one:
      type: EXPRESS
      definition: {a: "${self:custom.x}#{AWS::Region}", b: !GetAtt F.Arn, c: {Fn::GetAtt: [F, Arn]}}
    two: {definition: '{"a": 1}'}
    three: {definition: "${file(flows/x.yml)}"}
    four: {definition: "${self:custom.flow}"}
    five: {name: n}
resources:
  Resources:
    Six: {Type: AWS::StepFunctions::StateMachine, Properties: {Definition: {f: 6}}}
)");
    REQUIRE(t.machines.size() == 6);
    CHECK(t.machines[0].id == "Six");
    CHECK(t.json(1) == R"({"a":"${self:custom.x}${AWS::Region}","b":"${F.Arn}","c":"${F.Arn}"})");
    CHECK(t.machines[1].is_express);
    CHECK(t.json(2) == R"({"a":1})");
    CHECK(t.machines[3].file == "flows/x.yml");
    CHECK(t.machines[4].definition.diagnostics[0].rule == "definition-elsewhere");
    CHECK(t.machines[5].definition.diagnostics[0].rule == "definition-elsewhere");
  }
}
