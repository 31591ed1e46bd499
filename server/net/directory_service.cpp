#include "server/net/directory_service.hpp"

#include "server/net/ask.hpp"
#include "server/net/net_error.hpp"

namespace valise::server::net {
namespace {

using base::Bytes;
using base::fail;
using base::Result;

constexpr int kAppendAttempts = 8;

std::vector<base::DeviceId> devices_of(const v1::OfficerRetired& retired, const directory::DirectoryState& state) {
  const auto address = directory::OfficerAddress::parse(retired.authority_id() + "/@" + retired.officer_id());
  const auto* officer = address ? state.officer(*address) : nullptr;
  return officer == nullptr ? std::vector<base::DeviceId>{} : officer->devices;
}

std::vector<base::DeviceId> devices_of(const v1::AuthorityStatusChanged& changed, const directory::DirectoryState& state) {
  std::vector<base::DeviceId> out;
  for (const auto& [id, device] : state.tables().devices) {
    if (device.officer.authority.string() == changed.authority_id()) out.push_back(id);
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

DirectoryService::DirectoryService(asio::any_io_executor executor, store::Store& store, crypto::SigningKey log_key,
                                   std::string origin)
    : store_(store), log_key_(std::move(log_key)), origin_(std::move(origin)), free_(std::move(executor)) {}

asio::awaitable<void> DirectoryService::take_turn() {
  while (busy_) co_await free_.wait();
}

asio::awaitable<Result<>> DirectoryService::load() {
  auto loaded = co_await catch_up();
  if (!loaded) co_return loaded;
  if (tree().size() == 0) co_return fail(NetError::directory_empty);
  co_return Result<>{};
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

asio::awaitable<Result<LogPage>> DirectoryService::page(std::uint64_t first, std::uint32_t limit) {
  LogPage page{.first = first};
  const auto size = tree().size();
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

void DirectoryService::sign_head() {
  auto note = directory::Checkpoint::make(origin_, log_.head());
  note.sign(log_key_);
  checkpoint_ = note.format();
}

void DirectoryService::tell(std::span<const base::DeviceId> deactivated) {
  sign_head();
  if (on_grown_) on_grown_(deactivated);
}

}  // namespace valise::server::net
