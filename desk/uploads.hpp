// Uploads: files on their way from the page into a message. They lie in a folder of this user alone until the message is queued
// (then the SDK keeps them encrypted), the desk locks, or it starts again.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace valise::desk {

class Uploads {
 public:
  explicit Uploads(std::filesystem::path folder);
  ~Uploads() { forget_all(); }
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  // place makes a place for a file under a name that is safe for a disk; nothing if the disk refuses. `id` becomes its name here.
  [[nodiscard]] std::optional<std::filesystem::path> place(const std::string& id, std::string_view name);
  // files gives the places in this order; nothing if one is not known.
  [[nodiscard]] std::optional<std::vector<std::filesystem::path>> files(const std::vector<std::string>& ids) const;
  void forget(const std::vector<std::string>& ids);
  void forget_all();

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::filesystem::path> files_;
};

// plain_name gives the last part of a name without characters that files should not have.
[[nodiscard]] std::string plain_name(std::string_view name);

}  // namespace valise::desk
