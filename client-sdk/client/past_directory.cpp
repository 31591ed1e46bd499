#include "client-sdk/client/past_directory.hpp"

#include "client-sdk/store/transaction.hpp"

namespace valise::sdk::client {

base::Result<> PastDirectory::replay_to(store::LocalStore& store, std::uint64_t size) {
  if (state_.size() > size) state_ = {};
  auto replayed = store.transaction([&](store::Transaction& tx) -> base::Result<> {
    return tx.directory_log().for_each(base::LogIndex(state_.size()),
                                       [&](base::LogIndex, base::ByteView entry) -> base::Result<> {
                                         if (state_.size() >= size)
                                           return base::fail(directory::LogError::entries_beyond_checkpoint);  // far enough
                                         auto applied = state_.apply(entry, directory::Signatures::verified_before);
                                         return applied ? base::Result<>{} : base::pass_on(applied);
                                       });
  });
  if (state_.size() == size) return {};
  return replayed ? base::fail(directory::LogError::entries_missing) : replayed;
}

base::Result<const directory::DirectoryState*> PastDirectory::at(store::LocalStore& store, const directory::Log& log,
                                                                 std::uint64_t size) {
  if (size == log.head().size) return &log.state();
  if (size > log.head().size) return base::fail(directory::LogError::entries_missing);
  if (auto replayed = replay_to(store, size); !replayed) return base::pass_on(replayed);
  return &state_;
}

}  // namespace valise::sdk::client
