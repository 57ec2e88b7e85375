#include "waiting/answer.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <map>
#include <utility>

#include "engine/task_token.h"
#include "history/details.h"
#include "history/run_store.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::waiting {
namespace {

using Code = AnswerError::Code;

constexpr std::string_view kAnswer = ".answer", kTaken = ".taken", kBeat = ".beat", kWorker = ".worker";

tl::unexpected<AnswerError> refuse(Code code, std::string message) {
  return tl::unexpected<AnswerError>({code, std::move(message)});
}

tl::unexpected<AnswerError> timed_out() {
  return refuse(Code::TaskTimedOut, "Task Timed Out: 'Provided task does not exist anymore'");
}

/// Why a token names no open task.
tl::unexpected<AnswerError> unknown(std::string_view token) {
  const auto run = engine::run_of_token(token);
  if (!run) return refuse(Code::InvalidToken, "Invalid Token: 'Invalid token'");
  if (history::find_run(*run)) return timed_out();
  return refuse(Code::TaskDoesNotExist, "Task does not exist: 'Task does not exist'");
}

std::string path_in(const std::string& folder, std::string_view token, std::string_view suffix) {
  return folder + "/" + token_digest(token) + std::string(suffix);
}

std::optional<Millis> time_of(const std::string& path) {
  const auto object = read_object(path);
  const Millis at = object ? number_of(*object, "at") : 0;
  return at != 0 ? std::optional(at) : std::nullopt;
}

/// The task, if it may still be answered. A run that is there closes its tasks itself; of one that is not,
/// somebody has to look at the clock.
tl::expected<OpenTask, AnswerError> open_task(const OpenTasks& tasks, std::string_view token, Millis now) {
  auto task = tasks.find(token);
  if (!task) return unknown(token);
  if (task->is_abandoned()) {
    tasks.remove(token);
    return timed_out();
  }
  if (task->deadline != 0 && now >= task->deadline) return timed_out();
  const auto beat = time_of(path_in(task->answers, token, kBeat));
  const auto start =
      task->activity.empty() ? task->since : time_of(path_in(task->answers, token, kWorker)).value_or(now);
  if (task->heartbeat != 0 && now >= beat.value_or(start) + task->heartbeat) return timed_out();
  return std::move(*task);
}

/// `sender` tells this answer from others to the same task.
Value to_value(const Answer& answer, const std::string& sender) {
  ObjectBuilder out;
  out.append("sender", Value::string(sender));
  if (const auto* output = std::get_if<Value>(&answer)) {
    out.append("output", *output);
    return out.finish();
  }
  const auto& error = std::get<asl::StateError>(answer);
  if (error.error) out.append("error", Value::string(*error.error));
  if (error.cause) out.append("cause", Value::string(*error.cause));
  return out.finish();
}

std::string new_sender(Millis now) {
  static std::atomic<uint64_t> count = 0;
  return std::to_string(::getpid()) + "-" + std::to_string(now) + "-" + std::to_string(++count);
}

Answer answer_of(const Value& value) {
  if (const Value* output = value.find("output")) return *output;
  const auto text = [&value](std::string_view member) -> std::optional<std::string> {
    const Value* found = value.find(member);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string(found->as_string());
  };
  return asl::StateError{text("error"), text("cause")};
}

/// Makes the file by which the run hears of it.
Answered deliver(const OpenTasks& tasks, const OpenTask& task, const PreparedAnswer& answer, Sync sync) {
  const std::string path = path_in(task.answers, answer.token, kAnswer);
  const auto written = write_file(path, answer.text, IfThere::Leave, sync);
  if (!written) return refuse(Code::NotDelivered, written.error().message);
  if (!*written) return timed_out();
  if (const auto taken = read_object(path_in(task.answers, answer.token, kTaken))) {
    if (text_of(*taken, "sender") == answer.sender) return {};
  } else if (tasks.has(answer.token)) {
    return {};
  }
  // What cannot be taken back has been taken by the run.
  return ::unlink(path.c_str()) == 0 ? timed_out() : Answered();
}

Answered send(const std::string& path, const Value& content, Sync sync) {
  const auto written = write_file(path, to_json(content) + "\n", IfThere::Replace, sync);
  if (!written) return refuse(Code::NotDelivered, written.error().message);
  return {};
}

}  // namespace

PreparedAnswer prepare_answer(std::string_view token, const Answer& answer, Millis now) {
  std::string sender = new_sender(now);
  std::string text = to_json(to_value(answer, sender)) + "\n";
  return {std::string(token), std::move(sender), std::move(text)};
}

Answered send_answer(const OpenTasks& tasks, std::string_view token, const Answer& answer, Millis now,
                     Sync sync) {
  PAWL_TRY(const OpenTask task, open_task(tasks, token, now));
  return deliver(tasks, task, prepare_answer(token, answer, now), sync);
}

std::vector<Answered> send_answers(const OpenTasks& tasks, std::span<const PreparedAnswer> answers,
                                   Millis now, AnswerJournal& journal) {
  std::vector<tl::expected<OpenTask, AnswerError>> open;
  std::map<std::string, std::string> lines;  // by folder
  for (const PreparedAnswer& answer : answers) {
    open.push_back(open_task(tasks, answer.token, now));
    if (open.back()) lines[open.back()->answers] += token_digest(answer.token) + " " + answer.text;
  }
  std::map<std::string, Result<void>> journaled;
  for (const auto& [folder, text] : lines) journaled[folder] = journal.add(folder, text);
  std::vector<Answered> results;
  for (size_t i = 0; i < answers.size(); ++i) {
    if (!open[i]) {
      results.push_back(tl::unexpected(std::move(open[i].error())));
    } else if (const Result<void>& durable = journaled[open[i]->answers]; !durable) {
      results.push_back(refuse(Code::NotDelivered, durable.error().message));
    } else {
      results.push_back(deliver(tasks, *open[i], answers[i], Sync::No));
    }
  }
  return results;
}

Answered send_heartbeat(const OpenTasks& tasks, std::string_view token, Millis now) {
  PAWL_TRY(const OpenTask task, open_task(tasks, token, now));
  return send(path_in(task.answers, token, kBeat), Value::object({{"at", Value::integer(now)}}), Sync::No);
}

Answered send_start(const OpenTasks& tasks, std::string_view token, std::string_view worker, Millis now) {
  PAWL_TRY(const OpenTask task, open_task(tasks, token, now));
  return send(path_in(task.answers, token, kWorker),
              Value::object({{"worker", Value::string(worker)}, {"at", Value::integer(now)}}), Sync::No);
}

std::string AnswerFolder::path_of(std::string_view token, std::string_view suffix) const {
  return path_in(folder_, token, suffix);
}

std::optional<Answer> AnswerFolder::take(std::string_view token) const {
  const std::string taken = path_of(token, kTaken);
  if (!exists(taken)) (void)::rename(path_of(token, kAnswer).c_str(), taken.c_str());
  auto value = read_object(taken);
  if (!value) {
    const auto text = journaled_.find(token_digest(token));
    const auto kept = text ? try_parse_json(*text) : tl::unexpected(JsonError());
    if (kept && kept->is_object()) value = *kept;
  }
  return value ? std::optional(answer_of(*value)) : std::nullopt;
}

bool AnswerFolder::has_answer(std::string_view token) const {
  return exists(path_of(token, kAnswer)) || exists(path_of(token, kTaken));
}

std::optional<Millis> AnswerFolder::last_heartbeat(std::string_view token) const {
  return time_of(path_of(token, kBeat));
}

std::optional<AnswerFolder::Start> AnswerFolder::start(std::string_view token) const {
  const auto object = read_object(path_of(token, kWorker));
  if (!object || number_of(*object, "at") == 0) return std::nullopt;
  return Start{std::string(text_of(*object, "worker")), number_of(*object, "at")};
}

void AnswerFolder::remove(std::string_view token) const {
  for (const std::string_view suffix : {kAnswer, kTaken, kBeat, kWorker})
    ::unlink(path_of(token, suffix).c_str());
}

void AnswerFolder::remove_all() const {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace pawl::waiting
