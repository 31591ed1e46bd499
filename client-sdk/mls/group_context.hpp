// GroupContext (RFC 9420 section 8.1): what all members agree on in an epoch.
#pragma once

#include "client-sdk/mls/extension.hpp"

namespace valise::mls {

struct GroupContext {
  CipherSuiteId cipher_suite{};
  Bytes group_id;
  Epoch epoch;
  Bytes tree_hash;
  Bytes confirmed_transcript_hash;
  Extensions extensions;

  void encode(base::Writer& out) const {
    write(out, ProtocolVersion::mls10);
    write(out, cipher_suite);
    out.opaque(group_id);
    write(out, epoch);
    out.opaque(tree_hash).opaque(confirmed_transcript_hash);
    write(out, extensions);
  }
  static GroupContext decode(Decoder& in) {
    if (in.value<ProtocolVersion>() != ProtocolVersion::mls10) in.fail(MlsError::unsupported, "protocol version");
    return {.cipher_suite = in.value<CipherSuiteId>(),
            .group_id = in.opaque(),
            .epoch = in.value<Epoch>(),
            .tree_hash = in.opaque(),
            .confirmed_transcript_hash = in.opaque(),
            .extensions = in.value<Extensions>()};
  }
};

}  // namespace valise::mls
