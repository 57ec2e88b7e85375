// The names of Lambda handlers against the texts of their files.
#include "tasks/handler_name.h"

#include <doctest/doctest.h>

using namespace pawl;
using tasks::LambdaBinding;

namespace {

std::string checked(const std::string& file, const std::string& function, std::string_view text) {
  LambdaBinding code;
  code.language = file.ends_with(".py") ? LambdaBinding::Language::Python : LambdaBinding::Language::Node;
  code.file = file;
  code.function = function;
  const auto good = tasks::check_handler_name(code, text);
  return good ? "" : good.error().message;
}

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("a handler's name that its file cannot have") {
    CHECK(checked("a.py", "mian", "def main(e, c):\n  pass\n") == "a.py has no 'mian'; did you mean 'main'?");
    CHECK(checked("a.py", "main", "def maintain(e, c): pass") == "a.py has no 'main'");
    CHECK(checked("a.py", "main", "") == "a.py has no 'main'");
    CHECK(checked("a.mjs", "handle", "export const handler = async () => 1;") ==
          "a.mjs has no 'handle'; did you mean 'handler'?");
    CHECK(checked("a.js", "hander", "exports.handler = async () => 1;") ==
          "a.js has no 'hander'; did you mean 'handler'?");
  }

  TEST_CASE("a handler's name that its file may have") {
    CHECK(checked("a.py", "main", "main = lambda e, c: 1").empty());
    CHECK(checked("a.py", "main", "from lib import work as main").empty());
    CHECK(checked("a.py", "main", "from lib import *").empty());
    CHECK(checked("a.js", "handler", "module.exports = require('./lib');").empty());
    CHECK(checked("a.mjs", "handler", "export * from './lib.mjs';").empty());
    CHECK(checked("a.mjs", "api.handler", "export const api = {handler: () => 1};").empty());
  }
}
