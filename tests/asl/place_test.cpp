#include "asl/place.h"

#include <doctest/doctest.h>

using namespace pawl;

TEST_SUITE("asl") {
  TEST_CASE("pointers are escaped, AWS's paths are not") {
    const source::LoadResult loaded =
        source::read("t", R"({"States": {"a/b~c": {"Choices": [{}, {}]}}})", source::Format::Json);
    const asl::Place root(loaded.document.root);
    CHECK(root.pointer() == "");
    CHECK(root.aws_path() == "/");
    const asl::Place states(root, root.node->members[0]);
    const asl::Place state(states, states.node->members[0]);
    const asl::Place choices(state, state.node->members[0]);
    const asl::Place second(choices, choices.node->elements[1], 1);
    CHECK(second.pointer() == "/States/a~1b~0c/Choices/1");
    CHECK(second.aws_path() == "/States/a/b~c/Choices[1]");
    CHECK(second.name_span().end == second.name_span().begin + 1);
    CHECK(asl::aws_path_of(second.pointer()) == second.aws_path());
  }

  TEST_CASE("a state may be named by a number") {
    CHECK(asl::aws_path_of("/States/0/Branches/0/States/12/Catch/3/Next") ==
          "/States/0/Branches[0]/States/12/Catch[3]/Next");
    CHECK(asl::aws_path_of("/States/States/Next") == "/States/States/Next");
    CHECK(asl::aws_path_of("") == "/");
  }
}
