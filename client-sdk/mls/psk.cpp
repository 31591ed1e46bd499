#include "client-sdk/mls/psk.hpp"

namespace valise::mls {
namespace {

using PskExtracted = KdfSecret<struct PskExtractedTag>;
using PskInput = KdfSecret<struct PskInputTag>;

ResumptionUsage read_usage(Decoder& in) {
  const auto usage = in.value<ResumptionUsage>();
  if (usage < ResumptionUsage::application || usage > ResumptionUsage::branch) in.fail(MlsError::malformed, "PSK usage");
  return usage;
}

Bytes psk_label(const PreSharedKeyId& id, std::size_t index, std::size_t count) {
  base::Writer out;
  write(out, id);
  out.u16(static_cast<std::uint16_t>(index)).u16(static_cast<std::uint16_t>(count));
  return out.take();
}

}  // namespace

bool PreSharedKeyId::same_key(const PreSharedKeyId& other) const {
  PreSharedKeyId mine = *this;
  mine.nonce = other.nonce;
  return mine == other;
}

void PreSharedKeyId::encode(base::Writer& out) const {
  write(out, type);
  if (type == PskType::external) {
    out.opaque(psk_id);
  } else {
    write(out, usage);
    out.opaque(psk_group_id);
    write(out, psk_epoch);
  }
  out.opaque(nonce);
}

PreSharedKeyId PreSharedKeyId::decode(Decoder& in) {
  PreSharedKeyId out{.type = in.value<PskType>()};
  switch (out.type) {
    case PskType::external: out.psk_id = in.opaque(); break;
    case PskType::resumption:
      out.usage = read_usage(in);
      out.psk_group_id = in.opaque();
      out.psk_epoch = in.value<Epoch>();
      break;
    default: in.fail(MlsError::malformed, "PSK type");
  }
  out.nonce = in.opaque();
  return out;
}

PreSharedKeyId external_psk(const CipherSuite& suite, ByteView psk_id, base::Random& random) {
  PreSharedKeyId id{.psk_id = base::to_bytes(psk_id), .nonce = Bytes(suite.hash_size())};
  random.fill(id.nonce);
  return id;
}

PreSharedKeyId resumption_psk(const CipherSuite& suite, ResumptionUsage usage, ByteView group_id, Epoch epoch,
                              base::Random& random) {
  PreSharedKeyId id{.type = PskType::resumption,
                    .usage = usage,
                    .psk_group_id = base::to_bytes(group_id),
                    .psk_epoch = epoch,
                    .nonce = Bytes(suite.hash_size())};
  random.fill(id.nonce);
  return id;
}

PskSecret psk_secret(const CipherSuite& suite, std::span<const Psk> psks) {
  const Bytes zero(suite.hash_size());
  auto secret = PskSecret::zero(suite.hash_size());
  for (std::size_t i = 0; i < psks.size(); ++i) {
    const auto extracted = extract<PskExtracted>(suite, zero, psks[i].key.expose());
    const auto input =
        derive<PskInput>(suite, extracted.expose(), "derived psk", psk_label(psks[i].id, i, psks.size()), suite.hash_size());
    secret = extract<PskSecret>(suite, input.expose(), secret.expose());
  }
  return secret;
}

}  // namespace valise::mls
