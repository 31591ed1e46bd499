#include "witness/commands.hpp"

#include <sys/stat.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <ostream>

#include "base/text_encoding.hpp"
#include "keys/crypto/private_file.hpp"
#include "keys/crypto/random.hpp"
#include "wire/connect.hpp"
#include "witness/folder_memory.hpp"
#include "witness/server.hpp"
#include "witness/witness_error.hpp"

namespace valise::witness {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using base::fail;
using base::Result;

constexpr int kFailed = 1;
constexpr int kConfiguration = 2;

int failed(const Streams& streams, const base::Error& error, int code = kFailed) {
  streams.err << "valise-witness: " << error.message() << '\n';
  return code;
}

// ---- keys ----

Result<crypto::SigningKey> load_key(const fs::path& file) {
  auto content = crypto::read_private_file(file, crypto::SigningSeed::size + 1, crypto::Permissions::require_private);
  if (!content) return pass_on(content);
  const auto bytes = base::as_bytes(*content);
  Result<crypto::SigningKey> key = fail(WitnessError::bad_key_file, file.string());
  if (bytes.size() == crypto::SigningSeed::size) {
    key = crypto::SigningKey::from_seed(crypto::SigningSeed::from_bytes(bytes.first<crypto::SigningSeed::size>()));
  }
  crypto::wipe(*content);
  return key;
}

Result<> create_key(const fs::path& file) {
  crypto::SystemRandom random;
  const auto seed = crypto::SigningKey::generate(random).expose_seed();
  return crypto::write_private_file(file, base::as_text(seed.expose()));
}

Result<> create_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) return fail(WitnessError::already_there, folder.string());
  fs::create_directories(folder, error);
  if (error || ::chmod(folder.c_str(), 0700) != 0) return fail(WitnessError::cannot_create, folder.string());
  return {};
}

Result<fs::path> init(const Config& config) {
  if (auto checked = check_config(config); !checked) return pass_on(checked);
  if (auto made = create_folder(config.data_dir); !made) return pass_on(made);
  auto pin = wire::create_tls_identity(config.tls_key(), config.tls_certificate(), "valise-witness");
  if (!pin) return pass_on(pin);
  if (auto created = create_key(config.key()); !created) return pass_on(created);
  const auto file = config.data_dir / "witness.toml";  // last: a folder with a configuration is complete
  if (auto written = crypto::write_private_file(file, config_text(config)); !written) return pass_on(written);
  return file;
}

Result<> show_key(const Config& config, std::ostream& out) {
  auto key = load_key(config.key());
  if (!key) return pass_on(key);
  auto tls = wire::TlsServerContext::load(config.tls_key(), config.tls_certificate());
  if (!tls) return pass_on(tls);
  out << "verifier_key " << directory::verifier_key(config.name, key->verify_key(), directory::NoteAlgorithm::cosignature) << '\n'
      << "tls_pin " << base::to_hex(tls->relay_id().view()) << '\n';
  return {};
}

// ---- serving ----

class EventLines {
 public:
  explicit EventLines(std::ostream& err) : err_(err) {}
  void write(std::string_view level, const std::string& fields) {
    std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    err_ << "time=" << text << " level=" << level << ' ' << fields << std::endl;
  }
  // Only words of ours, numbers and configured origins.
  void write(const Answer& answer) {
    std::string fields = "event=" + std::string(describe(answer.outcome));
    if (!answer.origin.empty()) fields += " log=" + answer.origin + " size=" + std::to_string(answer.size);
    write(answer.outcome == Outcome::cosigned ? "info" : "warning", fields + " status=" + std::to_string(answer.status));
  }

 private:
  std::ostream& err_;
};

asio::awaitable<Result<>> serve(const Config& config, wire::TlsServerContext tls, WitnessServer& server, EventLines& events) {
  const auto executor = co_await asio::this_coro::executor;
  asio::signal_set signals(executor, SIGTERM, SIGINT);
  const auto address = wire::split_address(config.listen).value();
  auto listener = wire::Listener::open(executor, address.host, static_cast<std::uint16_t>(std::stoul(address.port)),
                                       std::move(tls), WitnessServer::options(), server);
  if (!listener) co_return pass_on(listener);
  events.write("info", "event=ready port=" + std::to_string((*listener)->port()));
  auto stopped = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
  static_cast<void>(stopped);
  co_await (*listener)->finish();
  events.write("info", "event=stopped");
  co_return Result<>{};
}

Result<> run(const Config& config, std::ostream& err) {
  auto key = load_key(config.key());
  if (!key) return pass_on(key);
  auto tls = wire::TlsServerContext::load(config.tls_key(), config.tls_certificate());
  if (!tls) return pass_on(tls);
  auto memory = FolderMemory::open(config.heads());
  if (!memory) return pass_on(memory);
  const base::SystemClock clock;
  CheckpointWitness witness(config.name, std::move(*key), logs_of(config), *memory, clock);
  if (auto loaded = witness.load(); !loaded) return loaded;
  EventLines events(err);
  WitnessServer server(witness, [&events](const Answer& answer) {
    events.write(answer);
    // Nobody knows what is on the disk now: nothing more may be signed before it was read again.
    if (answer.outcome == Outcome::storage_failed) std::_Exit(kFailed);
  });
  asio::io_context io(1);
  Result<> outcome;
  asio::co_spawn(io, serve(config, std::move(*tls), server, events), [&](std::exception_ptr failure, Result<> result) {
    if (failure) std::rethrow_exception(failure);
    outcome = std::move(result);
  });
  io.run();
  return outcome;
}

}  // namespace

int init_command(const Config& config, const Streams& streams) {
  const auto file = init(config);
  if (!file) return failed(streams, file.error());
  if (auto shown = show_key(config, streams.out); !shown) return failed(streams, shown.error());
  streams.out << "config " << file->string() << '\n';
  return 0;
}

int show_key_command(const fs::path& file, const Streams& streams) {
  const auto config = load_config(file);
  if (!config) return failed(streams, config.error(), kConfiguration);
  const auto shown = show_key(*config, streams.out);
  return shown ? 0 : failed(streams, shown.error());
}

int run_command(const fs::path& file, const Streams& streams) {
  const auto config = load_config(file);
  if (!config) return failed(streams, config.error(), kConfiguration);
  const auto served = run(*config, streams.err);
  return served ? 0 : failed(streams, served.error());
}

}  // namespace valise::witness
