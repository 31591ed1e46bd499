// Retention: erases what is past its time in bounded steps, so that nobody waits long for the writer (R8).
#pragma once

#include "server/store/device_table.hpp"

namespace valise::server::store {

class Retention {
 public:
  struct Step {
    std::size_t erased = 0;
    bool more = false;
  };
  // step erases some of what is past its time. `more` until a round through all mailboxes is over and nothing was left out.
  [[nodiscard]] base::Result<Step> step(Write& write);

 private:
  [[nodiscard]] base::Result<Step> mailboxes(Write& write, base::UnixMillis cutoff);

  devices::RowId after_ = 0;  // where the round through the mailboxes is
};

}  // namespace valise::server::store
