// wait_for: what an asynchronous call of the relay's store gives, awaited by a thread that has nothing else to do.
#pragma once

#include <future>
#include <utility>

#include "server/store/store.hpp"

namespace valise::bench {

// wait_for hands start a completion and gives what it is completed with. An error ends the program: figures of a failing store
// are none.
template <class T, class Start>
T wait_for(Start start) {
  std::promise<T> promise;
  auto result = promise.get_future();
  start(server::store::Completion<T>(
      [promise = std::move(promise)](base::Result<T> done) mutable { promise.set_value(std::move(done.value())); }));
  return result.get();
}

}  // namespace valise::bench
