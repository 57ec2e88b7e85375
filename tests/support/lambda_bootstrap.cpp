// A runtime for provided.*, without libraries: it takes invocations from Lambda's Runtime API, each request
// on a connection of its own. Compiled and started by a test.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

std::string request(const std::string& head, const std::string& body) {
  const std::string api = std::getenv("AWS_LAMBDA_RUNTIME_API");
  const size_t colon = api.find(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(api.c_str() + colon + 1)));
  inet_pton(AF_INET, api.substr(0, colon).c_str(), &address.sin_addr);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::exit(9);
  const std::string text = head + " HTTP/1.1\r\nHost: " + api +
                           "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                           "\r\n\r\n" + body;
  if (::write(socket, text.data(), text.size()) < 0) std::exit(9);
  std::string answer;
  char bytes[4096];
  for (ssize_t n = 0; (n = ::read(socket, bytes, sizeof bytes)) > 0;)
    answer.append(bytes, static_cast<size_t>(n));
  ::close(socket);
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string base = "/2018-06-01/runtime/";
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "init-error") {
    request("POST " + base + "init/error", R"({"errorMessage":"no database","errorType":"Init.NoDatabase"})");
    return 1;
  }
  if (mode == "never") return 5;
  for (;;) {
    const std::string next = request("GET " + base + "invocation/next", "");
    const std::string name = "Lambda-Runtime-Aws-Request-Id: ";
    const size_t at = next.find(name) + name.size();
    const std::string id = next.substr(at, next.find('\r', at) - at);
    const std::string event = next.substr(next.find("\r\n\r\n") + 4);
    std::puts("log line");
    std::fflush(stdout);
    std::string path = "POST " + base;
    path.append("invocation/").append(id);
    if (event == "\"wrong-id\"") {
      const std::string refused = request("POST " + base + "invocation/other/response", "1");
      request(path + "/response", "\"" + refused.substr(9, 3) + "\"");
    } else if (event == "\"twice\"") {
      const std::string refused = request("GET " + base + "invocation/next", "");
      request(path + "/response", "\"" + refused.substr(9, 3) + "\"");
    } else if (event == "\"error\"") {
      request(path + "/error", R"({"errorMessage":"bad","errorType":"My.Error","stackTrace":[]})");
    } else if (event == "\"untyped\"") {
      request(path + "/error", R"({"message":"bad"})");
    } else if (event == "\"text\"") {
      request(path + "/response", "no JSON");
    } else if (event == "\"empty\"") {
      request(path + "/response", "");
    } else if (event == "\"last\"") {
      request(path + "/response", "\"last\"");
      return 0;
    } else {
      request(path + "/response",
              "{\"event\":" + event + ",\"handler\":\"" + std::getenv("_HANDLER") + "\"}");
    }
  }
}
