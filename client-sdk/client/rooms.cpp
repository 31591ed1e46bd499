// The public Rooms: each function is one wish.
#include "valise/rooms.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/directory_view.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/exchange.hpp"
#include "client-sdk/client/handling.hpp"
#include "client-sdk/client/live_wait.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_difference.hpp"
#include "client-sdk/client/room_queue.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
namespace store = sdk::store;
using base::fail;
using base::pass_on;
using internal::ClientError;
using internal::Context;
using internal::publicly;
using std::chrono_literals::operator""h;
using Queued = base::Result<store::RoomChangeId>;
using Report = base::Result<RoomChangeReport>;

constexpr auto kLongestGuest = 366 * 24h;

Queued queue(Context& context, const std::string& room_name, const v1::RoomWish& wish) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  return context.store.transaction([&](store::Transaction& tx) -> Queued {
    auto room = internal::room_by(tx, room_name);
    if (!room) return pass_on(room);
    return internal::queue_wish(tx, context, *room, wish);
  });
}

// What became of a change by now.
Report report_of(Context& context, store::RoomChangeId id) {
  auto change = context.store.transaction([&](store::Transaction& tx) { return tx.room_changes().find(id); });
  if (!change) return pass_on(change);
  if (!*change) return fail(store::StoreError::not_found);
  RoomChangeReport out{.room = base::to_hex((*change)->room.view()), .done = (*change)->state == store::ChangeState::done};
  out.reason = (*change)->reason;
  return out;
}

// The queue is tried by a visit of one's own, or, in an errand, by the Live.
base::Result<> try_queue(Client& client) {
  auto& impl = internals(client);
  if (impl.live()) return internal::await_round(impl.in_errand(), internal::Round::queue);
  auto exchanged = impl.run(internal::exchange(impl.context(), {}));
  return exchanged ? base::Result<>{} : base::Result<>(pass_on(exchanged));
}

Result<RoomChangeReport> make(Client& client, Queued queued) {
  if (!queued) return publicly(Report(pass_on(queued)));
  Context& context = internals(client).context();
  auto& impl = internals(client);
  if (impl.live() && impl.errand() == nullptr) {
    impl.following().nudge();
    return publicly(report_of(context, *queued));
  }
  auto exchanged = try_queue(client);
  auto report = report_of(context, *queued);
  if (!report) return publicly(std::move(report));
  if (report->done) return publicly(std::move(report));
  if (!exchanged && internal::is_trust_failure(exchanged.error())) return publicly(Report(pass_on(exchanged)));
  if (!exchanged) {
    report->reason_kind = internal::to_public(exchanged.error()).kind;
    if (report->reason.empty()) report->reason = exchanged.error().message();
  }
  return publicly(std::move(report));
}

Result<RoomChangeReport> change(Client& client, const std::string& room, const v1::RoomWish& wish) {
  return make(client, queue(internals(client).context(), room, wish));
}

// ---- who comes in ----

base::Result<std::vector<std::string>> new_authorities(Context& context, const std::string& room_name,
                                                       const std::vector<std::string>& addresses) {
  auto state = context.store.transaction([&](store::Transaction& tx) -> base::Result<v1::RoomState> {
    auto room = internal::room_by(tx, room_name);
    if (!room) return pass_on(room);
    return internal::state_to_be(tx, *room);
  });
  if (!state) return pass_on(state);
  std::set<std::string> fresh;
  for (const std::string& address : addresses) fresh.insert(address.substr(0, address.find('/')));
  for (const std::string& known : internal::authorities_in(*state)) fresh.erase(known);
  return std::vector<std::string>(fresh.begin(), fresh.end());
}

base::Result<> require_confirmed(Context& context, const std::string& room, const std::vector<std::string>& addresses,
                                 const std::vector<std::string>& confirmed) {
  auto fresh = new_authorities(context, room, addresses);
  if (!fresh) return pass_on(fresh);
  for (const std::string& authority : *fresh) {
    if (std::ranges::find(confirmed, authority) != confirmed.end()) continue;
    return fail(ClientError::authority_unconfirmed, internal::authority_text(context.directory(), authority));
  }
  return {};
}

Queued queue_admission(Context& context, const std::string& room, const std::vector<std::string>& to,
                       const std::vector<std::string>& confirmed) {
  auto addresses = internal::resolve(context.directory(), to, context.clock.now());
  if (!addresses) return pass_on(addresses);
  if (auto checked = require_confirmed(context, room, *addresses, confirmed); !checked) return pass_on(checked);
  v1::RoomWish wish;
  for (const std::string& address : *addresses) wish.mutable_admit()->add_addresses(address);
  return queue(context, room, wish);
}

Queued queue_guest(Context& context, const std::string& room, const std::string& officer, Time until,
                   const std::vector<std::string>& confirmed) {
  auto address = directory::OfficerAddress::parse(officer);
  if (!address) return fail(internal::RoomRuleError::guest_is_no_officer);
  const auto now = context.clock.now();
  if (until <= now || until > now + kLongestGuest) return fail(ClientError::guest_time_past);
  if (auto checked = require_confirmed(context, room, {officer}, confirmed); !checked) return pass_on(checked);
  v1::RoomWish wish;
  wish.mutable_guest()->set_address(address->string());
  wish.mutable_guest()->set_until_ms(base::to_wire(until));
  return queue(context, room, wish);
}

Queued queue_leaving(Context& context, const std::string& room_name, const std::string& wanted) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  return context.store.transaction([&](store::Transaction& tx) -> Queued {
    auto room = internal::room_by(tx, room_name);
    if (!room) return pass_on(room);
    auto state = internal::state_to_be(tx, *room);
    if (!state) return pass_on(state);
    auto present = internal::addresses_in(*state);
    const auto own = internal::own_addresses(context);
    std::erase_if(present, [&](const auto& address) { return !own.contains(address) || (!wanted.empty() && address != wanted); });
    if (present.empty()) return fail(internal::RoomRuleError::not_in_room);
    if (present.size() > 1) return fail(ClientError::post_not_chosen);
    v1::RoomWish wish;
    wish.set_leave(present.front());
    return internal::queue_wish(tx, context, *room, wish);
  });
}

// ---- a new room ----

base::Result<> describe_room(store::Transaction& tx, Context& context, const store::Room& planned, const NewRoom& wanted) {
  const auto describe = [&](const v1::RoomWish& wish) -> base::Result<> {
    auto room = tx.rooms().find(planned.id);
    if (!room) return pass_on(room);
    auto queued = internal::queue_wish(tx, context, **room, wish);
    return queued ? base::Result<>{} : pass_on(queued);
  };
  v1::RoomWish wish;
  if (!wanted.reference.empty()) {
    wish.mutable_reference()->set_authority_id(context.identity->officer.authority.string());
    wish.mutable_reference()->set_number(wanted.reference);
    if (auto done = describe(wish); !done) return done;
  }
  for (const std::string& condition : wanted.handling) {
    wish.set_add_handling(sdk::client::spelled(condition));
    if (auto done = describe(wish); !done) return done;
  }
  return {};
}

Queued queue_opening(Context& context, const NewRoom& wanted) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  auto from = internal::own_post(context, wanted.from);
  if (!from) return pass_on(from);
  auto room = internal::planned_room(context, wanted.subject, wanted.to, *from);
  if (!room) return pass_on(room);
  return context.store.transaction([&](store::Transaction& tx) -> Queued {
    if (auto put = tx.rooms().put(*room); !put) return pass_on(put);
    if (auto described = describe_room(tx, context, *room, wanted); !described) return pass_on(described);
    v1::RoomWish opening;
    opening.mutable_opening();
    return internal::queue_wish(tx, context, *room, opening);
  });
}

v1::RoomWish phase_wish(v1::RoomPhase phase, const std::vector<std::string>& waiting_for = {}) {
  v1::RoomWish wish;
  wish.mutable_phase()->set_phase(phase);
  for (const std::string& address : waiting_for) wish.mutable_phase()->add_waiting_for(address);
  return wish;
}

}  // namespace

Result<RoomChangeReport> Rooms::open(const NewRoom& room) {
  return make(*client_, queue_opening(internals(*client_).context(), room));
}

Result<RoomChangeReport> Rooms::set_subject(const std::string& room, const std::string& subject) {
  v1::RoomWish wish;
  wish.set_subject(subject);
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::close(const std::string& room) {
  return change(*client_, room, phase_wish(v1::ROOM_PHASE_CLOSED));
}

Result<RoomChangeReport> Rooms::reopen(const std::string& room) {
  return change(*client_, room, phase_wish(v1::ROOM_PHASE_OPEN));
}

Result<RoomChangeReport> Rooms::remove(const std::string& room, const std::vector<std::string>& addresses) {
  v1::RoomWish wish;
  for (const std::string& address : addresses) wish.mutable_remove()->add_addresses(address);
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::add_owner(const std::string& room, const std::string& post) {
  v1::RoomWish wish;
  wish.set_add_owner(post);
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::remove_owner(const std::string& room, const std::string& post) {
  v1::RoomWish wish;
  wish.set_remove_owner(post);
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::set_retention(const std::string& room, std::uint32_t days) {
  v1::RoomWish wish;
  wish.set_retention_days(days);
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::allow_read_receipts(const std::string& room, bool allowed) {
  v1::RoomWish wish;
  wish.set_read_receipts(allowed);
  return change(*client_, room, wish);
}

Result<std::vector<AuthorityView>> Rooms::newcomers(const std::string& room, const std::vector<std::string>& to) {
  using Found = base::Result<std::vector<AuthorityView>>;
  Context& context = internals(*client_).context();
  auto addresses = internal::resolve(context.directory(), to, context.clock.now());
  if (!addresses) return publicly(Found(pass_on(addresses)));
  auto fresh = new_authorities(context, room, *addresses);
  if (!fresh) return publicly(Found(pass_on(fresh)));
  const internal::DirectoryView view(context.directory(), context.clock.now());
  std::vector<AuthorityView> out;
  for (const std::string& id : *fresh) {
    auto parsed = directory::AuthorityId::parse(id);
    if (const auto* known = parsed ? context.directory().authority(*parsed) : nullptr) out.push_back(view.without_posts(*known));
  }
  return out;
}

Result<RoomChangeReport> Rooms::admit(const std::string& room, const std::vector<std::string>& addresses,
                                      const std::vector<std::string>& confirm_authorities) {
  return make(*client_, queue_admission(internals(*client_).context(), room, addresses, confirm_authorities));
}

Result<RoomChangeReport> Rooms::guest(const std::string& room, const std::string& officer, Time until,
                                      const std::vector<std::string>& confirm_authorities) {
  return make(*client_, queue_guest(internals(*client_).context(), room, officer, until, confirm_authorities));
}

Result<RoomChangeReport> Rooms::set_reference(const std::string& room, const std::string& number) {
  Context& context = internals(*client_).context();
  if (auto enrolled = context.enrolled(); !enrolled) return publicly(Report(pass_on(enrolled)));
  v1::RoomWish wish;
  wish.mutable_reference()->set_authority_id(context.identity->officer.authority.string());
  wish.mutable_reference()->set_number(number);
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::add_handling(const std::string& room, const std::string& condition) {
  v1::RoomWish wish;
  wish.set_add_handling(sdk::client::spelled(condition));
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::remove_handling(const std::string& room, const std::string& condition) {
  v1::RoomWish wish;
  wish.set_remove_handling(sdk::client::spelled(condition));
  return change(*client_, room, wish);
}

Result<RoomChangeReport> Rooms::wait_for(const std::string& room, const std::vector<std::string>& addresses) {
  return change(*client_, room, phase_wish(addresses.empty() ? v1::ROOM_PHASE_OPEN : v1::ROOM_PHASE_WAITING, addresses));
}

Result<RoomChangeReport> Rooms::leave(const std::string& room, const std::string& address) {
  return make(*client_, queue_leaving(internals(*client_).context(), room, address));
}

}  // namespace valise
