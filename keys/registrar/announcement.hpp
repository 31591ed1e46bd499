// The announcement that `valised init` writes: a JSON object with exactly the fields name, address, tls_spki_sha256,
// log_public_key, log_origin (hashes and keys in hexadecimal), which the registrar turns into the statement RelayAnnounced.
#pragma once

#include "base/result.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

// parse_announcement gives the statement's body without its revision. Fails with not_an_announcement, the field as context.
[[nodiscard]] base::Result<v1::RelayAnnounced> parse_announcement(std::string_view text);

}  // namespace valise::registrar
