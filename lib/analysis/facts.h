// Facts: the analyses of one definition, each made when it is first asked for.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "asl/state_machine.h"
#include "source/document.h"

namespace pawl::analysis {

class Flow;
class Uses;
class Shapes;
class Variables;

class Facts {
 public:
  Facts(const asl::StateMachine& machine, const source::Document& document);
  ~Facts();
  Facts(const Facts&) = delete;
  Facts& operator=(const Facts&) = delete;

  [[nodiscard]] const asl::StateMachine& machine() const { return machine_; }
  [[nodiscard]] const source::Document& document() const { return document_; }

  /// The state's object in the text.
  const source::Node& node_of(const asl::State& state);
  /// The value at a JSON pointer below the state; null pointer if there is none.
  const source::Node* find(const asl::State& state, std::string_view field);

  const Flow& flow();
  const Uses& uses();
  const Shapes& shapes();
  const Variables& variables();

 private:
  void collect_nodes();

  const asl::StateMachine& machine_;
  const source::Document& document_;
  std::vector<const source::Node*> nodes_;  // by State::index
  std::unique_ptr<Flow> flow_;
  std::unique_ptr<Uses> uses_;
  std::unique_ptr<Shapes> shapes_;
  std::unique_ptr<Variables> variables_;
};

}  // namespace pawl::analysis
