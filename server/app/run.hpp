// run_relay: builds the relay from its parts and serves until it is told to stop. `valised run` is this with the stores as they
// are; tests build a hostile relay from the same parts by decorating the stores.
#pragma once

#include "server/app/log_sink.hpp"
#include "server/app/stores.hpp"

namespace valise::server::app {

struct RunHooks {
  StoreDecorator decorate = undecorated;
  // on_ready is called once, when connections are accepted; `port` is the one bound.
  std::function<void(std::uint16_t port)> on_ready = [](std::uint16_t) {};
  // load_again gives the configuration as it is now, for SIGHUP; without it SIGHUP does nothing.
  std::function<base::Result<Config>()> load_again;
  // audit records what was done to the running relay.
  std::function<base::Result<>(crypto::Label action, std::string_view outcome)> audit = [](crypto::Label, std::string_view) {
    return base::Result<>{};
  };
};

// run_relay serves until SIGTERM or SIGINT, then drains and returns; the second of these signals ends the draining. It takes
// these signals and SIGHUP over, tells systemd when it is ready, alive and stopping, and ends the process with code 1 at once
// when the store cannot be written any more (R5). Call from the main thread. Fails with not_seeded, or as keys, stores, directory
// and listener do.
[[nodiscard]] base::Result<> run_relay(const Config& config, LogSink& events, RunHooks hooks);

}  // namespace valise::server::app
