// Keys of the registrar and of authorities: encrypted key files, PKCS#11 tokens, public keys as text, and the options by which a
// command is told which keys to use and where their passphrases and PINs come from. Those never stand on the command line.
#pragma once

#include <string>
#include <vector>

#include "keys/crypto/key_holder.hpp"
#include "keys/registrar/environment.hpp"
#include "keys/registrar/files.hpp"
#include "keys/token/token_key.hpp"

namespace CLI {
class App;
}

namespace valise::registrar {

// SecretSource: a file, a descriptor, or (neither) the person at the terminal.
struct SecretSource {
  Path file;
  int descriptor = -1;
};

// SecretSources: where the passphrases or the PINs come from. One source serves all keys; several serve the keys in order.
struct SecretSources {
  std::vector<std::string> files;
  std::vector<int> descriptors;

  // source gives where the secret of the key of this index comes from. Fails with bad_argument if the numbers do not match.
  [[nodiscard]] base::Result<SecretSource> source(std::size_t index, std::size_t keys) const;
  // one_for_all: the same source serves every key, and is read once (a descriptor cannot be read twice).
  [[nodiscard]] bool one_for_all() const { return files.size() + descriptors.size() == 1; }
};

// KeyOptions: --key-file with --passphrase-file and --passphrase-fd, --token (PKCS#11 URI) with --pin-file and --pin-fd; each
// repeatable.
struct KeyOptions {
  std::vector<std::string> files;
  std::vector<std::string> tokens;
  SecretSources passphrases;
  SecretSources pins;

  void add_to(CLI::App& command);
  void add_secrets_to(CLI::App& command);
  [[nodiscard]] bool empty() const { return files.empty() && tokens.empty(); }
};

// read_passphrase takes the first line of the source.
[[nodiscard]] base::Result<crypto::Passphrase> read_passphrase(const SecretSource& source, Person& person,
                                                               std::string_view question);

// create_key_file makes a key, writes it, and beside it FILE.pub with the public key and a label for people.
[[nodiscard]] base::Result<crypto::VerifyKey> create_key_file(Environment& environment, const Path& path, std::string_view label,
                                                              const crypto::Passphrase& passphrase);
// open_keys opens all key files of the options, then all tokens, in order.
[[nodiscard]] base::Result<crypto::KeyHolders> open_keys(Environment& environment, const KeyOptions& options);
// create_token_key makes a key in the one token of the options.
[[nodiscard]] base::Result<token::TokenKeyInfo> create_token_key(Environment& environment, const KeyOptions& options);

// PublicKey as it stands in a .pub file.
struct PublicKeyFile {
  crypto::VerifyKey key;
  std::string label;
};
[[nodiscard]] base::Result<PublicKeyFile> read_public_key_file(const Path& path);
// write_public_key_file never overwrites.
[[nodiscard]] base::Result<> write_public_key_file(const Path& path, const crypto::VerifyKey& key, std::string_view label);
// parse_public_key takes 64 hexadecimal digits, the path of a .pub file, or the URI of a key in a token. Fails with
// not_a_public_key, or a TokenError.
[[nodiscard]] base::Result<crypto::VerifyKey> parse_public_key(const std::string& text);

}  // namespace valise::registrar
