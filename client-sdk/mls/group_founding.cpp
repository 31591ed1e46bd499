// Group: founding and joining groups that come out of this one: its successor after a ReInit (RFC 9420 section 11.2) and
// subgroups (section 11.3).
#include "client-sdk/mls/group.hpp"

namespace valise::mls {
namespace {

bool same_client(const Credential& a, const Credential& b, const Validation& validation) {
  return a == b || validation.credentials.same_client(a, b);
}

// all_among tells whether each of `some` is one of `all`.
bool all_among(const std::vector<Credential>& some, const std::vector<Credential>& all, const Validation& validation) {
  return std::ranges::all_of(some, [&](const Credential& one) {
    return std::ranges::any_of(all, [&](const Credential& other) { return same_client(one, other, validation); });
  });
}

std::vector<Credential> credentials_of(const std::vector<Member>& members) {
  std::vector<Credential> out;
  for (const Member& member : members) out.push_back(member.credential);
  return out;
}

// founding_members are those of the new group: oneself and the owners of the key packages.
std::vector<Credential> founding_members(const FoundingOptions& options) {
  std::vector<Credential> out = {options.credential};
  for (const VerifiedKeyPackage& package : options.members) out.push_back(package->leaf_node.credential);
  return out;
}

bool same_members(const std::vector<Credential>& a, const std::vector<Credential>& b, const Validation& validation) {
  return a.size() == b.size() && all_among(a, b, validation) && all_among(b, a, validation);
}

}  // namespace

std::optional<std::vector<Member>> Group::members_of(Epoch epoch) const {
  if (epoch == this->epoch()) return members();
  const auto found = std::ranges::find(past_, epoch, &PastEpoch::epoch);
  if (found == past_.end()) return std::nullopt;
  return found->members.all();
}

Result<FoundedGroup> Group::found(const CreateOptions& options, ResumptionUsage usage, const FoundingOptions& founding,
                                  std::shared_ptr<const Signer> signer, const Validation& validation,
                                  base::Random& random) const {
  auto group = Group::create(options, std::move(signer), random);
  if (!group) return base::pass_on(group);
  const PskLink link{mls::resumption_psk(group->suite(), usage, group_id(), epoch(), random),
                     SecretBytes::copy_of(epoch_.secrets.resumption.expose())};
  const CommitOptions commit{.adds = founding.members, .welcome_tree = founding.welcome_tree};
  auto pending = group->commit(commit, &link, validation, random);
  if (!pending) return base::pass_on(pending);
  std::optional<Bytes> welcome = std::move(pending->welcome);
  if (auto merged = group->merge(std::move(*pending)); !merged) return base::pass_on(merged);
  return FoundedGroup{std::move(*group), std::move(welcome)};
}

Result<FoundedGroup> Group::found_successor(const FoundingOptions& options, std::shared_ptr<const Signer> signer,
                                            const Validation& validation, base::Random& random) const {
  if (phase() != GroupPhase::closed) return base::fail(MlsError::invalid_argument, "the group is not closed");
  const ReInit& wanted = *epoch_.reinit;
  if (wanted.version != ProtocolVersion::mls10) return base::fail(MlsError::unsupported, "protocol version");
  if (!same_members(founding_members(options), credentials_of(members()), validation)) {
    return base::fail(MlsError::invalid_argument, "members of the successor");
  }
  const CreateOptions group{.cipher_suite = wanted.cipher_suite,
                            .group_id = wanted.group_id,
                            .credential = options.credential,
                            .lifetime = options.lifetime,
                            .supported_extensions = options.supported_extensions,
                            .context_extensions = wanted.extensions,
                            .leaf_extensions = options.leaf_extensions,
                            .supported_proposals = options.supported_proposals};
  return found(group, ResumptionUsage::reinit, options, std::move(signer), validation, random);
}

Result<FoundedGroup> Group::branch(ByteView group_id, const FoundingOptions& options, std::shared_ptr<const Signer> signer,
                                   const Validation& validation, base::Random& random) const {
  if (auto active = require_active(); !active) return base::pass_on(active);
  if (base::equal(group_id, epoch_.context.group_id)) return base::fail(MlsError::invalid_argument, "group id");
  if (!all_among(founding_members(options), credentials_of(members()), validation)) {
    return base::fail(MlsError::invalid_argument, "members of the subgroup");
  }
  const CreateOptions group{.cipher_suite = epoch_.context.cipher_suite,
                            .group_id = base::to_bytes(group_id),
                            .credential = options.credential,
                            .lifetime = options.lifetime,
                            .supported_extensions = options.supported_extensions,
                            .context_extensions = options.context_extensions.value_or(context_extensions()),
                            .leaf_extensions = options.leaf_extensions,
                            .supported_proposals = options.supported_proposals};
  return found(group, ResumptionUsage::branch, options, std::move(signer), validation, random);
}

Result<Group> Group::join_successor(ByteView welcome, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                                    const Validation& validation, std::optional<ByteView> tree) const {
  if (phase() != GroupPhase::closed) return base::fail(MlsError::invalid_argument, "the group is not closed");
  const JoinLink link{this, ResumptionUsage::reinit};
  return join_linked(welcome, bundle, std::move(signer), validation, tree, &link);
}

Result<Group> Group::join_branch(ByteView welcome, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                                 const Validation& validation, std::optional<ByteView> tree) const {
  if (auto active = require_active(); !active) return base::pass_on(active);
  const JoinLink link{this, ResumptionUsage::branch};
  return join_linked(welcome, bundle, std::move(signer), validation, tree, &link);
}

// check_link makes the checks at the end of 12.4.3.1.
Result<> Group::check_link(const EpochState& founded, const PreSharedKeyId& link, const Validation& validation) const {
  if (founded.context.epoch != Epoch(1)) return base::fail(MlsError::invalid_welcome, "epoch of a new group");
  if (link.usage == ResumptionUsage::branch) return check_branch(founded, link, validation);
  if (link.psk_epoch != epoch()) return base::fail(MlsError::invalid_welcome, "epoch of the old group");
  return check_successor(founded, validation);
}

Result<> Group::check_successor(const EpochState& founded, const Validation& validation) const {
  const auto refuse = [](const char* why) { return base::fail(MlsError::invalid_welcome, why); };
  const ReInit& wanted = *epoch_.reinit;
  const GroupContext& context = founded.context;
  if (wanted.version != ProtocolVersion::mls10) return refuse("protocol version");
  if (context.group_id != wanted.group_id) return refuse("group id");
  if (context.cipher_suite != wanted.cipher_suite) return refuse("cipher suite");
  if (context.extensions != wanted.extensions) return refuse("group context extensions");
  if (!same_members(credentials_of(founded.members()), credentials_of(members()), validation)) return refuse("members");
  return {};
}

Result<> Group::check_branch(const EpochState& founded, const PreSharedKeyId& link, const Validation& validation) const {
  const auto refuse = [](const char* why) { return base::fail(MlsError::invalid_welcome, why); };
  if (founded.context.cipher_suite != epoch_.context.cipher_suite) return refuse("cipher suite");
  if (founded.context.group_id == epoch_.context.group_id) return refuse("group id");
  const auto old_members = members_of(link.psk_epoch);
  if (!old_members) return base::fail(MlsError::missing_psk, "epoch of the old group");
  if (!all_among(credentials_of(founded.members()), credentials_of(*old_members), validation)) return refuse("members");
  return {};
}

}  // namespace valise::mls
