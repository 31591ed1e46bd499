// Workspace: a folder with a verified replica of the directory log, and behind it the statements that are complete but that the
// relay has not taken yet ("pending"). New statements are made against both together, so that a ceremony can go on without a
// network. Only one program works on a folder at a time.
//
//   directory-id    the trust anchor, hexadecimal
//   entries         the log: entries, each after its length (4 bytes, big-endian); first the confirmed ones, then the pending
//   ones checkpoint      the highest verified head, a signed note; missing as long as no relay has confirmed anything lock
#pragma once

#include "keys/directory/log.hpp"
#include "keys/registrar/files.hpp"

namespace valise::registrar {

class Workspace {
 public:
  // create fails with workspace_exists, file_unwritable.
  [[nodiscard]] static base::Result<Workspace> create(const Path& folder, const base::DirectoryId& directory);
  // open verifies everything again. Fails with workspace_missing, workspace_busy, workspace_damaged.
  [[nodiscard]] static base::Result<Workspace> open(const Path& folder);

  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  ~Workspace();

  [[nodiscard]] const base::DirectoryId& directory() const { return directory_; }
  // log gives the replica with the pending statements, state what it says.
  [[nodiscard]] const directory::Log& log() const { return all_; }
  [[nodiscard]] const directory::DirectoryState& state() const { return all_.state(); }
  [[nodiscard]] const std::vector<base::Bytes>& entries() const { return entries_; }
  // confirmed gives how many entries a relay has confirmed; the others are pending.
  [[nodiscard]] std::uint64_t confirmed() const { return confirmed_.head().size; }
  [[nodiscard]] const std::optional<directory::Checkpoint>& checkpoint() const { return checkpoint_; }

  // add makes a complete statement pending. Fails as DirectoryState::apply, or with other_directory.
  [[nodiscard]] base::Result<> add(base::ByteView entry);
  // confirm lets a checkpoint that covers own entries only confirm them.
  [[nodiscard]] base::Result<> confirm(const directory::Checkpoint& checkpoint, const base::RelayId& relay);
  // sync takes the relay's entries after the confirmed ones. Pending statements that are among them are confirmed; the others
  // stay pending where they still keep the rules. Gives how many were dropped. Fails as Log::accept.
  [[nodiscard]] base::Result<std::size_t> sync(std::span<const base::Bytes> entries, const directory::Checkpoint& checkpoint,
                                               const base::RelayId& relay);

 private:
  Workspace(Path folder, int lock, const base::DirectoryId& directory)
      : folder_(std::move(folder)), lock_(lock), directory_(directory) {}
  [[nodiscard]] base::Result<> load();
  [[nodiscard]] base::Result<> save() const;

  Path folder_;
  int lock_ = -1;
  base::DirectoryId directory_;
  directory::Log confirmed_;
  directory::Log all_;
  std::vector<base::Bytes> entries_;
  std::optional<directory::Checkpoint> checkpoint_;
};

}  // namespace valise::registrar
