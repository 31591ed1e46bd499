// What a peer says about itself and its groups, and what it hands to those who want to join.
#include "base/text_encoding.hpp"
#include "tests/interop/peer/commands.hpp"

namespace valise::interop {
namespace {

// only_group reads a request whose one argument is a group.
Result<Membership*> only_group(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  if (auto read = in.finish(); !read) return base::pass_on(read);
  return peer.group(name);
}

}  // namespace

std::string hex(ByteView bytes) { return bytes.empty() ? "-" : base::to_hex(bytes); }

Result<const mls::CipherSuite*> cipher_suite(std::uint64_t number) {
  const auto* suite = number <= UINT16_MAX ? mls::CipherSuite::find(mls::CipherSuiteId(number)) : nullptr;
  if (!suite) return base::fail(mls::MlsError::unsupported_cipher_suite);
  return suite;
}

Fields authenticator(const mls::Group& group) { return hex(group.epoch_authenticator()); }

Result<Fields> name(Peer& /*peer*/, Arguments& in) {
  if (auto read = in.finish(); !read) return base::pass_on(read);
  return Fields{"valise"};
}

Result<Fields> suites(Peer& /*peer*/, Arguments& in) {
  if (auto read = in.finish(); !read) return base::pass_on(read);
  Fields out;
  for (const auto id :
       {mls::CipherSuiteId::x25519_aes128gcm_sha256_ed25519, mls::CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519}) {
    if (mls::CipherSuite::find(id)) out += (out.empty() ? "" : " ") + std::to_string(static_cast<unsigned>(id));
  }
  return out;
}

Result<Fields> group_info(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const bool with_tree = !in.more() || in.number(1) == 1;
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  const auto made = (*member)->group.group_info(with_tree ? mls::WelcomeTree::include : mls::WelcomeTree::leave_out);
  if (!made) return std::unexpected(made.error());
  return hex(*made);
}

Result<Fields> tree(Peer& peer, Arguments& in) {
  const auto member = only_group(peer, in);
  if (!member) return std::unexpected(member.error());
  return hex(mls::encode((*member)->group.tree()));
}

Result<Fields> info(Peer& peer, Arguments& in) {
  const auto member = only_group(peer, in);
  if (!member) return std::unexpected(member.error());
  const mls::Group& group = (*member)->group;
  const mls::GroupContext& context = group.context();
  return "epoch=" + std::to_string(group.epoch().value()) + " index=" + std::to_string(group.own_leaf().value()) +
         " members=" + std::to_string(group.members().size()) + " auth=" + hex(group.epoch_authenticator()) +
         " treehash=" + hex(context.tree_hash) + " cth=" + hex(context.confirmed_transcript_hash);
}

Result<Fields> roster(Peer& peer, Arguments& in) {
  const auto member = only_group(peer, in);
  if (!member) return std::unexpected(member.error());
  Fields out;
  for (const mls::Member& each : (*member)->group.members()) {
    out += (out.empty() ? "" : " ") + std::to_string(each.index.value()) + ":" + hex(each.credential.identity);
  }
  return out;
}

Result<Fields> restart(Peer& peer, Arguments& in) {
  const auto member = only_group(peer, in);
  if (!member) return std::unexpected(member.error());
  Membership& own = **member;
  const mls::SecretBytes epoch = own.group.serialize_epoch();
  auto group = mls::Group::restore(epoch.expose(), own.group.serialize_ratchets().expose(), own.signer);
  if (!group) return base::pass_on(group);
  if (own.pending) {
    // What is in it but not saved (the messages) was handed out already.
    auto pending = mls::PendingCommit::restore(own.pending->serialize().expose());
    if (!pending) return base::pass_on(pending);
    own.pending.emplace(std::move(*pending));
  }
  own.group = std::move(*group);
  return authenticator(own.group);
}

Result<Fields> free_group(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (const auto member = peer.group(name); !member) return std::unexpected(member.error());
  peer.forget_group(name);
  return Fields{};
}

}  // namespace valise::interop
