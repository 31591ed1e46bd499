// Which user of this computer the other end of a loopback connection belongs to, as the system's table of connections says.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>

namespace valise::desk {

// owner_in reads a table in the form of /proc/net/tcp: the user id of the connection from 127.0.0.1:`from` to 127.0.0.1:`to`;
// nothing where the table does not have it.
[[nodiscard]] std::optional<std::uint32_t> owner_in(std::istream& table, std::uint16_t from, std::uint16_t to);

// belongs_to_us says whether that connection is one of the user of this process. True where the system has no such table: the
// code and the bearer then have to do alone.
[[nodiscard]] bool belongs_to_us(std::uint16_t from, std::uint16_t to);

}  // namespace valise::desk
