// The key schedule (RFC 9420 section 8). Each secret is its own type and is consumed by the step that follows it.
#pragma once

#include "client-sdk/mls/group_context.hpp"
#include "client-sdk/mls/labels.hpp"
#include "client-sdk/mls/saved_state.hpp"

namespace valise::mls {

// The exporter context of an external commit's init secret (section 8.3).
inline constexpr std::string_view external_init_label = "MLS 1.0 external init secret";

// EpochSecrets is what an epoch keeps of its epoch secret. The encryption secret is taken out at once for the secret tree.
struct EpochSecrets {
  SenderDataSecret sender_data;
  ExporterSecret exporter;
  ExternalSecret external;
  ConfirmationKey confirmation;
  MembershipKey membership;
  ResumptionPsk resumption;
  InitSecret init;
  Bytes authenticator;  // epoch_authenticator, which members compare and so is not secret from each other

  void save(SecretWriter& out) const;
  static EpochSecrets restore(const CipherSuite& suite, Decoder& in);
};

struct NewEpoch {
  EpochSecrets secrets;
  EncryptionSecret encryption;
};

// joiner_secret: init_secret of the last epoch, commit secret and the new epoch's encoded GroupContext.
[[nodiscard]] JoinerSecret joiner_secret(const CipherSuite& suite, const InitSecret& init, CommitSecret commit, ByteView context);
// member_secret is the KDF.Extract between joiner_secret and epoch_secret. The joiner secret is also sent in Welcomes, so it is
// not consumed here.
[[nodiscard]] MemberSecret member_secret(const CipherSuite& suite, const JoinerSecret& joiner, const PskSecret& psk);
[[nodiscard]] WelcomeSecret welcome_secret(const CipherSuite& suite, const MemberSecret& member);
[[nodiscard]] EpochSecret epoch_secret(const CipherSuite& suite, MemberSecret member, ByteView context);
// open_epoch derives everything from the epoch secret.
[[nodiscard]] NewEpoch open_epoch(const CipherSuite& suite, EpochSecret epoch);

// confirmation_tag is MAC(confirmation_key, confirmed_transcript_hash) (section 6.1).
[[nodiscard]] Bytes confirmation_tag(const CipherSuite& suite, const ConfirmationKey& key, ByteView confirmed_transcript_hash);
// export_secret is MLS-Exporter (section 8.5); `size` is at most KdfSecret's capacity.
[[nodiscard]] ExportedSecret export_secret(const CipherSuite& suite, const ExporterSecret& exporter, std::string_view label,
                                           ByteView context, std::size_t size);
// export_bytes is MLS-Exporter for any length; fails with invalid_argument for more than the KDF gives (255 times its hash size).
[[nodiscard]] Result<SecretBytes> export_bytes(const CipherSuite& suite, const ExporterSecret& exporter, std::string_view label,
                                               ByteView context, std::size_t size);

}  // namespace valise::mls
