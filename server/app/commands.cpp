#include "server/app/commands.hpp"

#include <ostream>

#include "base/text_encoding.hpp"
#include "keys/crypto/random.hpp"
#include "server/app/app_error.hpp"
#include "server/app/audit_log.hpp"
#include "server/app/healthcheck.hpp"
#include "server/app/import_directory.hpp"
#include "server/app/init.hpp"
#include "server/app/log_sink.hpp"
#include "server/app/run.hpp"
#include "wire/connect.hpp"

namespace valise::server::app {
namespace {

int refuse(const base::Error& error, int code, const Streams& streams, std::string_view advice = {}) {
  streams.err << "valised: " << error.message() << '\n';
  if (!advice.empty()) streams.err << "valised: " << advice << '\n';
  return code;
}

// A configuration made of options is judged by the same rules as one from a file.
base::Result<Config> config_of(const InitOptions& options) {
  Config config{.data_dir = std::filesystem::absolute(options.data_dir).lexically_normal(),
                .name = options.name,
                .origin = options.origin,
                .listen = options.listen,
                .operation_listen = options.operation_listen};
  return check_values(std::move(config));
}

base::Result<> record(const Config& config, crypto::Label action, const AuditArguments& arguments) {
  const base::SystemClock clock;
  return audit(config.data_dir, clock, action, arguments);
}

std::string address_line(const Config& config, std::uint16_t port) {
  return wire::split_address(config.listen).value().host + ":" + std::to_string(port);
}

std::string json_object(const std::vector<std::pair<std::string, std::string>>& settings) {
  std::string out = "{";
  for (const auto& [key, value] : settings) {
    if (out.size() > 1) out += ',';
    out.append(json_text(key)).append(":").append(json_text(value));
  }
  return out + "}\n";
}

}  // namespace

int init_command(const InitOptions& options, const Streams& streams) {
  const auto config = config_of(options);
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  const auto address = options.announce.empty() ? options.listen : options.announce;
  if (!wire::split_address(address)) {
    return refuse({.code = AppError::bad_value, .context = "--announce"}, kExitConfiguration, streams);
  }
  crypto::SystemRandom random;
  const auto made = init_relay(*config, address, random);
  if (!made) return refuse(made.error(), kExitFailed, streams);
  auto recorded = record(*config, "init", {{"name", config->name}, {"origin", config->origin}, {"listen", config->listen}});
  if (!recorded) return refuse(recorded.error(), kExitFailed, streams);
  if (streams.json) {
    streams.out << announcement_json(made->announcement);
    return kExitOk;
  }
  streams.out << "configuration: " << made->config_file.string() << '\n'
              << "for the registrar: " << made->announcement_file.string() << '\n'
              << "relay id: " << base::to_hex(made->announcement.relay.view()) << '\n';
  streams.err << "valised: next: have the registrar announce this relay, then: valised import-directory --config "
              << made->config_file.string() << " GENESIS ANNOUNCEMENT\n";
  return kExitOk;
}

int import_command(const std::filesystem::path& file, const std::vector<std::filesystem::path>& files, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  // A directory may be thousands of files; the log that they become names each of them.
  AuditArguments arguments{{.name = "statements", .value = std::to_string(files.size())}};
  if (!files.empty()) {
    arguments.push_back({.name = "first", .value = files.front().string()});
    arguments.push_back({.name = "last", .value = files.back().string()});
  }
  if (auto recorded = record(*config, "import directory", arguments); !recorded) {
    return refuse(recorded.error(), kExitFailed, streams);
  }
  const auto imported = import_directory(*config, files);
  if (!imported) return refuse(imported.error(), kExitFailed, streams);
  const auto id = base::to_hex(imported->directory.view());
  if (streams.json) {
    streams.out << "{\"directory_id\":" << json_text(id) << ",\"entries\":" << imported->entries
                << ",\"relay_announced\":" << (imported->relay_announced ? "true" : "false") << "}\n";
  } else {
    streams.out << "directory: " << id << "\nentries: " << imported->entries << '\n';
  }
  if (!imported->relay_announced) {
    streams.err << "valised: the directory does not announce this relay's keys yet; import that statement, too\n";
  }
  return kExitOk;
}

int run_command(const std::filesystem::path& file, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  LogSink events(config->log_level, config->log_format);
  const auto on_ready = [&](std::uint16_t port) {
    streams.out << "valised: ready on " << address_line(*config, port) << std::endl;
  };
  const auto load_again = [&] { return load_config(file, environment_of_process()); };
  const auto audited = [&](crypto::Label action, std::string_view outcome) {
    return record(*config, action, {{"outcome", std::string(outcome)}});
  };
  if (auto recorded = record(*config, "start", {{"listen", config->listen}}); !recorded) {
    return refuse(recorded.error(), kExitFailed, streams);
  }
  const auto ended = run_relay(*config, events, {.on_ready = on_ready, .load_again = load_again, .audit = audited});
  if (auto recorded = audited("stop", ended ? "orderly" : "failed"); !recorded) {
    return refuse(recorded.error(), kExitFailed, streams);
  }
  if (ended) return kExitOk;
  const auto import = "import one first: valised import-directory --config " + file.string() + " GENESIS ANNOUNCEMENT";
  const bool unseeded = ended.error().code == AppError::not_seeded;
  return refuse(ended.error(), kExitFailed, streams, unseeded ? import : "");
}

int check_config_command(const std::filesystem::path& file, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  streams.out << (streams.json ? "{\"valid\":true}" : "the configuration is valid") << '\n';
  return kExitOk;
}

int show_config_command(const std::filesystem::path& file, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  streams.out << (streams.json ? json_object(settings_of(*config)) : config_text(*config));
  return kExitOk;
}

int healthcheck_command(const std::filesystem::path& file, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  const auto health = healthcheck(*config, std::chrono::seconds(5));
  if (!health) return refuse(health.error(), kExitFailed, streams);
  if (streams.json) {
    streams.out << "{\"healthy\":true,\"log_size\":" << health->log_size << "}\n";
  } else {
    streams.out << "healthy, directory of " << health->log_size << " entries\n";
  }
  return kExitOk;
}

}  // namespace valise::server::app
