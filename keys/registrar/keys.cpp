#include "keys/registrar/keys.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/text_encoding.hpp"
#include "keys/crypto/key_file.hpp"
#include "keys/registrar/error.hpp"
#include "keys/registrar/output.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

constexpr crypto::Label kKeyType = "administrator key";
constexpr std::size_t kMaxPassphrase = 4096;

Result<crypto::Passphrase> first_line(std::string& content) {
  const auto end = content.find('\n');
  if (end != std::string::npos) {
    crypto::wipe(std::span(content).subspan(end));
    content.resize(end);
  }
  if (content.ends_with('\r')) content.pop_back();
  if (content.empty()) return fail(RegistrarError::passphrase_empty);
  return crypto::Passphrase::consume(content);
}

Result<crypto::Passphrase> read_descriptor(int descriptor, const std::string& name) {
  std::string content;
  content.reserve(kMaxPassphrase);  // never grows, so no copy of a passphrase stays behind
  char byte = 0;
  while (content.size() < kMaxPassphrase) {
    const auto size = ::read(descriptor, &byte, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail(RegistrarError::file_unreadable, name);
    if (size == 0 || byte == '\n') break;
    content += byte;
  }
  return first_line(content);
}

Path public_path(const Path& path) { return path.string() + ".pub"; }

// Hands out passphrases or PINs in the order of the keys; a source that serves all is read once.
class SecretReader {
 public:
  SecretReader(const SecretSources& sources, std::size_t keys, Person& person)
      : sources_(&sources), keys_(keys), person_(&person) {}

  Result<crypto::Passphrase> next(const std::string& question) {
    if (!last_ || !sources_->one_for_all()) {
      auto source = sources_->source(index_, keys_);
      if (!source) return pass_on(source);
      auto read = read_passphrase(*source, *person_, question);
      if (!read) return read;
      last_ = std::move(*read);
    }
    ++index_;
    return crypto::Passphrase(crypto::SecretBytes::copy_of(last_->expose()));
  }
  // skip_to passes over keys that wanted no secret, as those of a token that was open already.
  void skip_to(std::size_t index) { index_ = index; }

 private:
  const SecretSources* sources_;
  std::size_t keys_;
  Person* person_;
  std::size_t index_ = 0;
  std::optional<crypto::Passphrase> last_;
};

Result<std::unique_ptr<crypto::KeyHolder>> open_key_file(const std::string& path, SecretReader& passphrases) {
  auto passphrase = passphrases.next("Passphrase of " + path);
  if (!passphrase) return pass_on(passphrase);
  auto seed = crypto::read_key_file<crypto::SigningSeed>(path, kKeyType, *passphrase);
  if (!seed) return pass_on(seed);
  return std::make_unique<crypto::KeyInMemory>(crypto::SigningKey::from_seed(*seed));
}

}  // namespace

void KeyOptions::add_secrets_to(CLI::App& command) {
  const auto add = [&](const char* name, auto& where, const char* what, const char* type) {
    return command.add_option(name, where, what)->type_name(type)->allow_extra_args(false);
  };
  add("--passphrase-file", passphrases.files, "File whose first line is the passphrase (repeatable)", "FILE")
      ->envname("VALISE_PASSPHRASE_FILE");
  add("--passphrase-fd", passphrases.descriptors, "Descriptor to read the passphrase from (repeatable)", "FD");
  add("--pin-file", pins.files, "File whose first line is the token's PIN (repeatable)", "FILE")->envname("VALISE_PIN_FILE");
  add("--pin-fd", pins.descriptors, "Descriptor to read the token's PIN from (repeatable)", "FD");
}

void KeyOptions::add_to(CLI::App& command) {
  command.add_option("--key-file", files, "Key file to sign with (repeatable)")->type_name("FILE")->allow_extra_args(false);
  command.add_option("--token", tokens, "Key in a PKCS#11 token to sign with, e.g. pkcs11:token=T;object=K (repeatable)")
      ->type_name("URI")
      ->allow_extra_args(false);
  add_secrets_to(command);
}

Result<SecretSource> SecretSources::source(std::size_t index, std::size_t keys) const {
  const auto count = files.size() + descriptors.size();
  if (count == 0) return SecretSource{};
  if (count != 1 && count != keys)
    return fail(RegistrarError::bad_argument, "as many passphrases or PINs as keys, or one for all");
  if (count == 1) index = 0;
  if (index < files.size()) return SecretSource{.file = files[index]};
  return SecretSource{.descriptor = descriptors[index - files.size()]};
}

Result<crypto::Passphrase> read_passphrase(const SecretSource& source, Person& person, std::string_view question) {
  if (source.descriptor >= 0) return read_descriptor(source.descriptor, "descriptor");
  if (source.file.empty()) return person.passphrase(question);
  if (source.file == "-") return read_descriptor(STDIN_FILENO, "standard input");
  const int descriptor = ::open(source.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(RegistrarError::file_unreadable, source.file.string());
  auto passphrase = read_descriptor(descriptor, source.file.string());
  ::close(descriptor);
  return passphrase;
}

Result<crypto::VerifyKey> create_key_file(Environment& environment, const Path& path, std::string_view label,
                                          const crypto::Passphrase& passphrase) {
  if (std::filesystem::exists(public_path(path))) return fail(RegistrarError::file_exists, public_path(path).string());
  const auto key = crypto::SigningKey::generate(environment.random);
  const auto seed = key.expose_seed();
  auto written = crypto::write_key_file(path, kKeyType, seed, passphrase, environment.cost, environment.random);
  if (!written) return pass_on(written);
  auto shown = write_public_key_file(public_path(path), key.verify_key(), label);
  if (!shown) return pass_on(shown);
  return key.verify_key();
}

Result<> write_public_key_file(const Path& path, const crypto::VerifyKey& key, std::string_view label) {
  const json::object described{{"public_key", hex(key.view())}, {"label", label}};
  return write_file(path, json::serialize(described) + '\n', Mode::shared, IfExists::refuse);
}

Result<crypto::KeyHolders> open_keys(Environment& environment, const KeyOptions& options) {
  crypto::KeyHolders out;
  SecretReader passphrases(options.passphrases, options.files.size(), environment.person);
  for (const auto& file : options.files) {
    auto key = open_key_file(file, passphrases);
    if (!key) return pass_on(key);
    out.push_back(std::move(*key));
  }
  SecretReader pins(options.pins, options.tokens.size(), environment.person);
  for (const auto& uri : options.tokens) {
    auto key = token::open_token_key(uri, [&] { return pins.next("PIN for " + uri); });
    if (!key) return with_context(uri, std::move(key.error()));
    out.push_back(std::move(*key));
    pins.skip_to(out.size() - options.files.size());
  }
  return out;
}

Result<token::TokenKeyInfo> create_token_key(Environment& environment, const KeyOptions& options) {
  const auto& uri = options.tokens.front();
  SecretReader pins(options.pins, 1, environment.person);
  auto made = token::create_token_key(uri, [&] { return pins.next("PIN for " + uri); }, environment.random);
  if (!made) return with_context(uri, std::move(made.error()));
  return made;
}

Result<PublicKeyFile> read_public_key_file(const Path& path) {
  auto content = read_file(path, 16 * 1024);
  if (!content) return pass_on(content);
  boost::system::error_code error;
  const auto parsed = json::parse(*content, error);
  const auto* object = error ? nullptr : parsed.if_object();
  const auto* text = object == nullptr ? nullptr : object->if_contains("public_key");
  if (text == nullptr || !text->is_string()) return fail(RegistrarError::not_a_public_key, path.string());
  const auto bytes = base::parse_hex(std::string_view(text->get_string()));
  const auto key = bytes ? crypto::VerifyKey::parse(*bytes) : fail(RegistrarError::not_a_public_key);
  if (!key) return fail(RegistrarError::not_a_public_key, path.string());
  const auto* label = object->if_contains("label");
  return PublicKeyFile{*key, label != nullptr && label->is_string() ? std::string(label->get_string()) : std::string()};
}

Result<crypto::VerifyKey> parse_public_key(const std::string& text) {
  if (token::is_token_uri(text)) {
    auto found = token::inspect_token_key(text);
    if (!found) return with_context(text, std::move(found.error()));
    return found->key;
  }
  const auto bytes = base::parse_hex(text);
  if (bytes && bytes->size() == crypto::VerifyKey::size) {
    const auto key = crypto::VerifyKey::parse(*bytes);
    if (!key) return fail(RegistrarError::not_a_public_key);
    return *key;
  }
  auto file = read_public_key_file(text);
  if (!file) return fail(RegistrarError::not_a_public_key, text);
  return file->key;
}

}  // namespace valise::registrar
