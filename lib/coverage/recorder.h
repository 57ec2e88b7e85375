// CoverageRecorder: counts how often executions reach each point of a definition.
#pragma once
#include <cstdint>
#include <vector>

#include "coverage/points.h"
#include "engine/data_flow_observer.h"

namespace pawl::coverage {

/// How often each point was reached, in the order of CoveragePoints::all().
using CoverageCounts = std::vector<uint64_t>;

/// Adds the counts of another recorder over the same text.
void add_counts(CoverageCounts& sum, const CoverageCounts& more);

/// Says which points executions of one machine reach, in one thread.
class PointObserver : public engine::DataFlowObserver {
 public:
  void evaluated(const engine::Frame& frame, std::string_view field, const Value& value) override;
  void failed(const engine::Frame& frame, const engine::Failure& failure) override;
  void entered(const asl::State& state) override;
  void left(const asl::State& state, const asl::State* next) override;

 protected:
  virtual void reached(const asl::State& state, CoveragePoint::Kind kind, size_t index) = 0;

 private:
  void choose(const asl::State& state, CoveragePoint::Kind way, size_t index);

  // How the state that is evaluated will be left, if nothing fails before; null: by its Next.
  const asl::State* chooser_ = nullptr;
  CoveragePoint::Kind way_ = CoveragePoint::Kind::Next;
  size_t way_index_ = 0;
};

/// Observes any number of executions, one after another or in turns.
class CoverageRecorder final : public PointObserver {
 public:
  /// `points`, of the machine's text, outlives it.
  explicit CoverageRecorder(const CoveragePoints& points) : points_(points), counts_(points.all().size()) {}

  [[nodiscard]] const CoverageCounts& counts() const { return counts_; }

 private:
  void reached(const asl::State& state, CoveragePoint::Kind kind, size_t index) override {
    ++counts_[points_.find(state.index, kind, index)];
  }

  const CoveragePoints& points_;
  CoverageCounts counts_;
};

}  // namespace pawl::coverage
