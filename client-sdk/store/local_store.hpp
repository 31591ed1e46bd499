// LocalStore: the client's database, one SQLCipher file under a raw 32-byte key. Every commit is on disk when it returns (WAL,
// synchronous=FULL); deleted content is overwritten (secure_delete); SQLCipher's own memory is locked and wiped.
//
// Belongs to one thread or strand. One process at a time (client-sdk/store/profile.hpp sees to that).
#pragma once

#include <concepts>
#include <filesystem>
#include <memory>
#include <type_traits>

#include "base/result.hpp"
#include "client-sdk/store/error.hpp"
#include "client-sdk/store/transaction.hpp"
#include "keys/crypto/secret.hpp"
#include "sql/file_system.hpp"

namespace valise::sdk::store {

using DatabaseKey = crypto::Secret<struct DatabaseKeyTag, 32>;

class LocalStore {
 public:
  // create makes a new database file (mode 0600); fails with profile_exists if there is a file.
  [[nodiscard]] static base::Result<LocalStore> create(const std::filesystem::path& file, const DatabaseKey& key);
  // open opens a database and brings its schema up to date. Fails with no_profile, wrong_key, corrupt, newer_schema or disk.
  // `files` outlives the store.
  [[nodiscard]] static base::Result<LocalStore> open(const std::filesystem::path& file, const DatabaseKey& key,
                                                     sql::FileSystem& files = sql::system_files());

  LocalStore(LocalStore&&) noexcept;
  LocalStore& operator=(LocalStore&&) noexcept;
  ~LocalStore();

  // transaction calls `body` within one transaction and gives its result, after a commit if it succeeded and after a rollback if
  // it failed or threw. A failed commit is the result. Reads need a transaction, too; one that writes nothing costs no disk
  // access. Must not be called from within `body`.
  template <std::invocable<Transaction&> Body>
  auto transaction(Body&& body) -> std::invoke_result_t<Body, Transaction&> {
    auto open = begin();
    if (!open) return base::pass_on(open);
    Transaction tx(database());
    auto result = std::forward<Body>(body)(tx);
    if (!result) return result;  // `open` rolls back
    if (auto committed = open->commit(); !committed) return base::pass_on(committed);
    return result;
  }

  // instructions gives how many of SQLite's instructions were run since the store was opened: what questions cost, on any
  // machine.
  [[nodiscard]] std::uint64_t instructions() const;
  // scrub moves the write-ahead log into the database and truncates it, so that no earlier state of a ratchet is left in it.
  // Closing does the same; for processes that stay open.
  [[nodiscard]] base::Result<> scrub();
  // check reads the whole file and compares all page MACs and indexes; fails with corrupt.
  [[nodiscard]] base::Result<> check();

 private:
  struct State;
  // Scope rolls back when it goes, unless commit() succeeded.
  class Scope {
   public:
    explicit Scope(State& state) : state_(&state) {}
    Scope(Scope&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
    Scope& operator=(Scope&&) = delete;
    ~Scope();
    [[nodiscard]] base::Result<> commit();

   private:
    State* state_;
  };

  explicit LocalStore(std::unique_ptr<State> state);
  [[nodiscard]] base::Result<Scope> begin();
  [[nodiscard]] sql::Database& database();

  std::unique_ptr<State> state_;
};

}  // namespace valise::sdk::store
