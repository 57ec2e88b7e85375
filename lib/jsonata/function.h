// The functions of the language, as Values hold them.
#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "jsonata/ast.h"
#include "jsonata/frame.h"
#include "value/value.h"

namespace pawl::jsonata {

struct Function : Foreign {
  enum class Kind : uint8_t { Lambda, Builtin, Partial, Regex, NextMatch, Composition, Transform };
  explicit Function(Kind k) : kind(k) {}
  const Kind kind;
};

inline const Function& as_function(const Value& value) {
  return *static_cast<const Function*>(value.as_foreign());
}

struct LambdaFunction : Function {
  LambdaFunction(const LambdaNode& n, const Value& in, VariableFrame* f, FramePool& p)
      : Function(Kind::Lambda), node(n), input(in), frame(f), pool(p) {
    if (f != nullptr) ++f->refs;
  }
  ~LambdaFunction() override {
    if (frame != nullptr) pool.release(frame);
  }
  const LambdaNode& node;
  Value input;
  VariableFrame* frame;
  FramePool& pool;
};

struct BuiltinFunction : Function {
  explicit BuiltinFunction(const Builtin& b) : Function(Kind::Builtin), builtin(b) {}
  const Builtin& builtin;
};

/// Some arguments given, the others open.
struct PartialFunction : Function {
  PartialFunction(Value f, std::vector<Value> a)
      : Function(Kind::Partial), function(std::move(f)), arguments(std::move(a)) {}
  Value function;
  std::vector<Value> arguments;
};

struct RegexFunction : Function {
  explicit RegexFunction(const RegexNode& n) : Function(Kind::Regex), node(n) {}
  const RegexNode& node;
};

/// `next` of a match: the match after it.
struct NextMatchFunction : Function {
  NextMatchFunction(const RegexNode& n, Value t, size_t f)
      : Function(Kind::NextMatch), node(n), text(std::move(t)), from(f) {}
  const RegexNode& node;
  Value text;
  size_t from;  // byte
};

/// f ~> g
struct CompositionFunction : Function {
  CompositionFunction(Value f, Value g)
      : Function(Kind::Composition), first(std::move(f)), second(std::move(g)) {}
  Value first;
  Value second;
};

struct TransformFunction : Function {
  TransformFunction(const TransformNode& n, VariableFrame* f, FramePool& p)
      : Function(Kind::Transform), node(n), frame(f), pool(p) {
    if (f != nullptr) ++f->refs;
  }
  ~TransformFunction() override {
    if (frame != nullptr) pool.release(frame);
  }
  const TransformNode& node;
  VariableFrame* frame;
  FramePool& pool;
};

}  // namespace pawl::jsonata
