// Signing: who has to sign a statement, and the signatures of those at hand. Every command that signs goes through here.
#pragma once

#include "keys/registrar/error.hpp"
#include "keys/registrar/keys.hpp"
#include "keys/registrar/output.hpp"

namespace valise::registrar {

// add_signatures lets every key sign. Fails with key_has_no_say, already_signed, or as a key holder does; then the statement may
// have some of the signatures, and is to be thrown away.
[[nodiscard]] base::Result<> add_signatures(directory::SignedStatement& statement, const directory::RequiredSignatures& required,
                                            const crypto::KeyHolders& keys);

// describe_signed says what a statement does and whose signatures are there and missing.
[[nodiscard]] json::object describe_signed(const directory::SignedStatement& statement,
                                           const directory::RequiredSignatures& required);

}  // namespace valise::registrar
