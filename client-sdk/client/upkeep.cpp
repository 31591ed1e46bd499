#include "client-sdk/client/upkeep.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/state_loss.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr auto kLively = 14 * 24h;   // so long after the last word a room's leaves are still renewed
constexpr std::size_t kAtOnce = 32;  // rooms that are looked into before others on this thread have their turn

using KeptUp = std::map<base::RoomId, store::KeptUp>;

struct Need {
  base::RoomId room;
  std::uint64_t epoch = 0;
};

// What a room looks like that needs nothing now: so it stays until one of these changes.
store::KeptUp state_of(const Context& context, const RoomGroup& room) {
  store::KeptUp out{.epoch = room.room.epoch, .directory = context.log.head().size};
  for (const v1::Guest& guest : room.state.guests()) {
    const auto until = base::from_wire(guest.until_ms());
    if (!out.until || until < *out.until) out.until = until;
  }
  return out;
}

// Said of the room's row alone. A leaf that may have to be renewed is looked at.
bool needs_no_look(const Context& context, const store::Room& row, const KeptUp& kept) {
  const auto known = kept.find(row.id);
  if (known == kept.end() || known->second.epoch != row.epoch || known->second.directory != context.log.head().size) return false;
  const base::UnixMillis now = context.clock.now();
  const bool lively = now - row.active_at < kLively;
  return !(known->second.until && *known->second.until <= now) && !(lively && now - row.own_update_at >= kRenewLeaf);
}

bool is_gone(const base::Error& error) {
  return error.code == ClientError::room_unknown || error.code == ClientError::left_room || error.code == ClientError::state_lost;
}

// The room may have changed since its row was read: others had their turn. One that needs nothing is added to `kept`.
Result<std::optional<Need>> need_of(Context& context, const store::Room& row, KeptUp& kept) {
  auto room = load_room_group(context, row.id);
  if (!room && is_gone(room.error())) return std::nullopt;
  if (!room) return pass_on(room);
  auto needs = needs_upkeep(context, *room);
  if (!needs) return pass_on(needs);
  const bool lively = context.clock.now() - row.active_at < kLively;
  if (*needs || (lively && leaf_is_old(context, *room))) return Need{.room = row.id, .epoch = room->room.epoch};
  kept.emplace(row.id, state_of(context, *room));
  return std::nullopt;
}

// One transaction for some rooms: each costs the disk the same.
Result<> note(Context& context, KeptUp& kept) {
  auto noted = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    for (const auto& [room, state] : kept) {
      if (auto set = tx.rooms().set_kept_up(room, state); !set) return set;
    }
    return {};
  });
  kept.clear();
  return noted;
}

Result<std::vector<store::Room>> rooms_to_look_at(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<store::Room>> {
    auto rooms = tx.rooms().list();
    if (!rooms) return rooms;
    auto kept = tx.rooms().kept_up();
    if (!kept) return pass_on(kept);
    std::erase_if(*rooms, [&](const store::Room& room) {
      return room.membership != store::Membership::member || needs_no_look(context, room, *kept);
    });
    return rooms;
  });
}

asio::awaitable<Result<std::vector<Need>>> needs_of_all(Context& context) {
  auto rooms = rooms_to_look_at(context);
  if (!rooms) co_return pass_on(rooms);
  std::vector<Need> out;
  KeptUp kept;
  std::size_t looked_at = 0;
  for (const store::Room& room : *rooms) {
    auto need = need_of(context, room, kept);
    if (!need) co_return pass_on(need);
    if (*need) out.push_back(**need);
    if (out.size() == kMostUpkeepCommits) break;
    if (++looked_at % kAtOnce != 0) continue;
    if (auto noted = note(context, kept); !noted) co_return pass_on(noted);
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  }
  if (auto noted = note(context, kept); !noted) co_return pass_on(noted);
  co_return out;
}

}  // namespace

asio::awaitable<Result<std::uint64_t>> keep_rooms_up(Context& context, Link link, Intake intake) {
  if (auto checked = co_await settle_doubts(context, link, intake); !checked) co_return pass_on(checked);
  if (auto pleaded = co_await plead(context, link); !pleaded) co_return pass_on(pleaded);
  auto needs = co_await needs_of_all(context);
  if (!needs) co_return pass_on(needs);
  std::uint64_t changed = 0;
  for (const Need& need : *needs) {
    auto room = co_await bring_up_to_date(context, link, need.room, intake);
    if (room && room->room.epoch != need.epoch) ++changed;
    if (!room && (is_trust_failure(room.error()) || !link->open())) co_return pass_on(room);
  }
  co_return changed;
}

}  // namespace valise::sdk::client
