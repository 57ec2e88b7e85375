#include "source/lambda_resources.h"

#include <doctest/doctest.h>

using namespace pawl::source;

namespace {

std::vector<LambdaResource> functions_in(std::string text, const Substitutions& given = {}) {
  const LoadResult loaded = read("t.yaml", std::move(text), Format::Yaml, YamlDialect::Template);
  REQUIRE(!has_errors(loaded.diagnostics));
  return lambda_resources(loaded.document, given);
}

}  // namespace

TEST_SUITE("source") {
  TEST_CASE("a function of SAM: its own properties over those of Globals") {
    const auto functions = functions_in(R"(
Parameters: {Stage: {Type: String, Default: test}, Seconds: {Type: Number, Default: 9}}
Globals:
  Function: {Runtime: nodejs20.x, CodeUri: all/, Timeout: !Ref Seconds, Environment: {Variables: {A: a, B: b}}}
Resources:
  One: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}
  Two:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: two-of-them
      Handler: c.d
      Runtime: python3.12
      CodeUri: !Sub "code/${Stage}"
      Timeout: 4
      MemorySize: 1024
      Environment: {Variables: {B: !Ref Stage, C: !GetAtt Table.Arn}}
  Table: {Type: AWS::DynamoDB::Table}
)");
    REQUIRE(functions.size() == 2);
    CHECK(functions[0].name == "One");
    CHECK(functions[0].runtime == "nodejs20.x");
    CHECK(functions[0].folder == "all/");
    CHECK(functions[0].timeout_seconds == 9);
    CHECK(functions[0].memory == 128);
    CHECK(functions[0].environment == std::map<std::string, std::string>{{"A", "a"}, {"B", "b"}});
    CHECK(arn_of(functions[0]) == "arn:aws:lambda:us-east-1:123456789012:function:One");
    CHECK(functions[1].id == "Two");
    CHECK(functions[1].name == "two-of-them");
    CHECK(functions[1].folder == "code/test");
    CHECK(functions[1].timeout_seconds == 4);
    CHECK(functions[1].memory == 1024);
    CHECK(functions[1].environment == std::map<std::string, std::string>{{"A", "a"}, {"B", "test"}});
  }

  TEST_CASE("where the code of a function is") {
    const auto functions = functions_in(R"(
Resources:
  Cdk:
    Type: AWS::Lambda::Function
    Properties: {Handler: i.h, Runtime: python3.12, Code: {S3Bucket: b, S3Key: k.zip}}
    Metadata: {aws:asset:path: asset.1a2b}
  Packaged: {Type: AWS::Lambda::Function, Properties: {Code: dist}}
  Bucket: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: b, S3Key: k.zip}}}
  Uploaded: {Type: AWS::Serverless::Function, Properties: {CodeUri: "s3://bucket/key"}}
  Inline: {Type: AWS::Serverless::Function, Properties: {InlineCode: "def main(e, c): pass"}}
  Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}
  Here: {Type: AWS::Serverless::Function, Properties: {Timeout: many}}
)");
    REQUIRE(functions.size() == 7);
    CHECK(functions[0].folder == "asset.1a2b");
    CHECK(functions[1].folder == "dist");
    CHECK(functions[2].elsewhere == "its code is not in a folder that the template names");
    CHECK(functions[3].elsewhere == functions[2].elsewhere);
    CHECK(functions[4].elsewhere == "its code stands in the template, and not in a file");
    CHECK(functions[5].elsewhere == "its code is an image");
    CHECK(functions[6].folder == ".");
    CHECK(functions[6].timeout_seconds == 3);
  }
}
