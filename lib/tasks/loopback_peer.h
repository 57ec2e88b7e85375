// Who is at the other end of a connection on loopback: any user of the machine may connect there.
#pragma once
#include <cstdint>

namespace pawl::tasks {

/// Whether the TCP connection from 127.0.0.1:`peer_port` to 127.0.0.1:`own_port` was opened by a process of
/// pawl's own user. True as well where the kernel does not tell.
bool is_own_connection(uint16_t own_port, uint16_t peer_port);

}  // namespace pawl::tasks
