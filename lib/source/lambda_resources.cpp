#include "source/lambda_resources.h"

#include <charconv>
#include <optional>

#include "source/template_functions.h"

namespace pawl::source {
namespace {

constexpr size_t kMostFunctions = 500;  // the limit of resources in a stack

bool is_url(std::string_view path) { return path.find("://") != std::string_view::npos; }

class Functions {
 public:
  Functions(const Document& document, const Substitutions& given)
      : document_(document), given_(given), functions_(document, given) {
    const Node* globals = document.root.find("Globals");
    globals_ = globals == nullptr ? nullptr : globals->find("Function");
  }

  std::vector<LambdaResource> read() {
    const Node* resources = document_.root.find("Resources");
    if (resources == nullptr) return {};
    functions_.for_each_member(*resources, [&](const NodeMember& resource, const std::string& id) {
      const std::string_view type = text_of(resource.value.find("Type"));
      is_serverless_ = type == "AWS::Serverless::Function";
      if (is_serverless_ || type == "AWS::Lambda::Function") add(resource.value, id);
      return all_.size() < kMostFunctions;
    });
    return std::move(all_);
  }

 private:
  void add(const Node& resource, const std::string& id) {
    properties_ = resource.find("Properties");
    LambdaResource function;
    function.id = id;
    function.name = text("FunctionName").value_or(id);
    function.handler = text("Handler").value_or("");
    function.runtime = text("Runtime").value_or("");
    function.timeout_seconds = number("Timeout").value_or(function.timeout_seconds);
    function.memory = number("MemorySize").value_or(function.memory);
    if (is_serverless_ && globals_ != nullptr) read_environment(*globals_, function);
    if (properties_ != nullptr) read_environment(*properties_, function);
    read_code(resource, function);
    all_.push_back(std::move(function));
  }

  /// A property, of the resource or for all functions.
  [[nodiscard]] const Node* property(std::string_view name) const {
    const Node* own = properties_ == nullptr ? nullptr : properties_->find(name);
    return own != nullptr || !is_serverless_ || globals_ == nullptr ? own : globals_->find(name);
  }

  std::optional<std::string> known(const Node* node) {
    if (node == nullptr) return std::nullopt;
    const Node& one = functions_.chosen(*node);
    if (one.kind != Node::Kind::Scalar && function_of(one) == nullptr) return std::nullopt;
    std::string text = filled(functions_.text(one).text(), given_);
    if (functions_.is_exhausted() || text.find("${") != std::string::npos) return std::nullopt;
    return text;
  }

  std::optional<std::string> text(std::string_view name) { return known(property(name)); }

  std::optional<int64_t> number(std::string_view name) {
    const auto digits = text(name);
    int64_t value = 0;
    if (!digits) return std::nullopt;
    const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), value);
    constexpr int64_t kMost = 1'000'000;
    const bool is_good = error == std::errc() && end == digits->data() + digits->size() && value > 0;
    return is_good && value <= kMost ? std::optional(value) : std::nullopt;
  }

  void read_environment(const Node& properties, LambdaResource& function) {
    const Node* environment = properties.find("Environment");
    const Node* variables = environment == nullptr ? nullptr : environment->find("Variables");
    if (variables == nullptr) return;
    functions_.for_each_member(functions_.chosen(*variables), [&](const NodeMember& one, std::string name) {
      if (auto value = known(&one.value)) function.environment[std::move(name)] = std::move(*value);
      return true;
    });
  }

  void read_code(const Node& resource, LambdaResource& function) {
    const Node* code = property(is_serverless_ ? "CodeUri" : "Code");
    // `cdk synth` says where the folder is that it will upload.
    const Node* metadata = resource.find("Metadata");
    const std::string_view asset = text_of(metadata == nullptr ? nullptr : metadata->find("aws:asset:path"));
    if (text("PackageType") == "Image" || property("ImageUri") != nullptr) {
      function.elsewhere = "its code is an image";
    } else if (property("InlineCode") != nullptr || (code != nullptr && code->find("ZipFile") != nullptr)) {
      function.elsewhere = "its code stands in the template, and not in a file";
    } else if (!asset.empty()) {
      function.folder = asset;
    } else if (const auto path = known(code); path && !path->empty() && !is_url(*path)) {
      function.folder = *path;
    } else if (code == nullptr && is_serverless_) {
      function.folder = ".";
    } else {
      function.elsewhere = "its code is not in a folder that the template names";
    }
  }

  const Document& document_;
  const Substitutions& given_;
  TemplateFunctions functions_;
  const Node* globals_ = nullptr;
  std::vector<LambdaResource> all_;
  // Of the current function.
  const Node* properties_ = nullptr;
  bool is_serverless_ = false;
};

}  // namespace

std::vector<LambdaResource> lambda_resources(const Document& document, const Substitutions& given) {
  return Functions(document, given).read();
}

std::string arn_of(const LambdaResource& function) {
  return "arn:aws:lambda:us-east-1:123456789012:function:" + function.name;
}

}  // namespace pawl::source
