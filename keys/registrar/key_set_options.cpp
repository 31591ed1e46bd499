#include "keys/registrar/key_set_options.hpp"

#include <CLI/CLI.hpp>

#include "keys/registrar/error.hpp"

namespace valise::registrar {

void KeySetOptions::add_public_to(CLI::App& command) {
  command
      .add_option("--new-public-key", public_keys,
                  "Key of the new set: 64 hexadecimal digits, a .pub file or a token's URI (repeatable)")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--new-threshold", threshold, "How many of the new keys act together; all, if not given");
}

void KeySetOptions::add_to(CLI::App& command) {
  keys.add_to(command);
  command
      .add_option("--public-key", public_keys,
                  "Public key of a holder elsewhere: hexadecimal, a .pub file or a token's URI (repeatable)")
      ->allow_extra_args(false);
  command.add_option("--threshold", threshold, "How many of the keys act together; all, if not given");
}

base::Result<> KeySetOptions::fill(v1::KeySet& set, const crypto::KeyHolders& opened) const {
  for (const auto& key : opened) set.add_public_keys(base::to_string(key->verify_key().view()));
  for (const auto& text : public_keys) {
    auto key = parse_public_key(text);
    if (!key) return pass_on(key);
    set.add_public_keys(base::to_string(key->view()));
  }
  if (set.public_keys().empty()) return base::fail(RegistrarError::bad_argument, "no public key given");
  set.set_threshold(threshold == 0 ? static_cast<std::uint32_t>(set.public_keys_size()) : threshold);
  return {};
}

}  // namespace valise::registrar
