// The secrets of RFC 9420's key schedule and secret tree, each its own type. Move-only, wiped when they go; a function that takes
// one by value (or &&) consumes it. Their size is the cipher suite's, so it is kept at run time; their bytes are in memory that
// is not swapped (keys/crypto/locked_memory.hpp).
#pragma once

#include "client-sdk/mls/types.hpp"
#include "keys/crypto/secret.hpp"
#include "keys/crypto/secret_bytes.hpp"

namespace valise::mls {

using crypto::SecretBytes;

template <class Tag, std::size_t Capacity = 64>
class KdfSecret {
 public:
  static constexpr std::size_t capacity = Capacity;

  // from_bytes copies at most `capacity` bytes of key material in; the caller wipes its own copy.
  [[nodiscard]] static KdfSecret from_bytes(ByteView bytes) {
    return make(bytes.size(), [&](MutableBytes out) { std::ranges::copy(bytes, out.begin()); });
  }
  [[nodiscard]] static KdfSecret zero(std::size_t size) {
    return make(size, [](MutableBytes) {});
  }
  // make calls fill(span of `size` bytes), for functions that write a key where they are told.
  template <class Fill>
  [[nodiscard]] static KdfSecret make(std::size_t size, Fill&& fill) {
    KdfSecret out(size);
    fill(out.block_.bytes());
    return out;
  }

  KdfSecret(KdfSecret&& other) noexcept = default;
  KdfSecret& operator=(KdfSecret&& other) noexcept = default;
  KdfSecret(const KdfSecret&) = delete;
  KdfSecret& operator=(const KdfSecret&) = delete;
  ~KdfSecret() = default;

  [[nodiscard]] ByteView expose() const { return block_.bytes(); }
  [[nodiscard]] std::size_t size() const { return block_.size(); }
  [[nodiscard]] KdfSecret duplicate() const { return from_bytes(expose()); }
  // retag consumes this secret where the RFC gives the same bytes another name.
  template <class Other>
  [[nodiscard]] Other retag() && {
    Other out = Other::from_bytes(expose());
    block_.release();
    return out;
  }

 private:
  explicit KdfSecret(std::size_t size) : block_(size) {}

  crypto::LockedBlock block_;
};

// Key schedule (section 8).
using InitSecret = KdfSecret<struct InitSecretTag>;
using CommitSecret = KdfSecret<struct CommitSecretTag>;
using JoinerSecret = KdfSecret<struct JoinerSecretTag>;
using PskSecret = KdfSecret<struct PskSecretTag>;
using MemberSecret = KdfSecret<struct MemberSecretTag>;  // KDF.Extract(joiner_secret, psk_secret), unnamed in the RFC
using WelcomeSecret = KdfSecret<struct WelcomeSecretTag>;
using EpochSecret = KdfSecret<struct EpochSecretTag>;
using SenderDataSecret = KdfSecret<struct SenderDataSecretTag>;
using EncryptionSecret = KdfSecret<struct EncryptionSecretTag>;
using ExporterSecret = KdfSecret<struct ExporterSecretTag>;
using ExternalSecret = KdfSecret<struct ExternalSecretTag>;
using ConfirmationKey = KdfSecret<struct ConfirmationKeyTag>;
using MembershipKey = KdfSecret<struct MembershipKeyTag>;
using ResumptionPsk = KdfSecret<struct ResumptionPskTag>;
using ExportedSecret = KdfSecret<struct ExportedSecretTag>;
// Ratchet tree (section 7).
using PathSecret = KdfSecret<struct PathSecretTag>;
using NodeSecret = KdfSecret<struct NodeSecretTag>;
// Private keys are kept in their short form, as a scalar or the seed of a post-quantum KEM (or both, for a hybrid one).
using HpkePrivateKey = KdfSecret<struct HpkePrivateKeyTag, 128>;
// Secret tree (section 9).
using TreeNodeSecret = KdfSecret<struct TreeNodeSecretTag>;
using RatchetSecret = KdfSecret<struct RatchetSecretTag>;
using AeadKey = KdfSecret<struct AeadKeyTag>;
using AeadNonce = KdfSecret<struct AeadNonceTag>;

}  // namespace valise::mls
