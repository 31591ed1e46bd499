// The names and numbers of RFC 9420 that every part of this layer speaks of. Values of an enum that came from a peer and are not
// listed stay what they are (registries grow); where the RFC wants a known value, the decoder of that field checks it.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/strong_id.hpp"
#include "client-sdk/mls/limits.hpp"

namespace valise::mls {

using base::Byte;
using base::Bytes;
using base::ByteView;
using base::MutableBytes;
using base::Result;

using LeafIndex = base::Strong<struct LeafIndexTag, std::uint32_t>;
using NodeIndex = base::Strong<struct NodeIndexTag, std::uint32_t>;
using Epoch = base::Strong<struct EpochTag, std::uint64_t>;
using Generation = base::Strong<struct GenerationTag, std::uint32_t>;

// Seconds of Unix time, as in Lifetime (RFC 9420 section 7.2).
using UnixSeconds = std::chrono::sys_time<std::chrono::duration<std::uint64_t>>;

enum class ProtocolVersion : std::uint16_t { mls10 = 1 };
enum class CipherSuiteId : std::uint16_t {
  x25519_aes128gcm_sha256_ed25519 = 0x0001,
  x25519_chacha20poly1305_sha256_ed25519 = 0x0003,
};
enum class WireFormat : std::uint16_t {
  public_message = 1,
  private_message = 2,
  welcome = 3,
  group_info = 4,
  key_package = 5,
};
enum class ContentType : std::uint8_t { application = 1, proposal = 2, commit = 3 };
enum class SenderType : std::uint8_t { member = 1, external = 2, new_member_proposal = 3, new_member_commit = 4 };
enum class ExtensionType : std::uint16_t {
  application_id = 1,
  ratchet_tree = 2,
  required_capabilities = 3,
  external_pub = 4,
  external_senders = 5,
  last_resort = 0x000a,       // draft-ietf-mls-extensions: a KeyPackage that may be used again
  valise_room_state = 0xf0a1  // private use: GroupContext, docs/PROTOCOL.md
};
enum class ProposalType : std::uint16_t {
  add = 1,
  update = 2,
  remove = 3,
  psk = 4,
  reinit = 5,
  external_init = 6,
  group_context_extensions = 7,
};
enum class CredentialType : std::uint16_t { basic = 1, x509 = 2 };

// OpaqueKey is a public key as it stands on the wire; what is in it, the cipher suite knows.
template <class Tag>
struct OpaqueKey {
  Bytes data;
  friend bool operator==(const OpaqueKey&, const OpaqueKey&) = default;
  friend auto operator<=>(const OpaqueKey&, const OpaqueKey&) = default;
};
using HpkePublicKey = OpaqueKey<struct HpkePublicKeyTag>;
using SignaturePublicKey = OpaqueKey<struct SignaturePublicKeyTag>;

}  // namespace valise::mls
