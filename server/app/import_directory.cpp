#include "server/app/import_directory.hpp"

#include <fstream>
#include <future>

#include "keys/crypto/random.hpp"
#include "server/app/app_error.hpp"
#include "server/app/keys.hpp"
#include "server/app/stores.hpp"

namespace valise::server::app {
namespace {

using base::fail;
using base::Result;

Result<base::Bytes> read_statement(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  base::Bytes bytes(directory::SignedStatement::max_size + 1);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (in.bad() || in.gcount() <= 0 || !in.eof()) return fail(AppError::statement_unreadable, file.string());
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

Result<> seed(store::Store& store, std::vector<store::AppendEntry> entries) {
  std::promise<Result<>> done;
  store.seed_log(std::move(entries), [&done](Result<> result) { done.set_value(std::move(result)); });
  return done.get_future().get();
}

// The relay refuses to run for what this finds, so the operator hears of it now.
bool announces(const directory::DirectoryState& state, const Config& config) {
  const auto tls = load_tls(key_files(config));
  const auto log_key = load_log_key(key_files(config).log_key);
  const auto* relay = tls ? state.relay(tls->relay_id()) : nullptr;
  return relay != nullptr && log_key && relay->log_key == log_key->verify_key() && relay->log_origin == config.origin;
}

}  // namespace

Result<Imported> import_directory(const Config& config, const std::vector<std::filesystem::path>& files) {
  directory::Log log;
  std::vector<store::AppendEntry> entries;
  for (const auto& file : files) {
    auto bytes = read_statement(file);
    if (!bytes) return pass_on(bytes);
    auto entry = net::append_entry_of(*bytes, log.state());
    if (auto applied = log.append(*bytes); !applied) return with_context(file.string(), std::move(applied.error()));
    entries.push_back(std::move(entry));
  }
  const base::SystemClock clock;
  crypto::SystemRandom random;
  auto stores = open_stores(config, clock, random, {});
  if (!stores) return pass_on(stores);
  if (auto seeded = seed(*stores->store, std::move(entries)); !seeded) return pass_on(seeded);
  return Imported{
      .directory = log.state().directory_id(), .entries = log.head().size, .relay_announced = announces(log.state(), config)};
}

}  // namespace valise::server::app
