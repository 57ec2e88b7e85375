// Servers of DynamoDB and S3 from npm, which ./dev test installs in build/npm, started for one test.
#pragma once
#include <memory>
#include <string>

#include "support/process.h"

namespace pawl::testing_support {

class NpmServer {
 public:
  /// `script` is a program for Node.js that prints the port of its server on a line; `package` is what it
  /// requires. Without Node.js or the package nothing is started, and a message says so.
  NpmServer(const std::string& package, const std::string& script);
  NpmServer(const NpmServer&) = delete;
  NpmServer& operator=(const NpmServer&) = delete;
  ~NpmServer();

  [[nodiscard]] bool runs() const { return !url.empty(); }
  std::string url;  // "http://127.0.0.1:PORT"

  /// A DynamoDB in memory, an S3 in the folder.
  static const std::string kDynamo;
  static std::string s3(const std::string& folder, const std::string& bucket);

 private:
  TemporaryFolder folder_;
  std::unique_ptr<BackgroundCommand> server_;
};

}  // namespace pawl::testing_support
