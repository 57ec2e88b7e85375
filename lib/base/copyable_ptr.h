// CopyablePtr: a unique_ptr whose copy owns a copy: for a member that is rarely there, in what must be
// copied.
#pragma once
#include <memory>
#include <utility>

namespace pawl {

template <class T>
class CopyablePtr {
 public:
  CopyablePtr() = default;
  CopyablePtr(const CopyablePtr& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  CopyablePtr(CopyablePtr&&) noexcept = default;
  CopyablePtr& operator=(CopyablePtr other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  ~CopyablePtr() = default;

  template <class... Args>
  T& emplace(Args&&... args) {
    value_ = std::make_unique<T>(std::forward<Args>(args)...);
    return *value_;
  }
  void reset() { value_.reset(); }
  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() const { return *value_; }
  T* operator->() const { return value_.get(); }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace pawl
