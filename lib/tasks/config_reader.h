// Reads configuration nodes and reports what is wrong in them. Used by config.cpp and mock_file.cpp only.
#pragma once
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::tasks {

class ConfigReader {
 public:
  explicit ConfigReader(source::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void error(const source::Node& node, std::string message, std::string hint = {});
  void error_at(source::Span span, std::string rule, std::string message, std::string hint = {});

  /// Every member of an object goes to the reader of its key; unknown keys are reported with the nearest
  /// known one.
  using MemberReader = std::function<void(const source::NodeMember&)>;
  using Members = std::vector<std::pair<std::string_view, MemberReader>>;
  void object(const source::Node& node, std::string_view what, const Members& known);
  /// An object with free keys.
  void each_member(const source::Node& node, std::string_view what, const MemberReader& read);
  void each_element(const source::Node& node, std::string_view what,
                    const std::function<void(const source::Node&)>& read);

  /// The text of a string; of a number or boolean as well, since YAML makes them of `1` and `yes`.
  std::optional<std::string> text(const source::Node& node, std::string_view what);
  /// Reads the text of a member into `text`, which outlives it; "" where it has none.
  MemberReader text_into(std::string& text);
  std::vector<std::string> texts(const source::Node& node, std::string_view what);
  std::map<std::string, std::string> text_map(const source::Node& node, std::string_view what);
  /// A whole number from `least` on.
  std::optional<int64_t> integer(const source::Node& node, std::string_view what, int64_t least,
                                 int64_t most);
  std::optional<bool> boolean(const source::Node& node, std::string_view what);
  /// One of the words.
  std::optional<std::string> word(const source::Node& node, std::string_view what,
                                  std::initializer_list<std::string_view> words);

 private:
  source::Diagnostics& diagnostics_;
};

}  // namespace pawl::tasks
