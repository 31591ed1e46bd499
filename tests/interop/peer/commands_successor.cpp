// Groups that come out of another: after a ReInit, or as a subgroup.
#include "client-sdk/mls/framing/message.hpp"
#include "tests/interop/peer/commands.hpp"

namespace valise::interop {
namespace {

// Founding is what `found` and `branch` have in common.
struct Founding {
  std::string name;
  Membership* old;
  SignatureKey key;
  mls::FoundingOptions options;
};

Result<Founding> read_founding(Peer& peer, std::string name, const std::string& old_name, Arguments& in) {
  const Bytes identity = in.bytes();
  std::vector<Bytes> messages;
  while (in.more()) messages.push_back(in.bytes());
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (auto free = peer.require_free_group(name); !free) return base::pass_on(free);
  const auto old = peer.group(old_name);
  if (!old) return std::unexpected(old.error());
  mls::FoundingOptions options{.credential = mls::Credential::basic(identity), .lifetime = Peer::lifetime()};
  for (const Bytes& message : messages) {
    auto package = mls::from_message<mls::KeyPackage>(message);
    if (!package) return base::pass_on(package);
    auto verified = mls::verify_key_package(std::move(*package));
    if (!verified) return base::pass_on(verified);
    options.members.push_back(std::move(*verified));
  }
  return Founding{std::move(name), *old, SignatureKey(peer.random()), std::move(options)};
}

Result<Fields> keep(Peer& peer, const Founding& founding, Result<mls::FoundedGroup> founded) {
  if (!founded) return base::pass_on(founded);
  const std::string welcome = hex(founded->welcome.value_or(Bytes{}));
  Membership membership{.group = std::move(founded->group), .signer = founding.key.signer, .psks = founding.old->psks};
  return authenticator(peer.add_group(founding.name, std::move(membership)).group) + " " + welcome;
}

}  // namespace

Result<Fields> reinit(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const std::uint64_t number = in.number();
  const Bytes group_id = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  const auto suite = cipher_suite(number);
  if (!suite) return std::unexpected(suite.error());
  mls::Proposal proposal{mls::ReInit{
      .group_id = group_id, .version = mls::ProtocolVersion::mls10, .cipher_suite = (*suite)->id(), .extensions = {}}};
  return commit_with(peer, **member, {.proposals = {std::move(proposal)}, .format = (*member)->format});
}

Result<Fields> found(Peer& peer, Arguments& in) {
  std::string name(in.word());
  const std::string old_name(in.word());
  const auto founding = read_founding(peer, std::move(name), old_name, in);
  if (!founding) return std::unexpected(founding.error());
  const Membership& old = *founding->old;
  return keep(peer, *founding,
              old.group.found_successor(founding->options, founding->key.signer, Peer::validation(old.psks), peer.random()));
}

Result<Fields> branch(Peer& peer, Arguments& in) {
  std::string name(in.word());
  const std::string old_name(in.word());
  const Bytes group_id = in.bytes();
  const auto founding = read_founding(peer, std::move(name), old_name, in);
  if (!founding) return std::unexpected(founding.error());
  const Membership& old = *founding->old;
  return keep(peer, *founding,
              old.group.branch(group_id, founding->options, founding->key.signer, Peer::validation(old.psks), peer.random()));
}

Result<Fields> join_linked(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const std::string package_name(in.word());
  const std::string old_name(in.word());
  const Bytes welcome = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (auto free = peer.require_free_group(name); !free) return base::pass_on(free);
  const auto package = peer.package(package_name);
  if (!package) return std::unexpected(package.error());
  const auto old = peer.group(old_name);
  if (!old) return std::unexpected(old.error());
  const OwnKeyPackage& own = **package;
  const mls::Group& from = (*old)->group;
  auto group = from.reinit() ? from.join_successor(welcome, own.bundle, own.key.signer, Peer::validation((*old)->psks))
                             : from.join_branch(welcome, own.bundle, own.key.signer, Peer::validation((*old)->psks));
  if (!group) return base::pass_on(group);
  Membership membership{.group = std::move(*group), .signer = own.key.signer, .psks = (*old)->psks};
  return authenticator(peer.add_group(name, std::move(membership)).group);
}

}  // namespace valise::interop
