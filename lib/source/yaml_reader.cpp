#include "source/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>

#include "base/text_hash.h"
#include "source/json_reader.h"
#include "source/yaml_scalar.h"

namespace pawl::source {
namespace {

/// How many nodes aliases may add to a document; real definitions need a few hundred.
constexpr size_t kMostExpanded = 200'000;

/// Stops yaml-cpp from inside an event; caught in read_yaml.
struct Stop {};

class TextStream : public std::streambuf {
 public:
  explicit TextStream(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // streambuf takes char* but only reads
    setg(begin, begin, begin + text.size());
  }
};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, size_t base, Node& root, Diagnostics& diagnostics, YamlDialect dialect)
      : text_(text), base_(base), root_(root), diagnostics_(diagnostics), dialect_(dialect) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const size_t at = skip_properties(offset(mark));
    const bool written =
        text_.substr(at, 4) == "null" || text_.substr(at, 4) == "Null" || text_.substr(at, 4) == "NULL";
    add_scalar({}, {span(at, at + (written ? 4 : text_.substr(at, 1) == "~" ? 1 : 0))}, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const size_t at = skip_properties(offset(mark));
    const Span place = scalar_span(at, text);
    const bool plain = tag == "?";
    if (plain || is_core(tag, {"int", "float", "bool", "null"})) {
      auto value = plain_scalar(text);
      if (!value && is_template()) value = Value::string(text);
      if (!value) stop("yaml-syntax", "the number '" + shown(text) + "' cannot be written in JSON", place);
      add_scalar(std::move(*value), place, anchor, plain && text == "<<");
    } else if (tag == "!" || is_core(tag, {"str", "timestamp", "binary"})) {
      add_scalar(Value::string(text), place, anchor);
    } else if (is_template() && wants_key()) {
      add_scalar(Value::string(text), place, anchor);
    } else if (is_template()) {
      Node& outer = wrapped(tag, place);
      Node& inner = outer.members.back().value;
      inner.scalar = Value::string(text);
      inner.span = place;
      if (anchor != YAML::NullAnchor) anchors_.insert_or_assign(anchor, Anchored{outer, 2, 1});
      count(2, 1);
    } else {
      refuse_tag(tag, place);
    }
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const size_t at = offset(mark);
    const Span place = span(at, at + word_length(at));
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) stop("yaml-alias", "the alias is inside the value that it names", place);
    expanded_ += known->second.weight;
    if (expanded_ > kMostExpanded) stop("yaml-alias", "aliases expand to more than 200,000 values", place);
    if (open_.size() + known->second.height > kMaxNesting) too_deep(place);
    if (wants_key()) {
      if (known->second.node.kind != Node::Kind::Scalar) stop("yaml-syntax", "a key must be a scalar", place);
      add_key(known->second.node.scalar, place, false);
      return;
    }
    Node& node = next();
    node = known->second.node;
    node.span = place;
    count(known->second.weight, known->second.height);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::Array, "seq", mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::Object, "map", mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override {
    Node& node = *open_.back().node;
    if (!open_.back().merges.empty()) merge(node);
    drop_duplicate_keys(node, is_template() ? Severity::Warning : Severity::Error, diagnostics_);
    close();
  }

  [[noreturn]] void stop(std::string rule, std::string message, Span place) {
    diagnostics_.push_back({.rule = std::move(rule),
                            .code = "INVALID_JSON_DESCRIPTION",
                            .message = std::move(message),
                            .span = place});
    throw Stop{};
  }

  [[nodiscard]] size_t offset(const YAML::Mark& mark) const {
    return mark.pos < 0 ? 0 : std::min(static_cast<size_t>(mark.pos), text_.size());
  }
  [[nodiscard]] Span span(size_t begin, size_t end) const {
    return {static_cast<uint32_t>(base_ + begin), static_cast<uint32_t>(base_ + std::min(end, text_.size()))};
  }

 private:
  struct Open {
    Node* node;
    Node* outer;  // the function of CloudFormation that it is the value of; else `node`
    YAML::anchor_t anchor;
    size_t weight = 1;  // nodes below and with it; long keys count for more
    size_t height = 1;
    bool in_value = false;       // of an object: a key has no value yet
    std::vector<size_t> merges;  // members whose key is a plain `<<`
  };
  struct Anchored {
    Node node;
    size_t weight;
    size_t height;
  };

  static bool is_core(const std::string& tag, std::initializer_list<std::string_view> names) {
    constexpr std::string_view kPrefix = "tag:yaml.org,2002:";
    if (!tag.starts_with(kPrefix)) return false;
    return std::find(names.begin(), names.end(), std::string_view(tag).substr(kPrefix.size())) != names.end();
  }

  [[nodiscard]] bool is_template() const { return dialect_ == YamlDialect::Template; }

  /// The next node as {"Fn::Sub": …}, the value still empty.
  Node& wrapped(const std::string& tag, Span place) {
    Node& outer = next();
    outer.kind = Node::Kind::Object;
    outer.span = place;
    const bool is_plain = tag == "!Ref" || tag == "!Condition";
    const std::string name = tag.substr(tag.find_last_of("!:/") + 1);
    outer.members.push_back({.key = (is_plain ? "" : "Fn::") + name, .key_span = place, .value = {}});
    return outer;
  }

  [[noreturn]] void refuse_tag(const std::string& tag, Span place) {
    std::string message = "the tag '" + shown(tag) + "' has no meaning in a definition";
    if (tag.starts_with('!') && tag.size() > 1 && tag[1] >= 'A' && tag[1] <= 'Z') {
      message = "the CloudFormation tag '" + shown(tag) +
                "' has a meaning in templates only: write the value, or a ${placeholder}";
    }
    stop("yaml-tag", std::move(message), place);
  }

  [[noreturn]] void too_deep(Span place) {
    diagnostics_.push_back({.rule = "too-deeply-nested",
                            .code = "TOO_DEEPLY_NESTED",
                            .message = "nested deeper than " + std::to_string(kMaxNesting) + " levels",
                            .span = place});
    throw Stop{};
  }

  /// Skips an anchor and a tag in front of a value.
  [[nodiscard]] size_t skip_properties(size_t at) const {
    while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {
      at += word_length(at);
      while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    }
    return at;
  }

  [[nodiscard]] size_t word_length(size_t at) const {
    const size_t end = text_.find_first_of(" \t\r\n,]}", at);
    return std::max<size_t>(1, (end == std::string_view::npos ? text_.size() : end) - at);
  }

  Span scalar_span(size_t at, std::string_view value) {
    if (text_.substr(at, value.size()) == value) return span(at, at + value.size());
    if (at < text_.size() && (text_[at] == '"' || text_[at] == '\'')) {
      const char quote = text_[at];
      size_t end = at + 1;
      for (; end < text_.size(); ++end) {
        if (quote == '"' && text_[end] == '\\') ++end;
        else if (text_[end] == quote && quote == '\'' && text_.substr(end + 1, 1) == "'") ++end;
        else if (text_[end] == quote) break;
      }
      // yaml-cpp takes the end of the text for the closing quote.
      if (end >= text_.size()) stop("yaml-syntax", "a text without its closing quote", span(at, at + 1));
      return span(at, end + 1);
    }
    const size_t end = text_.find_first_of("\r\n", at);
    return span(at, end == std::string_view::npos ? text_.size() : end);
  }

  [[nodiscard]] bool wants_key() const {
    return !open_.empty() && open_.back().node->kind == Node::Kind::Object && !open_.back().in_value;
  }

  Node& next() {
    if (open_.empty()) return root_;
    Node& parent = *open_.back().node;
    if (parent.kind == Node::Kind::Array) return parent.elements.emplace_back();
    open_.back().in_value = false;
    return parent.members.back().value;
  }

  void count(size_t weight, size_t height) {
    if (open_.empty()) return;
    open_.back().weight += weight;
    open_.back().height = std::max(open_.back().height, height + 1);
  }

  void add_key(const Value& key, Span place, bool merges) {
    Open& object = open_.back();
    const std::string_view raw = text_.substr(place.begin - base_, place.end - place.begin);
    if (merges) object.merges.push_back(object.node->members.size());
    object.node->members.push_back(
        {.key = std::string(key.is_string() ? key.as_string() : raw), .key_span = place, .value = {}});
    object.weight += raw.size() / 64;
    object.in_value = true;
  }

  void add_scalar(Value value, Span place, YAML::anchor_t anchor, bool merges = false) {
    if (anchor != YAML::NullAnchor) {
      Node named;
      named.scalar = value;
      named.span = place;
      anchors_.insert_or_assign(anchor, Anchored{std::move(named), 1, 0});
    }
    if (wants_key()) {
      add_key(value, place, merges);
      return;
    }
    Node& node = next();
    node.scalar = std::move(value);
    node.span = place;
    count(1, 0);
  }

  void open(Node::Kind kind, std::string_view core, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    const size_t at = skip_properties(offset(mark));
    const Span place = span(at, at + 1);
    const bool has_tag = tag != "?" && tag != "!" && !tag.empty() && !is_core(tag, {core});
    const bool is_function = has_tag && is_template();
    if (has_tag && !is_function) refuse_tag(tag, place);
    if (wants_key()) stop("yaml-syntax", "a key must be a scalar", place);
    if (open_.size() >= kMaxNesting) too_deep(place);
    Node& outer = is_function ? wrapped(tag, place) : next();
    Node& node = is_function ? outer.members.back().value : outer;
    node.kind = kind;
    node.span = place;
    open_.push_back({.node = &node, .outer = &outer, .anchor = anchor, .merges = {}});
  }

  void close() {
    const Open done = std::move(open_.back());
    open_.pop_back();
    Node& node = *done.node;
    if (!node.elements.empty()) node.span.end = std::max(node.span.end, node.elements.back().span.end);
    if (!node.members.empty()) node.span.end = std::max(node.span.end, node.members.back().value.span.end);
    if (done.anchor != YAML::NullAnchor) {
      anchors_.insert_or_assign(done.anchor, Anchored{*done.outer, done.weight + 1, done.height + 1});
    }
    count(done.weight, done.height);
  }

  /// Replaces `<<` by the members of the mappings it names. The mapping's own members win, then the first
  /// mapping's.
  void merge(Node& object) {
    const std::vector<size_t> merges = std::move(open_.back().merges);
    std::vector<NodeMember> own;
    std::vector<Node> bases;
    for (size_t i = 0; i < object.members.size(); ++i) {
      NodeMember& member = object.members[i];
      if (std::find(merges.begin(), merges.end(), i) == merges.end()) {
        own.push_back(std::move(member));
      } else if (member.value.kind == Node::Kind::Object) {
        bases.push_back(std::move(member.value));
      } else if (member.value.kind == Node::Kind::Array) {
        for (Node& element : member.value.elements) bases.push_back(std::move(element));
      } else {
        stop("yaml-syntax", "the merge key '<<' takes a mapping or a list of mappings", member.key_span);
      }
    }
    TextMap<std::string, bool> known;
    for (const NodeMember& member : own) known.emplace(member.key, true);
    for (Node& base : bases) {
      if (base.kind != Node::Kind::Object) {
        stop("yaml-syntax", "the merge key '<<' takes a mapping or a list of mappings", base.span);
      }
      for (NodeMember& member : base.members) {
        if (!known.emplace(member.key, true).second) continue;
        member.key_span = base.span;
        own.push_back(std::move(member));
      }
    }
    object.members = std::move(own);
  }

  std::string_view text_;
  size_t base_;
  Node& root_;
  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  YamlDialect dialect_;
  size_t expanded_ = 0;
};

/// yaml-cpp takes the byte 4 for the end of the text, and YAML forbids these anyway.
size_t find_control_character(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) return i;
  }
  return std::string_view::npos;
}

}  // namespace

bool read_yaml(std::string_view text, size_t base, Node& root, Diagnostics& diagnostics,
               YamlDialect dialect) {
  TreeBuilder builder(text, base, root, diagnostics, dialect);
  try {
    if (const size_t at = find_control_character(text); at != std::string_view::npos) {
      builder.stop("yaml-syntax", "a control character", builder.span(at, at + 1));
    }
    TextStream buffer(text);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return true;
    Diagnostics ignored;
    Node second;
    TreeBuilder rest(text, base, second, ignored, dialect);
    if (parser.HandleNextDocument(rest)) {
      builder.stop("yaml-syntax", "the text holds more than one YAML document", second.span);
    }
    return !has_errors(diagnostics);
  } catch (const Stop&) {
    if (!has_errors(diagnostics)) {
      diagnostics.push_back({.rule = "yaml-syntax",
                             .code = "INVALID_JSON_DESCRIPTION",
                             .message = "the text holds more than one YAML document",
                             .span = {}});
    }
  } catch (const YAML::Exception& error) {
    const size_t at = builder.offset(error.mark);
    diagnostics.push_back({.rule = "yaml-syntax",
                           .code = "INVALID_JSON_DESCRIPTION",
                           .message = shown(error.msg),
                           .span = builder.span(at, at + 1)});
  }
  root = Node{};
  return false;
}

}  // namespace pawl::source
