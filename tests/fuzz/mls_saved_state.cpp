// Saved state that is not as it was written: it is refused, or restored to what is saved as the same bytes again and can be used.
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/mls_room.hpp"

namespace {

using namespace valise;
using namespace valise::fuzz;
using namespace valise::mls;

// States is genuine saved state of every kind, made once.
struct States {
  Surroundings world;
  std::shared_ptr<const Signer> signer;
  std::vector<Snapshot> groups;
  std::vector<Bytes> pending, joining, bundles;

  States() {
    Room room;
    signer = room.at(0).signer;
    keep(room);  // one member
    CommitOptions adds;
    for (std::size_t who = 1; who < 5; ++who) adds.adds.push_back(verify_key_package(room.at(who).package(room.world())).value());
    room.commit(0, adds);
    room.submit(0);
    for (const std::uint8_t text : {1, 2, 3}) room.speak(1, ByteView(&text, 1));
    room.again(0, 3);  // skips two keys
    keep(room);
    room.propose_update(0, WireFormat::private_message);
    room.propose(1, {Remove{LeafIndex(2)}}, WireFormat::public_message);
    room.deliver_all();
    keep(room);  // with proposals, one of them its own
    for (int i = 0; i < 5; ++i) {
      room.commit(1, {});
      room.submit(1);
      room.deliver_all();
    }
    keep(room);  // with past epochs
    joining.push_back(saved(Group::join_external(room.at(0).group->group_info(WelcomeTree::include).value(),
                                                 {.credential = Credential::basic(room.at(5).name)}, *room.at(5).signer,
                                                 room.world().validation, room.world().random)
                                .value()));
    room.commit(1, {.removes = {LeafIndex(0)}});
    room.submit(1);
    room.deliver_all();
    keep(room);  // removed
  }

  template <class T>
  static Bytes saved(const T& value) {
    return base::to_bytes(value.serialize().expose());
  }
  void keep(Room& room) {
    Group& group = *room.at(0).group;
    groups.emplace_back(group);
    if (!group.active()) return;
    CommitOptions options;
    options.adds.push_back(verify_key_package(room.at(5).package(room.world())).value());
    pending.push_back(saved(group.commit(options, room.world().validation, room.world().random).value()));
    bundles.push_back(saved(room.at(5).bundles.back()));
  }
};

// use does whatever one does with a group; nothing is expected of one that was damaged but that it survives.
void use(Group& group, States& states) {
  Surroundings& world = states.world;
  static_cast<void>(group.members());
  static_cast<void>(group.protect({}, {}, world.random));
  static_cast<void>(group.group_info(WelcomeTree::include));
  static_cast<void>(group.propose_update(world.random));
  auto pending = group.commit({}, world.validation, world.random);
  if (!pending) pending = group.commit({.received = ReceivedProposals::leave_out}, world.validation, world.random);
  if (pending) require(group.merge(std::move(*pending)).has_value());
  static_cast<void>(group.protect({}, {}, world.random));
}

template <class T>
void rewrite(const std::vector<Bytes>& genuine, Input& input) {
  Bytes bytes = genuine[input.below(genuine.size())];
  input.change(bytes);
  const auto restored = T::restore(bytes);
  if (restored) require(base::equal(restored->serialize().expose(), bytes));
}

void rewrite_group(States& states, Input& input) {
  Snapshot snapshot = states.groups[input.below(states.groups.size())];
  const std::uint8_t parts = input.u8();
  if (parts & 1) input.change(snapshot.epoch);
  if (parts & 2) input.change(snapshot.ratchets);
  auto restored = Group::restore(snapshot.epoch, snapshot.ratchets, states.signer);
  if (!restored) return;
  const Snapshot again(*restored);
  require(again.epoch == snapshot.epoch && again.ratchets == snapshot.ratchets);
  use(*restored, states);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static States states;
  Input input(data, size);
  switch (input.below(6)) {
    case 0: rewrite<KeyPackageBundle>(states.bundles, input); break;
    case 1: rewrite<PendingCommit>(states.pending, input); break;
    case 2: rewrite<PendingJoin>(states.joining, input); break;
    default: rewrite_group(states, input);
  }
  return 0;
}
