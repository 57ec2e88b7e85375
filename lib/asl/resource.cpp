#include "asl/resource.h"

#include <vector>

namespace pawl::asl {
namespace {

constexpr std::string_view kCallback = ".waitForTaskToken";

/// "arn:partition:service:region:account:rest", the rest unsplit; fewer parts if the text has fewer colons.
std::vector<std::string_view> arn_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (parts.size() < 5) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) break;
    parts.push_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  parts.push_back(text);
  return parts;
}

/// `${AWS::Partition}` holds colons: taken for one part of the ARN.
std::string without_placeholders(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t begin = text.find("${");
    const size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, begin)).append("x");
    text.remove_prefix(end + 1);
  }
  return out;
}

void set_integration(Resource& resource, std::string_view rest) {
  // "sqs:sendMessage", "aws-sdk:s3:getObject": the last part is the action. ".sync:2" holds a colon of its
  // own.
  constexpr std::string_view kSyncTwo = ".sync:2";
  const std::string_view name = rest.ends_with(kSyncTwo) ? rest.substr(0, rest.size() - 2) : rest;
  const size_t colon = name.rfind(':');
  resource.resource_type = rest.substr(0, colon == std::string_view::npos ? rest.size() : colon);
  resource.action = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  if (rest.ends_with(kCallback)) resource.pattern = Resource::Pattern::WaitForTaskToken;
  else if (rest.ends_with(".sync") || rest.ends_with(kSyncTwo)) resource.pattern = Resource::Pattern::Sync;
}

}  // namespace

Resource Resource::parse(std::string_view text) {
  Resource resource;
  resource.text = text;
  const std::string plain = without_placeholders(text);
  const std::vector<std::string_view> parts = arn_parts(plain);
  if (parts.size() == 6 && parts[0] == "arn") {
    if (parts[2] == "lambda" && parts[5].starts_with("function:")) {
      resource.kind = Kind::Lambda;
      resource.resource_type = "lambda";
      return resource;
    }
    if (parts[2] == "states" && parts[5].starts_with("activity:")) {
      resource.kind = Kind::Activity;
      resource.resource_type = "activity";
      return resource;
    }
    if (parts[2] == "states") {
      resource.kind = Kind::Service;
      set_integration(resource, parts[5]);
      return resource;
    }
  }
  resource.kind = Kind::Local;
  if (text == "local:exec") {
    resource.resource_type = "local";
    resource.action = "exec";
    return resource;
  }
  const size_t colon = plain.find(':');
  if (colon != std::string::npos) resource.resource_type = plain.substr(0, colon);
  return resource;
}

}  // namespace pawl::asl
