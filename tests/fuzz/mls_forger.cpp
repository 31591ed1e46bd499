#include "tests/fuzz/mls_forger.hpp"

#include "client-sdk/mls/epoch_transition.hpp"
#include "tests/unit/mls/encoded_entries.hpp"

namespace valise::fuzz {

using namespace mls;
using mls::test::change_entries;

const Signer& signer_for(const SignaturePublicKey& key) {
  static std::optional<QuickSigner> signer;
  return signer.emplace(key);
}

Extensions any_extensions(Input& input) {
  Extensions out;
  for (std::size_t i = input.below(4); i > 0; --i) {
    const auto type = static_cast<ExtensionType>(input.u8());
    switch (input.below(4)) {
      case 0:
        out.set(ExtensionType::required_capabilities,
                encode(RequiredCapabilities{{type}, {static_cast<ProposalType>(input.u8())}, {CredentialType::basic}}));
        break;
      case 1:
        out.set(ExtensionType::external_senders, encode(ExternalSenders{{{{Bytes(32, input.u8())}, Credential::basic({})}}}));
        break;
      case 2: out.set(ExtensionType::valise_room_state, base::to_bytes(input.bytes())); break;
      default: out.set(type, base::to_bytes(input.bytes()));
    }
  }
  return out;
}

HpkePublicKey any_key(Input& input, const Group& as) {
  if (input.below(4) != 0) return {Bytes(32, input.u8())};
  const HpkePublicKey* key = as.tree().encryption_key(NodeIndex(input.u8() % 16));
  return key ? *key : HpkePublicKey{Bytes(31)};
}

PreSharedKeyId any_psk(Input& input, const Group& as) {
  PreSharedKeyId out{.nonce = Bytes(input.below(8) == 0 ? 31 : 32, input.u8())};
  if (input.below(2) == 0) {
    out.psk_id = input.below(4) == 0 ? base::to_bytes(input.bytes()) : Surroundings::psk_id();
    return out;
  }
  out.type = PskType::resumption;
  out.usage = static_cast<ResumptionUsage>(1 + input.below(3));
  out.psk_group_id = base::to_bytes(as.group_id());
  out.psk_epoch = Epoch(as.epoch().value() - input.below(4));
  return out;
}

namespace {

KeyPackage any_package(Input& input, Room& room, const Group& as) {
  KeyPackage out = room.at(input.below(Room::size)).package(room.world());
  if (input.below(2) == 0) return out;
  change_leaf(input, out.leaf_node);
  if (input.below(4) == 0) out.leaf_node.encryption_key = any_key(input, as);
  if (input.below(4) == 0) out.init_key = any_key(input, as);
  if (input.below(4) == 0) out.extensions = any_extensions(input);
  static_cast<void>(sign_leaf(out.leaf_node, {}, signer_for(out.leaf_node.signature_key)));
  // The signature of a key package covers all before it.
  out.signature.clear();
  Bytes unsigned_package = encode(out);
  unsigned_package.pop_back();
  out.signature = sign_with_label(signer_for(out.leaf_node.signature_key), "KeyPackageTBS", unsigned_package).value();
  return out;
}

LeafNode any_leaf(Input& input, const Group& as, LeafIndex index) {
  const LeafNode* old = as.tree().leaf(index);
  LeafNode out = old ? *old : *as.tree().leaf(as.own_leaf());
  out.source = FromUpdate{};
  out.encryption_key = any_key(input, as);
  if (input.below(2) == 0) change_leaf(input, out);
  static_cast<void>(sign_leaf(out, {as.group_id(), index}, signer_for(out.signature_key)));
  return out;
}

// change_path alters an update path, and signs its leaf again.
void change_path(Input& input, UpdatePath& path, const Group& as, LeafIndex sender) {
  if (!path.nodes.empty()) {
    UpdatePathNode& node = path.nodes[input.below(path.nodes.size())];
    switch (input.below(6)) {
      case 0: path.nodes.pop_back(); break;
      case 1: path.nodes.push_back(node); break;
      case 2: node.encryption_key = any_key(input, as); break;
      case 3: node.encrypted_path_secret.push_back({Bytes(32), base::to_bytes(input.bytes())}); break;
      case 4:
        change_entries(node.encrypted_path_secret, [](auto& entries) {
          if (!entries.empty()) entries.pop_back();
        });
        break;
      default:
        change_entries(node.encrypted_path_secret, [&](auto& entries) {
          for (HpkeCiphertext& sealed : entries) input.change(sealed.ciphertext);
        });
    }
  }
  if (input.below(2) == 0) change_leaf(input, path.leaf_node);
  if (input.below(4) == 0) path.leaf_node.encryption_key = any_key(input, as);
  if (input.below(8) == 0) path.leaf_node.source = FromUpdate{};
  static_cast<void>(sign_leaf(path.leaf_node, {as.group_id(), sender}, signer_for(path.leaf_node.signature_key)));
}

struct Draft {
  Commit commit;
  std::vector<Proposal> proposals;
};

Draft any_list(Input& input, Room& room, const Group& as) {
  Draft out;
  for (std::size_t i = input.below(4); i > 0; --i) out.proposals.push_back(any_proposal(input, room, as));
  for (const Proposal& proposal : out.proposals) out.commit.proposals.push_back({proposal});
  if (input.below(8) == 0) out.commit.proposals.push_back({ProposalRef{base::to_bytes(input.bytes())}});
  return out;
}

ProposalList listed(const Draft& draft, const Sender& sender) {
  ProposalList out;
  for (const Proposal& proposal : draft.proposals) out.push_back({&proposal, sender});
  return out;
}

std::vector<Psk> known_psks(const ProposalList& list, const EpochState& state) {
  std::vector<Psk> out;
  for (const ListedProposal& entry : list) {
    const auto* psk = entry.proposal->get<PreSharedKey>();
    if (!psk) continue;
    const bool external = psk->psk.type == PskType::external;
    out.push_back(
        {psk->psk, external ? SecretBytes::copy_of(Bytes(32, 7)) : SecretBytes::copy_of(state.secrets.resumption.expose())});
  }
  return out;
}

// sign signs for whoever the sender claims to be, as far as that has a key.
VerifiedContent sign(FramedContent content, WireFormat format, const Group& as, Input& input) {
  SignaturePublicKey key{Bytes(32, input.below(8) == 0 ? input.u8() : 0)};
  if (content.sender.type == SenderType::member) {
    if (const LeafNode* leaf = as.tree().leaf(content.sender.leaf())) key = leaf->signature_key;
  } else if (const auto* commit = std::get_if<Commit>(&content.body); commit && commit->path) {
    key = commit->path->leaf_node.signature_key;
  } else if (const auto* proposal = std::get_if<Proposal>(&content.body); proposal && proposal->get<Add>()) {
    key = proposal->get<Add>()->key_package.leaf_node.signature_key;
  }
  return sign_content(format, std::move(content), encode(as.context()), signer_for(key)).value();
}

Bytes sealed(const VerifiedContent& content, EpochState& state, Room& room) {
  if (content->wire_format == WireFormat::private_message) {
    if (content->content.sender.index >= state.tree.width()) return {};
    auto message =
        protect_private(*state.suite, content, state.message_keys, state.secrets.sender_data, padme, room.world().random);
    return message ? to_message(std::move(*message)) : Bytes{};
  }
  auto message = protect_public(*state.suite, content, state.secrets.membership, encode(state.context));
  return message ? to_message(std::move(*message)) : Bytes{};
}

FramedContent framed(const Group& as, const Sender& sender) {
  return {.group_id = base::to_bytes(as.group_id()), .epoch = as.epoch(), .sender = sender};
}

WireFormat any_format(Input& input) { return input.below(2) == 0 ? WireFormat::private_message : WireFormat::public_message; }

// any_commit makes a commit whose path, schedule and tag are right for its list, as far as the list can be applied.
Bytes any_commit(Input& input, Room& room, const Group& as) {
  EpochState state = state_of(as);
  const LeafIndex self = state.keys.self();
  const Sender sender = Sender::member(self);
  Draft draft = any_list(input, room, as);
  const bool with_path = input.below(4) != 0;
  ProposalList list = listed(draft, sender);
  const bool possible = check_list(state, list, self, ListOrigin::received, room.world().validation).has_value();
  AppliedList applied = apply_list(state, possible ? list : ProposalList{});
  GroupContext context = provisional_context(state, applied.tree, applied.extensions);
  CommitSecret commit_secret = CommitSecret::zero(32);
  if (with_path) {
    const LeafNode own = *applied.tree.leaf(self);
    auto path = renew_path(*state.suite, applied.tree, applied.keys, {own.credential, own.capabilities, own.extensions},
                           as.group_id(), signer_for(own.signature_key), room.world().random)
                    .value();
    context = provisional_context(state, applied.tree, applied.extensions);
    auto update = encrypt_path(*state.suite, applied.tree, self, path, encode(context), applied.added, room.world().random);
    if (!update) return {};
    if (input.below(2) == 0) change_path(input, *update, as, self);
    draft.commit.path = std::move(*update);
    commit_secret = std::move(path.commit_secret);
  }
  FramedContent content = framed(as, sender);
  content.body = std::move(draft.commit);
  auto own = sign(std::move(content), any_format(input), as, input);
  const auto psks = known_psks(list, state);
  NextEpoch next = next_epoch(state, state.secrets.init, std::move(applied), std::move(context), std::move(commit_secret),
                              psk_secret(*state.suite, psks), *own);
  Bytes tag = next.state.confirmation_tag;
  if (input.below(8) == 0) input.change(tag);
  own.confirm(std::move(tag));
  return sealed(own, state, room);
}

// any_external_commit lets someone outside join by itself, perhaps in the place of a member.
Bytes any_external_commit(Input& input, Room& room, const Group& as) {
  EpochState state = state_of(as);
  Draft draft = any_list(input, room, as);
  const HpkeKeyPair external = state.suite->derive_key_pair(state.secrets.external.expose());
  const Bytes kem_output(32, input.u8());
  draft.proposals.push_back({ExternalInit{kem_output}});
  draft.commit.proposals.push_back({draft.proposals.back()});
  ProposalList list = listed(draft, {SenderType::new_member_commit});
  const bool possible = check_external_list(state, list, room.world().validation.limits).has_value();
  AppliedList applied = apply_list(state, possible ? list : ProposalList{});
  if (applied.removes_self || !applied.tree.leaf(state.keys.self())) return {};
  const LeafIndex place = applied.tree.reserve();
  const KeyPackage package = any_package(input, room, as);
  PrivateTree keys(place, HpkePrivateKey::zero(32));
  auto path = renew_path(*state.suite, applied.tree, keys,
                         {package.leaf_node.credential, package.leaf_node.capabilities, package.leaf_node.extensions},
                         as.group_id(), signer_for(package.leaf_node.signature_key), room.world().random)
                  .value();
  GroupContext context = provisional_context(state, applied.tree, applied.extensions);
  auto update = encrypt_path(*state.suite, applied.tree, place, path, encode(context), {}, room.world().random);
  if (!update) return {};
  if (input.below(2) == 0) change_path(input, *update, as, place);
  draft.commit.path = std::move(*update);
  FramedContent content = framed(as, {SenderType::new_member_commit});
  content.body = std::move(draft.commit);
  auto own = sign(std::move(content), WireFormat::public_message, as, input);
  const auto init =
      state.suite->hpke_export(external.private_key, kem_output, base::as_bytes("MLS 1.0 external init secret")).value();
  const auto psks = known_psks(list, state);
  NextEpoch next = next_epoch(state, init, std::move(applied), std::move(context), std::move(path.commit_secret),
                              psk_secret(*state.suite, psks), *own);
  own.confirm(next.state.confirmation_tag);
  return sealed(own, state, room);
}

Bytes any_single(Input& input, Room& room, const Group& as) {
  EpochState state = state_of(as);
  const Sender sender{static_cast<SenderType>(1 + input.below(5)), static_cast<std::uint32_t>(input.below(8))};
  const WireFormat format = sender.type == SenderType::member ? any_format(input) : WireFormat::public_message;
  FramedContent content = framed(as, sender);
  if (input.below(4) == 0)
    content.body = ApplicationData{base::to_bytes(input.bytes())};
  else
    content.body = any_proposal(input, room, as);
  return sealed(sign(std::move(content), format, as, input), state, room);
}

}  // namespace

void change_leaf(Input& input, LeafNode& leaf) {
  switch (input.below(6)) {
    case 0: leaf.credential = Credential::basic(input.bytes()); break;
    case 1: leaf.capabilities.extensions.clear(); break;
    case 2: leaf.capabilities.credentials = {static_cast<CredentialType>(input.u8())}; break;
    case 3: leaf.extensions = any_extensions(input); break;
    case 4: leaf.signature_key = {Bytes(input.below(8) == 0 ? 31 : 32, input.u8())}; break;
    default: leaf.capabilities.cipher_suites = {static_cast<CipherSuiteId>(input.u8())};
  }
}

Proposal any_proposal(Input& input, Room& room, const Group& as) {
  switch (input.below(9)) {
    case 0: return {Add{any_package(input, room, as)}};
    case 1: return {Update{any_leaf(input, as, LeafIndex(static_cast<std::uint32_t>(input.below(8))))}};
    case 2: return {Remove{LeafIndex(static_cast<std::uint32_t>(input.below(8)))}};
    case 3: return {PreSharedKey{any_psk(input, as)}};
    case 4: return {ReInit{base::to_bytes(input.bytes()), static_cast<ProtocolVersion>(input.below(3)), CipherSuiteId{}, {}}};
    case 5: return {ExternalInit{base::to_bytes(input.bytes())}};
    case 6: return {CustomProposal{input.below(4) == 0 ? ProposalType(input.u8()) : Surroundings::custom, {1}}};
    default: return {GroupContextExtensions{any_extensions(input)}};
  }
}

Bytes any_message(Input& input, Room& room, const Group& as) {
  switch (input.below(4)) {
    case 0: return any_single(input, room, as);
    case 1: return any_external_commit(input, room, as);
    default: return any_commit(input, room, as);
  }
}

}  // namespace valise::fuzz
