#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/terminal/progress.h"
#include "cli/terminal/table.h"
#include "history/run_store.h"
#include "runtime/clock.h"
#include "value/dump.h"
#include "waiting/answer.h"

namespace pawl::cli {

namespace {

using waiting::AnswerError;
using waiting::OpenTask;
using waiting::OpenTasks;

struct TaskOptions {
  enum class Act : uint8_t { List, Succeed, Fail, Heartbeat };
  enum class Format : uint8_t { Text, Json };
  Act act = Act::List;
  std::vector<std::string> which;     // a token, or a run and a state
  std::optional<std::string> output;  // as RunOptions::input
  std::optional<std::string> error;
  std::optional<std::string> cause;
  Format format = Format::Text;
};

constexpr size_t kLongestError = 256;  // AWS's bounds of SendTaskFailure, in characters

std::string moment(Millis at) { return at == 0 ? std::string() : shown_time(at); }

Value json_of(const OpenTask& task) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view name, const std::string& value) {
    if (!value.empty()) out.append(name, Value::string(utf8::repaired(value)));
  };
  text("run", task.run);
  text("state", task.state);
  if (task.map_index >= 0) out.append("index", Value::integer(task.map_index));
  text("activity", task.activity);
  text("since", format_timestamp(task.since));
  if (task.deadline != 0) text("deadline", format_timestamp(task.deadline));
  if (task.heartbeat != 0) out.append("heartbeatSeconds", Value::integer(task.heartbeat / 1000));
  text("token", task.token);
  return out.finish();
}

std::string what_for(const OpenTask& task) {
  if (waiting::AnswerFolder(task.answers).has_answer(task.token)) return "pawl resume, with its answer";
  return task.activity.empty() ? "an answer" : "activity " + printable(task.activity);
}

int list_tasks(const OpenTasks& tasks, const TaskOptions& options, Console& console) {
  std::vector<OpenTask> open = tasks.list();
  if (!options.which.empty())
    std::erase_if(open, [&](const OpenTask& task) { return task.run != options.which.front(); });
  std::string text;
  if (options.format == TaskOptions::Format::Json) {
    for (const OpenTask& task : open) text += to_json(json_of(task)) + "\n";
  } else if (!open.empty()) {
    std::vector<std::vector<std::string>> cells = {
        {"RUN", "TASK", "SINCE (UTC)", "UNTIL (UTC)", "WAITS FOR"}};
    for (const OpenTask& task : open) {
      cells.push_back({printable(task.run), printable(task.label()), moment(task.since),
                       moment(task.deadline), what_for(task)});
    }
    text = table_text(cells, {Align::Left, Align::Left, Align::Left, Align::Left, Align::Left});
  } else if (console.err_is_terminal()) {
    console.err("no task waits\n");
  }
  if (const auto written = console.out(text); !written) {
    console.error(written.error().message);
    return kExitCannot;
  }
  return kExitYes;
}

/// The token of the task that a run and a state name.
Result<std::string> find_token(const OpenTasks& tasks, const std::string& run, const std::string& state) {
  std::vector<OpenTask> open = tasks.list();
  // A run may be named by the beginning of its name too.
  const auto known = history::find_run(run);
  std::erase_if(open, [&](const OpenTask& task) {
    return task.run != run && !(known && task.history == known->history);
  });
  std::vector<OpenTask> named;
  for (const OpenTask& task : open) {
    if (task.label() == state) named.push_back(task);
  }
  if (named.empty()) {
    for (const OpenTask& task : open) {
      if (task.state == state) named.push_back(task);
    }
  }
  if (named.size() == 1) return std::move(named.front().token);
  std::string others;
  for (const OpenTask& task : named.empty() ? open : named)
    others += fmt::format("{}'{}'", others.empty() ? "" : ", ", printable(task.label()));
  if (named.size() > 1) {
    return fail(
        fmt::format("several tasks of '{}' wait in the state '{}' ({}): give one's token, which `pawl "
                    "task ls --format json` shows",
                    printable(run), printable(state), others));
  }
  if (!open.empty()) {
    return fail(fmt::format("no task '{}' of the run '{}' waits for an answer; waiting: {}", printable(state),
                            printable(run), others));
  }
  return fail(known ? fmt::format("no task of the run '{}' waits for an answer", printable(run))
                    : known.error().message);
}

std::string_view name_of(AnswerError::Code code) {
  switch (code) {
    case AnswerError::Code::InvalidToken: return "InvalidToken";
    case AnswerError::Code::TaskDoesNotExist: return "TaskDoesNotExist";
    case AnswerError::Code::TaskTimedOut: return "TaskTimedOut";
    case AnswerError::Code::NotDelivered: break;
  }
  return "";
}

std::string_view hint_for(AnswerError::Code code) {
  switch (code) {
    case AnswerError::Code::InvalidToken:
      return "the token must be given whole, as the task received it; or name the run and the state";
    case AnswerError::Code::TaskDoesNotExist:
      return "the token is that of a run which is not in this state directory (XDG_STATE_HOME)";
    case AnswerError::Code::TaskTimedOut:
      return "the task has been answered already, or has timed out, or was stopped; `pawl task ls` lists "
             "those "
             "that wait";
    case AnswerError::Code::NotDelivered: break;
  }
  return "";
}

int refused(const AnswerError& error, Console& console) {
  if (error.code == AnswerError::Code::NotDelivered) {
    console.error(error.message);
    return kExitCannot;
  }
  console.error(fmt::format("{}: {}", name_of(error.code), error.message));
  console.hint(hint_for(error.code));
  return kExitNo;
}

/// What is wrong with the options; empty: nothing.
std::string fault(const TaskOptions& options) {
  using Act = TaskOptions::Act;
  const size_t most = options.act == Act::List ? 1 : 2;
  if (options.which.size() > most) return "give a token, or a run and a state, not more";
  if (options.act != Act::List && options.which.empty())
    return "give the task: its token, or its run and its state; `pawl task ls` lists those that wait";
  if (options.output && options.act != Act::Succeed) return "--output goes with `pawl task succeed`";
  if ((options.error || options.cause) && options.act != Act::Fail)
    return "--error and --cause go with `pawl task fail`";
  const auto is_long = [](const auto& text, size_t most_characters) {
    return text && utf8::count(*text) > most_characters;
  };
  if (is_long(options.error, kLongestError))
    return fmt::format("--error must have at most {} characters", kLongestError);
  if (is_long(options.cause, asl::kMostCause))
    return fmt::format("--cause must have at most {} characters", asl::kMostCause);
  return {};
}

waiting::Answered send(const OpenTasks& tasks, const std::string& token, const TaskOptions& options,
                       const Value& output) {
  const Millis now = runtime::wall_millis();
  switch (options.act) {
    case TaskOptions::Act::Heartbeat: return waiting::send_heartbeat(tasks, token, now);
    case TaskOptions::Act::Fail:
      return waiting::send_answer(tasks, token, asl::StateError{options.error, options.cause}, now);
    default: return waiting::send_answer(tasks, token, output, now);
  }
}

int answer(const OpenTasks& tasks, const TaskOptions& options, Console& console) {
  const auto cannot = [&console](const Error& error) {
    console.error(error.message);
    return kExitCannot;
  };
  const auto output = options.output ? read_input(*options.output, "--output") : Value::empty_object();
  if (!output) return cannot(output.error());
  std::string token = options.which.front();
  if (options.which.size() == 2) {
    auto found = find_token(tasks, options.which[0], options.which[1]);
    if (!found) {
      console.error(found.error().message);
      return kExitNo;
    }
    token = std::move(*found);
  }
  const auto task = tasks.find(token);
  if (const auto sent = send(tasks, token, options, *output); !sent) return refused(sent.error(), console);
  if (task && !task->history.empty() && !history::is_being_written(task->history)) {
    console.info(fmt::format("the run '{0}' does not run now: `pawl resume {0}` goes on with it",
                             printable(task->run)));
  }
  return kExitYes;
}

int task(const TaskOptions& options, Console& console) {
  if (const std::string message = fault(options); !message.empty()) {
    console.error(message);
    return kExitCannot;
  }
  const auto tasks = OpenTasks::of_user();
  if (!tasks) {
    console.error(tasks.error().message);
    return kExitCannot;
  }
  return options.act == TaskOptions::Act::List ? list_tasks(*tasks, options, console)
                                               : answer(*tasks, options, console);
}

void add_options(OptionList& list, TaskOptions& task) {
  using Act = TaskOptions::Act;
  using Format = TaskOptions::Format;
  list.choice(
          "ACTION", task.act,
          {{"ls", Act::List}, {"succeed", Act::Succeed}, {"fail", Act::Fail}, {"heartbeat", Act::Heartbeat}},
          "ls: lists the tasks that wait; succeed, fail: answers one; heartbeat: says that it is worked on")
      .as_operand()
      .required();
  list.operands("TASK", task.which, "Its token, or its run and its state: order-7 'Approve[3]'")
      .completed(Offer::Runs);
  list.value("--output", "VALUE", task.output,
             "What the task gives: JSON text, a path, or - for standard input (default: {})")
      .completed(Offer::Files);
  list.value("--error", "NAME", task.error, "The name of the error, for Retry and Catch");
  list.value("--cause", "TEXT", task.cause, "What happened, for people");
  list.choice("--format", task.format, {{"text", Format::Text}, {"json", Format::Json}},
              "Of ls: a table, or one JSON object per line, with the token");
  list.footer(
      "Examples:\n"
      "  pawl task ls\n"
      "  pawl task succeed order-7 Approve --output '{\"by\": \"ann\"}'\n"
      "  pawl task fail \"$PAWL_TASK_TOKEN\" --error Card.Declined --cause 'no funds'\n\n"
      "Exit codes: 0 done, 1 no such task or answered already, 2 could not do it.\n"
      "See pawl-task(1).");
}

}  // namespace

extern const Subcommand kTask = {"task", "Answers tasks that wait: approvals, callbacks, activities",
                                 declare_command<TaskOptions, add_options, task>};

}  // namespace pawl::cli
