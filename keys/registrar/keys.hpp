// Keys of the registrar and of authorities: encrypted key files, public keys as text, and the options by which a command is told
// which keys to use and where their passphrases come from. Passphrases never stand on the command line.
#pragma once

#include <string>
#include <vector>

#include "keys/crypto/ed25519.hpp"
#include "keys/registrar/environment.hpp"
#include "keys/registrar/files.hpp"

namespace CLI {
class App;
}

namespace valise::registrar {

// PassphraseSource: a file, a descriptor, or (neither) the person at the terminal.
struct PassphraseSource {
  Path file;
  int descriptor = -1;
};

// KeyOptions: --key-file, --passphrase-file, --passphrase-fd, each repeatable. One source serves all keys; several serve the keys
// in order.
struct KeyOptions {
  std::vector<std::string> files;
  std::vector<std::string> passphrase_files;
  std::vector<int> passphrase_descriptors;

  void add_to(CLI::App& command);
  void add_passphrases_to(CLI::App& command);
  // source gives where the passphrase of the key of this index comes from. Fails with bad_argument if the numbers do not match.
  [[nodiscard]] base::Result<PassphraseSource> source(std::size_t index, std::size_t keys) const;
  // one_for_all: the same source serves every key, and is read once (a descriptor cannot be read twice).
  [[nodiscard]] bool one_for_all() const { return passphrase_files.size() + passphrase_descriptors.size() == 1; }
};

// read_passphrase takes the first line of the source.
[[nodiscard]] base::Result<crypto::Passphrase> read_passphrase(const PassphraseSource& source, Person& person,
                                                               std::string_view question);

// create_key_file makes a key, writes it, and beside it FILE.pub with the public key and a label for people.
[[nodiscard]] base::Result<crypto::VerifyKey> create_key_file(Environment& environment, const Path& path, std::string_view label,
                                                              const crypto::Passphrase& passphrase);
[[nodiscard]] base::Result<crypto::SigningKey> open_key_file(const Path& path, const crypto::Passphrase& passphrase);
// open_keys opens all key files of the options, in order.
[[nodiscard]] base::Result<std::vector<crypto::SigningKey>> open_keys(Environment& environment, const KeyOptions& options);

// PublicKey as it stands in a .pub file.
struct PublicKeyFile {
  crypto::VerifyKey key;
  std::string label;
};
[[nodiscard]] base::Result<PublicKeyFile> read_public_key_file(const Path& path);
// parse_public_key takes 64 hexadecimal digits or the path of a .pub file. Fails with not_a_public_key.
[[nodiscard]] base::Result<crypto::VerifyKey> parse_public_key(const std::string& text);

}  // namespace valise::registrar
