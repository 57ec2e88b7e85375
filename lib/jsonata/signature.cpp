#include "jsonata/signature.h"

#include <algorithm>
#include <string>

namespace pawl::jsonata {
namespace {

enum : uint16_t {
  kString = 1,
  kNumber = 2,
  kBoolean = 4,
  kNull = 8,
  kArray = 16,
  kObject = 32,
  kFunction = 64,
  kMissing = 128,
  kJson = kString | kNumber | kBoolean | kNull | kArray | kObject,
  kAny = kJson | kFunction
};

uint16_t type_of_letter(char letter) {
  switch (letter) {
    case 's': return kString;
    case 'n': return kNumber;
    case 'b': return kBoolean;
    case 'l': return kNull;
    case 'a': return kArray;
    case 'o': return kObject;
    case 'f': return kFunction;
    case 'j': return kJson;
    case 'x': return kAny;
    default: return 0;
  }
}

uint16_t type_of(const Value& value) {
  if (value.is_absent()) return kMissing;
  if (value.is_foreign()) return kFunction;
  switch (value.type()) {
    case Value::Type::Null: return kNull;
    case Value::Type::Boolean: return kBoolean;
    case Value::Type::Integer:
    case Value::Type::Double: return kNumber;
    case Value::Type::String: return kString;
    case Value::Type::Array: return kArray;
    case Value::Type::Object: return kObject;
  }
  return 0;
}

std::string_view plural(char letter) {
  switch (letter) {
    case 'a': return "arrays";
    case 'b': return "booleans";
    case 'f': return "functions";
    case 'n': return "numbers";
    case 'o': return "objects";
    case 's': return "strings";
    default: return "undefined";
  }
}

/// Behind the bracket that closes the one at `open`.
size_t closing(std::string_view text, size_t open, char opening, char close) {
  int depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == opening) ++depth;
    if (text[i] == close && --depth == 0) return i + 1;
  }
  return text.size();
}

bool holds_only(const Value& array, uint16_t type) {
  const auto items = array.items();
  return std::all_of(items.begin(), items.end(), [type](const Value& item) { return type_of(item) == type; });
}

std::unique_ptr<JsonataError> argument_error(std::string_view code, size_t index, const Value& value) {
  auto made = std::make_unique<JsonataError>();
  made->code = code;
  made->index = index;
  if (!value.is_absent()) made->value = value;
  return made;
}

}  // namespace

Expected<std::shared_ptr<const Signature>> Signature::parse(std::string_view text) {
  auto signature = std::make_shared<Signature>();
  auto& parameters = signature->parameters_;
  size_t i = 1;  // after the `<`
  while (i < text.size() && text[i] != ':' && text[i] != '>') {
    const char c = text[i];
    Parameter parameter;
    switch (c) {
      case '-':
        if (!parameters.empty()) parameters.back().takes_context = parameters.back().is_optional = true;
        break;
      case '?':
        if (!parameters.empty()) parameters.back().is_optional = true;
        break;
      case '+':
        if (!parameters.empty()) parameters.back().is_repeated = true;
        break;
      case '(': {
        const size_t end = closing(text, i, '(', ')');
        const std::string_view choice = text.substr(i + 1, end - i - 2);
        if (choice.find('<') != std::string_view::npos) return error("S0402", {}, Value::string(choice));
        for (const char letter : choice) parameter.types |= type_of_letter(letter);
        parameter.types |= kMissing;
        parameters.push_back(parameter);
        i = end;
        continue;
      }
      case '<': {
        if (parameters.empty() || (!parameters.back().is_array && parameters.back().types != kFunction))
          return error("S0401");
        const size_t end = closing(text, i, '<', '>');
        if (parameters.back().is_array && i + 1 < text.size()) {
          parameters.back().subtype_letter = text[i + 1];
          parameters.back().subtype = type_of_letter(text[i + 1]);
        }
        i = end;
        continue;
      }
      default:
        parameter.types = type_of_letter(c);
        if (parameter.types == 0) break;
        if (c == 'a') {
          parameter.is_array = true;
          parameter.types = kAny;
        }
        if (c != 'f') parameter.types |= kMissing;
        parameters.push_back(parameter);
    }
    ++i;
  }
  return std::shared_ptr<const Signature>(std::move(signature));
}

bool Signature::fits(std::span<const Value> arguments) const {
  if (arguments.size() != parameters_.size()) return false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Parameter& parameter = parameters_[i];
    const uint16_t type = type_of(arguments[i]);
    if ((parameter.types & type) == 0) return false;
    if (!parameter.is_array || type == kMissing) continue;
    if (type != kArray) return false;
    if (parameter.subtype != 0 && arguments[i].size() > 0 && !holds_only(arguments[i], parameter.subtype))
      return false;
  }
  return true;
}

/// How many arguments each parameter takes, greedily, as a regular expression over the types would find it.
/// Not `whole`: parameters up to `last` are matched, what remains of the arguments does not count.
bool Signature::match(std::span<const uint16_t> types, size_t parameter, size_t argument, size_t last,
                      std::span<size_t> taken, bool whole) const {
  if (parameter == last) return !whole || argument == types.size();
  const Parameter& p = parameters_[parameter];
  size_t most = 0;
  while (argument + most < types.size() && (p.is_repeated || most == 0) &&
         (types[argument + most] & p.types) != 0)
    ++most;
  const size_t least = p.is_optional ? 0 : 1;
  for (size_t count = most + 1; count-- > least;) {
    taken[parameter] = count;
    if (match(types, parameter + 1, argument + count, last, taken, whole)) return true;
  }
  return false;
}

std::unique_ptr<JsonataError> Signature::mismatch(std::span<const Value> arguments,
                                                  std::span<const uint16_t> types) const {
  std::vector<size_t> taken(parameters_.size());
  size_t good = 0;
  for (size_t last = 1; last <= parameters_.size(); ++last) {
    if (!match(types, 0, 0, last, taken, false)) break;
    good = 0;
    for (size_t i = 0; i < last; ++i) good += taken[i];
  }
  return argument_error("T0410", good + 1, good < arguments.size() ? arguments[good] : Value::absent());
}

std::unique_ptr<JsonataError> Signature::apply(std::vector<Value>& arguments, const Value& context) const {
  if (fits(arguments)) return nullptr;
  std::vector<uint16_t> types(arguments.size());
  std::transform(arguments.begin(), arguments.end(), types.begin(), type_of);
  std::vector<size_t> taken(parameters_.size());
  if (!match(types, 0, 0, parameters_.size(), taken, true)) return mismatch(arguments, types);
  std::vector<Value> checked;
  checked.reserve(std::max(arguments.size(), parameters_.size()));
  size_t argument = 0;  // jsonata-js skips one also for a parameter that takes none
  size_t at = 0;        // among the types that were matched
  const auto next = [&]() -> Value {
    return argument < arguments.size() ? std::move(arguments[argument]) : Value::absent();
  };
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const Parameter& parameter = parameters_[i];
    if (taken[i] == 0) {
      if (!parameter.takes_context) {
        checked.push_back(next());
        ++argument;
        continue;
      }
      if ((type_of(context) & parameter.types) == 0) return argument_error("T0411", argument + 1, context);
      checked.push_back(context);
      continue;
    }
    for (size_t n = 0; n < taken[i]; ++n, ++argument, ++at) {
      const uint16_t type = types[at];
      if (!parameter.is_array || type == kMissing) {
        checked.push_back(type == kMissing && parameter.is_array ? Value::absent() : next());
        continue;
      }
      Value value = next();
      if (parameter.subtype != 0) {
        const bool is_ok = type == kArray ? value.size() == 0 || holds_only(value, parameter.subtype)
                                          : type == parameter.subtype;
        if (!is_ok) {
          auto made = argument_error("T0412", argument + 1, value);
          made->type = plural(parameter.subtype_letter);
          return made;
        }
      }
      checked.push_back(type == kArray ? std::move(value) : Value::array({value}));
    }
  }
  arguments = std::move(checked);
  return nullptr;
}

}  // namespace pawl::jsonata
