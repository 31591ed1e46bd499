#include <CLI/CLI.hpp>

#include "keys/crypto/key_file.hpp"
#include "keys/registrar/commands.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

struct CreateOptions {
  std::string out;
  std::string label;
  bool quick = false;  // for tests and demonstrations
  KeyOptions keys;
};

// A passphrase typed by a person is asked for twice.
Result<crypto::Passphrase> new_passphrase(Session& session, const SecretSource& source) {
  auto& person = session.environment().person;
  auto passphrase = read_passphrase(source, person, "New passphrase");
  if (!passphrase || source.descriptor >= 0 || !source.file.empty()) return passphrase;
  auto again = read_passphrase(source, person, "Once more");
  if (!again) return again;
  if (!base::equal(passphrase->expose(), again->expose())) return fail(RegistrarError::passphrases_differ);
  return passphrase;
}

json::object described(const token::TokenKeyInfo& info) {
  return {{"object", info.object},
          {"id", hex(info.id)},
          {"public_key", hex(info.key.view())},
          {"token", info.token},
          {"manufacturer", info.manufacturer},
          {"model", info.model},
          {"serial", info.serial}};
}

// The private half never leaves the token; with --out its public half goes to FILE.pub.
Result<> create_in_token(Session& session, const CreateOptions& options) {
  const auto pub = options.out + ".pub";
  if (!options.out.empty() && std::filesystem::exists(pub)) return fail(RegistrarError::file_exists, pub);
  auto made = create_token_key(session.environment(), options.keys);
  if (!made) return pass_on(made);
  if (!options.out.empty()) {
    if (auto written = write_public_key_file(pub, made->key, options.label); !written) return written;
  }
  session.output().show(described(*made));
  return {};
}

Result<> create(Session& session, const CreateOptions& options) {
  if (options.keys.tokens.size() + (options.out.empty() ? 0 : 1) == 0) {
    return fail(RegistrarError::bad_argument, "name a key file with --out, or a token with --token");
  }
  if (!options.keys.tokens.empty()) return create_in_token(session, options);
  auto source = options.keys.passphrases.source(0, 1);
  if (!source) return pass_on(source);
  auto passphrase = new_passphrase(session, *source);
  if (!passphrase) return pass_on(passphrase);
  if (options.quick) session.environment().cost = crypto::Argon2Cost::test_minimum;
  auto key = create_key_file(session.environment(), options.out, options.label, *passphrase);
  if (!key) return pass_on(key);
  session.output().show({{"key_file", options.out}, {"public_key", hex(key->view())}, {"label", options.label}});
  return {};
}

struct ShowOptions {
  std::string file;
  bool check = false;
  KeyOptions keys;
};

// Opens the key file to see whether the public key beside it is really its own.
Result<> check(Session& session, const ShowOptions& options, const crypto::VerifyKey& expected) {
  auto keys = options.keys;
  keys.files = {options.file};
  auto opened = open_keys(session.environment(), keys);
  if (!opened) return pass_on(opened);
  if (opened->front()->verify_key() != expected) return fail(RegistrarError::not_a_public_key, options.file + ".pub");
  return {};
}

Result<> show_token(Session& session, const ShowOptions& options) {
  const auto& uri = options.keys.tokens.front();
  auto info = token::inspect_token_key(uri);
  if (!info) return with_context(uri, std::move(info.error()));
  if (options.check) {
    auto opened = open_keys(session.environment(), options.keys);
    if (!opened) return pass_on(opened);
    if (opened->front()->verify_key() != info->key) return fail(RegistrarError::not_a_public_key, uri);
  }
  auto shown = described(*info);
  shown["pin_checked"] = options.check;
  session.output().show(shown);
  return {};
}

Result<> show(Session& session, const ShowOptions& options) {
  if (options.file.empty() == options.keys.tokens.empty()) return fail(RegistrarError::bad_argument, "either FILE or --token");
  if (!options.keys.tokens.empty()) return show_token(session, options);
  auto info = crypto::inspect_key_file(options.file);
  if (!info) return pass_on(info);
  auto pub = read_public_key_file(options.file + ".pub");
  if (!pub) return pass_on(pub);
  if (options.check) {
    if (auto same = check(session, options, pub->key); !same) return same;
  }
  session.output().show({{"key_file", options.file},
                         {"type", info->type},
                         {"public_key", hex(pub->key.view())},
                         {"label", pub->label},
                         {"memory_kib", info->params.memory_kib},
                         {"passes", info->params.passes},
                         {"passphrase_checked", options.check}});
  return {};
}

}  // namespace

void add_key_commands(const Commands& commands) {
  auto& group = commands.group("keys", "Keys of the registrar and of authorities: key files and tokens");
  auto& session = commands.session;
  const auto add_token = [](CLI::App& command, KeyOptions& keys) {
    command.add_option("--token", keys.tokens, "Key in a PKCS#11 token, e.g. pkcs11:token=T;object=K")
        ->type_name("URI")
        ->expected(1);
    keys.add_secrets_to(command);
  };

  auto creating = std::make_shared<CreateOptions>();
  auto& create_command =
      commands.command(group, "create", "Make a key in an encrypted file or in a token, its public half in FILE.pub",
                       [&session, creating] { return create(session, *creating); });
  create_command.add_option("-o,--out", creating->out, "Key file to write; with --token only FILE.pub is written");
  create_command.add_option("--label", creating->label, "What people call the key, e.g. its holder");
  create_command.add_flag("--quick-key-derivation", creating->quick,
                          "For tests and demonstrations only: quick to open, and the passphrase quick to guess");
  add_token(create_command, creating->keys);

  auto showing = std::make_shared<ShowOptions>();
  auto& show_command =
      commands.command(group, "show", "Show a key's public half", [&session, showing] { return show(session, *showing); });
  show_command.add_option("FILE", showing->file, "Key file");
  show_command.add_flag("--check", showing->check, "Open the key, too, to see that the passphrase or PIN is right");
  add_token(show_command, showing->keys);
}

}  // namespace valise::registrar
