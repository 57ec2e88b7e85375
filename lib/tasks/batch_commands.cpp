#include "tasks/batch_commands.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "tasks/process_runner.h"

namespace pawl::tasks {

using engine::Outcome;

BatchCommands::BatchCommands(const RunnerContext& context)
    : context_(context),
      runner_(make_process_runner({static_cast<TaskSink&>(*this), context.tasks, context.run_name,
                                   context.run_mark, context.run_folder, context.job_folder, context.loop,
                                   context.loop_owner, context.spawn_threads})) {}

void BatchCommands::run(Words words, const TaskRequest& like, Then then) {
  const TaskId id = ++last_;
  Command& command = running_[id];
  ExecBinding exec{
      .argv = std::move(words), .script = {}, .output = ExecBinding::Output::Text, .detach = true};
  command.binding = *like.binding;
  command.binding.target = std::move(exec);
  command.binding.errors.clear();
  command.binding.wrap_lambda = false;
  command.then = std::move(then);
  TaskRequest request = like;
  request.id = id;
  request.binding = &command.binding;
  request.input = Value();
  runner_->start(std::move(request));
}

void BatchCommands::stop(Stop how) {
  runner_->stop(how);
  running_.clear();
}

void BatchCommands::report(TaskId id, Outcome outcome) {
  const bool is_over = outcome.type == Outcome::Type::Succeeded || outcome.type == Outcome::Type::Failed;
  const auto found = running_.find(id);
  if (!is_over || found == running_.end()) return;
  found->second.outcome = std::move(outcome);
  boost::asio::post(context_.io(), [this, id] {  // a sink does not call its runner
    const auto ended = running_.find(id);
    if (ended == running_.end()) return;
    const auto command = running_.extract(ended);
    command.mapped().then(*command.mapped().outcome);
  });
}

}  // namespace pawl::tasks
