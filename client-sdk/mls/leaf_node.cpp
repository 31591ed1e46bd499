#include "client-sdk/mls/leaf_node.hpp"

#include <limits>

namespace valise::mls {
namespace {

enum class SourceTag : std::uint8_t { key_package = 1, update = 2, commit = 3 };

template <class T>
bool lists(const std::vector<T>& list, T type) {
  return std::ranges::find(list, type) != list.end();
}

void write_source(base::Writer& out, const LeafNodeSource& source) {
  out.u8(static_cast<std::uint8_t>(source.index() + 1));
  if (const auto* lifetime = std::get_if<Lifetime>(&source)) lifetime->encode(out);
  if (const auto* commit = std::get_if<FromCommit>(&source)) out.opaque(commit->parent_hash);
}

LeafNodeSource read_source(Decoder& in) {
  switch (in.value<SourceTag>()) {
    case SourceTag::key_package: return in.value<Lifetime>();
    case SourceTag::update: return FromUpdate{};
    case SourceTag::commit: return FromCommit{in.opaque()};
  }
  in.fail(MlsError::malformed, "leaf node source");
  return FromUpdate{};
}

void write_unsigned(base::Writer& out, const LeafNode& leaf) {
  write(out, leaf.encryption_key);
  write(out, leaf.signature_key);
  write(out, leaf.credential);
  write(out, leaf.capabilities);
  write_source(out, leaf.source);
  write(out, leaf.extensions);
}

// LeafNodeTBS.
Bytes to_be_signed(const LeafNode& leaf, const LeafPlace& place) {
  base::Writer out;
  write_unsigned(out, leaf);
  if (!leaf.from_key_package()) {
    out.opaque(place.group_id);
    write(out, place.index);
  }
  return out.take();
}

}  // namespace

bool Capabilities::supports(ExtensionType type) const { return is_default(type) || lists(extensions, type); }
bool Capabilities::supports(ProposalType type) const { return is_default(type) || lists(proposals, type); }
bool Capabilities::supports(CredentialType type) const { return lists(credentials, type); }

void Capabilities::encode(base::Writer& out) const {
  write_list(out, versions);
  write_list(out, cipher_suites);
  write_list(out, extensions);
  write_list(out, proposals);
  write_list(out, credentials);
}

Capabilities Capabilities::decode(Decoder& in) {
  return {.versions = in.list<ProtocolVersion>(),
          .cipher_suites = in.list<CipherSuiteId>(),
          .extensions = in.list<ExtensionType>(),
          .proposals = in.list<ProposalType>(),
          .credentials = in.list<CredentialType>()};
}

bool Lifetime::contains(UnixSeconds time) const {
  const std::uint64_t now = time.time_since_epoch().count();
  return not_before <= now && now <= not_after;
}

std::uint64_t Lifetime::length() const {
  return not_after < not_before ? std::numeric_limits<std::uint64_t>::max() : not_after - not_before;
}

void LeafNode::encode(base::Writer& out) const {
  write_unsigned(out, *this);
  out.opaque(signature);
}

LeafNode LeafNode::decode(Decoder& in) {
  return {.encryption_key = in.value<HpkePublicKey>(),
          .signature_key = in.value<SignaturePublicKey>(),
          .credential = in.value<Credential>(),
          .capabilities = in.value<Capabilities>(),
          .source = read_source(in),
          .extensions = in.value<Extensions>(),
          .signature = in.opaque()};
}

Result<> sign_leaf(LeafNode& leaf, const LeafPlace& place, const Signer& signer) {
  auto signature = sign_with_label(signer, "LeafNodeTBS", to_be_signed(leaf, place));
  if (!signature) return base::pass_on(signature);
  leaf.signature = std::move(*signature);
  return {};
}

bool verify_leaf_signature(const CipherSuite& suite, const LeafNode& leaf, const LeafPlace& place) {
  return verify_with_label(suite, leaf.signature_key, "LeafNodeTBS", to_be_signed(leaf, place), leaf.signature);
}

}  // namespace valise::mls
