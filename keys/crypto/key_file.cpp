#include "keys/crypto/key_file.hpp"

#include "keys/crypto/aead.hpp"
#include "keys/crypto/key_file_format.hpp"

namespace valise::crypto {
namespace {

base::Result<> decrypt(const KeyFileText& text, const Passphrase& passphrase, base::MutableBytes out) {
  auto key = argon2id<XChaChaKey>(passphrase, text.salt, text.params);
  if (!key) return base::pass_on(key);
  // The checksum held, so this is a wrong passphrase or a forgery; nobody can tell the two apart.
  if (!open_into(*key, text.nonce, base::as_bytes(text.header()), text.sealed, out)) {
    return base::fail(KeyFileError::wrong_passphrase);
  }
  return {};
}

}  // namespace

base::Result<std::string> seal_key_file(Label type, base::ByteView key, const Passphrase& passphrase, Argon2Cost cost,
                                        base::Random& random) {
  KeyFileText text{.type = std::string(type.text()),
                   .params = params_of(cost),
                   .salt = random.array<16>(),
                   .nonce = random.array<24>(),
                   .sealed = {}};
  auto wrapping_key = argon2id<XChaChaKey>(passphrase, text.salt, text.params);
  if (!wrapping_key) return base::pass_on(wrapping_key);
  text.sealed = seal(*wrapping_key, text.nonce, base::as_bytes(text.header()), key);
  return text.format();
}

base::Result<> open_key_file(std::string_view content, Label type, const Passphrase& passphrase, base::MutableBytes out) {
  wipe(out);
  auto text = KeyFileText::parse(content);
  if (!text) return base::pass_on(text);
  if (text->type != type.text()) return base::fail(KeyFileError::wrong_type);
  if (text->sealed.size() != out.size() + aead_tag_size) return base::fail(KeyFileError::malformed);
  return decrypt(*text, passphrase, out);
}

base::Result<KeyFileInfo> inspect_key_file(const std::filesystem::path& path) {
  auto content = read_private_file(path, key_file_max_size, Permissions::any);
  if (!content) return base::pass_on(content);
  auto text = KeyFileText::parse(*content);
  if (!text) return base::with_context(path.string(), std::move(text.error()));
  return KeyFileInfo{std::move(text->type), text->params};
}

base::Result<> load_key_file(const std::filesystem::path& path, Label type, const Passphrase& passphrase, Permissions permissions,
                             base::MutableBytes out) {
  auto content = read_private_file(path, key_file_max_size, permissions);
  if (!content) return base::pass_on(content);
  auto opened = open_key_file(*content, type, passphrase, out);
  if (!opened) return base::with_context(path.string(), std::move(opened.error()));
  return {};
}

base::Result<> store_key_file(const std::filesystem::path& path, Label type, base::ByteView key, const Passphrase& passphrase,
                              Argon2Cost cost, StoreMode mode, base::Random& random) {
  auto content = seal_key_file(type, key, passphrase, cost, random);
  if (!content) return base::with_context(path.string(), std::move(content.error()));
  return mode == StoreMode::create ? write_private_file(path, *content) : replace_private_file(path, *content);
}

}  // namespace valise::crypto
