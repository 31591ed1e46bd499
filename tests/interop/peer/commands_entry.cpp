// Creating groups, making key packages, joining.
#include "client-sdk/mls/framing/message.hpp"
#include "tests/interop/peer/commands.hpp"

namespace valise::interop {

Result<Fields> create(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const std::uint64_t number = in.number();
  const Bytes group_id = in.bytes();
  const Bytes identity = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (auto free = peer.require_free_group(name); !free) return base::pass_on(free);
  const auto suite = cipher_suite(number);
  if (!suite) return std::unexpected(suite.error());
  const SignatureKey key(peer.random());
  auto group = mls::Group::create({.cipher_suite = (*suite)->id(),
                                   .group_id = group_id,
                                   .credential = mls::Credential::basic(identity),
                                   .lifetime = Peer::lifetime()},
                                  key.signer, peer.random());
  if (!group) return base::pass_on(group);
  return authenticator(peer.add_group(name, {.group = std::move(*group), .signer = key.signer}).group);
}

Result<Fields> key_package(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const std::uint64_t number = in.number();
  const Bytes identity = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (auto free = peer.require_free_package(name); !free) return base::pass_on(free);
  const auto suite = cipher_suite(number);
  if (!suite) return std::unexpected(suite.error());
  SignatureKey key(peer.random());
  auto bundle = mls::generate_key_package(**suite, mls::Credential::basic(identity), *key.signer, {.lifetime = Peer::lifetime()},
                                          peer.random());
  if (!bundle) return base::pass_on(bundle);
  return hex(peer.add_package(name, {.bundle = std::move(*bundle), .key = std::move(key)}).bundle.message());
}

Result<Fields> secrets(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto package = peer.package(name);
  if (!package) return std::unexpected(package.error());
  const mls::KeyPackageBundle& bundle = (*package)->bundle;
  return hex(bundle.init_key.expose()) + " " + hex(bundle.encryption_key.expose()) + " " + hex((*package)->key.seed);
}

Result<Fields> join(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const std::string package_name(in.word());
  const Bytes welcome = in.bytes();
  const bool with_tree = in.more();
  const Bytes tree = with_tree ? in.bytes() : Bytes{};
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (auto free = peer.require_free_group(name); !free) return base::pass_on(free);
  const auto package = peer.package(package_name);
  if (!package) return std::unexpected(package.error());
  const OwnKeyPackage& own = **package;
  const auto given_tree = tree.empty() ? std::nullopt : std::optional<ByteView>(tree);
  auto group = mls::Group::join(welcome, own.bundle, own.key.signer, Peer::validation(own.psks), given_tree);
  if (!group) return base::pass_on(group);
  return authenticator(peer.add_group(name, {.group = std::move(*group), .signer = own.key.signer, .psks = own.psks}).group);
}

Result<Fields> ext_join(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes info = in.bytes();
  const Bytes identity = in.bytes();
  const Bytes tree = in.more() ? in.bytes() : Bytes{};
  std::optional<mls::LeafIndex> replaces;
  if (in.more()) replaces.emplace(static_cast<std::uint32_t>(in.number()));
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (auto free = peer.require_free_group(name); !free) return base::pass_on(free);
  const SignatureKey key(peer.random());
  const auto given_tree = tree.empty() ? std::nullopt : std::optional<ByteView>(tree);
  const mls::ExternalJoinOptions options{
      .credential = mls::Credential::basic(identity), .tree = given_tree, .replaces = replaces};
  const KnownPsks none;
  auto pending = mls::Group::join_external(info, options, *key.signer, Peer::validation(none), peer.random());
  if (!pending) return base::pass_on(pending);
  const Bytes message = pending->message;
  auto group = mls::Group::join(std::move(*pending), key.signer);
  if (!group) return base::pass_on(group);
  const Membership& own = peer.add_group(name, {.group = std::move(*group), .signer = key.signer});
  return hex(message) + " " + authenticator(own.group);
}

Result<Fields> psk(Peer& peer, Arguments& in) {
  const std::string_view kind = in.word();
  const std::string name(in.word());
  Bytes id = in.bytes();
  Bytes key = in.bytes();
  if (kind != "group" && kind != "kp") in.fail(PeerError::bad_argument);
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (kind == "group") {
    const auto group = peer.group(name);
    if (!group) return std::unexpected(group.error());
    (*group)->psks.add(std::move(id), std::move(key));
    return Fields{};
  }
  const auto package = peer.package(name);
  if (!package) return std::unexpected(package.error());
  (*package)->psks.add(std::move(id), std::move(key));
  return Fields{};
}

}  // namespace valise::interop
