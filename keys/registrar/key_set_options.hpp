// KeySetOptions: the options that name a key set: public keys (or key files and tokens, whose keys then sign) and a threshold.
#pragma once

#include "keys/registrar/keys.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

struct KeySetOptions {
  std::vector<std::string> public_keys;
  std::uint32_t threshold = 0;
  KeyOptions keys;

  // add_public_to adds --new-public-key and --new-threshold; add_to adds --public-key, --threshold, key files and tokens.
  void add_public_to(CLI::App& command);
  void add_to(CLI::App& command);
  // fill takes the keys of the opened key files and the public keys, in the order of the options. Without --threshold all have to
  // sign.
  [[nodiscard]] base::Result<> fill(v1::KeySet& set, const crypto::KeyHolders& opened) const;
};

}  // namespace valise::registrar
