// Which user of this computer the other end of a loopback connection belongs to, as the kernel says.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>

namespace valise::desk {

// owner_in reads a table in the form of /proc/net/tcp: the user id of the connection from 127.0.0.1:`from` to 127.0.0.1:`to`;
// nothing where the table does not have it.
[[nodiscard]] std::optional<std::uint32_t> owner_in(std::istream& table, std::uint16_t from, std::uint16_t to);

struct Owner {
  bool answered = false;              // it could be asked
  std::optional<std::uint32_t> user;  // nothing: there is no such connection
};
// owner_by_kernel asks for that one connection, so that nothing is missed, however many come and go.
[[nodiscard]] Owner owner_by_kernel(std::uint16_t from, std::uint16_t to);

// belongs_to_us says whether that connection is one of the user of this process: by the kernel's answer, or else by the table.
// True where the system has neither: the code and the bearer then have to do alone.
[[nodiscard]] bool belongs_to_us(std::uint16_t from, std::uint16_t to);

}  // namespace valise::desk
