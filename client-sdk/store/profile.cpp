#include "client-sdk/store/profile.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "client-sdk/store/profile_lock.hpp"
#include "keys/crypto/key_file.hpp"
#include "keys/crypto/random.hpp"

namespace valise::sdk::store {
namespace {

namespace fs = std::filesystem;

constexpr crypto::Label kKeyLabel{"device database key"};
constexpr const char* kLockFile = "lock";
constexpr const char* kDatabaseFile = "valise.db";
constexpr const char* kNewDatabaseFile = "valise.db.new";
constexpr const char* kKeyFile = "database.key";
constexpr const char* kStagingFolder = "transfers";

// private_folder makes the folder if it is missing and checks that it is closed to others.
base::Result<> private_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return base::fail(StoreError::disk, folder.native());
  struct stat found{};
  if (::stat(folder.c_str(), &found) != 0) return base::fail(StoreError::disk, folder.native());
  const bool closed = S_ISDIR(found.st_mode) && found.st_uid == ::geteuid() && (found.st_mode & 077) == 0;
  if (!closed) return base::fail(StoreError::unsafe_folder, folder.native());
  return {};
}

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

// start_unfinished makes an empty file where the database is built, in place of what an interrupted creation left.
base::Result<> start_unfinished(const fs::path& file) {
  std::error_code ignored;
  for (const char* suffix : {"-wal", "-shm", "-journal"}) fs::remove(file.native() + suffix, ignored);
  const int descriptor = ::open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return base::fail(StoreError::disk, file.filename().native());
  ::close(descriptor);
  return {};
}

base::Result<> rename_durably(const fs::path& from, const fs::path& to) {
  const int folder = ::open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = folder >= 0 && ::rename(from.c_str(), to.c_str()) == 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!done) return base::fail(StoreError::disk, to.filename().native());
  return {};
}

}  // namespace

base::Result<Profile> Profile::hold(const fs::path& folder, std::string_view command, const base::Clock& clock) {
  std::error_code ignored;  // private_folder fails where it matters
  fs::create_directories(folder.parent_path(), ignored);
  if (auto safe = private_folder(folder); !safe) return base::pass_on(safe);
  const Held self{.pid = ::getpid(), .command = std::string(command), .since = clock.now()};
  auto lock = take_lock(folder / kLockFile, self);
  if (!lock) return base::pass_on(lock);
  return Profile(folder, *lock);
}

base::Result<std::optional<Held>> Profile::holder(const fs::path& folder) { return read_holder(folder / kLockFile); }

Profile::Profile(Profile&& other) noexcept : folder_(std::move(other.folder_)), lock_(std::exchange(other.lock_, -1)) {}

Profile& Profile::operator=(Profile&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(lock_, other.lock_);
  return *this;
}

Profile::~Profile() {
  if (lock_ >= 0) release_lock(lock_);
}

fs::path Profile::database_file() const { return folder_ / kDatabaseFile; }
fs::path Profile::key_file() const { return folder_ / kKeyFile; }
bool Profile::exists() const { return is_there(database_file()) && is_there(key_file()); }

// The database gets its final name last, so that an interrupted creation leaves no profile, and the next one starts anew. The
// unfinished file comes before the key file: a key file without either database is that of a database kept elsewhere, not to be
// lost.
base::Result<LocalStore> Profile::create_store(const crypto::Passphrase& passphrase, base::Random& random,
                                               crypto::Argon2Cost cost) {
  const auto unfinished = folder_ / kNewDatabaseFile;
  const bool foreign_key = is_there(key_file()) && !is_there(unfinished);
  if (is_there(database_file()) || foreign_key) return base::fail(StoreError::profile_exists, folder_.native());
  if (auto started = start_unfinished(unfinished); !started) return base::pass_on(started);
  const auto key = crypto::random_secret<DatabaseKey>(random);
  if (auto kept = crypto::rewrite_key_file(key_file(), kKeyLabel, key, passphrase, cost, random); !kept)
    return base::pass_on(kept);
  {
    auto made = LocalStore::open(unfinished, key);
    if (!made) return made;
  }  // closing it moves the write-ahead log into the file
  if (auto named = rename_durably(unfinished, database_file()); !named) return base::pass_on(named);
  return LocalStore::open(database_file(), key);
}

base::Result<LocalStore> Profile::open_store(const crypto::Passphrase& passphrase) {
  if (!exists()) return base::fail(StoreError::no_profile, folder_.native());
  auto key = crypto::read_key_file<DatabaseKey>(key_file(), kKeyLabel, passphrase);
  if (!key) return base::pass_on(key);
  return LocalStore::open(database_file(), *key);
}

base::Result<> Profile::change_passphrase(const crypto::Passphrase& old_passphrase, const crypto::Passphrase& new_passphrase,
                                          base::Random& random, crypto::Argon2Cost cost) {
  if (!exists()) return base::fail(StoreError::no_profile, folder_.native());
  auto key = crypto::read_key_file<DatabaseKey>(key_file(), kKeyLabel, old_passphrase);
  if (!key) return base::pass_on(key);
  return crypto::rewrite_key_file(key_file(), kKeyLabel, *key, new_passphrase, cost, random);
}

base::Result<fs::path> Profile::staging_folder() const {
  auto folder = folder_ / kStagingFolder;
  if (auto safe = private_folder(folder); !safe) return base::pass_on(safe);
  return folder;
}

}  // namespace valise::sdk::store
