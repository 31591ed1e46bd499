#include "client-sdk/mls/key_schedule.hpp"

namespace valise::mls {
namespace {

using ExtractedJoiner = KdfSecret<struct ExtractedJoinerTag>;
using DerivedExporter = KdfSecret<struct DerivedExporterTag>;

}  // namespace

JoinerSecret joiner_secret(const CipherSuite& suite, const InitSecret& init, CommitSecret commit, ByteView context) {
  const auto extracted = extract<ExtractedJoiner>(suite, init.expose(), commit.expose());
  return derive<JoinerSecret>(suite, extracted.expose(), "joiner", context, suite.hash_size());
}

MemberSecret member_secret(const CipherSuite& suite, const JoinerSecret& joiner, const PskSecret& psk) {
  return extract<MemberSecret>(suite, joiner.expose(), psk.expose());
}

WelcomeSecret welcome_secret(const CipherSuite& suite, const MemberSecret& member) {
  return derive_secret<WelcomeSecret>(suite, member.expose(), "welcome");
}

EpochSecret epoch_secret(const CipherSuite& suite, MemberSecret member, ByteView context) {
  return derive<EpochSecret>(suite, member.expose(), "epoch", context, suite.hash_size());
}

NewEpoch open_epoch(const CipherSuite& suite, EpochSecret epoch) {
  Derivation from(suite, epoch.expose());
  using Authenticator = KdfSecret<struct AuthenticatorTag>;
  return {.secrets = {.sender_data = from.secret<SenderDataSecret>("sender data"),
                      .exporter = from.secret<ExporterSecret>("exporter"),
                      .external = from.secret<ExternalSecret>("external"),
                      .confirmation = from.secret<ConfirmationKey>("confirm"),
                      .membership = from.secret<MembershipKey>("membership"),
                      .resumption = from.secret<ResumptionPsk>("resumption"),
                      .init = from.secret<InitSecret>("init"),
                      .authenticator = base::to_bytes(from.secret<Authenticator>("authentication").expose())},
          .encryption = from.secret<EncryptionSecret>("encryption")};
}

Bytes confirmation_tag(const CipherSuite& suite, const ConfirmationKey& key, ByteView confirmed_transcript_hash) {
  return suite.mac(key.expose(), confirmed_transcript_hash);
}

ExportedSecret export_secret(const CipherSuite& suite, const ExporterSecret& exporter, std::string_view label, ByteView context,
                             std::size_t size) {
  const auto derived = derive_secret<DerivedExporter>(suite, exporter.expose(), label);
  return derive<ExportedSecret>(suite, derived.expose(), "exported", suite.hash(context), size);
}

Result<SecretBytes> export_bytes(const CipherSuite& suite, const ExporterSecret& exporter, std::string_view label,
                                 ByteView context, std::size_t size) {
  if (size > 255 * suite.hash_size()) return base::fail(MlsError::invalid_argument, "length of an exported secret");
  const auto derived = derive_secret<DerivedExporter>(suite, exporter.expose(), label);
  Bytes out(size);
  Derivation(suite, derived.expose()).expand("exported", suite.hash(context), out);
  return SecretBytes::adopt(std::move(out));
}

void EpochSecrets::save(SecretWriter& out) const {
  out.secret(sender_data)
      .secret(exporter)
      .secret(external)
      .secret(confirmation)
      .secret(membership)
      .secret(resumption)
      .secret(init);
  out.opaque(authenticator);
}

EpochSecrets EpochSecrets::restore(const CipherSuite& suite, Decoder& in) {
  const std::size_t size = suite.hash_size();
  return {.sender_data = read_secret<SenderDataSecret>(in, size),
          .exporter = read_secret<ExporterSecret>(in, size),
          .external = read_secret<ExternalSecret>(in, size),
          .confirmation = read_secret<ConfirmationKey>(in, size),
          .membership = read_secret<MembershipKey>(in, size),
          .resumption = read_secret<ResumptionPsk>(in, size),
          .init = read_secret<InitSecret>(in, size),
          .authenticator = in.opaque()};
}

}  // namespace valise::mls
