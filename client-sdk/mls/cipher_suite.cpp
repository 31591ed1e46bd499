#include "client-sdk/mls/cipher_suite.hpp"

#include "client-sdk/mls/suite_x25519.hpp"

namespace valise::mls {

namespace {

std::vector<const CipherSuite*>& suites() {
  static std::vector<const CipherSuite*> known = {&suite_x25519_chacha20poly1305(), &suite_x25519_aes128gcm()};
  return known;
}

}  // namespace

const CipherSuite* CipherSuite::find(CipherSuiteId id) {
  const auto found = std::ranges::find(suites(), id, &CipherSuite::id);
  return found == suites().end() ? nullptr : *found;
}

std::vector<CipherSuiteId> CipherSuite::ids() {
  std::vector<CipherSuiteId> out;
  for (const CipherSuite* suite : suites()) out.push_back(suite->id());
  return out;
}

Result<> CipherSuite::add(const CipherSuite& suite) {
  if (find(suite.id())) return base::fail(MlsError::invalid_argument, "number of the cipher suite");
  suites().push_back(&suite);
  return {};
}

HpkeKeyPair CipherSuite::generate_key_pair(base::Random& random) const {
  const auto ikm = NodeSecret::make(hash_size(), [&](MutableBytes out) { random.fill(out); });
  return derive_key_pair(ikm.expose());
}

}  // namespace valise::mls
