#include "client-sdk/mls/proposal_list.hpp"

#include <set>

namespace valise::mls {
namespace {

base::Unexpected refuse_list(const char* why) { return base::fail(MlsError::invalid_proposal_list, why); }
base::Unexpected refuse(const char* why) { return base::fail(MlsError::invalid_proposal, why); }

Result<> check_credential(const CredentialCheck& check, const Validation& validation) {
  if (!validation.credentials.accepts(check)) return base::fail(MlsError::credential_refused);
  return {};
}

Result<> check_lifetime(const Lifetime& lifetime, ListOrigin origin, const Validation& validation) {
  const auto bad = [] { return base::fail(MlsError::invalid_lifetime, "key package"); };
  if (lifetime.length() > validation.longest_lifetime) return bad();
  const bool enforce = origin == ListOrigin::own || validation.received_lifetimes == LifetimeCheck::enforce;
  if (enforce && !lifetime.contains(validation.now)) return bad();
  return {};
}

Result<> check_add(const EpochState& state, const Add& add, Signatures signatures, ListOrigin origin,
                   const Validation& validation) {
  const KeyPackage& package = add.key_package;
  if (package.cipher_suite != state.context.cipher_suite) return refuse("cipher suite of the key package");
  if (signatures == Signatures::to_verify) {
    if (auto verified = verify_key_package(package); !verified) return base::pass_on(verified);
  }
  const LeafNode& leaf = package.leaf_node;
  if (!may_stand(validation.types, package.extensions, ExtensionPlace::key_package) ||
      !may_stand(validation.types, leaf.extensions, ExtensionPlace::leaf_node)) {
    return base::fail(MlsError::invalid_key_package, "extension in a wrong place");
  }
  if (auto checked = check_lifetime(std::get<Lifetime>(leaf.source), origin, validation); !checked) return checked;
  const auto event = origin == ListOrigin::own ? CredentialEvent::key_package_to_add : CredentialEvent::add_received;
  return check_credential({event, leaf.credential, leaf.signature_key}, validation);
}

Result<> check_update(const EpochState& state, const Update& update, const Sender& sender, const Validation& validation) {
  if (sender.type != SenderType::member) return refuse("update from outside");
  const LeafNode* replaced = state.tree.leaf(sender.leaf());
  if (!replaced) return refuse("update of a blank leaf");
  if (!update.leaf_node.from_update()) return base::fail(MlsError::invalid_leaf_node, "leaf node source");
  return check_new_leaf(state, update.leaf_node, sender.leaf(), replaced, CredentialEvent::update_received, validation);
}

Result<> check_psk(const EpochState& state, const PreSharedKeyId& psk) {
  if (psk.nonce.size() != state.suite->hash_size()) return refuse("PSK nonce");
  if (psk.type == PskType::resumption && psk.usage != ResumptionUsage::application) return refuse("PSK usage");
  return {};
}

// external_sender_event tells how a sender of the new list stands to the old one, or nothing when it is unchanged.
std::optional<CredentialEvent> external_sender_event(const std::vector<ExternalSender>& before, std::size_t index,
                                                     const ExternalSender& sender) {
  if (index >= before.size()) return CredentialEvent::external_sender_added;
  const ExternalSender& old = before[index];
  if (old.signature_key == sender.signature_key && old.credential == sender.credential) return std::nullopt;
  return CredentialEvent::external_sender_updated;
}

Result<std::vector<ExternalSender>> external_senders(const Extensions& extensions) {
  const Bytes* data = extensions.find(ExtensionType::external_senders);
  if (!data) return std::vector<ExternalSender>{};
  auto parsed = parse<ExternalSenders>(*data);
  if (!parsed) return base::pass_on(parsed);
  return std::move(parsed->list);
}

Result<> check_context(const EpochState& state, const GroupContextExtensions& proposal, const Sender& proposer,
                       const Validation& validation) {
  const bool own = proposer == Sender::member(state.keys.self());
  const auto read = own ? GroupRequirements::own(state.context.cipher_suite, proposal.extensions)
                        : GroupRequirements::from(state.context.cipher_suite, proposal.extensions);
  if (!read) return std::unexpected(read.error());
  if (!may_stand(validation.types, proposal.extensions, ExtensionPlace::group_context)) {
    return refuse("extension in a wrong place");
  }
  const auto before = external_senders(state.context.extensions);
  auto after = external_senders(proposal.extensions);
  if (!after) return base::pass_on(after);
  for (std::size_t i = 0; i < after->size(); ++i) {
    const ExternalSender& sender = (*after)[i];
    const auto event = external_sender_event(before ? *before : std::vector<ExternalSender>{}, i, sender);
    if (!event) continue;
    if (auto checked = check_credential({*event, sender.credential, sender.signature_key}, validation); !checked) return checked;
  }
  return {};
}

// check_same_leaf finds leaves that two Updates or Removes are for, and those for the committer itself.
Result<> check_touched_leaves(const ProposalList& list, LeafIndex committer) {
  std::set<LeafIndex> touched;
  for (const ListedProposal& listed : list) {
    std::optional<LeafIndex> leaf;
    if (const auto* remove = listed.proposal->get<Remove>()) leaf = remove->removed;
    if (listed.proposal->get<Update>()) leaf = listed.sender.leaf();
    if (!leaf) continue;
    if (*leaf == committer) return refuse_list("the committer updates or removes itself");
    if (!touched.insert(*leaf).second) return refuse_list("two proposals for one leaf");
  }
  return {};
}

// check_clients finds clients that are added twice, or that are members already and not removed.
Result<> check_clients(const EpochState& state, const ProposalList& list, const Validation& validation) {
  const bool adds = std::ranges::any_of(list, [](const ListedProposal& listed) { return listed.proposal->get<Add>(); });
  if (!adds) return {};
  std::set<LeafIndex> removed;
  std::vector<const LeafNode*> present;
  std::set<std::string_view> signature_keys;
  for (const ListedProposal& listed : list) {
    if (const auto* remove = listed.proposal->get<Remove>()) removed.insert(remove->removed);
  }
  const auto key_is_new = [&](const LeafNode& leaf) {
    return signature_keys.insert(base::as_text(leaf.signature_key.data)).second;
  };
  for (LeafIndex member : state.tree.members()) {
    if (removed.contains(member)) continue;
    present.push_back(state.tree.leaf(member));
    static_cast<void>(key_is_new(*present.back()));
  }
  for (const ListedProposal& listed : list) {
    const auto* add = listed.proposal->get<Add>();
    if (!add) continue;
    const LeafNode& leaf = add->key_package.leaf_node;
    const auto same_client = [&](const LeafNode* other) {
      return validation.credentials.same_client(leaf.credential, other->credential);
    };
    if (!key_is_new(leaf) || std::ranges::any_of(present, same_client)) {
      return refuse_list("a client stands in the group already");
    }
    present.push_back(&leaf);
  }
  return {};
}

Result<> check_custom(const EpochState& state, const ProposalList& list) {
  for (const ListedProposal& listed : list) {
    const auto* custom = listed.proposal->get<CustomProposal>();
    if (custom && !supported_by_all(state, list, custom->type)) return refuse_list("a type that not all members support");
  }
  return {};
}

// check_size keeps a commit's list within the limits, the members it leads to included.
Result<> check_size(const EpochState& state, const ProposalList& list, const Limits& limits) {
  std::size_t psks = 0;
  auto members = static_cast<std::int64_t>(state.tree.member_count());
  for (const ListedProposal& listed : list) {
    if (listed.proposal->get<PreSharedKey>()) ++psks;
    if (listed.proposal->get<Add>() || listed.proposal->get<ExternalInit>()) ++members;
    if (listed.proposal->get<Remove>()) --members;
  }
  if (list.size() > limits.commit_proposals) return base::fail(MlsError::too_large, "proposals of a commit");
  if (psks > limits.psks) return base::fail(MlsError::too_large, "PSKs of a commit");
  if (members > std::int64_t{limits.members}) return base::fail(MlsError::too_large, "members");
  return {};
}

Result<> check_together(const ProposalList& list) {
  int contexts = 0;
  bool reinit = false;
  std::vector<const PreSharedKeyId*> psks;
  for (const ListedProposal& listed : list) {
    if (listed.proposal->get<ExternalInit>()) return refuse_list("external init");
    if (listed.proposal->get<GroupContextExtensions>()) ++contexts;
    if (listed.proposal->get<ReInit>()) reinit = true;
    if (const auto* psk = listed.proposal->get<PreSharedKey>()) {
      if (std::ranges::any_of(psks, [&](const auto* other) { return *other == psk->psk; })) return refuse_list("a PSK twice");
      psks.push_back(&psk->psk);
    }
  }
  if (contexts > 1) return refuse_list("two changes of the group context");
  if (reinit && list.size() > 1) return refuse_list("reinit with others");
  return {};
}

}  // namespace

Result<> check_new_leaf(const EpochState& state, const LeafNode& leaf, LeafIndex index, const LeafNode* replaced,
                        CredentialEvent event, const Validation& validation) {
  if (replaced && replaced->encryption_key == leaf.encryption_key) {
    return base::fail(MlsError::invalid_leaf_node, "the encryption key is not new");
  }
  if (!may_stand(validation.types, leaf.extensions, ExtensionPlace::leaf_node)) {
    return base::fail(MlsError::invalid_leaf_node, "extension in a wrong place");
  }
  if (!verify_leaf_signature(*state.suite, leaf, {state.context.group_id, index})) {
    return base::fail(MlsError::bad_signature, "leaf node");
  }
  const bool same = replaced && replaced->credential == leaf.credential && replaced->signature_key == leaf.signature_key;
  if (same) return {};
  return check_credential({event, leaf.credential, leaf.signature_key, replaced ? &replaced->credential : nullptr}, validation);
}

Result<> check_proposal(const EpochState& state, const ListedProposal& listed, ListOrigin origin, const Validation& validation) {
  const Proposal& proposal = *listed.proposal;
  switch (proposal.type()) {
    case ProposalType::add: return check_add(state, *proposal.get<Add>(), listed.signatures, origin, validation);
    case ProposalType::update: return check_update(state, *proposal.get<Update>(), listed.sender, validation);
    case ProposalType::remove:
      if (!state.tree.leaf(proposal.get<Remove>()->removed)) return refuse("removal of a blank leaf");
      return {};
    case ProposalType::psk: return check_psk(state, proposal.get<PreSharedKey>()->psk);
    case ProposalType::reinit:
      if (proposal.get<ReInit>()->version < ProtocolVersion::mls10) return refuse("reinit to an older version");
      return {};
    case ProposalType::external_init: return refuse("external init");
    case ProposalType::group_context_extensions:
      return check_context(state, *proposal.get<GroupContextExtensions>(), listed.sender, validation);
  }
  const bool known = proposal.get<CustomProposal>() && validation.types && validation.types->find(proposal.type());
  if (!known) return base::fail(MlsError::unsupported, "proposal type");
  return {};
}

Result<> check_alone(const EpochState& state, const ListedProposal& listed, ListOrigin origin, const Validation& validation) {
  if (auto checked = check_proposal(state, listed, origin, validation); !checked) return checked;
  const auto* add = listed.proposal->get<Add>();
  const auto* update = listed.proposal->get<Update>();
  if (!add && !update) return {};
  const auto requirements = GroupRequirements::from(state.context.cipher_suite, state.context.extensions);
  if (!requirements) return std::unexpected(requirements.error());
  if (add) return check_entrant(state.tree, add->key_package.leaf_node, std::nullopt, *requirements);
  return check_entrant(state.tree, update->leaf_node, listed.sender.leaf(), *requirements);
}

Result<> check_list(const EpochState& state, const ProposalList& list, LeafIndex committer, ListOrigin origin,
                    const Validation& validation) {
  if (auto checked = check_size(state, list, validation.limits); !checked) return checked;
  for (const ListedProposal& listed : list) {
    if (auto checked = check_proposal(state, listed, origin, validation); !checked) return checked;
  }
  if (auto checked = check_together(list); !checked) return checked;
  if (auto checked = check_touched_leaves(list, committer); !checked) return checked;
  if (auto checked = check_custom(state, list); !checked) return checked;
  return check_clients(state, list, validation);
}

Result<> check_external_list(const EpochState& state, const ProposalList& list, const Limits& limits) {
  if (auto checked = check_size(state, list, limits); !checked) return checked;
  int inits = 0;
  int removes = 0;
  for (const ListedProposal& listed : list) {
    switch (listed.proposal->type()) {
      case ProposalType::external_init: ++inits; break;
      case ProposalType::remove:
        ++removes;
        if (!state.tree.leaf(listed.proposal->get<Remove>()->removed)) return refuse("removal of a blank leaf");
        break;
      case ProposalType::psk:
        if (auto checked = check_psk(state, listed.proposal->get<PreSharedKey>()->psk); !checked) return checked;
        break;
      default: return refuse_list("in an external commit");
    }
  }
  if (inits != 1 || removes > 1) return refuse_list("in an external commit");
  return {};
}

void recognize(ProposalList& list, const std::vector<VerifiedKeyPackage>& packages) {
  auto next = packages.begin();
  for (ListedProposal& listed : list) {
    const auto* add = listed.proposal->get<Add>();
    if (!add || next == packages.end() || add->key_package != **next) continue;
    listed.signatures = Signatures::verified;
    ++next;
  }
}

bool path_required(const ProposalList& list, const TypeRegistry* types) {
  return list.empty() || std::ranges::any_of(list, [&](const ListedProposal& listed) {
           switch (listed.proposal->type()) {
             case ProposalType::add:
             case ProposalType::psk:
             case ProposalType::reinit: return false;
             default: break;
           }
           const ProposalRule* rule = types ? types->find(listed.proposal->type()) : nullptr;
           return !rule || rule->path == PathNeed::required;
         });
}

bool supported_by_all(const EpochState& state, const ProposalList& list, ProposalType type) {
  std::set<LeafIndex> removed;
  for (const ListedProposal& listed : list) {
    if (const auto* remove = listed.proposal->get<Remove>()) removed.insert(remove->removed);
  }
  return std::ranges::all_of(state.tree.members(), [&](LeafIndex member) {
    return removed.contains(member) || state.tree.leaf(member)->capabilities.supports(type);
  });
}

AppliedList apply_list(const EpochState& state, const ProposalList& list) {
  AppliedList out{.tree = state.tree, .keys = state.keys.duplicate(), .extensions = state.context.extensions};
  for (const ListedProposal& listed : list) {
    if (const auto* context = listed.proposal->get<GroupContextExtensions>()) out.extensions = context->extensions;
    if (const auto* reinit = listed.proposal->get<ReInit>()) out.reinit = *reinit;
  }
  for (const ListedProposal& listed : list) {
    const auto* update = listed.proposal->get<Update>();
    if (!update) continue;
    out.tree.update(listed.sender.leaf(), update->leaf_node);
    if (listed.own_leaf_key) out.keys.set(to_node(listed.sender.leaf()), listed.own_leaf_key->duplicate());
  }
  for (const ListedProposal& listed : list) {
    const auto* remove = listed.proposal->get<Remove>();
    if (!remove) continue;
    out.tree.remove(remove->removed);
    if (remove->removed == state.keys.self()) out.removes_self = true;
  }
  for (const ListedProposal& listed : list) {
    if (const auto* add = listed.proposal->get<Add>()) out.added.push_back(out.tree.add(add->key_package.leaf_node));
  }
  out.keys.prune(out.tree);
  return out;
}

Result<> check_result(const EpochState& from, const AppliedList& applied) {
  const auto requirements = GroupRequirements::from(from.context.cipher_suite, applied.extensions);
  if (!requirements) return std::unexpected(requirements.error());
  if (applied.extensions == from.context.extensions) return check_changes(from.tree, applied.tree, *requirements);
  return check_members(applied.tree, *requirements);
}

CommitSummary summarize(const EpochState& state, const ProposalList& list, const AppliedList& applied, LeafIndex committer) {
  CommitSummary out{
      .committer = committer, .removes_self = applied.removes_self, .new_epoch = Epoch(state.context.epoch.value() + 1)};
  const auto member = [](LeafIndex index, const LeafNode& leaf) { return Member{index, leaf.credential, leaf.signature_key}; };
  out.reinit = applied.reinit;
  out.context_extensions_changed = applied.extensions != state.context.extensions;
  out.context_extensions = applied.extensions;
  for (LeafIndex index : applied.added) out.added.push_back(member(index, *applied.tree.leaf(index)));
  for (const ListedProposal& listed : list) {
    if (const auto* remove = listed.proposal->get<Remove>()) {
      out.removed.push_back(member(remove->removed, *state.tree.leaf(remove->removed)));
    }
    if (const auto* psk = listed.proposal->get<PreSharedKey>()) out.psks.push_back(psk->psk);
    if (const auto* custom = listed.proposal->get<CustomProposal>())
      out.custom.push_back({listed.sender, custom->type, custom->body});
    if (const auto* update = listed.proposal->get<Update>())
      out.updated.push_back(member(listed.sender.leaf(), update->leaf_node));
  }
  return out;
}

}  // namespace valise::mls
