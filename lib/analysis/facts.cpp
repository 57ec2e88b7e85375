#include "analysis/facts.h"

#include <charconv>

#include "analysis/flow.h"
#include "analysis/shapes.h"
#include "analysis/uses.h"
#include "analysis/variables.h"

namespace pawl::analysis {
namespace {

std::string unescaped(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) out += token[++i] == '1' ? '/' : '~';
    else out += token[i];
  }
  return out;
}

}  // namespace

Facts::Facts(const asl::StateMachine& machine, const source::Document& document)
    : machine_(machine), document_(document) {}

Facts::~Facts() = default;

/// The parser makes one state of each member of each States object, in the order written, so the model and
/// the document are walked in parallel.
void Facts::collect_nodes() {
  nodes_.resize(machine_.states.size(), &document_.root);
  const auto collect = [this](const asl::Block& block, const source::Node* node) {
    const source::Node* states = node == nullptr ? nullptr : node->find("States");
    if (states == nullptr) return;
    for (size_t i = 0; i < block.states.size() && i < states->members.size(); ++i) {
      nodes_[block.states[i]->index] = &states->members[i].value;
    }
  };
  collect(machine_.block, &document_.root);
  // A state's index is smaller than those of the states inside it.
  for (const asl::State* state : machine_.states) {
    const source::Node& node = *nodes_[state->index];
    if (const auto* map = std::get_if<asl::Map>(&state->kind))
      collect(map->item_processor, node.find(map->processor_field));
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind)) {
      const source::Node* branches = node.find("Branches");
      for (size_t i = 0;
           branches != nullptr && i < parallel->branches.size() && i < branches->elements.size(); ++i) {
        collect(parallel->branches[i], &branches->elements[i]);
      }
    }
  }
}

const source::Node& Facts::node_of(const asl::State& state) {
  if (nodes_.empty()) collect_nodes();
  return *nodes_[state.index];
}

const source::Node* Facts::find(const asl::State& state, std::string_view field) {
  const source::Node* node = &node_of(state);
  while (node != nullptr && !field.empty()) {
    const size_t slash = field.find('/');
    const std::string_view token = field.substr(0, slash);
    field.remove_prefix(slash == std::string_view::npos ? field.size() : slash + 1);
    if (node->kind == source::Node::Kind::Array) {
      size_t index = node->elements.size();
      std::from_chars(token.data(), token.data() + token.size(), index);
      node = index < node->elements.size() ? &node->elements[index] : nullptr;
    } else {
      node = node->find(unescaped(token));
    }
  }
  return node;
}

const Flow& Facts::flow() {
  if (flow_ == nullptr) flow_ = std::make_unique<Flow>(machine_);
  return *flow_;
}

const Uses& Facts::uses() {
  if (uses_ == nullptr) uses_ = std::make_unique<Uses>(*this);
  return *uses_;
}

const Shapes& Facts::shapes() {
  if (shapes_ == nullptr) shapes_ = std::make_unique<Shapes>(machine_, flow());
  return *shapes_;
}

const Variables& Facts::variables() {
  if (variables_ == nullptr) variables_ = std::make_unique<Variables>(*this);
  return *variables_;
}

}  // namespace pawl::analysis
