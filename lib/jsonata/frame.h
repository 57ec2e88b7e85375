// Frames hold the values of variables while an expression is evaluated.
#pragma once
#include <cstdint>
#include <vector>

#include "jsonata/ast.h"
#include "value/value.h"

namespace pawl::jsonata {

struct VariableFrame {
  uint32_t refs;
  uint32_t size;
  VariableFrame* parent;  // the next frame outwards; counted
  const ScopeInfo* scope;
  VariableFrame* previous;  // among the live frames of a pool
  VariableFrame* next;

  [[nodiscard]] Value* slots() { return reinterpret_cast<Value*>(this + 1); }
};

/// Where the frames of one evaluation come from. Closures and frames may hold each other; the pool ends such
/// rings.
class FramePool {
 public:
  FramePool();
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;
  ~FramePool();

  /// A frame with unset slots, counted once.
  VariableFrame* make(const ScopeInfo& scope, VariableFrame* parent);
  void release(VariableFrame* frame);
  /// Unbinds everything in every frame that still lives.
  void clear();
  [[nodiscard]] size_t live() const { return live_; }

 private:
  static constexpr uint32_t kClasses = 9;
  VariableFrame* free_[kClasses] = {};
  VariableFrame ends_{};  // of the ring of live frames
  size_t live_ = 0;
};

/// Holds a count of a frame; of no frame too.
class FrameHandle {
 public:
  FrameHandle(FramePool& pool, VariableFrame* adopted) : pool_(pool), frame_(adopted) {}
  FrameHandle(const FrameHandle&) = delete;
  FrameHandle& operator=(const FrameHandle&) = delete;
  ~FrameHandle() {
    if (frame_ != nullptr) pool_.release(frame_);
  }
  [[nodiscard]] VariableFrame* get() const { return frame_; }

 private:
  FramePool& pool_;
  VariableFrame* frame_;
};

}  // namespace pawl::jsonata
