// Executor: runs a store's work where its owner wants it, instead of on threads of the store's own. A simulation gives one, so
// that its scheduler says when the next group is committed and when a read is done.
#pragma once

#include <functional>

namespace valise::server::store {

class Executor {
 public:
  virtual ~Executor() = default;
  // post takes a function to be run once, later (never inside post) and on any thread, or never. The functions of one store may
  // be run in any order and at the same time; one that is run after the store is gone does nothing. May be called on any thread,
  // also by a function that is being run.
  virtual void post(std::move_only_function<void()> function) = 0;
};

}  // namespace valise::server::store
