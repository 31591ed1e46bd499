#include "bench/relay_idle.hpp"

#include <stdexcept>

#include "base/text_encoding.hpp"
#include "bench/relay_client.hpp"
#include "bench/relay_usage.hpp"
#include "tests/generator/generate.hpp"
#include "tests/support/programs.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::bench {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kAtOnce = 50;  // logins under way

// IdleClient logs in and only listens (and so answers pings) until it is closed.
class IdleClient {
 public:
  asio::awaitable<void> live(Endpoint endpoint, const Device& device, std::size_t& logged_in) {
    connection_ = co_await log_in(std::move(endpoint), device.id, device.transport_key);
    ++logged_in;
    for (;;) {
      auto message = co_await connection_->read(wire::kNoDeadline);
      if (!message && closing_) co_return;
      if (!message) throw std::runtime_error("an idle connection ended");
    }
  }
  void close() {
    closing_ = true;
    connection_->cancel();
  }

 private:
  std::shared_ptr<wire::Connection> connection_;
  bool closing_ = false;
};

class IdleBench {
 public:
  IdleBench(const fs::path& folder, const Scale& scale)
      : scale_(scale), relay_(folder / "relay", folder / "log", tests::program("valised"), tests::without_quotas()) {
    allow_descriptors();
    make_directory(folder);
  }
  ~IdleBench() { relay_.kill(); }
  IdleBench(const IdleBench&) = delete;
  IdleBench& operator=(const IdleBench&) = delete;

  IdleFigures run() {
    start();
    const double before = resident_kib();
    figures_.resident_mib = before / 1024;
    double most = before;
    for (const auto connections : scale_.connections) {
      connect(connections);
      loop_.pause(scale_.idle);
      most = resident_kib();
      figures_.kib_each.push_back((most - before) / static_cast<double>(connections));
    }
    for (auto& client : clients_) client->close();
    loop_.join();
    loop_.pause(scale_.idle);
    figures_.given_back = (most - resident_kib()) / (most - before);
    return figures_;
  }

 private:
  void make_directory(const fs::path& folder) {
    const auto announced = tests::parse_json(relay_.init("valise.example/bench"));
    const auto bytes = [&](std::string_view field) { return base::parse_hex(tests::text(announced, field)).value(); };
    const tests::RelayDescription description{.name = tests::text(announced, "name"),
                                              .address = tests::text(announced, "address"),
                                              .id = base::RelayId::parse(bytes("tls_spki_sha256")).value(),
                                              .log_key = crypto::VerifyKey::parse(bytes("log_public_key")).value(),
                                              .log_origin = tests::text(announced, "log_origin")};
    const auto devices = scale_.connections.back() + scale_.connections.back() / 8;  // some of them are revoked
    const tests::Scale size{.authorities = scale_.authorities,
                            .officers = scale_.authorities * 7 / 4,
                            .devices = std::max<std::size_t>(devices, 9000 * scale_.authorities / 1740)};
    tests::SeededRandom random;
    auto made = tests::generate(size, description, random);
    std::vector<fs::path> files;
    for (std::size_t n = 0; n < made.entries.size(); ++n) {
      files.push_back(folder / std::to_string(n));
      tests::write_file(files.back(), base::as_text(made.entries[n]));
    }
    relay_.import(files);
    for (const auto& file : files) fs::remove(file);
    figures_.statements = files.size();
    for (auto& device : made.devices) devices_.push_back({device.id, std::move(device.transport_key)});
    if (devices_.size() < scale_.connections.back() + 1) throw std::runtime_error("too few devices");
    endpoint_ = {.port = relay_.address().substr(relay_.address().rfind(':') + 1), .relay = description.id};
  }

  void start() {
    const auto begun = Steady::now();
    relay_.start();
    std::size_t done = 0;
    IdleClient first;
    loop_.spawn(first.live(endpoint_, devices_.back(), done));
    loop_.require("the first login", [&] { return done == 1; });
    figures_.first_login_ms = Seconds(Steady::now() - begun).count() * 1e3;
    figures_.first_login_cpu_ms = Usage::of(relay_.process().pid()).all() * 1e3;
    first.close();
    loop_.join();
  }
  [[nodiscard]] double resident_kib() { return Usage::of(relay_.process().pid()).resident_mib * 1024; }

  void connect(std::size_t count) {
    while (clients_.size() < count) {
      clients_.push_back(std::make_unique<IdleClient>());
      loop_.spawn(clients_.back()->live(endpoint_, devices_[clients_.size() - 1], logged_in_));
      loop_.require("logins", [&] { return clients_.size() - logged_in_ < kAtOnce; });
    }
    loop_.require("logins", [&] { return logged_in_ == clients_.size(); });
  }

  const Scale& scale_;
  tests::RelayProcess relay_;
  Endpoint endpoint_;
  std::vector<Device> devices_;
  IdleFigures figures_;
  Loop loop_;
  std::size_t logged_in_ = 0;
  std::vector<std::unique_ptr<IdleClient>> clients_;
};

}  // namespace

IdleFigures measure_idle(const fs::path& folder, const Scale& scale) {
  fs::create_directories(folder);
  return IdleBench(folder, scale).run();
}

}  // namespace valise::bench
