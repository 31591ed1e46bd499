// Transaction and Savepoint: undone unless kept. Neither outlives its Database; one thread.
#pragma once

#include "sql/database.hpp"

namespace valise::sql {

// Transaction is a write transaction. Without commit() the destructor rolls back.
class Transaction {
 public:
  // begin takes the write lock at once (BEGIN IMMEDIATE), so that a transaction never fails half way for want of it.
  [[nodiscard]] static base::Result<Transaction> begin(Database& database) {
    if (auto begun = database.run("BEGIN IMMEDIATE"); !begun) return base::pass_on(begun);
    return Transaction(database);
  }
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() { roll_back(); }

  // commit returns after the sync (synchronous=FULL). After an error nothing of the transaction is kept, and nothing that was
  // read in it may be used.
  [[nodiscard]] base::Result<> commit() {
    if (auto genuine = database_->confirm_reads(); !genuine) return genuine;
    auto committed = database_->run("COMMIT");
    if (!committed) return base::pass_on(committed);
    database_ = nullptr;
    return {};
  }
  void roll_back() {
    if (database_ != nullptr && database_->in_transaction()) (void)database_->run("ROLLBACK");
    database_ = nullptr;
  }

 private:
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;
};

// Savepoint is a part of a transaction that can be undone alone. Without release() the destructor undoes it. Does not nest.
class Savepoint {
 public:
  [[nodiscard]] static base::Result<Savepoint> set(Database& database) {
    if (auto set = database.run("SAVEPOINT part"); !set) return base::pass_on(set);
    return Savepoint(database);
  }
  Savepoint(Savepoint&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Savepoint& operator=(Savepoint&&) = delete;
  ~Savepoint() {
    if (database_ == nullptr || !database_->in_transaction()) return;
    (void)database_->run("ROLLBACK TO part");
    (void)database_->run("RELEASE part");
  }

  [[nodiscard]] base::Result<> release() {
    auto released = std::exchange(database_, nullptr)->run("RELEASE part");
    if (!released) return base::pass_on(released);
    return {};
  }
  // undo is what the destructor does; when it fails, part of the work may still be there, so the transaction must not be
  // committed.
  [[nodiscard]] base::Result<> undo() {
    Database& database = *std::exchange(database_, nullptr);
    if (auto undone = database.run("ROLLBACK TO part"); !undone) return base::pass_on(undone);
    if (auto released = database.run("RELEASE part"); !released) return base::pass_on(released);
    return {};
  }

 private:
  explicit Savepoint(Database& database) : database_(&database) {}

  Database* database_;
};

}  // namespace valise::sql
