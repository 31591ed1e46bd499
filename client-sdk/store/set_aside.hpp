// SetAside: deliveries that came before what they build on, as happens when members send a restored relay again what it has lost,
// each at a time of its own (R7). They wait for the epoch in which they can be read. As received: ciphertexts.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

using SetAsideId = base::Strong<struct SetAsideIdTag, std::int64_t>;

struct Aside {
  SetAsideId id;
  base::Bytes delivery;  // serialised valise.v1.Delivery
};

class SetAside {
 public:
  // A room that has so many waiting is given no more: then they are judged as they come.
  static constexpr std::uint64_t kMost = 1000;

  explicit SetAside(sql::Database& db) : db_(&db) {}

  // put keeps one; false when the room has kMost.
  [[nodiscard]] base::Result<bool> put(const base::RoomId& room, std::uint64_t epoch, base::ByteView delivery,
                                       base::UnixMillis at);
  // next gives the first of a room, by epoch and then as they came, that is for `epoch` or an earlier one.
  [[nodiscard]] base::Result<std::optional<Aside>> next(const base::RoomId& room, std::uint64_t epoch) const;
  [[nodiscard]] base::Result<> erase(SetAsideId id);
  [[nodiscard]] base::Result<> forget_before(base::UnixMillis time);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
