#include "client-sdk/client/room_wish.hpp"

#include <algorithm>
#include <chrono>

#include "keys/records/country.hpp"

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

// ---- words ----

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

std::string time_text(std::uint64_t millis) {
  const auto at = std::chrono::floor<std::chrono::minutes>(base::from_wire(millis));
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const auto padded = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const auto minutes = (at - day).count();
  return std::to_string(int(date.year())) + "-" + padded(unsigned(date.month())) + "-" + padded(unsigned(date.day())) + " " +
         padded(minutes / 60) + ":" + padded(minutes % 60) + " UTC";
}

std::string who(const DirectoryState& directory, const std::string& address) {
  if (auto officer = directory::OfficerAddress::parse(address)) {
    const directory::Officer* known = directory.officer(*officer);
    return (known == nullptr ? "" : known->details.name() + ", ") + address + " of " +
           authority_text(directory, officer->authority.string());
  }
  auto post = directory::PostAddress::parse(address);
  return post ? address + " of " + authority_text(directory, post->authority.string()) : "an address that cannot be";
}

template <class Repeated>
std::vector<std::string> new_in(const Repeated& before, const Repeated& after) {
  std::vector<std::string> out;
  for (const std::string& text : after) {
    if (!has(before, text)) out.push_back(text);
  }
  return out;
}

// Words collects one sentence per difference.
class Words {
 public:
  Words(const DirectoryState& directory, const RoomState& before, const RoomState& after)
      : directory_(directory), before_(before), after_(after) {}

  std::string text() {
    if (before_.subject() != after_.subject()) say("The subject is now \"" + after_.subject() + "\".");
    people("Admitted", new_in(before_.participants(), after_.participants()));
    people("No longer in the room", new_in(after_.participants(), before_.participants()));
    guests();
    people("Owner now", new_in(before_.owners(), before_.owners().empty() ? before_.owners() : after_.owners()));
    people("No longer an owner", new_in(after_.owners(), before_.owners()));
    phase();
    references();
    if (!new_in(before_.handling(), after_.handling()).empty()) say("Handling conditions were added.");
    if (!new_in(after_.handling(), before_.handling()).empty()) say("Handling conditions were taken away.");
    settings();
    return std::move(text_);
  }

 private:
  void say(const std::string& sentence) { text_ += " " + sentence; }
  void people(const std::string& what, const std::vector<std::string>& addresses) {
    for (const std::string& address : addresses) say(what + ": " + who(directory_, address) + ".");
  }
  void guests() {
    for (const v1::Guest& guest : after_.guests()) {
      const auto known = std::ranges::find(before_.guests(), guest.address(), &v1::Guest::address);
      if (known != before_.guests().end() && known->until_ms() == guest.until_ms()) continue;
      say("Guest until " + time_text(guest.until_ms()) + ": " + who(directory_, guest.address()) + ".");
    }
    for (const v1::Guest& guest : before_.guests()) {
      const bool stays = std::ranges::find(after_.guests(), guest.address(), &v1::Guest::address) != after_.guests().end();
      if (!stays && !has(after_.participants(), guest.address()))
        say("No longer a guest: " + who(directory_, guest.address()) + ".");
    }
  }
  void phase() {
    if (is_closed(before_) != is_closed(after_)) say(is_closed(after_) ? "It was closed." : "It was opened again.");
    const auto waiting = new_in(before_.waiting_for(), after_.waiting_for());
    if (!waiting.empty()) say("It waits for " + joined({after_.waiting_for().begin(), after_.waiting_for().end()}) + ".");
    const bool waited = before_.phase() == v1::ROOM_PHASE_WAITING;
    if (waited && after_.phase() != v1::ROOM_PHASE_WAITING && !is_closed(after_)) say("It waits for nobody now.");
  }
  void references() {
    for (const std::string& authority : authorities_in(after_)) {
      const auto number = [&](const RoomState& state) {
        const auto found = std::ranges::find(state.references(), authority, &v1::Reference::authority_id);
        return found == state.references().end() ? std::string() : found->number();
      };
      if (number(before_) != number(after_)) say("The reference of " + authority + " changed.");
    }
  }
  void settings() {
    if (before_.retention_days() != after_.retention_days()) {
      say(after_.retention_days() == 0 ? "Messages are kept without end."
                                       : "Messages are kept for " + std::to_string(after_.retention_days()) + " days.");
    }
    if (before_.read_receipts() != after_.read_receipts())
      say(after_.read_receipts() ? "Receipts of reading are allowed." : "Receipts of reading are not allowed.");
  }

  const DirectoryState& directory_;
  const RoomState& before_;
  const RoomState& after_;
  std::string text_;
};

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

std::string wish_text(const RoomWish& wish) {
  switch (wish.change_case()) {
    case RoomWish::kOpening: return "opening the room";
    case RoomWish::kSubject: return "a new subject";
    case RoomWish::kReference: return "a reference number";
    case RoomWish::kAddHandling: return "another handling condition";
    case RoomWish::kRemoveHandling: return "taking a handling condition away";
    case RoomWish::kPhase:
      if (wish.phase().phase() == v1::ROOM_PHASE_CLOSED) return "closing the room";
      return wish.phase().phase() == v1::ROOM_PHASE_WAITING ? "whom the room waits for" : "opening the room again";
    case RoomWish::kAdmit: return "admitting " + joined({wish.admit().addresses().begin(), wish.admit().addresses().end()});
    case RoomWish::kRemove: return "removing " + joined({wish.remove().addresses().begin(), wish.remove().addresses().end()});
    case RoomWish::kGuest: return "admitting " + wish.guest().address() + " as a guest";
    case RoomWish::kAddOwner: return "making " + wish.add_owner() + " an owner";
    case RoomWish::kRemoveOwner: return wish.remove_owner() + " being an owner no longer";
    case RoomWish::kRetentionDays: return "how long messages are kept";
    case RoomWish::kReadReceipts: return "whether receipts of reading are allowed";
    case RoomWish::kLeave: return "leaving the room";
    case RoomWish::CHANGE_NOT_SET: break;
  }
  return "a change";
}

std::string change_text(const DirectoryState& directory, const RoomState& before, const RoomState& after) {
  return Words(directory, before, after).text();
}

std::string authority_text(const DirectoryState& directory, const std::string& id) {
  auto parsed = directory::AuthorityId::parse(id);
  const directory::Authority* known = parsed ? directory.authority(*parsed) : nullptr;
  if (known == nullptr) return id;
  const v1::AuthorityRecord& record = known->record;
  const std::string place = record.country().empty() ? record.organisation() : records::country_name(record.country(), "en");
  const auto english = std::ranges::find(record.names(), "en", &v1::LocalText::language);
  const std::string name = record.names().empty()            ? std::string()
                           : english != record.names().end() ? english->text()
                                                             : record.names(0).text();
  return place + ", " + name + " (" + id + ")";
}

}  // namespace valise::sdk::client
