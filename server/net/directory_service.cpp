#include "server/net/directory_service.hpp"

#include "server/net/ask.hpp"
#include "server/net/net_error.hpp"

namespace valise::server::net {
namespace {

using base::Bytes;
using base::fail;
using base::Result;

constexpr int kAppendAttempts = 8;
constexpr std::chrono::seconds kCandidatePatience{10};

std::vector<base::DeviceId> devices_of(const v1::OfficerRetired& retired, const directory::DirectoryState& state) {
  const auto address = directory::OfficerAddress::parse(retired.authority_id() + "/@" + retired.officer_id());
  const auto* officer = address ? state.officer(*address) : nullptr;
  return officer == nullptr ? std::vector<base::DeviceId>{} : officer->devices;
}

std::vector<base::DeviceId> devices_of(const v1::AuthorityStatusChanged& changed, const directory::DirectoryState& state) {
  std::vector<base::DeviceId> out;
  const auto authority = directory::AuthorityId::parse(changed.authority_id());
  if (!authority) return out;
  for (const auto& [address, officer] : directory::officers_of(state.tables(), *authority)) {
    out.insert(out.end(), officer.devices.begin(), officer.devices.end());
  }
  return out;
}

// A suspended authority may come back, and its devices with it; the other ends are final.
std::vector<base::DeviceId> devices_ended_by(const Bytes& entry, const directory::DirectoryState& state) {
  const auto parsed = directory::SignedStatement::parse(entry);
  if (!parsed) return {};
  const auto& statement = parsed->statement();
  if (statement.has_device_revoked()) {
    const auto device = base::DeviceId::parse(statement.device_revoked().device_id());
    if (device) return {*device};
  }
  if (statement.has_officer_retired()) return devices_of(statement.officer_retired(), state);
  const auto& status = statement.authority_status_changed();
  if (status.status() == v1::AUTHORITY_STATUS_WITHDRAWN) return devices_of(status, state);
  return {};
}

}  // namespace

store::AppendEntry append_entry_of(Bytes entry, const directory::DirectoryState& before) {
  const core::LeafHash hash(base::to_array(directory::leaf_hash(entry).view()));
  auto close = devices_ended_by(entry, before);
  return {.expected = base::LogIndex(before.size()), .entry = std::move(entry), .leaf_hash = hash, .close = std::move(close)};
}

// Turn is held by the one coroutine that grows the log.
class DirectoryService::Turn {
 public:
  explicit Turn(DirectoryService& service) : service_(service) { service_.busy_ = true; }
  ~Turn() {
    service_.busy_ = false;
    service_.free_.notify();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  DirectoryService& service_;
};

DirectoryService::DirectoryService(const asio::any_io_executor& executor, store::Store& store, crypto::SigningKey log_key,
                                   std::string origin)
    : executor_(executor),
      store_(store),
      log_key_(std::move(log_key)),
      origin_(std::move(origin)),
      head_(kCandidatePatience),
      free_(executor) {}

asio::awaitable<void> DirectoryService::take_turn() {
  while (busy_) co_await free_.wait();
}

// Ahead reads a piece of the stored log while another one is replayed: the store's thread also parses and hashes what it has
// read.
class DirectoryService::Ahead {
 public:
  // Small, since nothing is replayed until the first piece is there, nor read while the last one is replayed.
  static constexpr std::size_t kPiece = 200;

  explicit Ahead(asio::any_io_executor executor) : arrival_(std::make_shared<Arrival>(std::move(executor))) {}

  // start reads the piece from `first`. `used`, which was replayed before, ends on the store's thread, too: taking thousands of
  // statements apart is work.
  void start(store::Store& store, std::uint64_t first, Piece used) {
    store.read_log({.first = base::LogIndex(first), .max_entries = kPiece},
                   [arrival = arrival_, used = std::move(used)](Result<std::vector<Bytes>> entries) mutable {
                     used.clear();
                     asio::post(arrival->executor, [arrival, piece = read(std::move(entries))]() mutable {
                       arrival->piece = std::move(piece);
                       arrival->signal.notify();
                     });
                   });
  }
  asio::awaitable<Result<Piece>> take() {
    while (!arrival_->piece) co_await arrival_->signal.wait();
    co_return *std::exchange(arrival_->piece, std::nullopt);
  }

 private:
  struct Arrival {
    explicit Arrival(asio::any_io_executor on) : executor(on), signal(on) {}
    asio::any_io_executor executor;
    wire::Signal signal;
    std::optional<Result<Piece>> piece;
  };
  static Result<Piece> read(Result<std::vector<Bytes>> entries) {
    if (!entries) return pass_on(entries);
    Piece out;
    out.reserve(entries->size());
    for (const auto& entry : *entries) out.push_back(directory::read_entry(entry));
    return out;
  }

  std::shared_ptr<Arrival> arrival_;
};

// restore_log takes the entries that are there at the start without verifying their signatures again: they were verified before
// they were stored, and the store authenticates what it gives (docs/design/0027-fast-start.md).
asio::awaitable<Result<>> DirectoryService::restore_log() {
  Ahead ahead(executor_);
  ahead.start(store_, 0, {});
  Piece used;
  for (std::uint64_t size = 0;;) {
    auto piece = co_await ahead.take();
    if (!piece) co_return pass_on(piece);
    if (piece->empty()) break;
    size += piece->size();
    ahead.start(store_, size, std::move(used));
    if (auto resumed = log_.resume(*piece); !resumed) co_return resumed;
    used = std::move(*piece);
  }
  if (tree().size() > 0) tell({});
  co_return Result<>{};
}

asio::awaitable<Result<>> DirectoryService::load() {
  auto loaded = co_await restore_log();
  if (!loaded) co_return loaded;
  if (tree().size() == 0) co_return fail(NetError::directory_empty);
  if (state().tables().witnesses.threshold == 0) co_return Result<>{};
  co_return co_await restore_served();
}

// A relay that showed less than before its restart would look as if it had gone back; so the stored note is what it shows, and
// only a log that never had a cosigned head begins with the last head that needed none.
asio::awaitable<Result<>> DirectoryService::restore_served() {
  auto start = [&](store::Completion<std::string> done) { store_.read_served_head(std::move(done)); };
  auto note = co_await ask<std::string>(start);
  if (!note) co_return pass_on(note);
  auto known = known_head(*note);
  const auto first = state().tables().witnessed_from.value_or(base::LogIndex(0)).value();
  head_.restore(known ? std::move(*known) : signed_head(first));
  head_.grow(signed_head(tree().size()), state().tables().witnesses);
  co_return Result<>{};
}

Result<directory::Checkpoint> DirectoryService::known_head(const std::string& note) const {
  auto parsed = directory::Checkpoint::parse(note);
  if (!parsed) return parsed;
  if (auto valid = parsed->verify(origin_, log_key_.verify_key()); !valid) return pass_on(valid);
  const auto root = tree().root_at(parsed->head().size);
  if (!root || *root != parsed->head().root) return fail(directory::LogError::restored_head_differs);
  return parsed;
}

Result<> DirectoryService::check_announced(const base::RelayId& relay) const {
  const auto* announced = state().relay(relay);
  if (announced == nullptr) return fail(NetError::relay_not_announced);
  if (announced->log_key != log_key_.verify_key()) return fail(NetError::log_key_not_announced);
  if (announced->log_origin != origin_) return fail(NetError::origin_not_announced);
  return {};
}

asio::awaitable<Result<base::LogIndex>> DirectoryService::append(Bytes entry) {
  co_await take_turn();
  const Turn turn(*this);
  co_return co_await append_locked(std::move(entry));
}

asio::awaitable<Result<base::LogIndex>> DirectoryService::append_locked(Bytes entry) {
  for (int attempt = 0; attempt < kAppendAttempts; ++attempt) {
    if (const auto index = log_.index_of(entry)) co_return *index;
    auto checked = log_.check(entry);
    if (!checked) co_return pass_on(checked);
    auto start = [&](store::Completion<base::LogIndex> done) {
      store_.append_entry(append_entry_of(entry, state()), std::move(done));
    };
    auto stored = co_await ask<base::LogIndex>(start);
    if (stored) {
      auto applied = log_.append(entry);
      if (!applied) co_return pass_on(applied);
      tell(applied->deactivated);
      co_return *stored;
    }
    if (stored.error().code != core::Refusal::conflict) co_return pass_on(stored);
    auto caught_up = co_await catch_up_locked();
    if (!caught_up) co_return pass_on(caught_up);
  }
  co_return fail(store::StoreError::overloaded, "directory log");
}

asio::awaitable<Result<>> DirectoryService::catch_up() {
  co_await take_turn();
  const Turn turn(*this);
  co_return co_await catch_up_locked();
}

asio::awaitable<Result<>> DirectoryService::catch_up_locked() {
  std::vector<base::DeviceId> deactivated;
  const auto before = tree().size();
  for (;;) {
    auto start = [&](store::Completion<std::vector<Bytes>> done) {
      store_.read_log({.first = base::LogIndex(tree().size())}, std::move(done));
    };
    auto entries = co_await ask<std::vector<Bytes>>(start);
    if (!entries) co_return pass_on(entries);
    if (entries->empty()) break;
    for (const auto& entry : *entries) {
      auto applied = log_.append(entry);
      if (!applied) co_return with_context("entry " + std::to_string(tree().size()), std::move(applied.error()));
      deactivated.insert(deactivated.end(), applied->deactivated.begin(), applied->deactivated.end());
    }
  }
  if (tree().size() != before) tell(deactivated);
  co_return Result<>{};
}

asio::awaitable<Result<LogPage>> DirectoryService::page(std::uint64_t first, std::uint32_t limit, std::uint64_t size) {
  LogPage page{.first = first};
  if (first >= size || limit == 0) co_return page;
  const auto wanted = std::min<std::uint64_t>({limit, 1000, size - first});
  auto start = [&](store::Completion<std::vector<Bytes>> done) {
    store_.read_log({.first = base::LogIndex(first), .max_entries = static_cast<std::size_t>(wanted)}, std::move(done));
  };
  auto entries = co_await ask<std::vector<Bytes>>(start);
  if (!entries) co_return pass_on(entries);
  page.entries = std::move(*entries);
  co_return page;
}

directory::Checkpoint DirectoryService::signed_head(std::uint64_t size) const {
  auto note = directory::Checkpoint::make(origin_, {.size = size, .root = tree().root_at(size).value()});
  note.sign(log_key_);
  return note;
}

void DirectoryService::tell(std::span<const base::DeviceId> deactivated) {
  const bool shown = head_.grow(signed_head(tree().size()), state().tables().witnesses);
  if (on_grown_) on_grown_(deactivated);
  if (shown && on_served_) on_served_();
}

asio::awaitable<Result<>> DirectoryService::add_cosignature(std::uint64_t size, directory::NoteSignature cosignature) {
  auto note = head_.gather(size, std::move(cosignature));
  if (!note) co_return Result<>{};
  auto start = [&](store::Completion<> done) { store_.put_served_head(note->format(), std::move(done)); };
  auto stored = co_await ask<void>(start);
  if (!stored) co_return stored;
  if (head_.serve(std::move(*note)) && on_served_) on_served_();
  co_return Result<>{};
}

}  // namespace valise::server::net
