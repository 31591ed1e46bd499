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
Result<crypto::Passphrase> new_passphrase(Session& session, const PassphraseSource& source) {
  auto& person = session.environment().person;
  auto passphrase = read_passphrase(source, person, "New passphrase");
  if (!passphrase || source.descriptor >= 0 || !source.file.empty()) return passphrase;
  auto again = read_passphrase(source, person, "Once more");
  if (!again) return again;
  if (!base::equal(passphrase->expose(), again->expose())) return fail(RegistrarError::passphrases_differ);
  return passphrase;
}

Result<> create(Session& session, const CreateOptions& options) {
  auto source = options.keys.source(0, 1);
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
  if (opened->front().verify_key() != expected) return fail(RegistrarError::not_a_public_key, options.file + ".pub");
  return {};
}

Result<> show(Session& session, const ShowOptions& options) {
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
  auto& group = commands.group("keys", "Key files of the registrar and of authorities");
  auto& session = commands.session;

  auto creating = std::make_shared<CreateOptions>();
  auto& create_command =
      commands.command(group, "create", "Make a key and write it to an encrypted file, its public half to FILE.pub",
                       [&session, creating] { return create(session, *creating); });
  create_command.add_option("-o,--out", creating->out, "Key file to write")->required();
  create_command.add_option("--label", creating->label, "What people call the key, e.g. its holder");
  create_command.add_flag("--quick-key-derivation", creating->quick,
                          "For tests and demonstrations only: quick to open, and the passphrase quick to guess");
  creating->keys.add_passphrases_to(create_command);

  auto showing = std::make_shared<ShowOptions>();
  auto& show_command =
      commands.command(group, "show", "Show a key file's public key", [&session, showing] { return show(session, *showing); });
  show_command.add_option("FILE", showing->file, "Key file")->required();
  show_command.add_flag("--check", showing->check, "Open the key file, too, to see that the passphrase is right");
  showing->keys.add_passphrases_to(show_command);
}

}  // namespace valise::registrar
