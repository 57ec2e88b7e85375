// Frames hold the values of variables while an expression is evaluated.
#pragma once
#include <cstdint>
#include <vector>

#include "jsonata/ast.h"
#include "value/value.h"

namespace pawl::jsonata {

struct Frame {
  uint32_t refs;
  uint32_t size;
  Frame* parent;  // the next frame outwards; counted
  const ScopeInfo* scope;
  Frame* previous;  // among the live frames of a pool
  Frame* next;

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
  Frame* make(const ScopeInfo& scope, Frame* parent);
  void release(Frame* frame);
  /// Unbinds everything in every frame that still lives.
  void clear();
  [[nodiscard]] size_t live() const { return live_; }

 private:
  static constexpr uint32_t kClasses = 9;
  Frame* free_[kClasses] = {};
  Frame ends_{};  // of the ring of live frames
  size_t live_ = 0;
};

/// Holds a count of a frame; of no frame too.
class FrameHandle {
 public:
  FrameHandle(FramePool& pool, Frame* adopted) : pool_(pool), frame_(adopted) {}
  FrameHandle(const FrameHandle&) = delete;
  FrameHandle& operator=(const FrameHandle&) = delete;
  ~FrameHandle() {
    if (frame_ != nullptr) pool_.release(frame_);
  }
  [[nodiscard]] Frame* get() const { return frame_; }

 private:
  FramePool& pool_;
  Frame* frame_;
};

}  // namespace pawl::jsonata
