#include "jsonata/frame.h"

#include <cstdlib>
#include <new>

#include "jsonata/sequence.h"

namespace pawl::jsonata {

FramePool::FramePool() { ends_.previous = ends_.next = &ends_; }

FramePool::~FramePool() {
  clear();
  while (ends_.next != &ends_) release(ends_.next);
  for (VariableFrame* frame : free_) {
    while (frame != nullptr) {
      VariableFrame* next = frame->next;
      std::free(frame);
      frame = next;
    }
  }
}

VariableFrame* FramePool::make(const ScopeInfo& scope, VariableFrame* parent) {
  const auto size = static_cast<uint32_t>(scope.names.size());
  VariableFrame* frame;
  if (size < kClasses && free_[size] != nullptr) {
    frame = free_[size];
    free_[size] = frame->next;
  } else {
    void* memory = std::malloc(sizeof(VariableFrame) + size * sizeof(Value));
    if (memory == nullptr) throw std::bad_alloc();
    frame = static_cast<VariableFrame*>(memory);
  }
  if (parent != nullptr) ++parent->refs;
  *frame = VariableFrame{1, size, parent, &scope, &ends_, ends_.next};
  ends_.next->previous = frame;
  ends_.next = frame;
  for (uint32_t i = 0; i < size; ++i) new (frame->slots() + i) Value(Value::absent(kUnset));
  ++live_;
  return frame;
}

void FramePool::release(VariableFrame* frame) {
  while (frame != nullptr && --frame->refs == 0) {
    VariableFrame* parent = frame->parent;
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
  for (VariableFrame* frame = ends_.next; frame != &ends_;) {
    ++frame->refs;
    for (uint32_t i = 0; i < frame->size; ++i) frame->slots()[i] = Value::absent(kUnset);
    VariableFrame* next = frame->next;
    if (next != &ends_) ++next->refs;
    release(frame);
    if (next != &ends_) --next->refs;
    frame = next;
  }
}

}  // namespace pawl::jsonata
