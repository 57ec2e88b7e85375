// The objects in Task, Parallel and Map states: Retry, Catch, branches, credentials.
#include "asl/reader.h"

namespace pawl::asl {

void DefinitionReader::read_branches(const Field& field, Parallel& parallel) {
  parallel.branches.resize(field.node.elements.size());
  for (size_t i = 0; i < field.node.elements.size(); ++i) {
    read_block(Place(field.place, field.node.elements[i], i), Holder::Branch, field.language,
               parallel.branches[i], {});
  }
}

void DefinitionReader::read_retry(const Field& field, State& state) {
  for (size_t i = 0; i < field.node.elements.size(); ++i) {
    const Place at(field.place, field.node.elements[i], i);
    Retrier& retrier = state.retry.emplace_back();
    retrier.span = at.node->span;
    Target target;
    target.state = &state;
    target.retrier = &retrier;
    read_object(at, Holder::Retrier, field.language, target);
    check_catch_all(at, retrier.error_equals, field.node.elements.size() - 1 - i);
  }
}

void DefinitionReader::read_catch(const Field& field, State& state) {
  for (size_t i = 0; i < field.node.elements.size(); ++i) {
    const Place at(field.place, field.node.elements[i], i);
    Catcher& catcher = state.catchers.emplace_back();
    catcher.span = at.node->span;
    Target target;
    target.state = &state;
    target.catcher = &catcher;
    read_object(at, Holder::Catcher, field.language, target);
    check_catch_all(at, catcher.error_equals, field.node.elements.size() - 1 - i);
  }
}

void DefinitionReader::check_catch_all(const Place& entry, const std::vector<std::string>& names,
                                       size_t entries_behind) {
  bool has_all = false;
  for (const std::string& name : names) has_all = has_all || name == "States.ALL";
  if (!has_all || (names.size() == 1 && entries_behind == 0)) return;
  report({.rule = "states-all-alone-last",
          .message = "States.ALL must appear alone and at end of list",
          .at = Place(entry, *entry.node->find_member("ErrorEquals"))});
}

PayloadTemplate DefinitionReader::credentials(const Field& field) {
  const bool has_role =
      field.node.find_member("RoleArn") != nullptr ||
      (field.language == QueryLanguage::JSONPath && field.node.find_member("RoleArn.$") != nullptr);
  if (!has_role) {
    report({.rule = "credentials",
            .message = "The field 'RoleArn' is required but was missing",
            .at = field.place,
            .on_key = true});
  }
  return payload(field);
}

}  // namespace pawl::asl
