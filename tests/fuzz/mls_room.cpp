#include "tests/fuzz/mls_room.hpp"

#include "client-sdk/mls/external_proposal.hpp"

namespace valise::fuzz {

using namespace mls;

Room::Room() {
  for (std::uint8_t i = 0; i < size; ++i) seats_.emplace_back(i);
  at(0).create(world_);
}

Room::Seat* Room::active(std::size_t who) { return at(who).active() ? &seats_[who] : nullptr; }

void Room::post(std::size_t who, Kind kind, Bytes message) {
  log_.push_back({kind, who, at(who).group->epoch(), std::move(message)});
}

void Room::speak(std::size_t who, ByteView text) {
  Seat* seat = active(who);
  if (!seat) return;
  Group& group = *seat->actor.group;
  const bool may = group.pending_proposals() == 0;
  auto message = unless_done(group, [&] { return group.protect(text, text, world_.random); });
  require(message.has_value() == may);
  if (message) post(who, Kind::application, std::move(*message));
}

void Room::propose(std::size_t who, Proposal proposal, WireFormat format) {
  if (!at(who).group) return;
  Group& group = *at(who).group;
  auto message = unless_done(group, [&] { return group.propose(std::move(proposal), world_.validation, world_.random, format); });
  if (message) post(who, Kind::proposal, std::move(*message));
}

void Room::propose_update(std::size_t who, WireFormat format) {
  if (!at(who).group) return;
  Group& group = *at(who).group;
  auto message = unless_done(group, [&] { return group.propose_update(world_.random, format); });
  require(message.has_value() == group.active());
  if (message) post(who, Kind::proposal, std::move(*message));
}

void Room::propose_from_outside(std::size_t who) {
  Actor& actor = at(who);
  auto message = new_member_proposal({quick_suite().id(), {'g'}, head_}, actor.package(world_), *actor.signer).value();
  log_.push_back({Kind::proposal, size, head_, std::move(message)});
}

void Room::join_from_outside(std::size_t who, std::size_t through) {
  Seat& seat = seats_[who];
  if (!active(through) || at(through).group->epoch() != head_) return;
  const Group& known = *at(through).group;
  ExternalJoinOptions options{.credential = Credential::basic(seat.actor.name),
                              .supported_proposals = Surroundings::types().proposals()};
  if (const auto old = known.find_member(seat.actor.name)) options.replaces = old->index;
  auto made = Group::join_external(known.group_info(WelcomeTree::include).value(), options, *seat.actor.signer, world_.validation,
                                   world_.random);
  require(made.has_value());
  const Bytes saved = base::to_bytes(made->serialize().expose());
  auto pending = PendingJoin::restore(saved);
  require(pending && base::equal(pending->serialize().expose(), saved));
  log_.push_back({Kind::commit, who, head_, pending->message});
  seat.actor.group = Group::join(std::move(*pending), seat.actor.signer).value();
  head_ = seat.actor.group->epoch();
  log_.back().authenticator = seat.actor.group->epoch_authenticator();
  settle_in(seat);
}

void Room::commit(std::size_t who, const CommitOptions& options) {
  if (!at(who).group) return;
  Group& group = *at(who).group;
  const Snapshot before(group);
  auto made = unless_done(group, [&] { return group.commit(options, world_.validation, world_.random); });
  require(Snapshot(group).epoch == before.epoch);
  const bool plain = options.adds.empty() && options.removes.empty() && !options.context_extensions &&
                     options.external_psks.empty() && options.received == ReceivedProposals::leave_out;
  if (plain) require(made.has_value() == group.active());
  if (!made) return;
  Pending pending{std::move(*made), {}, {}};
  for (const Member& member : pending.commit.summary.added) pending.added.push_back(member.credential.identity);
  pending.tree = encode(pending.commit.next.tree);
  seats_[who].pending = std::move(pending);
}

void Room::submit(std::size_t who) {
  Seat& seat = seats_[who];
  if (!seat.actor.group || !seat.pending) return;
  Pending pending = std::move(*seat.pending);
  seat.pending.reset();
  Group& group = *seat.actor.group;
  const Epoch next = pending.commit.next.context.epoch;
  const bool fits = group.active() && next.value() == group.epoch().value() + 1;
  if (!fits) {
    require(!unless_done(group, [&] { return group.merge(std::move(pending.commit)); }));
    return;
  }
  if (group.epoch() != head_) return;
  post(who, Kind::commit, pending.commit.message);
  const std::optional<Bytes> invitation = pending.commit.welcome;
  require(pending.added.empty() != invitation.has_value());
  require(group.merge(std::move(pending.commit)).has_value());
  require_sound(group);
  require(group.epoch() == next);
  seat.forgetful = false;
  head_ = next;
  log_.back().authenticator = group.epoch_authenticator();
  if (invitation) welcome(*invitation, pending);
}

void Room::welcome(const Bytes& invitation, const Pending& pending) {
  for (Seat& seat : seats_) {
    if (std::ranges::find(pending.added, seat.actor.name) == pending.added.end()) continue;
    seat.actor.join(invitation, pending.tree, world_);
    require(seat.actor.group->epoch_authenticator() == log_.back().authenticator);
    settle_in(seat);
  }
}

void Room::settle_in(Seat& seat) {
  require_sound(*seat.actor.group);
  seat.joined = head_;
  seat.cursor = log_.size();
  seat.pending.reset();
  seat.forgetful = false;
  seat.lost = false;
  seat.seen.clear();
}

void Room::discard(std::size_t who) { seats_[who].pending.reset(); }

void Room::drop_proposals(std::size_t who) {
  if (!at(who).group || at(who).group->pending_proposals() == 0) return;
  at(who).group->drop_proposals();
  seats_[who].forgetful = true;
}

void Room::restart(std::size_t who) {
  Seat& seat = seats_[who];
  if (!seat.actor.group) return;
  seat.actor.group = reborn(*seat.actor.group, seat.actor.signer);
  if (!seat.pending) return;
  const Bytes saved = base::to_bytes(seat.pending->commit.serialize().expose());
  auto restored = PendingCommit::restore(saved);
  require(restored && base::equal(restored->serialize().expose(), saved));
  seat.pending->commit = std::move(*restored);
}

bool Room::must_refuse(const Seat& seat, std::size_t number) const {
  const Item& item = log_[number];
  const Group& group = *seat.actor.group;
  if (item.epoch > group.epoch() || item.epoch < seat.joined) return true;
  if (item.sender < size && &seats_[item.sender] == &seat) return true;
  if (item.kind == Kind::application)
    return seat.seen.contains(number) || group.epoch().value() - item.epoch.value() > max_past_epochs;
  return item.epoch != group.epoch() || !group.active();
}

bool Room::must_accept(const Seat& seat, std::size_t number, bool in_order) const {
  const Item& item = log_[number];
  if (must_refuse(seat, number)) return false;
  if (item.kind == Kind::application) return true;
  if (item.kind == Kind::commit) return in_order && !seat.forgetful;
  return !seat.seen.contains(number);
}

void Room::hand_over(std::size_t who, std::size_t number, bool in_order) {
  Seat& seat = seats_[who];
  if (!seat.actor.group) return;
  Group& group = *seat.actor.group;
  const bool yes = must_accept(seat, number, in_order);
  const bool no = must_refuse(seat, number);
  auto handled = received(group, log_[number].message, world_.validation);
  require(handled ? !no : !yes);
  if (!handled) {
    seat.lost = seat.lost || (seat.forgetful && in_order && log_[number].kind == Kind::commit);
    return;
  }
  seat.seen.insert(number);
  auto* staged = std::get_if<StagedCommit>(&*handled);
  if (!staged) return;
  merged(group, std::move(*staged));
  seat.forgetful = false;
  if (group.epoch() > log_[number].epoch) require(group.epoch_authenticator() == log_[number].authenticator);
}

void Room::deliver(std::size_t who) {
  Seat& seat = seats_[who];
  if (seat.cursor < log_.size()) hand_over(who, seat.cursor++, true);
}

void Room::again(std::size_t who, std::size_t item) {
  if (item < log_.size()) hand_over(who, item, false);
}

void Room::intrude(std::size_t who, const Bytes& message) {
  if (!at(who).group || std::ranges::find(log_, message, &Item::message) != log_.end()) return;
  require(!received(*at(who).group, message, world_.validation));
}

void Room::deliver_all() {
  for (std::size_t who = 0; who < seats_.size(); ++who) {
    while (seats_[who].cursor < log_.size()) deliver(who);
    require(!at(who).active() || seats_[who].lost || at(who).group->epoch() == head_);
  }
}

}  // namespace valise::fuzz
