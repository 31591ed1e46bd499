// A hostile Welcome: a genuine one is opened, what is in it altered, and all that its maker can make right again made right: tree
// hash, parent hashes, signatures (even others'), confirmation tag, encryption. Whoever joins nevertheless must have a sound
// group.
#include "client-sdk/mls/epoch_transition.hpp"
#include "tests/fuzz/mls_forger.hpp"

namespace {

using namespace valise;
using namespace valise::fuzz;
using namespace valise::mls;

constexpr std::size_t joiner = 5;

struct Invitation {
  Welcome welcome;
  GroupSecrets secrets;
  GroupInfo info;
  RatchetTree tree;
};

MemberSecret member_of(const GroupSecrets& secrets) {
  std::vector<Psk> psks;
  for (const PreSharedKeyId& id : secrets.psks) psks.push_back({id, SecretBytes::copy_of(Bytes(32, 7))});
  return member_secret(quick_suite(), secrets.joiner, psk_secret(quick_suite(), psks));
}

// grow lets the group have a past: members that come, go and commit as the input says.
void grow(Input& input, Room& room) {
  for (std::size_t i = input.below(6); i > 0; --i) {
    const std::size_t who = input.below(joiner);
    CommitOptions options;
    if (input.below(2) == 0) options.path = PathChoice::when_required;
    const std::size_t other = input.below(joiner);
    if (room.at(other).active()) {
      if (input.below(4) == 0) options.removes.push_back(room.at(other).group->own_leaf());
    } else {
      options.adds.push_back(verify_key_package(room.at(other).package(room.world())).value());
    }
    room.commit(who, options);
    room.submit(who);
    room.deliver_all();
  }
}

// invite gives a genuine invitation by any member, or nothing if the one that was chosen is none.
std::optional<Invitation> invite(Input& input, Room& room, std::size_t by) {
  if (!room.at(by).active()) return std::nullopt;
  CommitOptions options{.path = input.below(2) == 0 ? PathChoice::always : PathChoice::when_required};
  options.adds.push_back(verify_key_package(room.at(joiner).package(room.world())).value());
  if (input.below(2) == 0) options.external_psks.push_back(Surroundings::psk_id());
  const auto pending = room.at(by).group->commit(options, room.world().validation, room.world().random).value();
  auto welcome = from_message<Welcome>(*pending.welcome).value();
  auto secrets = open_group_secrets(quick_suite(), welcome, room.at(joiner).bundles.back()).value();
  auto info = decrypt_group_info(quick_suite(), welcome_secret(quick_suite(), member_of(secrets)), welcome).value();
  auto tree = parse<RatchetTree>(*info.extensions.find(ExtensionType::ratchet_tree)).value();
  return Invitation{std::move(welcome), std::move(secrets), std::move(info), std::move(tree)};
}

LeafIndex some_leaf(Input& input, const RatchetTree& tree) {
  return LeafIndex(static_cast<std::uint32_t>(input.below(tree.width())));
}

void change_context(Input& input, GroupContext& context) {
  switch (input.below(6)) {
    case 0: input.change(context.group_id); break;
    case 1: context.epoch = Epoch(input.below(4) == 0 ? ~std::uint64_t{0} : input.u8()); break;
    case 2: input.change(context.tree_hash); break;
    case 3: input.change(context.confirmed_transcript_hash); break;
    case 4: context.cipher_suite = static_cast<CipherSuiteId>(input.u8()); break;
    default: context.extensions = any_extensions(input);
  }
}

void change_parent(Input& input, RatchetTree& tree, const Group& as) {
  const NodeIndex node(static_cast<std::uint32_t>(input.below(node_count(tree.width()))) | 1U);
  if (is_leaf(node) || node.value() >= node_count(tree.width())) return;
  ParentNode content = tree.parent(node) ? *tree.parent(node) : ParentNode{.encryption_key = any_key(input, as)};
  if (input.below(2) == 0) content.encryption_key = any_key(input, as);
  if (input.below(4) == 0) input.change(content.parent_hash);
  if (input.below(2) == 0) {
    content.unmerged_leaves.clear();
    const std::uint8_t bits = input.u8();
    for (std::uint32_t i = 0; i < 8; ++i) {
      if (bits & 1U << i) content.unmerged_leaves.push_back(LeafIndex(i == 7 && input.u8() == 0 ? 0x80000001U : i));
    }
  }
  tree.set_parent(node, std::move(content));
}

void change_tree(Input& input, RatchetTree& tree, const Group& as) {
  const LeafIndex index = some_leaf(input, tree);
  const LeafNode* found = tree.leaf(index);
  if (!found) return change_parent(input, tree, as);
  LeafNode leaf = *found;
  switch (input.below(8)) {
    case 0:
      if (tree.members().size() > 1) tree.remove(index);
      return;
    case 1: leaf.encryption_key = any_key(input, as); break;
    case 2: leaf.source = FromUpdate{}; break;
    case 3: leaf.source = Lifetime{0, input.u8()}; break;
    case 4: return static_cast<void>(tree.width() < 16 && (tree.add(leaf), true));
    case 5: change_leaf(input, leaf); break;
    case 6: tree.blank_path(index); break;
    default: return change_parent(input, tree, as);
  }
  tree.set_leaf(index, std::move(leaf));
}

void change_secrets(Input& input, GroupSecrets& secrets, const Group& as) {
  switch (input.below(4)) {
    case 0: secrets.path.reset(); break;
    case 1: secrets.path = PathSecret::zero(input.below(2) == 0 ? 32 : input.below(64)); break;
    case 2: secrets.psks.push_back(any_psk(input, as)); break;
    default: secrets.joiner = JoinerSecret::zero(input.below(64));
  }
}

// heal_path makes the parent hashes above a leaf right, as if it had made the last commit.
void heal_path(RatchetTree& tree, LeafIndex index) {
  if (!tree.leaf(index)) return;
  const std::vector<PathStep> steps = tree.filtered_direct_path(index);
  Bytes above;
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (!tree.parent(steps[i].node)) continue;
    ParentNode content = *tree.parent(steps[i].node);
    content.parent_hash = std::move(above);
    tree.set_parent(steps[i].node, std::move(content));
    above = tree.parent_hash(quick_suite(), steps[i].node, steps[i].copath_child);
  }
  LeafNode leaf = *tree.leaf(index);
  leaf.source = FromCommit{std::move(above)};
  tree.set_leaf(index, std::move(leaf));
}

void heal_leaves(RatchetTree& tree, ByteView group_id) {
  for (LeafIndex index : tree.members()) {
    LeafNode leaf = *tree.leaf(index);
    static_cast<void>(sign_leaf(leaf, {group_id, index}, signer_for(leaf.signature_key)));
    tree.set_leaf(index, std::move(leaf));
  }
}

void heal_tag(Invitation& it) {
  const NewEpoch epoch = open_epoch(quick_suite(), epoch_secret(quick_suite(), member_of(it.secrets), encode(it.info.context)));
  it.info.confirmation_tag =
      confirmation_tag(quick_suite(), epoch.secrets.confirmation, it.info.context.confirmed_transcript_hash);
}

void alter(Input& input, Invitation& it, const Group& as) {
  for (std::size_t i = input.below(6); i > 0; --i) {
    switch (input.below(8)) {
      case 0: change_context(input, it.info.context); break;
      case 1: it.info.signer = some_leaf(input, it.tree); break;
      case 2: change_secrets(input, it.secrets, as); break;
      case 3: it.info.extensions = any_extensions(input); break;
      case 4: heal_path(it.tree, some_leaf(input, it.tree)); break;
      default: change_tree(input, it.tree, as);
    }
  }
}

// hand_over closes the altered invitation and lets the joiner have it.
Result<Group> hand_over(Input& input, Invitation it, Room& room) {
  const std::uint8_t leave_wrong = input.u8();
  if (!(leave_wrong & 1)) heal_leaves(it.tree, it.info.context.group_id);
  if (!(leave_wrong & 2)) it.info.context.tree_hash = it.tree.root_hash(quick_suite());
  if (!(leave_wrong & 4)) heal_tag(it);
  Bytes tree = encode(it.tree);
  if (leave_wrong & 8) input.change(tree);
  if (!(leave_wrong & 16)) it.info.extensions.set(ExtensionType::ratchet_tree, tree);
  const LeafNode* signer = it.tree.leaf(it.info.signer);
  if (signer && !(leave_wrong & 32)) static_cast<void>(sign_group_info(it.info, signer_for(signer->signature_key)));
  it.welcome.encrypted_group_info =
      encrypt_group_info(quick_suite(), welcome_secret(quick_suite(), member_of(it.secrets)), it.info);
  it.welcome.secrets.clear();
  const Actor& actor = room.at(joiner);
  const KeyPackageBundle& bundle = actor.bundles.back();
  const HpkeInfo context = welcome_context(quick_suite(), it.welcome);
  static_cast<void>(add_recipient(quick_suite(), it.welcome, context, bundle.package, it.secrets, room.world().random));
  Bytes message = to_message(std::move(it.welcome));
  if (leave_wrong & 64) input.change(message);
  return Group::join(message, bundle, actor.signer, room.world().validation, ByteView(tree));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  Room room;
  grow(input, room);
  const std::size_t by = input.below(joiner);
  auto invitation = invite(input, room, by);
  if (!invitation) return 0;
  alter(input, *invitation, *room.at(by).group);
  const auto joined = hand_over(input, std::move(*invitation), room);
  if (joined) require_usable(*joined, room.at(joiner).signer, room.world());
  return 0;
}
