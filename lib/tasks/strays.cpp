#include "tasks/strays.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "tasks/process_settings.h"

namespace pawl::tasks {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(20);
constexpr auto kAdoptedPause = std::chrono::seconds(1);

}  // namespace

Strays::Strays(boost::asio::io_context& io, std::string run_mark, std::function<bool()> has_tasks)
    : io_(io), run_mark_(std::move(run_mark)), has_tasks_(std::move(has_tasks)), timer_(io) {}

Strays::~Strays() {
  if (was_ended_ || !has_started_) return;
  Termination rest(finder(), {});
  while (!rest.step()) ::usleep(std::chrono::microseconds(kPoll).count());
}

std::function<std::vector<MarkedProcess>()> Strays::finder() const {
  return [this] { return find_marked(run_mark_); };
}

void Strays::command_started() {
  has_started_ = true;
  wait_for_adopted();
}

bool Strays::remain(uint64_t scheduled, pid_t group) const {
  // A process whose parent ended is pawl's child.
  if (const auto adopted = Children::adopted(); adopted && adopted->empty()) return false;
  const auto marked = find_marked(run_mark_);
  return std::any_of(marked.begin(), marked.end(), [&](const MarkedProcess& one) {
    return one.scheduled == scheduled && one.group != group;
  });
}

void Strays::look(Seen seen) {
  if (std::exchange(is_looking_, true)) return;
  boost::asio::post(io_, [this, seen = std::move(seen)] {
    is_looking_ = false;
    seen(find_marked(run_mark_));
  });
}

void Strays::wait_for_adopted() {
  if (std::exchange(is_waiting_for_adopted_, true)) return;
  timer_.expires_after(kAdoptedPause);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    is_waiting_for_adopted_ = false;
    if (!has_tasks_()) return;
    (void)Children::adopted();
    wait_for_adopted();
  });
}

void Strays::end() {
  if (!has_started_ || std::exchange(was_ended_, true)) return;
  timer_.cancel();
  if (const auto adopted = Children::adopted(); adopted && adopted->empty()) return;
  rest_.emplace(finder());
  if (hurries_) rest_->hurry();
  await_rest();
}

void Strays::hurry() {
  hurries_ = true;
  if (rest_) rest_->hurry();
}

void Strays::await_rest() {
  if (rest_->step()) return rest_.reset();
  timer_.expires_after(kPoll);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) await_rest();
  });
}

}  // namespace pawl::tasks
