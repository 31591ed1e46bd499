#include "client-sdk/client/upkeep.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/state_loss.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr auto kLively = 14 * 24h;  // so long after the last word a room's leaves are still renewed

struct Need {
  base::RoomId room;
  std::uint64_t epoch = 0;
};

Result<std::optional<Need>> need_of(Context& context, const store::Room& row) {
  auto room = load_room_group(context, row.id);
  if (!room) return pass_on(room);
  auto needs = needs_upkeep(context, *room);
  if (!needs) return pass_on(needs);
  const bool lively = context.clock.now() - row.active_at < kLively;
  if (!*needs && !(lively && leaf_is_old(context, *room))) return std::nullopt;
  return Need{.room = row.id, .epoch = row.epoch};
}

Result<std::vector<Need>> needs_of_all(Context& context) {
  auto rooms = context.store.transaction([](store::Transaction& tx) { return tx.rooms().list(); });
  if (!rooms) return pass_on(rooms);
  std::vector<Need> out;
  for (const store::Room& room : *rooms) {
    if (room.membership != store::Membership::member) continue;
    auto need = need_of(context, room);
    if (!need) return pass_on(need);
    if (*need) out.push_back(**need);
    if (out.size() == kMostUpkeepCommits) break;
  }
  return out;
}

}  // namespace

asio::awaitable<Result<std::uint64_t>> keep_rooms_up(Context& context, Link link, Intake intake) {
  if (auto checked = co_await settle_doubts(context, link, intake); !checked) co_return pass_on(checked);
  if (auto pleaded = co_await plead(context, link); !pleaded) co_return pass_on(pleaded);
  auto needs = needs_of_all(context);
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
