#include <algorithm>

#include "jsonata/numbers.h"
#include "jsonata/parser.h"

namespace pawl::jsonata {
namespace {

using Kind = Syntax::Kind;
using Slot = std::shared_ptr<AncestorSlot>;

/// Works from the leaves up. A null Syntax* stands for an error, which waits in error_.
class PathResolver {
 public:
  explicit PathResolver(SyntaxArena& arena) : arena_(arena) {}

  Expected<Syntax*> resolve(Syntax* root) {
    Syntax* resolved = process(root);
    if (resolved != nullptr && (resolved->kind == Kind::Parent || !resolved->seeking_parent.empty())) {
      fail("S0217", resolved->position);
    }
    if (error_ != nullptr) return tl::unexpected(std::move(error_));
    return resolved;
  }

 private:
  Syntax* fail(std::string_view code, size_t position, std::string token = {}, Value value = {}) {
    if (error_ == nullptr) error_ = error(code, std::move(token), std::move(value), position).value();
    return nullptr;
  }

  Syntax* node(Kind kind, size_t position) {
    Syntax& made = arena_.emplace_back();
    made.kind = kind;
    made.position = position;
    return &made;
  }

  Syntax* process(Syntax* s) {
    switch (s->kind) {
      case Kind::Name:
      case Kind::Operator: return name(s);
      case Kind::Parent: return parent(s);
      case Kind::Dot: return dot(s);
      case Kind::Filter: return filter(s);
      case Kind::Group: return group(s);
      case Kind::Sort: return sort(s);
      case Kind::Focus: return focus(s);
      case Kind::Index: return index(s);
      case Kind::Negate: return negate(s);
      case Kind::Binary:
      case Kind::Coalesce: return both(s);
      case Kind::Bind: return bind(s);
      case Kind::Apply: return apply(s);
      case Kind::Array: return items(s);
      case Kind::Block: return block(s);
      case Kind::Object: return pairs(s, s->pairs) ? s : nullptr;
      case Kind::Condition: return condition(s);
      case Kind::Function:
      case Kind::Partial: return call(s);
      case Kind::Lambda: return lambda(s);
      case Kind::Transform: return transform(s);
      case Kind::End: return fail("S0207", s->position, s->text);
      default: return s;
    }
  }

  bool process_in_place(Syntax*& s) {
    s = process(s);
    return s != nullptr;
  }

  /// The same for a part whose `%`s may find their object further up.
  bool process_part(Syntax* whole, Syntax*& part) {
    if (!process_in_place(part)) return false;
    push_ancestry(whole, part);
    return true;
  }

  // ---- parents

  static void push_ancestry(Syntax* whole, const Syntax* part) {
    auto& slots = whole->seeking_parent;
    slots.insert(slots.end(), part->seeking_parent.begin(), part->seeking_parent.end());
    if (part->kind == Kind::Parent) slots.push_back(part->parent);
  }

  /// Looks for the object of `slot` in a step: it is found when no level is left.
  bool seek_parent(Syntax* step, const Slot& slot) {
    switch (step->kind) {
      case Kind::Name:
      case Kind::Wildcard:
        if (--slot->level == 0) {
          if (step->ancestor != nullptr) slot->label = step->ancestor->label;
          step->ancestor = slot;
          step->is_tuple = true;
        }
        return true;
      case Kind::Parent: ++slot->level; return true;
      case Kind::Block:
        if (step->items.empty()) return true;
        step->is_tuple = true;
        return seek_parent(step->items.back(), slot);
      case Kind::Path: {
        step->is_tuple = true;
        size_t at = step->items.size() - 1;
        if (!seek_parent(step->items[at], slot)) return false;
        while (slot->level > 0 && at > 0) {
          if (!seek_parent(step->items[--at], slot)) return false;
        }
        return true;
      }
      default: fail("S0217", step->position); return false;
    }
  }

  bool resolve_ancestry(Syntax* path) {
    Syntax* last = path->items.back();
    auto slots = last->seeking_parent;
    if (last->kind == Kind::Parent) slots.push_back(last->parent);
    for (const Slot& slot : slots) {
      size_t left = path->items.size() - 1;  // steps not tried yet
      while (slot->level > 0) {
        if (left == 0) {
          path->seeking_parent.push_back(slot);
          break;
        }
        Syntax* step = path->items[--left];
        while (left > 0 && !step->focus.empty() && !path->items[left - 1]->focus.empty())
          step = path->items[--left];
        if (!seek_parent(step, slot)) return false;
      }
    }
    return true;
  }

  // ---- paths

  Syntax* path_of(Syntax* step) {
    if (step->kind == Kind::Path) return step;
    Syntax* path = node(Kind::Path, step->position);
    path->items.push_back(step);
    return path;
  }

  Syntax* name(Syntax* s) {
    s->kind = Kind::Name;
    if (!s->value.is_string()) s->value = Value::string(s->text);
    Syntax* path = path_of(s);
    path->keep_singleton = s->keep_array;
    return path;
  }

  Syntax* parent(Syntax* s) {
    s->parent = std::make_shared<AncestorSlot>();
    s->parent->label = s->parent->index = labels_++;
    return s;
  }

  Syntax* dot(Syntax* s) {
    Syntax* left = process(s->lhs);
    if (left == nullptr) return nullptr;
    Syntax* path = path_of(left);
    if (left->kind == Kind::Parent) path->seeking_parent = {left->parent};
    Syntax* rest = process(s->rhs);
    if (rest == nullptr) return nullptr;
    if (rest->kind == Kind::Path) {
      path->items.insert(path->items.end(), rest->items.begin(), rest->items.end());
    } else {
      if (rest->predicates) rest->stages = std::exchange(rest->predicates, std::nullopt);
      path->items.push_back(rest);
    }
    // Only what this dot brought together is new; earlier steps have been looked at.
    for (Syntax* step : path->items) {
      if (step->kind == Kind::Number || step->kind == Kind::Literal) {
        return fail("S0213", step->position, {}, step->value);
      }
      if (step->kind == Kind::String) step->kind = Kind::Name;
      if (step->keep_array) path->keep_singleton = true;
    }
    for (Syntax* step : {path->items.front(), path->items.back()}) {
      if (step->kind == Kind::Array) step->is_cons_array = true;
    }
    return resolve_ancestry(path) ? path : nullptr;
  }

  Syntax* filter(Syntax* s) {
    Syntax* result = process(s->lhs);
    if (result == nullptr) return nullptr;
    const bool is_path = result->kind == Kind::Path;
    Syntax* step = is_path ? result->items.back() : result;
    if (step->group) return fail("S0209", s->position);
    Syntax* predicate = process(s->rhs);
    if (predicate == nullptr) return nullptr;
    if (!predicate->seeking_parent.empty()) {
      for (const Slot& slot : predicate->seeking_parent) {
        if (slot->level == 1) {
          if (!seek_parent(step, slot)) return nullptr;
        } else {
          --slot->level;
        }
      }
      push_ancestry(step, predicate);
    }
    auto& list = is_path ? step->stages : step->predicates;
    if (!list) list.emplace();
    list->push_back({predicate, {}, s->position});
    return result;
  }

  Syntax* group(Syntax* s) {
    Syntax* result = process(s->lhs);
    if (result == nullptr) return nullptr;
    if (result->group) return fail("S0210", s->position);
    for (auto& [key, value] : s->pairs) {
      if (!process_in_place(key) || !process_in_place(value)) return nullptr;
    }
    result->group = std::move(s->pairs);
    result->group_position = s->position;
    return result;
  }

  Syntax* sort(Syntax* s) {
    Syntax* left = process(s->lhs);
    if (left == nullptr) return nullptr;
    Syntax* path = path_of(left);
    s->lhs = nullptr;
    for (SortTerm& term : s->terms) {
      if (!process_part(s, term.expression)) return nullptr;
    }
    path->items.push_back(s);
    return resolve_ancestry(path) ? path : nullptr;
  }

  Syntax* focus(Syntax* s) {
    Syntax* result = process(s->lhs);
    if (result == nullptr) return nullptr;
    Syntax* step = result->kind == Kind::Path ? result->items.back() : result;
    if (step->stages || step->predicates) return fail("S0215", s->position);
    if (step->kind == Kind::Sort) return fail("S0216", s->position);
    if (s->keep_array) step->keep_array = result->keep_singleton = true;
    step->focus = s->rhs->text;
    step->is_tuple = true;
    return result;
  }

  Syntax* index(Syntax* s) {
    Syntax* result = process(s->lhs);
    if (result == nullptr) return nullptr;
    if (result->kind != Kind::Path) {
      Syntax* step = result;
      result = path_of(step);
      if (step->predicates) step->stages = std::exchange(step->predicates, std::nullopt);
    }
    Syntax* step = result->items.back();
    if (step->stages) step->stages->push_back({nullptr, s->rhs->text, s->position});
    else step->index = s->rhs->text;
    step->is_tuple = true;
    if (s->keep_array) result->keep_singleton = true;
    return result;
  }

  // ---- everything else

  Syntax* negate(Syntax* s) {
    if (!process_in_place(s->lhs)) return nullptr;
    if (s->lhs->kind == Kind::Number) {
      Syntax* literal = s->lhs;
      const Value& n = literal->value;
      literal->value = n.is_int64() ? Value::integer(-n.as_int64()) : number(-n.as_double());
      return literal;
    }
    push_ancestry(s, s->lhs);
    return s;
  }

  Syntax* both(Syntax* s) { return process_part(s, s->lhs) && process_part(s, s->rhs) ? s : nullptr; }

  Syntax* bind(Syntax* s) { return process_in_place(s->lhs) && process_part(s, s->rhs) ? s : nullptr; }

  Syntax* apply(Syntax* s) {
    if (!process_in_place(s->lhs) || !process_in_place(s->rhs)) return nullptr;
    s->keep_array = s->lhs->keep_array || s->rhs->keep_array;
    return s;
  }

  Syntax* items(Syntax* s) {
    for (Syntax*& item : s->items) {
      if (!process_part(s, item)) return nullptr;
    }
    return s;
  }

  Syntax* block(Syntax* s) {
    if (items(s) == nullptr) return nullptr;
    for (const Syntax* item : s->items) {
      if (item->is_cons_array || (item->kind == Kind::Path && item->items.front()->is_cons_array))
        s->is_cons_array = true;
    }
    return s;
  }

  bool pairs(Syntax* s, std::vector<std::pair<Syntax*, Syntax*>>& list) {
    return std::all_of(list.begin(), list.end(), [&](auto& pair) {
      return process_part(s, pair.first) && process_part(s, pair.second);
    });
  }

  Syntax* condition(Syntax* s) {
    if (!process_part(s, s->lhs) || !process_part(s, s->rhs)) return nullptr;
    return s->third == nullptr || process_part(s, s->third) ? s : nullptr;
  }

  Syntax* call(Syntax* s) { return items(s) != nullptr && process_in_place(s->lhs) ? s : nullptr; }

  Syntax* lambda(Syntax* s) {
    if (!process_in_place(s->rhs)) return nullptr;
    mark_tail_calls(s->rhs);
    return s;
  }

  Syntax* transform(Syntax* s) {
    if (!process_in_place(s->lhs) || !process_in_place(s->rhs)) return nullptr;
    return s->third == nullptr || process_in_place(s->third) ? s : nullptr;
  }

  static void mark_tail_calls(Syntax* s) {
    if (s->kind == Kind::Function && !s->predicates) {
      s->is_thunk = true;
    } else if (s->kind == Kind::Condition) {
      mark_tail_calls(s->rhs);
      if (s->third != nullptr) mark_tail_calls(s->third);
    } else if (s->kind == Kind::Block && !s->items.empty()) {
      mark_tail_calls(s->items.back());
    }
  }

  SyntaxArena& arena_;
  uint32_t labels_ = 0;
  std::unique_ptr<JsonataError> error_;
};

}  // namespace

Expected<Syntax*> resolve_paths(Syntax* root, SyntaxArena& arena) {
  return PathResolver(arena).resolve(root);
}

}  // namespace pawl::jsonata
