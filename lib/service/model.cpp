// Reads model.txt, which is compiled in.
#include <charconv>
#include <map>
#include <stdexcept>
#include <utility>

#include "service/input_shape.h"
#include "service/model_text.h"

namespace pawl::service {

namespace {

using Type = InputShape::Type;

std::string_view take_until(std::string_view& rest, std::string_view end) {
  const size_t at = rest.find(end);
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + end.size());
  return taken;
}

int64_t bound_of(std::string_view text, int64_t otherwise) {
  int64_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class Model {
 public:
  explicit Model(std::string_view text) {
    while (!text.empty()) {
      std::string_view line = take_until(text, "\n");
      if (line.empty() || line.front() == '#') continue;
      const std::string_view kind = take_until(line, " ");
      const std::string name(take_until(line, ": "));
      auto& members = kind == "operation" ? operations[name] : structures_[name];
      while (!line.empty()) members.push_back(member(take_until(line, ", ")));
    }
  }

  std::map<std::string, std::vector<InputShape>, std::less<>> operations;

 private:
  /// "name* str(1..80)"
  InputShape member(std::string_view text) {
    InputShape shape;
    std::string_view name = take_until(text, " ");
    shape.is_required = name.ends_with('*');
    if (shape.is_required) name.remove_suffix(1);
    shape.name = name;
    set_type(shape, text);
    return shape;
  }

  void set_type(InputShape& shape, std::string_view text) {
    if (text.starts_with('[')) {
      const size_t end = text.rfind(']');
      const std::string_view element = text.substr(1, end - 1);
      shape.type = Type::List;
      if (structures_.contains(element)) {
        set_structure(shape, element);
      } else {
        InputShape one;
        set_type(one, element);
        shape.element = std::make_shared<const InputShape>(std::move(one));
      }
      return set_bounds(shape, text.substr(end + 1));
    }
    if (text.starts_with('{')) {
      shape.type = Type::Structure;
      return set_structure(shape, text.substr(1, text.size() - 2));
    }
    const std::string_view word = text.substr(0, text.find('('));
    if (word == "alias-name") {
      shape.type = Type::AliasName;
      shape.max = 80;
    } else if (word.find('|') != std::string_view::npos) {
      while (!text.empty()) shape.values.emplace_back(take_until(text, "|"));
      return;
    } else {
      shape.type = word == "int"     ? Type::Integer
                   : word == "float" ? Type::Number
                   : word == "bool"  ? Type::Boolean
                                     : Type::Text;
    }
    set_bounds(shape, text.substr(word.size()));
  }

  void set_structure(InputShape& shape, std::string_view name) {
    shape.structure = name;
    shape.members = structures_.find(name)->second;
  }

  /// "(1..80)"
  static void set_bounds(InputShape& shape, std::string_view text) {
    if (text.empty()) return;
    text.remove_prefix(1);
    shape.min = bound_of(take_until(text, ".."), 0);
    shape.max = bound_of(text, kUnbounded);
  }

  std::map<std::string, std::vector<InputShape>, std::less<>> structures_;
};

}  // namespace

const std::vector<InputShape>& input_of(std::string_view operation) {
  static const Model model(kModelText);
  const auto found = model.operations.find(operation);
  if (found == model.operations.end()) throw std::logic_error("the model lacks " + std::string(operation));
  return found->second;
}

}  // namespace pawl::service
