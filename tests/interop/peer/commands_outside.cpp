// Proposals from outside the group: of external senders, and of those who ask to be added.
#include "client-sdk/mls/external_proposal.hpp"
#include "tests/interop/peer/commands.hpp"

namespace valise::interop {
namespace {

Result<mls::ProposalTarget> target_of(ByteView group_info) {
  const auto info = mls::from_message<mls::GroupInfo>(group_info);
  if (!info) return std::unexpected(info.error());
  return mls::ProposalTarget::of(info->context);
}

Result<mls::Proposal> read_proposal(std::string_view kind, Arguments& in) {
  if (kind == "remove") return mls::Proposal{mls::Remove{mls::LeafIndex(static_cast<std::uint32_t>(in.number()))}};
  if (kind != "add") return base::fail(PeerError::bad_argument);
  auto package = mls::from_message<mls::KeyPackage>(in.bytes());
  if (!package) return base::pass_on(package);
  return mls::Proposal{mls::Add{std::move(*package)}};
}

}  // namespace

Result<Fields> sender(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes message = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  const auto package = mls::from_message<mls::KeyPackage>(message);
  if (!package) return std::unexpected(package.error());
  const mls::ExternalSenders senders{{{package->leaf_node.signature_key, package->leaf_node.credential}}};
  mls::Extensions extensions = (*member)->group.context_extensions();
  extensions.set(mls::ExtensionType::external_senders, mls::encode(senders));
  return commit_with(peer, **member, {.context_extensions = std::move(extensions), .format = (*member)->format});
}

Result<Fields> outside(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes info = in.bytes();
  const auto index = static_cast<std::uint32_t>(in.number());
  const std::string_view kind = in.word();
  const auto package = peer.package(name);
  if (!package) return std::unexpected(package.error());
  auto proposal = read_proposal(kind, in);
  if (!proposal) return base::pass_on(proposal);
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto target = target_of(info);
  if (!target) return std::unexpected(target.error());
  const auto message = mls::external_proposal(*target, index, std::move(*proposal), *(*package)->key.signer);
  if (!message) return std::unexpected(message.error());
  return hex(*message);
}

Result<Fields> ask(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes info = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto package = peer.package(name);
  if (!package) return std::unexpected(package.error());
  const auto target = target_of(info);
  if (!target) return std::unexpected(target.error());
  const auto message = mls::new_member_proposal(*target, (*package)->bundle.package, *(*package)->key.signer);
  if (!message) return std::unexpected(message.error());
  return hex(*message);
}

}  // namespace valise::interop
