#include "jsonata/frame.h"

#include <cstdlib>
#include <new>

#include "jsonata/sequence.h"

namespace pawl::jsonata {

FramePool::FramePool() { ends_.previous = ends_.next = &ends_; }

FramePool::~FramePool() {
  clear();
  while (ends_.next != &ends_) release(ends_.next);
  for (Frame* frame : free_) {
    while (frame != nullptr) {
      Frame* next = frame->next;
      std::free(frame);
      frame = next;
    }
  }
}

Frame* FramePool::make(const ScopeInfo& scope, Frame* parent) {
  const auto size = static_cast<uint32_t>(scope.names.size());
  Frame* frame;
  if (size < kClasses && free_[size] != nullptr) {
    frame = free_[size];
    free_[size] = frame->next;
  } else {
    void* memory = std::malloc(sizeof(Frame) + size * sizeof(Value));
    if (memory == nullptr) throw std::bad_alloc();
    frame = static_cast<Frame*>(memory);
  }
  if (parent != nullptr) ++parent->refs;
  *frame = Frame{1, size, parent, &scope, &ends_, ends_.next};
  ends_.next->previous = frame;
  ends_.next = frame;
  for (uint32_t i = 0; i < size; ++i) new (frame->slots() + i) Value(Value::absent(kUnset));
  ++live_;
  return frame;
}

void FramePool::release(Frame* frame) {
  while (frame != nullptr && --frame->refs == 0) {
    Frame* parent = frame->parent;
    frame->previous->next = frame->next;
    frame->next->previous = frame->previous;
    for (uint32_t i = 0; i < frame->size; ++i) frame->slots()[i].~Value();
    --live_;
    if (frame->size < kClasses) {
      frame->next = free_[frame->size];
      free_[frame->size] = frame;
    } else {
      std::free(frame);
    }
    frame = parent;
  }
}

void FramePool::clear() {
  // What is unbound may release frames, any of them: each round looks for one that still holds something.
  for (Frame* frame = ends_.next; frame != &ends_;) {
    ++frame->refs;
    for (uint32_t i = 0; i < frame->size; ++i) frame->slots()[i] = Value::absent(kUnset);
    Frame* next = frame->next;
    if (next != &ends_) ++next->refs;
    release(frame);
    if (next != &ends_) --next->refs;
    frame = next;
  }
}

}  // namespace pawl::jsonata
