#include "client-sdk/mls/transcript.hpp"

namespace valise::mls {

Bytes confirmed_hash(const CipherSuite& suite, ByteView interim_before, const AuthenticatedContent& commit) {
  base::Writer input(commit.content.expected_size() + interim_before.size() + commit.auth.signature.size());
  input.bytes(interim_before);
  write(input, commit.wire_format);
  write(input, commit.content);
  input.opaque(commit.auth.signature);
  return suite.hash(input.view());
}

Bytes interim_hash(const CipherSuite& suite, ByteView confirmed, ByteView confirmation_tag) {
  base::Writer input;
  input.bytes(confirmed).opaque(confirmation_tag);
  return suite.hash(input.view());
}

}  // namespace valise::mls
