#include "client-sdk/client/room_wish.hpp"

#include <algorithm>

#include "language/speaker.hpp"

namespace valise::sdk::client {
namespace {

using base::fail;
using base::Result;
using directory::DirectoryState;
using v1::RoomState;
using v1::RoomWish;

template <class Repeated>
bool has(const Repeated& field, const std::string& text) {
  return std::ranges::find(field, text) != field.end();
}

// True when it was there.
template <class Repeated>
bool take_away(Repeated& field, const std::string& text) {
  const auto found = std::ranges::find(field, text);
  if (found == field.end()) return false;
  field.erase(found);
  return true;
}

bool take_guest_away(RoomState& state, const std::string& address) {
  auto& guests = *state.mutable_guests();
  const auto found = std::ranges::find(guests, address, &v1::Guest::address);
  if (found == guests.end()) return false;
  guests.erase(found);
  return true;
}

// A room that names no owners names its first participant from its first change on.
void name_owners(RoomState& state) {
  if (!state.owners().empty()) return;
  for (const std::string& owner : owners_of(state)) state.add_owners(owner);
}

void wait_for_fewer(RoomState& state, const std::string& address) {
  take_away(*state.mutable_waiting_for(), address);
  if (state.phase() == v1::ROOM_PHASE_WAITING && state.waiting_for().empty()) state.set_phase(v1::ROOM_PHASE_OPEN);
}

Result<RoomState> without(RoomState state, const std::string& address) {
  if (take_guest_away(state, address)) return state;
  if (!take_away(*state.mutable_participants(), address)) return fail(RoomRuleError::not_in_room, address);
  take_away(*state.mutable_owners(), address);
  wait_for_fewer(state, address);
  return state;
}

Result<RoomState> with_reference(RoomState state, const v1::Reference& wanted) {
  auto& references = *state.mutable_references();
  const auto found = std::ranges::find(references, wanted.authority_id(), &v1::Reference::authority_id);
  if (wanted.number().empty()) {
    if (found == references.end()) return fail(RoomRuleError::not_in_room);
    references.erase(found);
  } else if (found == references.end()) {
    *state.add_references() = wanted;
  } else {
    found->set_number(wanted.number());
  }
  return state;
}

Result<RoomState> with_phase(RoomState state, const v1::PhaseWish& wanted) {
  state.set_phase(wanted.phase());
  *state.mutable_waiting_for() = wanted.waiting_for();
  return state;
}

Result<RoomState> with_participants(RoomState state, const v1::ParticipantsWish& wanted) {
  bool fresh = false;
  for (const std::string& address : wanted.addresses()) {
    if (has(state.participants(), address)) continue;
    take_guest_away(state, address);  // from now on for good
    state.add_participants(address);
    fresh = true;
  }
  if (!fresh) return fail(RoomRuleError::already_so);
  return state;
}

Result<RoomState> without_all(RoomState state, const v1::ParticipantsWish& unwanted) {
  for (const std::string& address : unwanted.addresses()) {
    auto fewer = without(std::move(state), address);
    if (!fewer) return fewer;
    state = std::move(*fewer);
  }
  return state;
}

Result<RoomState> with_guest(RoomState state, const v1::Guest& wanted) {
  take_guest_away(state, wanted.address());
  *state.add_guests() = wanted;
  return state;
}

// The lists of plain texts: conditions, and owners.
using TextList = google::protobuf::RepeatedPtrField<std::string>;

Result<RoomState> with_text(RoomState state, TextList* (RoomState::*list)(), const std::string& text) {
  TextList& field = *(state.*list)();
  if (has(field, text)) return fail(RoomRuleError::already_so);
  *field.Add() = text;
  return state;
}

Result<RoomState> without_text(RoomState state, TextList* (RoomState::*list)(), const std::string& text) {
  if (!take_away(*(state.*list)(), text)) return fail(RoomRuleError::not_in_room);
  return state;
}

}  // namespace

Result<RoomState> come_true(const RoomWish& wish, RoomState state) {
  name_owners(state);
  switch (wish.change_case()) {
    case RoomWish::kOpening:
    case RoomWish::CHANGE_NOT_SET: break;
    case RoomWish::kSubject: state.set_subject(wish.subject()); break;
    case RoomWish::kReference: return with_reference(std::move(state), wish.reference());
    case RoomWish::kAddHandling: return with_text(std::move(state), &RoomState::mutable_handling, wish.add_handling());
    case RoomWish::kRemoveHandling: return without_text(std::move(state), &RoomState::mutable_handling, wish.remove_handling());
    case RoomWish::kPhase: return with_phase(std::move(state), wish.phase());
    case RoomWish::kAdmit: return with_participants(std::move(state), wish.admit());
    case RoomWish::kRemove: return without_all(std::move(state), wish.remove());
    case RoomWish::kGuest: return with_guest(std::move(state), wish.guest());
    case RoomWish::kAddOwner: return with_text(std::move(state), &RoomState::mutable_owners, wish.add_owner());
    case RoomWish::kRemoveOwner: return without_text(std::move(state), &RoomState::mutable_owners, wish.remove_owner());
    case RoomWish::kRetentionDays: state.set_retention_days(wish.retention_days()); break;
    case RoomWish::kReadReceipts: state.set_read_receipts(wish.read_receipts()); break;
    case RoomWish::kLeave: return without(std::move(state), wish.leave());
  }
  return state;
}

std::string wish_id(const RoomWish& wish) {
  switch (wish.change_case()) {
    case RoomWish::kOpening: return "notices.wish.opening";
    case RoomWish::kSubject: return "notices.wish.subject";
    case RoomWish::kReference: return "notices.wish.reference";
    case RoomWish::kAddHandling: return "notices.wish.handling";
    case RoomWish::kRemoveHandling: return "notices.wish.handling_away";
    case RoomWish::kPhase:
      if (wish.phase().phase() == v1::ROOM_PHASE_CLOSED) return "notices.wish.close";
      return wish.phase().phase() == v1::ROOM_PHASE_WAITING ? "notices.wish.waiting" : "notices.wish.reopen";
    case RoomWish::kAdmit: return "notices.wish.admit";
    case RoomWish::kRemove: return "notices.wish.remove";
    case RoomWish::kGuest: return "notices.wish.guest";
    case RoomWish::kAddOwner: return "notices.wish.owner";
    case RoomWish::kRemoveOwner: return "notices.wish.owner_away";
    case RoomWish::kRetentionDays: return "notices.wish.keep";
    case RoomWish::kReadReceipts: return "notices.wish.receipts";
    case RoomWish::kLeave: return "notices.wish.leave";
    case RoomWish::CHANGE_NOT_SET: break;
  }
  return "notices.wish.other";
}

std::string wish_text(const RoomWish& wish) { return language::Speaker(language::Language::en).say(wish_id(wish)); }

}  // namespace valise::sdk::client
