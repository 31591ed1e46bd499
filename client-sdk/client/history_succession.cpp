// What a post owes to those who came to it: who is new is noted, and whoever can hands over.
#include <algorithm>

#include "client-sdk/client/history_exchange.hpp"
#include "client-sdk/client/history_parts.hpp"

namespace valise::sdk::client {
namespace {

std::vector<std::string> roster_of(const Context& context, const directory::PostAddress& address) {
  std::vector<std::string> out;
  const directory::Post* post = context.directory().post(address);
  if (post == nullptr) return out;
  for (const auto& officer : post->roster) out.push_back(officer.string());
  return out;
}

Result<> note_staff_of(store::Transaction& tx, const Context& context, const directory::PostAddress& address) {
  const std::string post = address.string();
  auto known = tx.histories().staff(post);
  if (!known) return pass_on(known);
  const auto roster = roster_of(context, address);
  const bool owes = !known->empty() && history_policy(context, post) > v1::HISTORY_POLICY_NONE;
  for (const std::string& officer : roster) {
    if (std::ranges::find(*known, officer, &store::Staff::officer) != known->end()) continue;
    const bool owed = owes && officer != context.identity->officer.string();
    if (auto set = tx.histories().set_staff(post, {.officer = officer, .owed = owed}); !set) return set;
  }
  for (const store::Staff& one : *known) {
    if (std::ranges::find(roster, one.officer) != roster.end()) continue;
    if (auto dropped = tx.histories().drop_staff(post, one.officer); !dropped) return dropped;
  }
  return {};
}

struct Owed {
  std::string post;
  std::string officer;
};

Result<std::vector<Owed>> owed(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<Owed>> {
    std::vector<Owed> out;
    for (const directory::PostAddress& post : context.directory().posts_of(context.identity->officer)) {
      auto staff = tx.histories().staff(post.string());
      if (!staff) return pass_on(staff);
      for (const store::Staff& one : *staff) {
        if (one.owed) out.push_back({.post = post.string(), .officer = one.officer});
      }
    }
    return out;
  });
}

Result<> settle_owed(store::Transaction& tx, const Owed& debt) {
  return tx.histories().set_staff(debt.post, {.officer = debt.officer, .owed = false});
}

// To each device that the officer has when the first of them can be reached. Later ones get it from those (valise/linking.hpp).
asio::awaitable<Result<bool>> give_to_successor(Context& context, Link link, Owed debt, Intake intake) {
  const auto officer = directory::OfficerAddress::parse(debt.officer);
  const auto devices = officer ? context.directory().devices_of(*officer) : std::vector<base::DeviceId>{};
  if (history_policy(context, debt.post) <= v1::HISTORY_POLICY_NONE) {
    auto settled = context.store.transaction([&](store::Transaction& tx) { return settle_owed(tx, debt); });
    if (!settled) co_return pass_on(settled);
    co_return false;
  }
  if (devices.empty()) co_return false;
  auto room = context.store.transaction([&](store::Transaction& tx) { return post_room(tx, context, debt.post); });
  if (!room) co_return pass_on(room);
  std::vector<base::DeviceId> reached;
  for (const base::DeviceId& device : devices) {
    auto there = co_await reaches(context, link, *room, device, intake);
    if (!there) co_return there;
    if (*there) reached.push_back(device);
  }
  bool queued = false;
  for (const base::DeviceId& device : reached) {
    const HistoryTerms terms{.purpose = v1::HistoryBundle::SUCCESSOR, .post = debt.post, .receiver = device};
    auto done = hand_over(context, *room, terms, [&](store::Transaction& tx, const HandedOver& handed) {
      queued = queued || handed.parts > 0;
      return settle_owed(tx, debt);
    });
    if (!done) co_return pass_on(done);
  }
  co_return queued;
}

}  // namespace

Result<> note_staff(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    const auto own = context.directory().posts_of(context.identity->officer);
    for (const directory::PostAddress& post : own) {
      if (auto noted = note_staff_of(tx, context, post); !noted) return noted;
    }
    auto known = tx.histories().posts();
    if (!known) return pass_on(known);
    for (const std::string& post : *known) {
      const bool mine = std::ranges::any_of(own, [&](const auto& address) { return address.string() == post; });
      if (mine) continue;
      if (auto dropped = tx.histories().drop_post(post); !dropped) return dropped;
    }
    return {};
  });
}

asio::awaitable<Result<bool>> keep_successions(Context& context, Link link, Intake intake) {
  auto debts = owed(context);
  if (!debts) co_return pass_on(debts);
  bool queued = false;
  for (Owed& debt : *debts) {
    auto given = co_await give_to_successor(context, link, std::move(debt), intake);
    if (!given) co_return given;
    queued = queued || *given;
  }
  co_return queued;
}

}  // namespace valise::sdk::client
