#include "client-sdk/client/room_rules.hpp"

#include <algorithm>
#include <map>

namespace valise::sdk::client {
namespace {

using base::fail;
using base::Result;
using directory::DirectoryState;
using directory::OfficerAddress;
using directory::PostAddress;
using std::chrono_literals::operator""h;

using Texts = std::set<std::string>;

constexpr std::size_t kLongestText = 1000;  // subject, a condition, a number
constexpr int kMostParticipants = 200;
constexpr int kMostGuests = 50;
constexpr int kMostConditions = 64;
constexpr std::uint32_t kLongestRetention = 100 * 366;
constexpr auto kClocksDiffer = 1h;  // by which a guest's time may be called over too early

template <class Repeated>
Texts texts(const Repeated& field) {
  return {field.begin(), field.end()};
}

Texts only_in(const Texts& a, const Texts& b) {
  Texts out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

bool within(const Texts& part, const Texts& whole) { return std::ranges::includes(whole, part); }

std::map<std::string, std::string> references_of(const v1::RoomState& state) {
  std::map<std::string, std::string> out;
  for (const v1::Reference& reference : state.references()) out[reference.authority_id()] = reference.number();
  return out;
}

std::map<std::string, std::uint64_t> guests_of(const v1::RoomState& state) {
  std::map<std::string, std::uint64_t> out;
  for (const v1::Guest& guest : state.guests()) out[guest.address()] = guest.until_ms();
  return out;
}

v1::RoomPhase phase_of(const v1::RoomState& state) {
  return state.phase() == v1::ROOM_PHASE_UNSPECIFIED ? v1::ROOM_PHASE_OPEN : state.phase();
}

std::string authority_of(const std::string& address) { return address.substr(0, address.find('/')); }

// The names whose values differ, in either direction.
template <class Map>
Texts changed(const Map& before, const Map& after) {
  Texts out;
  for (const auto& [name, value] : before) {
    const auto found = after.find(name);
    if (found == after.end() || found->second != value) out.insert(name);
  }
  for (const auto& [name, value] : after) {
    if (!before.contains(name)) out.insert(name);
  }
  return out;
}

bool short_enough(const std::string& text) { return !text.empty() && text.size() <= kLongestText; }

template <class Repeated>
bool good_list(const Repeated& field, int most) {
  return field.size() <= most && texts(field).size() == static_cast<std::size_t>(field.size()) &&
         std::ranges::all_of(field, short_enough);
}

bool is_address(const std::string& text) { return PostAddress::parse(text) || OfficerAddress::parse(text); }

bool good_references(const v1::RoomState& state) {
  const auto each = references_of(state);
  return each.size() == static_cast<std::size_t>(state.references_size()) && std::ranges::all_of(each, [](const auto& reference) {
           return directory::AuthorityId::parse(reference.first).has_value() && short_enough(reference.second);
         });
}

bool good_phase(const v1::RoomState& state) {
  const bool waits = state.phase() == v1::ROOM_PHASE_WAITING;
  return v1::RoomPhase_IsValid(state.phase()) && waits == !state.waiting_for().empty();
}

Result<> check_guests(const v1::RoomState& state) {
  const auto guests = guests_of(state);
  if (guests.size() != static_cast<std::size_t>(state.guests_size()) || state.guests_size() > kMostGuests) {
    return fail(RoomRuleError::malformed_state, "guests");
  }
  const Texts participants = texts(state.participants());
  for (const auto& [address, until] : guests) {
    if (!OfficerAddress::parse(address)) return fail(RoomRuleError::guest_is_no_officer);
    if (participants.contains(address) || until == 0) return fail(RoomRuleError::malformed_state, "guests");
  }
  return {};
}

Result<> check_owners(const v1::RoomState& state) {
  const Texts participants = texts(state.participants());
  if (!within(texts(state.owners()), participants)) return fail(RoomRuleError::malformed_state, "owners");
  const bool posts = std::ranges::all_of(state.owners(), [](const auto& owner) { return PostAddress::parse(owner).has_value(); });
  if (!posts) return fail(RoomRuleError::owner_is_no_post);
  if (state.participants().empty()) return fail(RoomRuleError::no_owner_left);
  return {};
}

bool active(const DirectoryState& directory, const std::string& address) {
  if (auto post = PostAddress::parse(address)) return directory.active(*post);
  auto officer = OfficerAddress::parse(address);
  return officer && directory.active(*officer);
}

// Judge holds what one change is about; its checks come one after the other, and the first that fails is why.
class Judge {
 public:
  Judge(const v1::RoomState& before, const v1::RoomState& after, const Actor& actor, const DirectoryState& directory,
        base::UnixMillis accepted_at)
      : before_(before), after_(after), actor_(actor), directory_(directory), accepted_at_(accepted_at) {
    owner_ = stands_for_one_of(owners_of(before));
    participant_ = stands_for_one_of(texts(before.participants()));
  }

  Result<> judge() const {
    using Check = Result<> (Judge::*)() const;
    constexpr Check checks[] = {&Judge::check_head,         &Judge::check_subject,    &Judge::check_references,
                                &Judge::check_handling,     &Judge::check_phase,      &Judge::check_participants,
                                &Judge::check_owners_named, &Judge::check_guest_list, &Judge::check_settings};
    for (const Check check : checks) {
      if (auto done = (this->*check)(); !done) return done;
    }
    return {};
  }

 private:
  bool stands_for_one_of(const Texts& addresses) const {
    return std::ranges::any_of(actor_.addresses, [&](const auto& own) { return addresses.contains(own); });
  }
  Result<> owners_only(bool differs) const { return !differs || owner_ ? Result<>{} : fail(RoomRuleError::not_an_owner); }
  Result<> participants_only(bool differs) const {
    return !differs || participant_ ? Result<>{} : fail(RoomRuleError::not_a_participant);
  }
  // A closed room takes in nobody.
  Result<> check_newcomers(const Texts& newcomers) const {
    if (newcomers.empty()) return {};
    if (!owner_) return fail(RoomRuleError::not_an_owner);
    if (is_closed(after_)) return fail(RoomRuleError::room_is_closed);
    const bool known = std::ranges::all_of(newcomers, [&](const auto& address) { return active(directory_, address); });
    return known ? Result<>{} : fail(RoomRuleError::unknown_address);
  }

  Result<> check_head() const {
    return after_.head_size() >= before_.head_size() ? Result<>{} : fail(RoomRuleError::head_went_back);
  }
  Result<> check_subject() const { return owners_only(before_.subject() != after_.subject()); }
  Result<> check_references() const {
    for (const std::string& authority : changed(references_of(before_), references_of(after_))) {
      if (authority != actor_.officer.authority.string()) return fail(RoomRuleError::foreign_reference);
      if (!participant_) return fail(RoomRuleError::not_a_participant);
    }
    return {};
  }
  Result<> check_handling() const {
    const Texts before = texts(before_.handling());
    const Texts after = texts(after_.handling());
    if (!owner_ && !within(before, after)) return fail(RoomRuleError::handling_taken_away);
    return participants_only(before != after);
  }
  Result<> check_phase() const {
    const bool differs = phase_of(before_) != phase_of(after_) || texts(before_.waiting_for()) != texts(after_.waiting_for());
    if (phase_of(before_) != phase_of(after_) && (is_closed(before_) || is_closed(after_))) return owners_only(true);
    // Whose turn it was, and who leaves or is sent away, is not waited for any more.
    const bool shrinks = phase_of(after_) != v1::ROOM_PHASE_CLOSED && !participant_list_grew() && lost_waiting_only();
    return participants_only(differs && !shrinks);
  }
  bool participant_list_grew() const { return !within(texts(after_.participants()), texts(before_.participants())); }
  bool lost_waiting_only() const {
    const Texts gone = only_in(texts(before_.participants()), texts(after_.participants()));
    return within(texts(after_.waiting_for()), texts(before_.waiting_for())) &&
           within(only_in(texts(before_.waiting_for()), texts(after_.waiting_for())), gone);
  }
  Result<> check_participants() const {
    const Texts before = texts(before_.participants());
    const Texts after = texts(after_.participants());
    if (auto checked = check_newcomers(only_in(after, before)); !checked) return checked;
    return owners_only(!within(only_in(before, after), actor_.addresses));
  }
  Result<> check_owners_named() const {
    const Texts before = owners_of(before_);
    const Texts after = owners_of(after_);
    const Texts gone = only_in(texts(before_.participants()), texts(after_.participants()));
    const bool only_left = within(after, before) && within(only_in(before, after), gone);
    if (after_.owners().empty() && !before_.owners().empty()) return fail(RoomRuleError::no_owner_left);
    return owners_only(before != after && !only_left);
  }
  Result<> check_guest_list() const {
    const auto before = guests_of(before_);
    const auto after = guests_of(after_);
    Texts admitted;
    for (const std::string& address : changed(before, after)) {
      if (after.contains(address)) {
        admitted.insert(address);
      } else if (!owner_ && address != actor_.officer.string() && !over(before.at(address))) {
        return fail(RoomRuleError::not_an_owner);
      }
    }
    return check_newcomers(admitted);
  }
  bool over(std::uint64_t until_ms) const { return accepted_at_ + kClocksDiffer >= base::from_wire(until_ms); }
  Result<> check_settings() const {
    return owners_only(before_.retention_days() != after_.retention_days() || before_.read_receipts() != after_.read_receipts());
  }

  const v1::RoomState& before_;
  const v1::RoomState& after_;
  const Actor& actor_;
  const DirectoryState& directory_;
  const base::UnixMillis accepted_at_;
  bool owner_ = false;
  bool participant_ = false;
};

}  // namespace

std::string_view describe(RoomRuleError error) {
  switch (error) {
    case RoomRuleError::not_a_participant: return "only those who take part in the room may change this";
    case RoomRuleError::not_an_owner: return "only an owner of the room may change this";
    case RoomRuleError::foreign_reference: return "an authority sets only its own reference numbers";
    case RoomRuleError::handling_taken_away: return "only an owner of the room takes handling conditions away";
    case RoomRuleError::no_owner_left: return "the room would be left without an owner";
    case RoomRuleError::room_is_closed: return "the room is closed";
    case RoomRuleError::malformed_state: return "a room cannot be like this";
    case RoomRuleError::not_in_room: return "there is no such thing in this room";
    case RoomRuleError::already_so: return "the room is so already";
    case RoomRuleError::unknown_address: return "the directory has nobody active of this address";
    case RoomRuleError::guest_is_no_officer: return "a guest is a person, written like ke-odpp/@jmwangi";
    case RoomRuleError::owner_is_no_post: return "an owner is a post, written like ke-odpp/duty";
    case RoomRuleError::head_went_back: return "the change was made under an older directory than the one before it";
    case RoomRuleError::stranger_added: return "a device was added that does not belong in the room";
    case RoomRuleError::member_removed: return "a device was removed that belongs in the room";
    case RoomRuleError::other_extension: return "something was changed that rooms do not have";
  }
  return "room rule failure";
}

Actor actor_of(const DirectoryState& state, const OfficerAddress& officer) {
  Actor out{.officer = officer, .addresses = {officer.string()}};
  for (const PostAddress& post : state.posts_of(officer)) out.addresses.insert(post.string());
  return out;
}

bool is_closed(const v1::RoomState& state) { return state.phase() == v1::ROOM_PHASE_CLOSED; }

Texts owners_of(const v1::RoomState& state) {
  if (!state.owners().empty()) return texts(state.owners());
  return state.participants().empty() ? Texts{} : Texts{state.participants(0)};
}

std::vector<std::string> addresses_in(const v1::RoomState& state) {
  std::vector<std::string> out(state.participants().begin(), state.participants().end());
  for (const v1::Guest& guest : state.guests()) out.push_back(guest.address());
  return out;
}

Texts authorities_in(const v1::RoomState& state) {
  Texts out;
  for (const std::string& address : addresses_in(state)) out.insert(authority_of(address));
  return out;
}

bool is_over(const v1::Guest& guest, base::UnixMillis now) { return now >= base::from_wire(guest.until_ms()); }

std::set<base::DeviceId> members_of(const DirectoryState& directory, const v1::RoomState& state) {
  std::set<base::DeviceId> out;
  for (const std::string& address : addresses_in(state)) {
    std::vector<base::DeviceId> devices;
    if (auto post = PostAddress::parse(address)) devices = directory.devices_of(*post);
    if (auto officer = OfficerAddress::parse(address)) devices = directory.devices_of(*officer);
    out.insert(devices.begin(), devices.end());
  }
  return out;
}

Result<> check_form(const v1::RoomState& state) {
  const Texts participants = texts(state.participants());
  const bool good = short_enough(state.subject()) && good_list(state.participants(), kMostParticipants) &&
                    std::ranges::all_of(state.participants(), is_address) && good_references(state) &&
                    good_list(state.handling(), kMostConditions) && good_phase(state) &&
                    within(texts(state.waiting_for()), participants) && state.retention_days() <= kLongestRetention;
  if (!good) return fail(RoomRuleError::malformed_state);
  if (auto checked = check_guests(state); !checked) return checked;
  return check_owners(state);
}

Result<> check_change(const v1::RoomState& before, const v1::RoomState& after, const Actor& actor,
                      const DirectoryState& directory, base::UnixMillis accepted_at) {
  if (before.SerializeAsString() == after.SerializeAsString()) return {};
  if (auto formed = check_form(after); !formed) return formed;
  return Judge(before, after, actor, directory, accepted_at).judge();
}

}  // namespace valise::sdk::client
