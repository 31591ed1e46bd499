// PastDirectory: the directory as it was when the log had so many entries. A member judges a change of a room by the directory
// that its author names, not by the own one of today, so that all come to the same (docs/design/0020-room-rules.md).
#pragma once

#include "client-sdk/store/local_store.hpp"
#include "keys/directory/log.hpp"

namespace valise::sdk::client {

// One thread at a time. Changes come in the order of their heads, nearly always, so that going through many of them replays the
// log once.
class PastDirectory {
 public:
  // at gives the state at `size` entries, valid until the next call or the log grows. Fails with LogError::entries_missing if the
  // own log is shorter.
  [[nodiscard]] base::Result<const directory::DirectoryState*> at(store::LocalStore& store, const directory::Log& log,
                                                                  std::uint64_t size);

 private:
  base::Result<> replay_to(store::LocalStore& store, std::uint64_t size);

  directory::DirectoryState state_;
};

}  // namespace valise::sdk::client
