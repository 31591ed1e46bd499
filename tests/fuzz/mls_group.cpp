// The state machine of a group under hostile sequences: a room of up to six members, whose doings and the relay's the input
// chooses. Properties are in mls_room.cpp (genuine messages are accepted whatever came between, all who merged a commit agree)
// and mls_actors.cpp (what fails changes nothing; what succeeds leaves a sound group).
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/mls_forger.hpp"
#include "tests/fuzz/mls_room.hpp"

namespace {

using namespace valise;
using namespace valise::fuzz;
using namespace valise::mls;

WireFormat format_from(Input& input) { return input.below(2) == 0 ? WireFormat::private_message : WireFormat::public_message; }
std::size_t someone(Input& input) { return input.below(Room::size); }
LeafIndex some_leaf(Input& input) { return LeafIndex(static_cast<std::uint32_t>(input.below(8))); }

CommitOptions commit_options(Input& input, Room& room) {
  const std::uint8_t bits = input.u8();
  CommitOptions out;
  if (bits & 1) out.path = PathChoice::when_required;
  if (bits & 2) out.format = WireFormat::public_message;
  if (bits & 4) out.received = ReceivedProposals::leave_out;
  if (bits & 8) out.welcome_tree = WelcomeTree::leave_out;
  if (bits & 16) {
    for (std::size_t i = input.below(3); i-- > 0;)
      out.adds.push_back(verify_key_package(room.at(someone(input)).package(room.world())).value());
  }
  if (bits & 32) {
    for (std::size_t i = input.below(3); i-- > 0;) out.removes.push_back(some_leaf(input));
  }
  if (bits & 64) out.external_psks.push_back(Surroundings::psk_id());
  if (bits & 128) out.context_extensions = Extensions({{ExtensionType::valise_room_state, {input.u8()}}});
  return out;
}

Proposal honest_proposal(Input& input, Room& room, const Group& group) {
  switch (input.below(6)) {
    case 0: return {Add{room.at(someone(input)).package(room.world())}};
    case 1: return group.make_psk_proposal(Surroundings::psk_id(), room.world().random);
    case 2: return {GroupContextExtensions{Extensions({{ExtensionType::valise_room_state, {input.u8()}}})}};
    case 3:
      if (input.below(16) == 0) return {ReInit{{'h'}, ProtocolVersion::mls10, quick_suite().id(), {}}};
      return {Remove{some_leaf(input)}};
    case 4: return {CustomProposal{Surroundings::custom, {input.u8()}}};
    default: return {Remove{some_leaf(input)}};
  }
}

// forge lets a member in collusion with all others send anything, and a copy of the victim take it.
void forge(Input& input, Room& room, std::size_t from, std::size_t to) {
  if (!room.at(from).active() || !room.at(to).active() || from == to) return;
  const Group& as = *room.at(from).group;
  Actor& victim = room.at(to);
  if (as.epoch() != victim.group->epoch()) return;
  Group copy = reborn(*victim.group, victim.signer);
  for (std::size_t i = input.below(3) + 1; i > 0; --i) {
    const Bytes message = any_message(input, room, as);
    auto handled = received(copy, message, room.world().validation);
    if (!handled) continue;
    if (auto* staged = std::get_if<StagedCommit>(&*handled)) merged(copy, std::move(*staged));
    require_usable(copy, victim.signer, room.world());
  }
}

// tamper makes a message of genuine ones that is none.
Bytes tamper(Input& input, const Room& room) {
  if (room.log().empty()) return {};
  const auto any = [&]() -> const Bytes& { return room.log()[input.below(room.log().size())].message; };
  Bytes out = any();
  if (input.below(4) == 0) {  // the beginning of one, the end of another
    const Bytes& other = any();
    const std::size_t at = std::min<std::size_t>(input.u8(), std::min(out.size(), other.size()));
    out.resize(at);
    base::append(out, ByteView(other).subspan(at));
    return out;
  }
  input.change(out);
  return out;
}

void step(Input& input, Room& room) {
  const std::uint8_t what = input.u8();
  const std::size_t who = someone(input);
  switch (what % 19) {
    case 0:
    case 1: return room.commit(who, commit_options(input, room));
    case 2:
    case 3: return room.submit(who);
    case 4:
    case 5: return room.deliver(who);
    case 6: return room.again(who, input.u8());
    case 7: return room.speak(who, input.bytes());
    case 8:
      if (room.at(who).active()) room.propose(who, honest_proposal(input, room, *room.at(who).group), format_from(input));
      return;
    case 9: return room.propose_update(who, format_from(input));
    case 10: return room.intrude(who, tamper(input, room));
    case 11: return room.intrude(who, base::to_bytes(input.bytes()));
    case 12: return room.restart(who);
    case 13: return input.below(2) == 0 ? room.discard(who) : room.drop_proposals(who);
    case 14: return room.propose_from_outside(who);
    case 15: return forge(input, room, who, someone(input));
    case 16: return room.deliver_all();
    default: room.commit(who, {}); return room.submit(who);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int most_steps = 48;
  Input input(data, size);
  Room room;
  for (int i = 0; i < most_steps && !input.empty(); ++i) step(input, room);
  room.deliver_all();
  return 0;
}
