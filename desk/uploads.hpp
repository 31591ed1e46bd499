// Uploads: files on their way from the page into a message. They have no name on any disk: up to a bound they are in memory,
// beyond it in a file that nothing but this process can reach and that is gone with it. Queued they are kept encrypted by the
// SDK. While the desk is locked they are sealed, in the same places, under a key that only the profile has.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::desk {

// UploadsKey seals what waits while the desk is locked once.
using UploadsKey = crypto::Secret<struct UploadsKeyTag, 32>;

// Descriptor owns an open file.
class Descriptor {
 public:
  explicit Descriptor(int file = -1) : file_(file) {}
  Descriptor(Descriptor&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~Descriptor();
  [[nodiscard]] int get() const { return file_; }

 private:
  int file_;
};

class Uploads {
 public:
  // In memory, all files together. A file of a disk that is not encrypted itself may leave traces there; so few have to.
  static constexpr std::uint64_t kInMemory = 256 << 20;

  // `folder` is on the disk for what is larger.
  explicit Uploads(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // place makes a place for a file of so many bytes under a name that is safe for a disk; gives the path under which this process
  // writes and reads it. Nothing if there is no room. `id` becomes its name here.
  [[nodiscard]] std::optional<std::filesystem::path> place(const std::string& id, std::string_view name, std::uint64_t size);
  // written says that all of it is there; false if it has been forgotten meanwhile.
  [[nodiscard]] bool written(const std::string& id);
  // files gives the places and names in this order; nothing if one is not known.
  struct Files {
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> names;
  };
  [[nodiscard]] std::optional<Files> files(const std::vector<std::string>& ids) const;
  [[nodiscard]] std::vector<std::string> ids() const;
  void forget(const std::vector<std::string>& ids);

  // Set aside are all files, to be sealed or opened on another thread, and given back; those that were not written to their end
  // are forgotten.
  struct Upload {
    Descriptor file;
    std::string name;
    std::uint64_t size = 0;  // as it was announced
    bool in_memory = false, written = false, sealed = false;
  };
  using All = std::map<std::string, Upload>;
  [[nodiscard]] All take();
  void give(All files);

 private:
  std::filesystem::path folder_;
  All files_;
  std::uint64_t in_memory_ = 0;
};

// sealed gives the files sealed under the key, each in a new place of the same kind (`folder`: for what is not in memory), and
// lets go of the open ones. What cannot be sealed is left out. One file more than before is in memory meanwhile.
[[nodiscard]] Uploads::All sealed(Uploads::All files, const UploadsKey& key, const std::filesystem::path& folder,
                                  base::Random& random);
// unsealed is the way back. What another key sealed is left out.
[[nodiscard]] Uploads::All unsealed(Uploads::All files, const UploadsKey& key, const std::filesystem::path& folder);

// plain_name gives the last part of a name without characters that files should not have.
[[nodiscard]] std::string plain_name(std::string_view name);

}  // namespace valise::desk
