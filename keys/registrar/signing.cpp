#include "keys/registrar/signing.hpp"

namespace valise::registrar {
namespace {

bool has_a_say(const directory::RequiredSignatures& required, const crypto::VerifyKey& key) {
  for (const auto& alternative : required.alternatives) {
    for (const auto& group : alternative) {
      for (const auto* keys : {&group.signed_by, &group.missing}) {
        if (std::ranges::find(*keys, key) != keys->end()) return true;
      }
    }
  }
  return false;
}

}  // namespace

base::Result<> add_signatures(directory::SignedStatement& statement, const directory::RequiredSignatures& required,
                              const crypto::KeyHolders& keys) {
  for (const auto& key : keys) {
    const auto& shown = key->verify_key();
    if (!has_a_say(required, shown)) return base::fail(RegistrarError::key_has_no_say, hex(shown.view()));
    if (statement.signed_by(shown)) return base::fail(RegistrarError::already_signed, hex(shown.view()));
    if (auto done = statement.sign(*key); !done) return done;
  }
  return {};
}

json::object describe_signed(const directory::SignedStatement& statement, const directory::RequiredSignatures& required) {
  auto out = describe_statement(statement);
  out["complete"] = required.complete();
  out["signatures"] = describe_signatures(required);
  return out;
}

}  // namespace valise::registrar
