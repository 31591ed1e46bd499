// FolderMemory: what the witness saw, one file per log: a line with the time, then the note. Written beside, synchronised,
// renamed, and the folder synchronised, so that after a crash there is the head before or the new one, whole. Locked against a
// second process.
#pragma once

#include <filesystem>

#include "witness/witness.hpp"

namespace valise::witness {

class FolderMemory final : public Memory {
 public:
  // open makes the folder if it is not there. Fails with in_use, cannot_create.
  [[nodiscard]] static base::Result<FolderMemory> open(std::filesystem::path folder);
  FolderMemory(FolderMemory&& other) noexcept;
  FolderMemory& operator=(FolderMemory&&) = delete;
  ~FolderMemory() override;

  // recall fails with head_unreadable for a file that is there and is not whole, or is of another log.
  base::Result<std::optional<Seen>> recall(const std::string& origin) override;
  base::Result<> remember(const Seen& seen) override;

 private:
  FolderMemory(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  [[nodiscard]] std::filesystem::path file_of(const std::string& origin) const;

  std::filesystem::path folder_;
  int lock_;
};

}  // namespace valise::witness
