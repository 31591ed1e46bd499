// Transcript hashes (RFC 9420 section 8.2).
#pragma once

#include "client-sdk/mls/framing/content.hpp"

namespace valise::mls {

// confirmed_hash covers the commit up to its signature.
[[nodiscard]] Bytes confirmed_hash(const CipherSuite& suite, ByteView interim_before, const AuthenticatedContent& commit);
// interim_hash covers its confirmation tag, too.
[[nodiscard]] Bytes interim_hash(const CipherSuite& suite, ByteView confirmed, ByteView confirmation_tag);

}  // namespace valise::mls
