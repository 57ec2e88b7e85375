#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/terminal/console.h"
#include "intrinsics/expression.h"
#include "jsonata/jsonata.h"
#include "jsonpath/evaluate.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::cli {
namespace {

struct EvalOptions {
  enum class Language : uint8_t { Jsonata, JsonPath, Intrinsic };

  Language language = Language::JsonPath;
  std::optional<std::string> expression;
  std::optional<std::string> data;   // --data FILE: a path, or "-"
  std::optional<std::string> input;  // -i: JSON text, a path, or "-"
  jsonata::Dialect dialect = jsonata::Dialect::Aws;
  bool batch = false;             // requests as JSON lines on standard input, answers on standard output
  std::optional<uint64_t> bench;  // evaluate so many times and say how long one takes
};

constexpr uint64_t kMaxOutput = 256 << 20;

class SystemRandom : public RandomSource {
 public:
  uint64_t next() override { return uint64_t{device_()} << 32 | device_(); }

 private:
  std::random_device device_;
};

class GivenContext : public jsonpath::ContextSource {
 public:
  explicit GivenContext(Value context) : context_(std::move(context)) {}
  const Value& context() override { return context_; }

 private:
  Value context_;
};

/// What an expression is evaluated on.
struct Surroundings {
  std::optional<Value> data;
  Value variables;
  std::optional<GivenContext> context;
  std::optional<int64_t> milliseconds;  // JSONata: limits of this evaluation
  std::optional<uint32_t> depth;
};

struct Fault {
  std::string code;
  std::string message;
  ExitCode exit = kExitNo;
  std::optional<size_t> offset;  // byte of the expression where it lies
};

/// No value is JSONata's undefined.
using Evaluated = tl::expected<std::optional<Value>, Fault>;

tl::unexpected<Fault> refuse(std::string code, std::string message, ExitCode exit = kExitNo,
                             std::optional<size_t> offset = std::nullopt) {
  return tl::unexpected<Fault>(Fault{std::move(code), std::move(message), exit, offset});
}

/// The expression with a caret under the fault, where both fit a line.
std::string caret_lines(std::string_view expression, const std::optional<size_t>& offset) {
  constexpr size_t kWidest = 100;
  if (!offset || *offset > expression.size() || expression.size() > kWidest) return "";
  if (expression.find_first_of("\r\n\t\x1b") != std::string_view::npos) return "";
  return fmt::format("  {}\n  {:{}}^\n", expression, "", utf8::count(expression.substr(0, *offset)));
}

/// An expression, parsed: evaluates itself as often as asked.
using Evaluator = std::function<Evaluated(Surroundings&, RandomSource&)>;
using Parsed = tl::expected<Evaluator, Fault>;

Parsed parse_jsonpath(const std::string& text) {
  auto path = jsonpath::Path::parse(text, jsonpath::Path::Roots::InputOnly);
  if (!path) return refuse("InvalidPath", path.error().message, kExitCannot, path.error().offset);
  return Evaluator([path = std::move(*path)](Surroundings& at, RandomSource&) -> Evaluated {
    auto value = jsonpath::evaluate(path, at.data ? *at.data : Value());
    if (!value) return refuse("PathNotFound", value.error().message);
    return std::move(*value);
  });
}

Parsed parse_intrinsic(const std::string& text) {
  auto expression =
      intrinsics::IntrinsicExpression::parse(text, intrinsics::IntrinsicExpression::Escapes::Any);
  if (!expression) {
    const bool wrong_count = expression.error().kind == jsonpath::SyntaxError::Kind::Arguments;
    return refuse(wrong_count ? "States.IntrinsicFailure" : "States.Runtime", expression.error().message,
                  kExitCannot, expression.error().offset);
  }
  return Evaluator(
      [expression = std::move(*expression)](Surroundings& at, RandomSource& random) -> Evaluated {
        const Value data = at.data ? *at.data : Value();
        const jsonpath::Scope scope{data, at.variables, at.context ? &*at.context : nullptr};
        auto value = intrinsics::evaluate(expression, scope, random);
        if (!value) {
          const bool missing = value.error().kind == intrinsics::IntrinsicFailure::Kind::MissingPath;
          return refuse(missing ? "States.Runtime" : "States.IntrinsicFailure", value.error().message);
        }
        return std::move(*value);
      });
}

Parsed parse_jsonata(const std::string& text, jsonata::Dialect dialect) {
  const auto fault = [](const jsonata::JsonataError& error, ExitCode exit) {
    const bool has_place = error.position != jsonata::JsonataError::kNowhere;
    return refuse(error.code, error.message, exit, has_place ? std::optional(error.position) : std::nullopt);
  };
  auto expression = jsonata::Expression::parse(text, dialect);
  if (!expression) return fault(*expression.error(), kExitCannot);
  return Evaluator([expression = std::move(*expression), dialect, fault](Surroundings& at,
                                                                         RandomSource& random) -> Evaluated {
    jsonata::Bindings bindings;
    bindings.variables = &at.variables;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    jsonata::EvaluationOptions options{random,
                                       std::chrono::duration_cast<std::chrono::milliseconds>(now).count(),
                                       jsonata::EvaluationLimits::of(dialect)};
    options.limits.milliseconds = at.milliseconds;
    if (at.depth) options.limits.depth = *at.depth;
    auto value = jsonata::evaluate(expression, at.data ? &*at.data : nullptr, bindings, options);
    if (!value) return fault(*value.error(), kExitNo);
    return std::move(*value);
  });
}

/// The one place that knows the languages.
Parsed parse(const EvalOptions& options, const std::string& text) {
  switch (options.language) {
    case EvalOptions::Language::JsonPath: return parse_jsonpath(text);
    case EvalOptions::Language::Intrinsic: return parse_intrinsic(text);
    case EvalOptions::Language::Jsonata: break;
  }
  return parse_jsonata(text, options.dialect);
}

/// Nothing given is JSONata's undefined, null for the others.
Result<std::optional<Value>> read_data(const EvalOptions& options) {
  if (options.data) {
    if (*options.data != "-") return read_json_file(*options.data, "data");
    return read_input("-");
  }
  if (options.input) return read_input(*options.input);
  return std::nullopt;
}

// ---- --batch

Value member(const Value& request, std::string_view name) {
  const Value* value = request.find(name);
  return value != nullptr ? *value : Value();
}

Evaluated answer(const Value& request, const EvalOptions& options, RandomSource& random) {
  const Value* expression = request.find("expr");
  if (expression == nullptr) expression = request.find("path");
  if (expression == nullptr || !expression->is_string())
    return refuse("BadRequest", "a request needs \"expr\" or \"path\"");
  auto evaluator = parse(options, std::string(expression->as_string()));
  if (!evaluator) return tl::unexpected<Fault>(std::move(evaluator.error()));
  Surroundings at;
  if (const Value* data = request.find("data")) at.data = *data;
  at.variables = member(request, "bindings");
  if (const Value* limit = request.find("timelimit"); limit != nullptr && limit->is_int64())
    at.milliseconds = limit->as_int64();
  if (const Value* depth = request.find("depth"); depth != nullptr && depth->is_int64()) {
    at.depth = static_cast<uint32_t>(std::clamp<int64_t>(depth->as_int64(), 0, UINT32_MAX));
  }
  if (const Value* context = request.find("context")) at.context.emplace(*context);
  auto outcome = (*evaluator)(at, random);
  if (outcome && *outcome && (*outcome)->text_exceeds(kMaxOutput))
    return refuse("TooLarge", "the result is too large to be printed");
  return outcome;
}

void write_answer(const Value& id, const Evaluated& outcome, TextBuffer& out) {
  out.append("{\"id\":");
  dump(id, out);
  if (outcome && *outcome) {
    out.append(",\"result\":");
    dump(**outcome, out);
  } else if (outcome) {
    out.append(",\"undefined\":true");
  } else {
    out.append(",\"error\":{\"code\":");
    dump_string(outcome.error().code, out);
    out.append(",\"message\":");
    dump_string(outcome.error().message, out);
    out.append("}");
  }
  out.append("}\n");
}

int batch(const EvalOptions& options, Console& console) {
  SystemRandom random;
  TextBuffer out;
  InputLines lines;
  std::string line;
  for (;;) {
    const auto more = lines.next(line);
    if (!more) {
      console.error(more.error().message);
      return kExitCannot;
    }
    if (!*more) break;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    out.clear();
    auto request = parse_json(line);
    if (request) write_answer(member(*request, "id"), answer(*request, options, random), out);
    else write_answer(Value(), refuse("BadRequest", request.error().message), out);
    if (auto written = console.out(out.view()); !written) {
      console.error(written.error().message);
      return kExitCannot;
    }
    if (console.out_closed()) break;
    out.shrink_to(1 << 20);
  }
  return kExitYes;
}

// ---- --bench

int bench(const Evaluator& evaluator, Surroundings& at, uint64_t times, Console& console) {
  SystemRandom random;
  const std::clock_t cpu_begin = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  for (uint64_t i = 0; i < times; ++i) {
    if (const Evaluated outcome = evaluator(at, random); !outcome) {
      console.error(outcome.error().message);
      return outcome.error().exit;
    }
  }
  const double wall =
      std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
  const double cpu = static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC * 1e9;
  const auto count = static_cast<double>(times);
  const auto written =
      console.out(fmt::format("{{\"ns\":{:.1f},\"cpu_ns\":{:.1f}}}\n", wall / count, cpu / count));
  return written ? kExitYes : kExitCannot;
}

int eval(const EvalOptions& options, Console& console) {
  if (options.batch) return batch(options, console);
  if (!options.expression) {
    console.error("nothing to evaluate: give --expr EXPR, or --batch");
    return kExitCannot;
  }
  const auto refuse_with = [&console](const std::string& message, int exit) {
    console.error(message);
    return exit;
  };
  const auto refuse_fault = [&](const Fault& fault) {
    const bool has_code = options.language == EvalOptions::Language::Jsonata && !fault.code.empty();
    console.error(has_code ? fault.code + ": " + fault.message : fault.message);
    console.err(caret_lines(*options.expression, fault.offset));
    return static_cast<int>(fault.exit);
  };
  auto evaluator = parse(options, *options.expression);
  if (!evaluator) return refuse_fault(evaluator.error());
  auto data = read_data(options);
  if (!data) return refuse_with(data.error().message, kExitCannot);
  Surroundings at;
  at.data = std::move(*data);
  if (options.bench) return bench(*evaluator, at, *options.bench, console);

  SystemRandom random;
  const Evaluated outcome = (*evaluator)(at, random);
  if (!outcome) return refuse_fault(outcome.error());
  if (!*outcome) return refuse_with("the expression returned nothing (undefined)", kExitNo);
  if ((*outcome)->text_exceeds(kMaxOutput))
    return refuse_with("the result is too large to be printed", kExitCannot);
  TextBuffer out;
  dump_indented(**outcome, out);
  out.append("\n");
  const auto written = console.out(out.view());
  return written ? kExitYes : refuse_with(written.error().message, kExitCannot);
}

void add_options(OptionList& list, EvalOptions& eval) {
  using Language = EvalOptions::Language;
  list.choice(
      "--language", eval.language,
      {{"jsonpath", Language::JsonPath}, {"intrinsic", Language::Intrinsic}, {"jsonata", Language::Jsonata}},
      "Language of the expression (default: jsonpath)");
  list.choice("--dialect", eval.dialect,
              {{"aws", jsonata::Dialect::Aws}, {"reference", jsonata::Dialect::Reference}},
              "JSONata as Step Functions evaluates it (default), or as jsonata-js 2.0.6");
  list.value("--expr", "EXPR", eval.expression, "The expression: $.a[0], States.Format(…)");
  list.value("--data", "FILE", eval.data, "The data it is evaluated on: a file, or - for standard input")
      .completed(Offer::Files);
  list.value("-i,--input", "VALUE", eval.input, "The data as JSON text, a path, or -")
      .completed(Offer::Files);
  list.flag("--batch", eval.batch, "One request per line of standard input, one answer per line");
  list.number("--bench", "N", eval.bench, "Evaluates N times and prints how long one evaluation takes");
  list.footer(
      "Examples:\n"
      "  pawl eval --expr '$.items[?(@.price < 10)].name' -i order.json\n"
      "  pawl eval --language intrinsic --expr \"States.Format('Hello, {}', $.name)\" \\\n"
      "    -i '{\"name\": \"Ann\"}'\n\n"
      "Exit codes: 0 evaluated, 1 the expression fails, 2 wrong usage or input.\n"
      "See pawl-eval(1).");
}

}  // namespace

extern const Subcommand kEval = {"eval", "Evaluates one expression",
                                 declare_command<EvalOptions, add_options, eval>};

}  // namespace pawl::cli
