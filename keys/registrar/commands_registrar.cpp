// Commands by which the registrar speaks for itself: workspace, genesis, own keys, relays, protocol floor.
#include <CLI/CLI.hpp>

#include "base/text_encoding.hpp"
#include "keys/directory/checkpoint.hpp"
#include "keys/registrar/announcement.hpp"
#include "keys/registrar/commands.hpp"
#include "keys/registrar/key_set_options.hpp"
#include "keys/registrar/signing.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::SignedStatement;

struct InitOptions {
  std::string genesis;
  std::string directory_id;
};

Result<SignedStatement> read_genesis(const std::string& path) {
  auto statement = read_statement_file(path);
  if (!statement) return statement;
  if (!statement->statement().has_genesis()) return fail(RegistrarError::not_a_genesis, path);
  return statement;
}

Result<> init_with_genesis(Session& session, const std::string& path) {
  auto genesis = read_genesis(path);
  if (!genesis) return pass_on(genesis);
  if (auto valid = directory::DirectoryState().check(*genesis); !valid) return with_context(path, std::move(valid.error()));
  auto workspace = Workspace::create(session.folder, directory::directory_id_of(genesis->statement_bytes()));
  if (!workspace) return pass_on(workspace);
  return workspace->add(genesis->bytes());
}

Result<> init(Session& session, const InitOptions& options) {
  if (!options.genesis.empty()) {
    if (auto done = init_with_genesis(session, options.genesis); !done) return done;
  } else {
    const auto bytes = base::parse_hex(options.directory_id);
    const auto id = bytes ? base::DirectoryId::parse(*bytes) : std::nullopt;
    if (!id) return fail(RegistrarError::bad_argument, "--directory-id: 64 hexadecimal digits");
    if (auto workspace = Workspace::create(session.folder, *id); !workspace) return pass_on(workspace);
  }
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  session.output().show({{"folder", session.folder.string()}, {"directory_id", hex((*workspace)->directory().view())}});
  return {};
}

struct GenesisOptions {
  std::string name;
  KeySetOptions set;
  std::string out;
};

// Signed at once with the keys at hand; the others sign the file.
Result<> create_genesis(Session& session, const GenesisOptions& options) {
  auto keys = open_keys(session.environment(), options.set.keys);
  if (!keys) return pass_on(keys);
  v1::Statement statement;
  statement.set_made_at_ms(base::to_wire(session.environment().clock.now()));
  statement.mutable_genesis()->set_name(options.name);
  if (auto done = options.set.fill(*statement.mutable_genesis()->mutable_registrar_keys(), *keys); !done) return done;
  auto made = SignedStatement::make(statement);
  if (!made) return pass_on(made);
  auto before = session.required_signatures(*made);
  if (!before) return pass_on(before);
  if (auto done = add_signatures(*made, *before, *keys); !done) return done;
  auto required = session.required_signatures(*made);
  if (!required) return pass_on(required);
  auto written = write_statement_file(options.out, made->bytes(), IfExists::refuse);
  if (!written || options.out == "-") return written;
  auto shown = describe_signed(*made, *required);
  shown["directory_id"] = hex(directory::directory_id_of(made->statement_bytes()).view());
  session.output().show(shown);
  return {};
}

struct RotateOptions {
  KeySetOptions set;
  StatementOptions statement;
};

Result<> rotate(Session& session, const RotateOptions& options) {
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState& state) {
    auto& body = *statement.mutable_registrar_keys_rotated();
    body.set_revision(state.tables().registrar_revision + 1);
    return options.set.fill(*body.mutable_registrar_keys(), {});
  });
}

struct AnnounceOptions {
  std::string file;
  StatementOptions statement;
};

Result<> announce(Session& session, const AnnounceOptions& options) {
  auto content = read_file(options.file);
  if (!content) return pass_on(content);
  auto body = parse_announcement(*content);
  if (!body) return with_context(options.file, std::move(body.error()));
  auto finishing = options.statement;
  const auto& relay = finishing.relay;
  if (relay.address.empty() && relay.pin.empty() && relay.announcement.empty()) finishing.relay.announcement = options.file;
  return session.make(finishing, [&](v1::Statement& statement, const directory::DirectoryState& state) {
    const auto* before = state.relay(body->name());
    body->set_revision(before == nullptr ? 1 : before->revision + 1);
    *statement.mutable_relay_announced() = *body;
    return Result<>{};
  });
}

struct FloorOptions {
  std::uint32_t version = 1;
  std::vector<std::uint32_t> suites;
  StatementOptions statement;
};

Result<> raise_floor(Session& session, const FloorOptions& options) {
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState& state) {
    auto& body = *statement.mutable_protocol_floor_raised();
    body.set_revision(state.tables().floor.revision + 1);
    body.set_protocol_version(options.version);
    for (auto suite : options.suites) body.add_cipher_suites(suite);
    return Result<>{};
  });
}

struct WitnessOptions {
  std::vector<std::string> keys;
  std::uint32_t threshold = 0;
  StatementOptions statement;
};

Result<> fill(v1::WitnessesConfigured& body, const WitnessOptions& options) {
  for (const auto& text : options.keys) {
    auto parsed = directory::parse_verifier_key(text);
    if (!parsed) return with_context("--witness", std::move(parsed.error()));
    if (parsed->algorithm != directory::NoteAlgorithm::cosignature)
      return fail(RegistrarError::bad_argument, "--witness: the key of a log");
    auto& witness = *body.add_witnesses();
    witness.set_name(parsed->name);
    witness.set_public_key(base::to_string(parsed->key.view()));
  }
  body.set_threshold(options.threshold);
  return {};
}

Result<> configure_witnesses(Session& session, const WitnessOptions& options) {
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  auto& body = *statement->mutable_witnesses_configured();
  body.set_revision((*session.workspace())->state().tables().witnesses.revision + 1);
  if (auto done = fill(body, options); !done) return done;
  return session.finish(*statement, options.statement);
}

void add_witness_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& witnesses = commands.group("witnesses", "Independent bodies that cosign the heads of the log");
  auto options = std::make_shared<WitnessOptions>();
  auto& command = commands.command(witnesses, "configure", "Name the witnesses, and how many of them must cosign a head",
                                   [&session, options] { return configure_witnesses(session, *options); });
  command.add_option("--witness", options->keys, "Verifier key that 'valise-witness show-key' prints (repeatable)")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--threshold", options->threshold, "How many must cosign")->required();
  options->statement.add_to(command);
}

void add_workspace_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& workspace = commands.group("workspace", "The folder with the verified copy of the directory");
  auto options = std::make_shared<InitOptions>();
  auto& command =
      commands.command(workspace, "init", "Start a workspace from a signed genesis, or from a directory id to be synced",
                       [&session, options] { return init(session, *options); });
  auto* genesis = command.add_option("--genesis", options->genesis, "The complete genesis statement");
  auto* id =
      command.add_option("--directory-id", options->directory_id, "The directory id, from somebody you trust")->excludes(genesis);
  genesis->excludes(id);
}

void add_genesis_command(const Commands& commands) {
  auto& session = commands.session;
  auto& genesis = commands.group("genesis", "The first statement of a directory");
  auto options = std::make_shared<GenesisOptions>();
  auto& command = commands.command(genesis, "create", "Name the registrar's keys and sign with those at hand",
                                   [&session, options] { return create_genesis(session, *options); });
  command.add_option("--name", options->name, "Name of the directory, for people")->required();
  command.add_option("-o,--out", options->out, "Statement file to write; - for standard output")->required();
  options->set.add_to(command);
}

}  // namespace

void add_registrar_commands(const Commands& commands) {
  add_workspace_commands(commands);
  add_genesis_command(commands);

  auto& registrar = commands.group("registrar", "The registrar's own keys");
  auto [rotate_command, rotation] =
      commands.making<RotateOptions>(registrar, "rotate-keys", "Replace the registrar's key set; old and new keys sign", rotate);
  rotation.set.add_public_to(rotate_command);

  auto& relay = commands.group("relay", "Relays of the directory");
  auto [announce_command, announcing] =
      commands.making<AnnounceOptions>(relay, "announce", "Announce a relay, or its new address or keys", announce);
  announce_command.add_option("ANNOUNCEMENT", announcing.file, "File that 'valised init' wrote")->required();

  add_witness_commands(commands);

  auto& floor = commands.group("floor", "The lowest protocol version and the cipher suites that members may use");
  auto [raise_command, raising] = commands.making<FloorOptions>(floor, "raise", "Raise the floor", raise_floor);
  raise_command.add_option("--protocol-version", raising.version, "Lowest protocol version")->required();
  raise_command.add_option("--cipher-suite", raising.suites, "MLS cipher suite still allowed, e.g. 3 (repeatable)")
      ->required()
      ->allow_extra_args(false);
}

}  // namespace valise::registrar
