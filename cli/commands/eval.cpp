#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/commands/eval_state.h"
#include "cli/commands/expression.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/terminal/console.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::cli {
namespace {

struct EvalOptions : EvalStateOptions {
  std::optional<ExpressionLanguage> language;  // nothing: by the expression's form
  std::optional<std::string> subject;          // the operand: an expression, with --state a definition
  std::optional<std::string> expression;       // --expr
  std::optional<std::string> data;             // --data FILE: a path, or "-"
  jsonata::Dialect dialect = jsonata::Dialect::Aws;
  bool batch = false;             // requests as JSON lines on standard input, answers on standard output
  std::optional<uint64_t> bench;  // evaluate so many times and say how long one takes
  bool compact = false;
  bool raw = false;
  std::optional<std::string> request;  // a path, or "-"

  /// The language of --batch, whose expressions are in no workflow.
  [[nodiscard]] ExpressionLanguage language_alone() const {
    return language.value_or(ExpressionLanguage::JsonPath);
  }
};

constexpr uint64_t kMaxOutput = 256 << 20;

class SystemRandom : public RandomSource {
 public:
  uint64_t next() override { return uint64_t{device_()} << 32 | device_(); }

 private:
  std::random_device device_;
};

// ---- --batch

tl::unexpected<ExpressionFault> bad_request(std::string message) {
  return tl::unexpected(ExpressionFault{"BadRequest", std::move(message)});
}

Value member(const Value& request, std::string_view name) {
  const Value* value = request.find(name);
  return value != nullptr ? *value : Value();
}

EvaluatedExpression answer(const Value& request, const EvalOptions& options, RandomSource& random) {
  const Value* expression = request.find("expr");
  if (expression == nullptr) expression = request.find("path");
  if (expression == nullptr || !expression->is_string())
    return bad_request("a request needs \"expr\" or \"path\"");
  auto evaluator =
      parse_expression(std::string(expression->as_string()), options.language_alone(), options.dialect);
  if (!evaluator) return tl::unexpected(std::move(evaluator.error()));
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
    return tl::unexpected(ExpressionFault{"TooLarge", "the result is too large to be printed"});
  return outcome;
}

void write_answer(const Value& id, const EvaluatedExpression& outcome, TextBuffer& out) {
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
    else write_answer(Value(), bad_request(request.error().message), out);
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

int bench(const ExpressionEvaluator& evaluator, Surroundings& at, uint64_t times, Console& console) {
  SystemRandom random;
  const std::clock_t cpu_begin = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  for (uint64_t i = 0; i < times; ++i) {
    if (const EvaluatedExpression outcome = evaluator(at, random); !outcome) {
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

// ---- One expression

int cannot(Console& console, std::string_view message, int exit = kExitCannot) {
  console.error(message);
  return exit;
}

/// What the expression is evaluated on, each in turn; empty: on nothing, which is JSONata's undefined, and
/// null for the others.
Result<std::vector<Value>> read_data(const EvalOptions& options) {
  if (!options.data && !options.input) return read_piped_values();
  PAWL_TRY(Value one, options.input          ? read_input(*options.input)
                      : *options.data == "-" ? read_input("-")
                                             : read_json_file(*options.data, "data"));
  return std::vector{std::move(one)};
}

std::string text_of_result(const Value& result, const EvalOptions& options) {
  if (options.raw && result.is_string()) return std::string(result.as_string()) + "\n";
  if (options.compact) return to_json(result) + "\n";
  TextBuffer out;
  dump_indented(result, out);
  out.append("\n");
  return std::string(out.view());
}

int eval_expression(const EvalOptions& options, const std::string& expression, Console& console) {
  using Language = ExpressionLanguage;
  Language language = options.language.value_or(language_of(expression));
  if (language == Language::JsonPath) language = Language::StatePath;
  if (language == Language::Jsonata && language_of(expression) == Language::StateJsonata)
    language = Language::StateJsonata;
  const auto refuse_fault = [&](const ExpressionFault& fault) {
    const bool is_jsonata = language == Language::Jsonata || language == Language::StateJsonata;
    console.error(is_jsonata && !fault.code.empty() ? fault.code + ": " + fault.message : fault.message);
    if (language != Language::StateJsonata) console.err(caret_lines(expression, fault.offset));
    return static_cast<int>(fault.exit);
  };
  const auto evaluator = parse_expression(expression, language, options.dialect);
  if (!evaluator) {
    const int exit = refuse_fault(evaluator.error());
    if (!options.language && language == Language::StatePath)
      console.hint("it was taken as a path: JSONata is written '{% … %}', or given with --language jsonata");
    return exit;
  }
  Surroundings at;
  at.has_states = true;
  auto variables = variables_of(options);
  if (!variables) return cannot(console, variables.error().message);
  at.variables = std::move(*variables);
  if (options.context) {
    auto context = read_input(*options.context, "--context");
    if (!context) return cannot(console, context.error().message);
    at.context.emplace(std::move(*context));
  }
  auto data = read_data(options);
  if (!data) return cannot(console, data.error().message);
  if (options.bench) {
    if (!data->empty()) at.data = data->front();
    return bench(*evaluator, at, *options.bench, console);
  }
  SystemRandom random;
  size_t next = 0;
  do {
    if (!data->empty()) at.data = (*data)[next];
    const EvaluatedExpression outcome = (*evaluator)(at, random);
    if (!outcome) return refuse_fault(outcome.error());
    if (!*outcome) return cannot(console, "the expression returned nothing (undefined)", kExitNo);
    if ((*outcome)->text_exceeds(kMaxOutput)) return cannot(console, "the result is too large to be printed");
    if (const auto written = console.out(text_of_result(**outcome, options)); !written)
      return cannot(console, written.error().message);
  } while (++next < data->size());
  return kExitYes;
}

int eval(const EvalOptions& options, Console& console) {
  if (options.batch) return batch(options, console);
  if (options.request) return eval_request(*options.request, console);
  if (!options.state.empty()) {
    if (!options.subject) return cannot(console, "--state needs a definition: pawl eval DEF --state NAME");
    return eval_state(*options.subject, options, console);
  }
  if (options.expression && options.subject)
    return cannot(console, "there are two expressions: leave --expr or the other one out");
  const std::optional<std::string>& expression = options.expression ? options.expression : options.subject;
  if (!expression) return cannot(console, "nothing to evaluate: give an expression, --request or --batch");
  return eval_expression(options, *expression, console);
}

void add_options(OptionList& list, EvalOptions& eval) {
  using Language = ExpressionLanguage;
  list.operand("EXPR", eval.subject,
               "The expression: $.a[0], States.Format(…), {% $states.input.a %}, $sum(a.b); with --state the "
               "definition")
      .completed(Offer::Files);
  list.choice(
      "--language", eval.language,
      {{"jsonpath", Language::JsonPath}, {"intrinsic", Language::Intrinsic}, {"jsonata", Language::Jsonata}},
      "Language of the expression (default: by its form; with --batch jsonpath)");
  list.choice("--dialect", eval.dialect,
              {{"aws", jsonata::Dialect::Aws}, {"reference", jsonata::Dialect::Reference}},
              "JSONata as Step Functions evaluates it (default), or as jsonata-js 2.0.6");
  list.value("--expr", "EXPR", eval.expression, "The expression, where it looks like an option");
  list.value("--data", "FILE", eval.data, "The data it is evaluated on: a file, or - for standard input")
      .completed(Offer::Files);
  list.value("-i,--input", "VALUE", eval.input,
             "The data, or the state's input, as JSON text, a path, or - (default: standard input, unless it "
             "is a terminal)")
      .completed(Offer::Files);
  list.assignments("--var-json", "NAME=JSON", eval.variables, "Sets a variable: $NAME");
  list.value("--context", "VALUE", eval.context,
             "The context object as JSON text, a path, or -: $$, $states.context")
      .completed(Offer::Files);
  list.flag("-c,--compact", eval.compact, "Prints a result on one line");
  list.flag("-r,--raw", eval.raw, "Prints a string without quotes");
  list.value("--state", "NAME", eval.state, "Runs this state of a definition alone");
  list.value("--mock", "VALUE", eval.mock,
             "What the Task, Map or Parallel gives: its result, or {\"errorOutput\": {\"error\", \"cause\"}}")
      .only_with("--state")
      .completed(Offer::Files);
  list.flag("--trace", eval.trace, "Prints what each field of the state made of the data")
      .only_with("--state");
  list.assignments("--subst", "K=V", eval.substitutions, "Fills ${K} in the definition").only_with("--state");
  list.assignments("-b,--bind", "STATE=COMMAND", eval.tasks.bind, "What the Task does here, as in `pawl run`")
      .only_with("--state");
  list.value("--config", "FILE", eval.tasks.config, "Bindings of tasks (default: pawl.yaml, found upward)")
      .only_with("--state")
      .completed(Offer::Files);
  list.value("--request", "FILE", eval.request, "Answers a request of AWS's TestState: a file, or -")
      .completed(Offer::Files);
  list.flag("--batch", eval.batch, "One request per line of standard input, one answer per line");
  list.number("--bench", "N", eval.bench, "Evaluates N times and prints how long one evaluation takes");
  list.footer(
      "Examples:\n"
      "  pawl eval '$.items[?(@.price < 10)].name' -i order.json\n"
      "  curl -s https://example.com/order | pawl eval '$sum(items.price)'\n"
      "  pawl eval '{% $states.input.total > $max %}' -i in.json --var-json max=5\n"
      "  pawl eval order.asl.json --state Charge -i order.json --mock paid.json \\\n"
      "    --trace\n\n"
      "Exit codes: 0 evaluated, 1 the expression or the state fails, 2 wrong usage or\n"
      "input, 3 the definition or the request is invalid.\n"
      "See pawl-eval(1).");
}

}  // namespace

extern const Subcommand kEval = {"eval", "Evaluates an expression, or one state alone",
                                 declare_command<EvalOptions, add_options, eval>};

}  // namespace pawl::cli
