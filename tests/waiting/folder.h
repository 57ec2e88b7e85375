// A state directory with an open task in it.
#pragma once
#include <string>

#include "engine/task_token.h"
#include "support/process.h"
#include "waiting/answer.h"
#include "waiting/open_task.h"

namespace pawl::test {

struct WaitingFolder {
  WaitingFolder() {
    (void)answers.make();
    history = folder.write("history.jsonl", "");
    engine::ExecutionInfo info;
    info.name = "order-7";
    info.token_key = "secret";
    task.token = engine::task_token(info, 3);
    task.run = "order-7";
    task.process = 1;  // lives
    task.answers = answers.path();
    task.state = "Approve";
    task.since = 1000;
  }
  void open() const { (void)notes.add(task, Sync::No); }

  testing_support::TemporaryFolder folder;
  std::string history;
  waiting::OpenTasks notes{(folder.path() / "state").string()};
  waiting::AnswerFolder answers{(folder.path() / "answers").string()};
  waiting::OpenTask task;
};

}  // namespace pawl::test
