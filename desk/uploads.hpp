// Uploads: files on their way from the page into a message. They have no name on any disk: up to a bound they are in memory,
// beyond it in a file that nothing but this process can reach and that is gone with it. Queued they are kept encrypted by the
// SDK.
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
  // In memory, all files together. A file of a disk that is not encrypted itself may leave traces there; so few have to.
  static constexpr std::uint64_t kInMemory = 256 << 20;

  // `folder` is on the disk for what is larger.
  explicit Uploads(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~Uploads() { forget_all(); }
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  // place makes a place for a file of so many bytes under a name that is safe for a disk; gives the path under which this process
  // writes and reads it. Nothing if there is no room. `id` becomes its name here.
  [[nodiscard]] std::optional<std::filesystem::path> place(const std::string& id, std::string_view name, std::uint64_t size);
  // files gives the places and names in this order; nothing if one is not known.
  struct Files {
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> names;
  };
  [[nodiscard]] std::optional<Files> files(const std::vector<std::string>& ids) const;
  [[nodiscard]] std::vector<std::string> ids() const;
  void forget(const std::vector<std::string>& ids);
  void forget_all();

 private:
  struct Upload {
    int file = -1;  // a descriptor, owned
    std::string name;
    std::uint64_t in_memory = 0;
  };

  std::filesystem::path folder_;
  std::map<std::string, Upload> files_;
  std::uint64_t in_memory_ = 0;
};

// plain_name gives the last part of a name without characters that files should not have.
[[nodiscard]] std::string plain_name(std::string_view name);

}  // namespace valise::desk
