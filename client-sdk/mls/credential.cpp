#include "client-sdk/mls/credential.hpp"

namespace valise::mls {

void Credential::encode(base::Writer& out) const {
  write(out, type);
  if (type == CredentialType::basic)
    out.opaque(identity);
  else
    write_list(out, certificates);
}

Credential Credential::decode(Decoder& in) {
  Credential out{.type = in.value<CredentialType>()};
  switch (out.type) {
    case CredentialType::basic: out.identity = in.opaque(); return out;
    case CredentialType::x509: out.certificates = in.list<Bytes>(); return out;
  }
  in.fail(MlsError::unsupported, "credential type");
  return out;
}

}  // namespace valise::mls
