#include "support/npm_server.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>

#include "support/places.h"

namespace pawl::testing_support {

namespace fs = std::filesystem;

const std::string NpmServer::kDynamo =
    "const server = require('dynalite')({createTableMs: 0});\n"
    "server.listen(0, '127.0.0.1', () => console.log(server.address().port));\n";

std::string NpmServer::s3(const std::string& folder, const std::string& bucket) {
  return "new (require('s3rver'))({port: 0, address: '127.0.0.1', silent: true, directory: '" + folder +
         "', configureBuckets: [{name: '" + bucket +
         "'}]}).run((error, address) => console.log((address || error).port));\n";
}

NpmServer::NpmServer(const std::string& package, const std::string& script) {
  const fs::path modules = fs::path(kSourceDir) / "build/npm/node_modules";
  if (!fs::exists(modules / package)) {
    MESSAGE("skipped: no ", package, " in build/npm (./dev test installs it with npm)");
    return;
  }
  CommandOptions options;
  options.environment["NODE_PATH"] = modules.string();
  (void)folder_.write("server.js", script);
  const fs::path port = folder_.path() / "background.out";
  server_ = std::make_unique<BackgroundCommand>(
      std::vector<std::string>{"node", (folder_.path() / "server.js").string()}, folder_.path(), options);
  REQUIRE(wait_for_text(port, "\n"));
  url = "http://127.0.0.1:" + std::to_string(std::stoi(read_text(port)));
}

NpmServer::~NpmServer() {
  if (server_ == nullptr) return;
  server_->send(SIGKILL);
  (void)server_->wait();
}

}  // namespace pawl::testing_support
