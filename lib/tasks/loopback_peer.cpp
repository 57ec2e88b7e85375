#include "tasks/loopback_peer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace pawl::tasks {
namespace {

// The kernel prints an address as the numbers that its bytes are in memory.
constexpr bool kIsLittleEndian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
constexpr const char* kLoopback = kIsLittleEndian ? "0100007F" : "7F000001";
constexpr const char* kMapped = kIsLittleEndian ? "0000000000000000FFFF0000" : "00000000000000000000FFFF";

/// Who opened the connection; nullopt: it is not in the list.
std::optional<uid_t> opener(std::ifstream& sockets, const std::string& address, uint16_t own_port,
                            uint16_t peer_port) {
  // Of each socket one line: number, local and remote address, state, queues, timer, retransmits, uid, …
  const std::string wanted = fmt::format(" {0}:{1:04X} {0}:{2:04X} ", address, peer_port, own_port);
  for (std::string line; std::getline(sockets, line);) {
    const size_t at = line.find(wanted);
    if (at == std::string::npos) continue;
    std::istringstream rest(line.substr(at + wanted.size()));
    std::string skipped;
    uid_t user = 0;
    for (int field = 0; field < 4; ++field) rest >> skipped;
    if (rest >> user) return user;
  }
  return std::nullopt;
}

}  // namespace

bool is_own_connection(uint16_t own_port, uint16_t peer_port) {
  std::ifstream sockets("/proc/self/net/tcp");
  std::ifstream mapped("/proc/self/net/tcp6");
  if (!sockets) return true;
  auto user = opener(sockets, kLoopback, own_port, peer_port);
  if (!user && mapped) user = opener(mapped, std::string(kMapped) + kLoopback, own_port, peer_port);
  return user == ::geteuid();
}

}  // namespace pawl::tasks
