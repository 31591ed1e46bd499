// Task: one request on its way through a thread of the store: run against the database, then completed.
#pragma once

#include <memory>

#include "server/store/store.hpp"
#include "sql/database.hpp"

namespace valise::server::store {

class Task {
 public:
  virtual ~Task() = default;
  // run does the work and remembers the result. It may be called again after its effects were undone, so it keeps its input.
  virtual base::Result<> run(sql::Database& database) = 0;
  // complete calls the completion: with the failure if there is one, else with the result of the last run. Once.
  virtual void complete(base::Result<> outcome) = 0;
  // frees_space tells that it makes room on the disk, so that it may use the reserve.
  [[nodiscard]] virtual bool frees_space() const { return false; }
};

enum class Space { takes, frees };

// is_refusal tells a core::Refusal from a failure of storage.
[[nodiscard]] bool is_refusal(const base::Error& error);
// to_store_error gives the StoreError that an error of sql means to callers; refusals and StoreErrors stay as they are.
[[nodiscard]] base::Error to_store_error(base::Error error);

// make_task makes a task of `work`, a function (sql::Database&) -> base::Result<T>.
template <class T, class Work>
[[nodiscard]] std::unique_ptr<Task> make_task(Completion<T> done, Work work, Space space = Space::takes) {
  class Made final : public Task {
   public:
    Made(Completion<T> completion, Work function, Space space)
        : done_(std::move(completion)), work_(std::move(function)), space_(space) {}
    base::Result<> run(sql::Database& database) override {
      result_ = work_(database);
      if (!result_) return base::Unexpected(result_.error());
      return {};
    }
    void complete(base::Result<> outcome) override {
      if (!outcome) return done_(base::pass_on(outcome));
      if (!result_) return done_(base::Unexpected(to_store_error(std::move(result_.error()))));
      done_(std::move(result_));
    }
    [[nodiscard]] bool frees_space() const override { return space_ == Space::frees; }

   private:
    Completion<T> done_;
    Work work_;
    Space space_;
    base::Result<T> result_ = base::fail(StoreError::stopped);
  };
  return std::make_unique<Made>(std::move(done), std::move(work), space);
}

}  // namespace valise::server::store
