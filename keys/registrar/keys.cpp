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
    crypto::wipe({reinterpret_cast<base::Byte*>(content.data()) + end, content.size() - end});
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

}  // namespace

void KeyOptions::add_passphrases_to(CLI::App& command) {
  command.add_option("--passphrase-file", passphrase_files, "File whose first line is the passphrase (repeatable)")
      ->envname("VALISE_PASSPHRASE_FILE")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("--passphrase-fd", passphrase_descriptors, "Descriptor to read the passphrase from (repeatable)")
      ->type_name("FD")
      ->allow_extra_args(false);
}

void KeyOptions::add_to(CLI::App& command) {
  command.add_option("--key-file", files, "Key file to sign with (repeatable)")->type_name("FILE")->allow_extra_args(false);
  add_passphrases_to(command);
}

Result<PassphraseSource> KeyOptions::source(std::size_t index, std::size_t keys) const {
  const auto count = passphrase_files.size() + passphrase_descriptors.size();
  if (count == 0) return PassphraseSource{};
  if (count != 1 && count != keys) return fail(RegistrarError::bad_argument, "as many passphrases as keys, or one for all");
  if (count == 1) index = 0;
  if (index < passphrase_files.size()) return PassphraseSource{.file = passphrase_files[index]};
  return PassphraseSource{.descriptor = passphrase_descriptors[index - passphrase_files.size()]};
}

Result<crypto::Passphrase> read_passphrase(const PassphraseSource& source, Person& person, std::string_view question) {
  if (source.descriptor >= 0) return read_descriptor(source.descriptor, "--passphrase-fd");
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
  const json::object described{{"public_key", hex(key.verify_key().view())}, {"label", label}};
  auto shown = write_file(public_path(path), json::serialize(described) + '\n', Mode::shared, IfExists::refuse);
  if (!shown) return pass_on(shown);
  return key.verify_key();
}

Result<crypto::SigningKey> open_key_file(const Path& path, const crypto::Passphrase& passphrase) {
  auto seed = crypto::read_key_file<crypto::SigningSeed>(path, kKeyType, passphrase);
  if (!seed) return pass_on(seed);
  return crypto::SigningKey::from_seed(*seed);
}

Result<std::vector<crypto::SigningKey>> open_keys(Environment& environment, const KeyOptions& options) {
  std::vector<crypto::SigningKey> out;
  out.reserve(options.files.size());
  std::optional<crypto::Passphrase> passphrase;
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    auto source = options.source(i, options.files.size());
    if (!source) return pass_on(source);
    if (!passphrase || !options.one_for_all()) {
      auto read = read_passphrase(*source, environment.person, "Passphrase of " + options.files[i]);
      if (!read) return pass_on(read);
      passphrase = std::move(*read);
    }
    auto key = open_key_file(options.files[i], *passphrase);
    if (!key) return pass_on(key);
    out.push_back(std::move(*key));
  }
  return out;
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
