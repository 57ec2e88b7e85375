// MaskingSink: masks secrets in everything that runners report (results, errors, details), so that neither
// histories nor later states hold them.
#pragma once
#include <span>
#include <string>
#include <utility>

#include "tasks/mask.h"
#include "tasks/runner.h"

namespace pawl::tasks {

class MaskingSink final : public TaskSink {
 public:
  /// Both outlive the sink. Without secrets everything is passed on unchanged.
  MaskingSink(TaskSink& sink, std::span<const std::string> secrets) : sink_(sink), secrets_(secrets) {}

  void report(TaskId id, engine::Outcome outcome) override { sink_.report(id, masked(std::move(outcome))); }
  void report_later(TaskId id, engine::Outcome outcome, Millis delay) override {
    sink_.report_later(id, masked(std::move(outcome)), delay);
  }

  /// Lines are masked by the runner, which cuts them.
  void stderr_line(const TaskRequest& task, std::string_view line) override { sink_.stderr_line(task, line); }
  void cannot_continue(Error why) override { sink_.cannot_continue(std::move(why)); }

 private:
  engine::Outcome masked(engine::Outcome outcome) const {
    if (secrets_.empty()) return outcome;
    outcome.output = mask(outcome.output, secrets_);
    outcome.detail = mask(outcome.detail, secrets_);
    for (auto* text : {&outcome.error.error, &outcome.error.cause}) {
      if (*text) *text = mask(**text, secrets_);
    }
    return outcome;
  }

  TaskSink& sink_;
  std::span<const std::string> secrets_;
};

}  // namespace pawl::tasks
