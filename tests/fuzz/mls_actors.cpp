#include "tests/fuzz/mls_actors.hpp"

#include <map>

namespace valise::fuzz {

using namespace mls;

namespace {

// Saved state begins with its format and the epoch; the ratchets' part has a further byte before the secret trees.
constexpr std::size_t epoch_header = 2 + 8;
constexpr std::size_t ratchets_header = epoch_header + 1;
constexpr std::uint32_t widest = 16;  // more leaves than a target's tree has

// with_all_ratchets derives what is not derived yet.
Bytes with_all_ratchets(const Snapshot& snapshot) {
  Decoder in(ByteView(snapshot.ratchets).subspan(ratchets_header));
  SecretWriter out;
  for (std::size_t i = 0; i <= snapshot.past; ++i) {
    SecretTree tree = SecretTree::restore(quick_suite(), in);
    for (std::uint32_t leaf = 0; leaf < widest; ++leaf) {
      static_cast<void>(tree.candidate(LeafIndex(leaf), RatchetType::handshake, Generation(0)));
    }
    tree.save(out);
  }
  out.append(in.rest());
  require(in.ok());
  return base::to_bytes(out.take().expose());
}

std::size_t past_epochs(const Group& group) {
  std::size_t count = 0;
  while (count < group.epoch().value() && group.epoch_authenticator(Epoch(group.epoch().value() - count - 1))) ++count;
  return count;
}

std::map<LeafIndex, SignaturePublicKey> keys_of(const Group& group) {
  std::map<LeafIndex, SignaturePublicKey> out;
  for (const Member& member : group.members()) out[member.index] = member.signature_key;
  return out;
}

}  // namespace

std::optional<SecretBytes> OnePsk::find(ByteView id) const {
  if (!base::equal(id, Surroundings::psk_id())) return std::nullopt;
  return SecretBytes::copy_of(Bytes(32, 7));
}

const TypeRegistry& Surroundings::types() {
  static const TypeRegistry registry = [] {
    TypeRegistry out;
    const ProposalRule rule{custom, PathNeed::not_required, ExternalUse::external_senders_too};
    require(out.add(rule).has_value());
    return out;
  }();
  return registry;
}

Snapshot::Snapshot(const Group& group)
    : epoch(base::to_bytes(group.serialize_epoch().expose())),
      ratchets(base::to_bytes(group.serialize_ratchets().expose())),
      past(past_epochs(group)) {}

bool Snapshot::same_as(const Snapshot& other) const {
  if (epoch != other.epoch) return false;
  return ratchets == other.ratchets || with_all_ratchets(*this) == with_all_ratchets(other);
}

Group reborn(const Group& group, std::shared_ptr<const Signer> signer) {
  const Snapshot before(group);
  auto restored = Group::restore(before.epoch, before.ratchets, std::move(signer));
  require(restored.has_value());
  const Snapshot after(*restored);
  require(after.epoch == before.epoch && after.ratchets == before.ratchets);
  return std::move(*restored);
}

EpochState state_of(const Group& group) {
  const Snapshot saved(group);
  Decoder in(ByteView(saved.epoch).subspan(epoch_header));
  Decoder keys(ByteView(saved.ratchets).subspan(ratchets_header));
  return EpochState::restore(in, keys).value();
}

void require_sound(const Group& group) {
  require(group.tree().root_hash(group.suite()) == group.context().tree_hash);
  require(!group.active() || group.tree().leaf(group.own_leaf()));
  if (group.tree().leaf(group.own_leaf())) require(state_of(group).keys.matches(group.suite(), group.tree()));
}

void require_usable(const Group& group, std::shared_ptr<const Signer> signer, Surroundings& world) {
  require_sound(group);
  Group copy = reborn(group, std::move(signer));
  if (!copy.active()) return;
  static_cast<void>(unless_done(copy, [&] { return copy.commit({}, world.validation, world.random); }));
  auto pending = copy.commit({.received = ReceivedProposals::leave_out}, world.validation, world.random);
  require(pending && copy.merge(std::move(*pending)));
  require_sound(copy);
  require(copy.protect({}, {}, world.random).has_value());
}

Result<Handled> received(Group& group, ByteView message, const Validation& validation) {
  const Snapshot before(group);
  auto handled = group.handle(message, validation);
  if (!handled || std::holds_alternative<StagedCommit>(*handled)) require(before.same_as(Snapshot(group)));
  return handled;
}

void merged(Group& group, StagedCommit staged) {
  auto expected = keys_of(group);
  const CommitSummary summary = staged.summary;
  const Epoch before = group.epoch();
  require(group.merge(std::move(staged)).has_value());
  require(summary.removes_self == (group.epoch() == before));
  if (summary.removes_self) return require(!group.active());
  for (const Member& member : summary.removed) require(expected.erase(member.index) == 1);
  for (const Member& member : summary.updated) expected[member.index] = member.signature_key;
  for (const Member& member : summary.added) require(expected.emplace(member.index, member.signature_key).second);
  expected[summary.committer] = group.tree().leaf(summary.committer)->signature_key;
  require(expected == keys_of(group));
  require(group.epoch() == summary.new_epoch);
  require_sound(group);
}

Actor::Actor(std::uint8_t number)
    : name({'a', number}), signer(std::make_shared<QuickSigner>(SignaturePublicKey{Bytes(32, number)})) {}

void Actor::create(Surroundings& world) {
  const CreateOptions options{.cipher_suite = quick_suite().id(),
                              .group_id = {'g'},
                              .credential = Credential::basic(name),
                              .lifetime = Surroundings::lifetime(),
                              .context_extensions = Extensions({{ExtensionType::valise_room_state, {1}}}),
                              .supported_proposals = Surroundings::types().proposals()};
  group.emplace(Group::create(options, signer, world.random).value());
}

KeyPackage Actor::package(Surroundings& world) {
  auto made = generate_key_package(
      quick_suite(), Credential::basic(name), *signer,
      {.lifetime = Surroundings::lifetime(), .supported_proposals = Surroundings::types().proposals()}, world.random);
  bundles.push_back(std::move(made.value()));
  return bundles.back().package;
}

void Actor::join(ByteView welcome, std::optional<ByteView> tree, const Surroundings& world) {
  for (const KeyPackageBundle& bundle : bundles) {
    auto joined = Group::join(welcome, bundle, signer, world.validation, tree);
    if (!joined && joined.error().code == MlsError::not_invited) continue;
    require(joined.has_value());
    group.emplace(std::move(*joined));
    return require_sound(*group);
  }
  require(false);
}

}  // namespace valise::fuzz
