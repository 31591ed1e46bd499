#include "client-sdk/store/local_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "client-sdk/store/query.hpp"
#include "client-sdk/store/schema.hpp"
#include "sql/schema.hpp"
#include "sql/transaction.hpp"

namespace valise::sdk::store {
namespace {

base::Result<sql::Database> open_database(const std::filesystem::path& file, const DatabaseKey& key, sql::FileSystem& files) {
  const sql::OpenOptions options{.mode = sql::OpenMode::existing, .memory_security = sql::MemorySecurity::on, .files = &files};
  auto database = sql::Database::open(file, key.expose(), options);
  if (!database) return base::with_context(file.filename().native(), translated(std::move(database.error())));
  if (auto current = sql::migrate(*database, schema_steps()); !current) {
    return base::with_context(file.filename().native(), translated(std::move(current.error())));
  }
  return database;
}

// make_empty makes the file with its final permissions before any content is in it; SQLite gives them to its other files, too.
base::Result<> make_empty(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return base::fail(errno == EEXIST ? StoreError::profile_exists : StoreError::disk, file.filename().native());
  ::close(descriptor);
  return {};
}

}  // namespace

struct LocalStore::State {
  sql::Database database;
  std::optional<sql::Transaction> open;
};

LocalStore::LocalStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
LocalStore::LocalStore(LocalStore&&) noexcept = default;
LocalStore& LocalStore::operator=(LocalStore&&) noexcept = default;
LocalStore::~LocalStore() = default;

base::Result<LocalStore> LocalStore::create(const std::filesystem::path& file, const DatabaseKey& key) {
  if (auto made = make_empty(file); !made) return base::pass_on(made);
  return open(file, key);
}

base::Result<LocalStore> LocalStore::open(const std::filesystem::path& file, const DatabaseKey& key, sql::FileSystem& files) {
  std::error_code missing;
  if (!std::filesystem::exists(file, missing)) return base::fail(StoreError::no_profile, file.filename().native());
  auto database = open_database(file, key, files);
  if (!database) return base::pass_on(database);
  return LocalStore(std::make_unique<State>(std::move(*database)));
}

base::Result<LocalStore::Scope> LocalStore::begin() {
  auto transaction = sql::Transaction::begin(state_->database);
  if (!transaction) return base::Unexpected{translated(std::move(transaction.error()))};
  state_->open.emplace(std::move(*transaction));
  return Scope(*state_);
}

sql::Database& LocalStore::database() { return state_->database; }

LocalStore::Scope::~Scope() {
  if (state_ != nullptr) state_->open.reset();
}

base::Result<> LocalStore::Scope::commit() {
  auto committed = state_->open->commit();
  if (!committed) return base::Unexpected{translated(std::move(committed.error()))};
  return {};
}

base::Result<> LocalStore::scrub() {
  auto done = state_->database.checkpoint();
  if (!done) return base::Unexpected{translated(std::move(done.error()))};
  return {};
}

std::uint64_t LocalStore::instructions() const { return state_->database.instructions(); }

base::Result<> LocalStore::check() {
  const auto read = [](sql::Rows& rows) { return text(rows, 0); };
  auto pages = read_all(state_->database, "PRAGMA cipher_integrity_check", read);
  if (!pages) return base::pass_on(pages);
  if (!pages->empty()) return base::fail(StoreError::corrupt, std::to_string(pages->size()) + " pages");
  auto content = read_all(state_->database, "PRAGMA integrity_check", read);
  if (!content) return base::pass_on(content);
  if (content->size() != 1 || content->front() != "ok") return base::fail(StoreError::corrupt, "tables and indexes");
  return {};
}

}  // namespace valise::sdk::store
