// Commands on the log: sync, head, entries, verify, prove.
#include <CLI/CLI.hpp>

#include "keys/directory/tile.hpp"
#include "keys/registrar/commands.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::Log;
using directory::MerkleProof;

struct SyncOptions {
  KeyOptions keys;
  RelayOptions relay;
};

json::object head_of(const Workspace& workspace) {
  json::object out{{"entries", workspace.entries().size()}, {"confirmed", workspace.confirmed()}};
  out["root"] = hex(workspace.log().head().root.view());
  if (!workspace.checkpoint()) return out;
  out["checkpoint"] = workspace.checkpoint()->format();
  const auto& witnesses = workspace.log().state().tables().witnesses;
  if (witnesses.threshold == 0) return out;
  out["witnesses_demanded"] = witnesses.threshold;
  if (const auto quorum = directory::count_cosignatures(*workspace.checkpoint(), witnesses)) {
    out["witnesses_cosigned"] = quorum->vouching.size();
  }
  return out;
}

Result<> sync(Session& session, const SyncOptions& options) {
  auto relay = session.target(options.relay);
  if (!relay) return pass_on(relay);
  auto keys = open_keys(session.environment(), options.keys);
  if (!keys) return pass_on(keys);
  if (keys->empty()) return fail(RegistrarError::nothing_to_sign_with, "the relay shows the log to administrators only");
  auto line = session.connect(*relay, keys->front().get());
  if (!line) return pass_on(line);
  if (auto done = session.sync(**line, relay->id); !done) return done;
  session.output().show(head_of(**session.workspace()));
  return {};
}

Result<> head(Session& session) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  session.output().show(head_of(**workspace));
  return {};
}

Result<> entries(Session& session) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  std::uint64_t index = 0;
  for (const auto& entry : (*workspace)->entries()) {
    auto statement = directory::SignedStatement::parse(entry);
    if (!statement) return pass_on(statement);
    json::object shown{{"index", index}, {"confirmed", index < (*workspace)->confirmed()}};
    for (auto& field : describe_statement(*statement)) shown[field.key()] = std::move(field.value());
    session.output().show(shown);
    ++index;
  }
  return {};
}

// One file per entry, numbered, so that a relay can be started with them (`valised import-directory`).
Result<> export_entries(Session& session, const std::string& folder) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(RegistrarError::file_unwritable, folder);
  const auto& entries = (*workspace)->entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto number = std::to_string(i);
    const auto name = std::string(number.size() < 6 ? 6 - number.size() : 0, '0') + number + ".statement";
    auto written = write_statement_file(Path(folder) / name, entries[i], IfExists::refuse);
    if (!written) return written;
  }
  session.output().show({{"folder", folder}, {"entries", entries.size()}});
  return {};
}

// The log as C2SP tlog-tiles: for `valise-audit`, or for any web server. Only what a head of the relay covers.
Result<> export_files(Session& session, const std::string& folder) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& open = **workspace;
  if (!open.checkpoint()) return fail(RegistrarError::not_found, "a head signed by a relay; run 'sync'");
  const auto size = open.confirmed();
  const auto write = [&](const std::string& name, base::ByteView content) -> Result<> {
    const auto path = Path(folder) / name;
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) return fail(RegistrarError::file_unwritable, path.parent_path().string());
    return write_file(path, base::to_string(content), Mode::shared, IfExists::replace);
  };
  for (const auto& tile : directory::tiles_of(size)) {
    base::Bytes content;
    if (tile.level) {
      content = directory::hash_tile(open.log().tree(), tile);
    } else {
      for (std::uint64_t i = 0; i < tile.width; ++i) {
        if (!directory::append_entry(content, open.entries()[tile.index * directory::tile_width + i])) {
          return fail(directory::StatementError::too_large);
        }
      }
    }
    if (auto written = write(tile.path(), content); !written) return written;
  }
  const auto note = open.checkpoint()->format();
  if (auto written = write("checkpoint", base::as_bytes(note)); !written) return written;
  session.output().show({{"folder", folder}, {"entries", size}});
  return {};
}

// The relay whose log key signed the checkpoint.
Result<const directory::Relay*> signer_of(const directory::Checkpoint& checkpoint, const directory::DirectoryState& state) {
  for (const auto& [name, relay] : state.tables().relays) {
    if (checkpoint.verify(relay.log_origin, relay.log_key)) return &relay;
  }
  return fail(directory::CheckpointError::signature_missing);
}

// Opening the workspace has replayed every entry with every signature and compared the root; the checkpoint's signature is left.
Result<> verify(Session& session) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& open = **workspace;
  json::object shown = head_of(open);
  if (open.checkpoint()) {
    const auto confirmed = std::span(open.entries()).first(open.confirmed());
    auto log = Log::restore(confirmed, open.checkpoint()->head(), directory::Signatures::verify);
    if (!log) return pass_on(log);
    auto relay = signer_of(*open.checkpoint(), log->state());
    if (!relay) return pass_on(relay);
    shown["signed_by_relay"] = (*relay)->name;
  }
  shown["verified"] = true;
  session.output().show(shown);
  return {};
}

struct ProveOptions {
  std::optional<std::uint64_t> entry;
  std::optional<std::uint64_t> from;
  std::optional<std::uint64_t> size;
};

json::array hashes(const MerkleProof& proof) {
  json::array out;
  for (const auto& hash : proof) out.emplace_back(hex(hash.view()));
  return out;
}

Result<json::object> inclusion(const Log& log, std::uint64_t index, std::uint64_t size) {
  auto proof = log.tree().inclusion_proof(index, size);
  if (!proof) return pass_on(proof);
  return json::object{{"proves", "inclusion"},
                      {"index", index},
                      {"leaf", hex(log.tree().leaf(index).view())},
                      {"tree_size", size},
                      {"root", hex(log.tree().root_at(size)->view())},
                      {"hashes", hashes(*proof)}};
}

Result<json::object> consistency(const Log& log, std::uint64_t old_size, std::uint64_t size) {
  auto proof = log.tree().consistency_proof(old_size, size);
  if (!proof) return pass_on(proof);
  return json::object{{"proves", "consistency"},
                      {"old_size", old_size},
                      {"old_root", hex(log.tree().root_at(old_size)->view())},
                      {"tree_size", size},
                      {"root", hex(log.tree().root_at(size)->view())},
                      {"hashes", hashes(*proof)}};
}

Result<> prove(Session& session, const ProveOptions& options) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& log = (*workspace)->log();
  const auto size = options.size.value_or(log.head().size);
  if (options.entry.has_value() == options.from.has_value())
    return fail(RegistrarError::bad_argument, "either --entry or --from");
  auto proof = options.entry ? inclusion(log, *options.entry, size) : consistency(log, *options.from, size);
  if (!proof) return pass_on(proof);
  session.output().show(*proof);
  return {};
}

}  // namespace

void add_log_commands(const Commands& commands) {
  auto& session = commands.session;
  auto syncing = std::make_shared<SyncOptions>();
  auto& sync_command = commands.command(commands.app, "sync", "Fetch and verify what is new in the relay's log",
                                        [&session, syncing] { return sync(session, *syncing); });
  syncing->keys.add_to(sync_command);
  syncing->relay.add_to(sync_command);

  auto& group = commands.group("log", "The transparency log, from the verified copy");
  commands.command(group, "head", "Show size, root and checkpoint", [&session] { return head(session); });
  commands.command(group, "entries", "Show every entry in words", [&session] { return entries(session); });
  commands.command(group, "verify", "Recompute everything: signatures, rules, root, checkpoint",
                   [&session] { return verify(session); });
  auto folder = std::make_shared<std::string>();
  commands
      .command(group, "export", "Write every entry to a file of its own",
               [&session, folder] { return export_entries(session, *folder); })
      .add_option("FOLDER", *folder, "Folder for the files")
      ->required();
  auto files_folder = std::make_shared<std::string>();
  commands
      .command(group, "export-files", "Write the log as files for 'valise-audit' and web servers (C2SP tlog-tiles)",
               [&session, files_folder] { return export_files(session, *files_folder); })
      .add_option("FOLDER", *files_folder, "Folder for the files")
      ->required();
  auto proving = std::make_shared<ProveOptions>();
  auto& prove_command = commands.command(group, "prove", "Give an inclusion or consistency proof (RFC 6962)",
                                         [&session, proving] { return prove(session, *proving); });
  prove_command.add_option("--entry", proving->entry, "Prove that this entry is in the log");
  prove_command.add_option("--from", proving->from, "Prove that the log extends its state of this size");
  prove_command.add_option("--size", proving->size, "Size of the tree; the whole, if not given");
}

}  // namespace valise::registrar
