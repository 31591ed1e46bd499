// Profile: one folder (mode 0700) that holds all a device keeps: the database, its key under the person's passphrase, and files
// in transfer. While a Profile object lives, this process holds the folder; another one that opens it fails at once and learns
// who holds it. The hold ends with the process, however it ends.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "client-sdk/store/error.hpp"
#include "client-sdk/store/local_store.hpp"
#include "keys/crypto/argon2.hpp"

namespace valise::sdk::store {

// Held says which process uses a profile.
struct Held {
  std::int64_t pid = 0;
  std::string command;
  base::UnixMillis since;
};

class Profile {
 public:
  // hold makes the folder (and those above) if it is missing and holds it for this process, which is named to others as
  // `command`. Fails with held (the context says by whom; holder() has it in parts), unsafe_folder or disk.
  [[nodiscard]] static base::Result<Profile> hold(const std::filesystem::path& folder, std::string_view command,
                                                  const base::Clock& clock);
  // holder says who holds the folder now; nothing if nobody does. Needs no hold and no passphrase.
  [[nodiscard]] static base::Result<std::optional<Held>> holder(const std::filesystem::path& folder);

  Profile(Profile&& other) noexcept;
  Profile& operator=(Profile&& other) noexcept;
  ~Profile();

  // exists says whether there is a database with its key file.
  [[nodiscard]] bool exists() const;
  // create_store makes the database with a fresh key and stores the key under the passphrase. Fails with profile_exists.
  // Takes as long as Argon2id does; so does open_store.
  [[nodiscard]] base::Result<LocalStore> create_store(const crypto::Passphrase& passphrase, base::Random& random,
                                                      crypto::Argon2Cost cost = crypto::Argon2Cost::moderate);
  // open_store fails with no_profile, crypto's key file errors (wrong passphrase among them), and those of LocalStore::open.
  [[nodiscard]] base::Result<LocalStore> open_store(const crypto::Passphrase& passphrase);
  // change_passphrase puts the database key under another passphrase; the key and the database stay.
  [[nodiscard]] base::Result<> change_passphrase(const crypto::Passphrase& old_passphrase,
                                                 const crypto::Passphrase& new_passphrase, base::Random& random,
                                                 crypto::Argon2Cost cost = crypto::Argon2Cost::moderate);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path database_file() const;
  [[nodiscard]] std::filesystem::path key_file() const;
  // staging_folder is where encrypted files wait for their transfer; made when missing.
  [[nodiscard]] base::Result<std::filesystem::path> staging_folder() const;

 private:
  Profile(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}

  std::filesystem::path folder_;
  int lock_ = -1;  // descriptor of the lock file
};

}  // namespace valise::sdk::store
