// DirectoryService: the directory log as the relay serves it. Entries are in the store, replay state and Merkle tree in memory;
// an entry is in the log when the store has it. Checks every statement before it is appended and signs the checkpoints. Members
// are shown the served head and what it covers; who writes the log and admission of sessions go by the newest entries.
//
// Lives on one executor. Other processes may append to the same store: catch_up takes over what they did.
#pragma once

#include <functional>
#include <span>

#include "keys/directory/log.hpp"
#include "server/net/event_log.hpp"
#include "server/net/served_head.hpp"
#include "server/store/store.hpp"
#include "wire/signal.hpp"

namespace valise::server::net {

namespace asio = boost::asio;

struct LogPage {
  std::uint64_t first = 0;
  std::vector<base::Bytes> entries;
};

class DirectoryService {
 public:
  // OnGrown hears, after the log grew, which devices are to be cut off.
  using OnGrown = std::function<void(std::span<const base::DeviceId> deactivated)>;
  // OnServed hears that members are shown a greater head.
  using OnServed = std::function<void()>;

  DirectoryService(const asio::any_io_executor& executor, store::Store& store, crypto::SigningKey log_key, std::string origin);

  // load replays the whole log from the store, verifying it. Call once, before anything else. Fails with
  // NetError::directory_empty, or as the store and the rules do.
  [[nodiscard]] asio::awaitable<base::Result<>> load();
  // check_announced requires that the directory announces this relay with this log key and origin.
  [[nodiscard]] base::Result<> check_announced(const base::RelayId& relay) const;
  void on_grown(OnGrown hear) { on_grown_ = std::move(hear); }
  void on_served(OnServed hear) { on_served_ = std::move(hear); }

  // append gives the index of a statement that is in the log now; the same bytes again give the same index.
  [[nodiscard]] asio::awaitable<base::Result<base::LogIndex>> append(base::Bytes entry);
  // catch_up replays what stands in the store beyond the own head. An entry there that breaks the rules stops it with an error.
  [[nodiscard]] asio::awaitable<base::Result<>> catch_up();
  // page gives entries of the log from `first` on, none from `size` on.
  [[nodiscard]] asio::awaitable<base::Result<LogPage>> page(std::uint64_t first, std::uint32_t limit, std::uint64_t size);

  // served is for members; newest for those who write the log, with as many cosignatures as it has yet.
  [[nodiscard]] const directory::Checkpoint& served() const { return head_.served(); }
  [[nodiscard]] const directory::Checkpoint& newest() const { return head_.newest(); }
  [[nodiscard]] bool settled() const { return head_.settled(); }
  // candidate gives the head that witnesses are to be asked about.
  [[nodiscard]] directory::Checkpoint candidate(base::Monotonic now) { return head_.candidate(now); }
  // add_cosignature takes a witness's verified cosignature of the head of `size`. With enough of them the head is stored, then
  // served. Fails as the store; then members go on being shown the head before.
  [[nodiscard]] asio::awaitable<base::Result<>> add_cosignature(std::uint64_t size, directory::NoteSignature cosignature);
  [[nodiscard]] const directory::DirectoryState& state() const { return log_.state(); }
  [[nodiscard]] const directory::MerkleLog& tree() const { return log_.tree(); }

 private:
  asio::awaitable<base::Result<base::LogIndex>> append_locked(base::Bytes entry);
  asio::awaitable<base::Result<>> catch_up_locked();
  asio::awaitable<base::Result<>> restore_log();
  asio::awaitable<base::Result<>> restore_served();
  [[nodiscard]] base::Result<directory::Checkpoint> known_head(const std::string& note) const;
  [[nodiscard]] directory::Checkpoint signed_head(std::uint64_t size) const;
  void tell(std::span<const base::DeviceId> deactivated);

  class Turn;
  asio::awaitable<void> take_turn();

  class Ahead;
  using Piece = std::vector<directory::ReadEntry>;

  const asio::any_io_executor executor_;
  store::Store& store_;
  const crypto::SigningKey log_key_;
  const std::string origin_;
  directory::Log log_;
  ServedHead head_;
  OnGrown on_grown_;
  OnServed on_served_;
  bool busy_ = false;  // one append or catch-up at a time
  wire::Signal free_;
};

// append_entry_of makes the store's request for a statement that was checked against `before`: position, leaf hash, and the
// devices that it ends for good.
[[nodiscard]] store::AppendEntry append_entry_of(base::Bytes entry, const directory::DirectoryState& before);

}  // namespace valise::server::net
