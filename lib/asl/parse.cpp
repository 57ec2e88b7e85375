#include "asl/parse.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "asl/reader.h"
#include "base/text_hash.h"
#include "base/utf8.h"

namespace pawl::asl {
namespace {

constexpr size_t kLongestName = 80;  // characters

QueryLanguage language_of(const source::Node* field, QueryLanguage inherited) {
  if (field == nullptr || !field->scalar.is_string()) return inherited;
  const std::string_view text = field->scalar.as_string();
  if (is_placeholder(text)) return inherited;
  return text == "JSONPath" ? QueryLanguage::JSONPath : QueryLanguage::JSONata;
}

/// Gives the state the kind that Type names. False if there is no such type.
bool set_kind(State& state, std::string_view type) {
  for (uint8_t i = 0; i < std::variant_size_v<decltype(state.kind)>; ++i) {
    if (name_of(static_cast<StateType>(i)) != type) continue;
    switch (static_cast<StateType>(i)) {
      case StateType::Pass: state.kind.emplace<Pass>(); break;
      case StateType::Task: state.kind.emplace<Task>(); break;
      case StateType::Choice: state.kind.emplace<Choice>(); break;
      case StateType::Wait: state.kind.emplace<Wait>(); break;
      case StateType::Succeed: state.kind.emplace<Succeed>(); break;
      case StateType::Fail: state.kind.emplace<Fail>(); break;
      case StateType::Parallel: state.kind.emplace<Parallel>(); break;
      case StateType::Map: state.kind.emplace<Map>(); break;
    }
    return true;
  }
  return false;
}

}  // namespace

ParseResult parse(const source::Document& document) { return DefinitionReader(document).read(); }

ParseResult DefinitionReader::read() {
  const Place root(document_.root);
  if (document_.root.kind != source::Node::Kind::Object) {
    diagnostics_.push_back({.rule = "not-an-object",
                            .code = "SCHEMA_VALIDATION_FAILED",
                            .message = "Definition must be a valid JSON object",
                            .span = document_.root.span});
    return {nullptr, std::move(diagnostics_)};
  }
  machine_->query_language = language_of(document_.root.find("QueryLanguage"), QueryLanguage::JSONPath);
  Target target;
  target.machine = machine_.get();
  read_block(root, Holder::Machine, machine_->query_language, machine_->block, target);
  std::stable_sort(
      diagnostics_.begin(), diagnostics_.end(),
      [](const source::Diagnostic& a, const source::Diagnostic& b) { return a.span.begin < b.span.begin; });
  return {std::move(machine_), std::move(diagnostics_)};
}

void DefinitionReader::read_block(const Place& place, Holder holder, QueryLanguage language, Block& block,
                                  Target target) {
  target.block = &block;
  open_blocks_.push_back({.block = &block, .pointer = place.pointer(), .transitions = {}});
  read_object(place, holder, language, target);
  OpenBlock open = std::move(open_blocks_.back());
  open_blocks_.pop_back();
  resolve(open);
}

void DefinitionReader::read_states(const Place& place, Block& block) {
  block.states.reserve(place.node->members.size());
  for (const source::NodeMember& member : place.node->members) read_state(Place(place, member), block);
}

void DefinitionReader::read_state(const Place& place, Block& block) {
  State& state = *block.states.emplace_back(std::make_unique<State>());
  state.name = place.key;
  state.index = static_cast<uint32_t>(machine_->states.size());
  state.name_span = place.key_span;
  state.span = place.node->span;
  state.pointer = open_blocks_.back().pointer + "/States";
  append_pointer_token(state.pointer, place.key);
  machine_->states.push_back(&state);
  register_name(place, state);
  if (place.node->is_bare) {  // a placeholder: type and transitions are not known
    state.kind.emplace<Succeed>();
    block.is_complete = false;
    return;
  }
  if (place.node->kind != source::Node::Kind::Object) {
    report({.rule = "wrong-type", .message = "Expected value of type [OBJECT]", .at = place});
    return;
  }
  bool is_downgrade = false;
  state.query_language = query_language(place, is_downgrade);
  const source::NodeMember* type = place.node->find_member("Type");
  if (type == nullptr) {
    report({.rule = "required-field",
            .message = "These fields are required: [Type]",
            .at = place,
            .on_key = true});
    return;
  }
  const Value& name = type->value.scalar;
  if (!name.is_string()) {
    report({.rule = "wrong-type", .message = "Expected value of type [STRING]", .at = Place(place, *type)});
    return;
  }
  if (!set_kind(state, name.as_string())) {
    constexpr std::string_view kTypes[] = {"Task", "Wait",   "Pass",     "Succeed",
                                           "Fail", "Choice", "Parallel", "Map"};
    report({.rule = "unknown-state-type",
            .message = "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, "
                       "Choice, Parallel, Map]",
            .at = Place(place, *type),
            .hint = suggestion(name.as_string(), kTypes)});
    return;
  }
  Target target;
  target.state = &state;
  target.map = std::get_if<Map>(&state.kind);
  const auto around = std::pair(std::exchange(state_, &state), std::exchange(state_place_, &place));
  read_object(place, static_cast<Holder>(state.type()), state.query_language, target, !is_downgrade);
  std::tie(state_, state_place_) = around;
}

QueryLanguage DefinitionReader::query_language(const Place& state, bool& is_downgrade) {
  const QueryLanguage language = language_of(state.node->find("QueryLanguage"), machine_->query_language);
  is_downgrade = language == QueryLanguage::JSONPath && machine_->query_language == QueryLanguage::JSONata;
  if (is_downgrade) {
    report({.rule = "query-language-downgrade",
            .message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
            .at = state,
            .on_key = true});
  }
  return language;
}

void DefinitionReader::register_name(const Place& place, const State& state) {
  if (utf8::count(state.name) > kLongestName) {
    report({.rule = "state-name-length",
            .message = "State name is longer than 80 characters: " + source::shown(state.name),
            .at = place,
            .code = "INVALID_STATE_NAME",
            .on_key = true});
  }
  const auto [known, is_new] = names_.try_emplace(state.name, &state);
  if (is_new) return;
  report({.rule = "duplicate-state-name",
          .message = "Duplicate State name: " + source::shown(state.name),
          .at = place,
          .code = "DUPLICATE_STATE_NAME",
          .on_key = true,
          .hint = "names are unique over the whole machine, branches and iterators included",
          .related = {{"first defined here", known->second->name_span}}});
}

void DefinitionReader::resolve(OpenBlock& open) {
  if (open.block->states.empty()) {  // already reported
    open.block->is_complete = false;
    return;
  }
  TextMap<std::string_view, const State*> states;
  states.reserve(open.block->states.size());
  for (const auto& state : open.block->states) states.emplace(state->name, state.get());
  std::vector<std::string_view> names;
  for (const Transition& transition : open.transitions) {
    const auto found = states.find(transition.target);
    if (found == states.end()) {
      open.block->is_complete = false;
      if (has_placeholder(transition.target)) {
        leave_open(transition.span);
        continue;
      }
      if (names.empty()) {
        for (const auto& state : open.block->states) names.emplace_back(state->name);
      }
      report_target(open, transition, names);
      continue;
    }
    using Kind = Transition::Kind;
    switch (transition.kind) {
      case Kind::StartAt: open.block->start_at = found->second; break;
      case Kind::Next: transition.from->next = found->second; break;
      case Kind::Default: std::get<Choice>(transition.from->kind).default_state = found->second; break;
      case Kind::Rule:
        std::get<Choice>(transition.from->kind).choices[transition.index].next = found->second;
        break;
      case Kind::Catcher: transition.from->catchers[transition.index].next = found->second; break;
    }
  }
}

void DefinitionReader::report_target(const OpenBlock& open, const Transition& transition,
                                     std::span<const std::string_view> names) {
  std::string pointer = transition.from == nullptr ? open.pointer : transition.from->pointer;
  using Kind = Transition::Kind;
  switch (transition.kind) {
    case Kind::StartAt: pointer += "/StartAt"; break;
    case Kind::Next: pointer += "/Next"; break;
    case Kind::Default: pointer += "/Default"; break;
    case Kind::Rule: pointer += "/Choices/" + std::to_string(transition.index) + "/Next"; break;
    case Kind::Catcher: pointer += "/Catch/" + std::to_string(transition.index) + "/Next"; break;
  }
  std::string hint = suggestion(transition.target, names);
  if (hint.empty() && names_.contains(transition.target))
    hint = "a state of that name is in another block, which a transition cannot enter";
  std::string aws_path = aws_path_of(pointer);
  diagnostics_.push_back({.rule = "missing-transition-target",
                          .code = "MISSING_TRANSITION_TARGET",
                          .message = "Missing 'Next' target: " + source::shown(transition.target),
                          .pointer = std::move(pointer),
                          .aws_path = std::move(aws_path),
                          .hint = std::move(hint),
                          .span = transition.span});
}

}  // namespace pawl::asl
