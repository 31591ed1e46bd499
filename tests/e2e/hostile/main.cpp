// hostile_relay: the real relay, from the same parts as `valised`, on stores that lie as the control file says.
//
//   VALISE_TEST_LIE=FILE hostile_relay run --config FILE
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "server/app/log_sink.hpp"
#include "server/app/run.hpp"
#include "tests/e2e/hostile/hostile_store.hpp"

namespace {

namespace app = valise::server::app;
namespace tests = valise::tests;

app::Stores hostile(app::Stores stores, const tests::LieSwitch& lie) {
  return {.store = std::make_unique<tests::HostileStore>(std::move(stores.store), lie),
          .attachments = std::make_unique<tests::HostileAttachmentStore>(std::move(stores.attachments), lie)};
}

}  // namespace

int main(int argc, char** argv) {
  const char* control = std::getenv("VALISE_TEST_LIE");
  if (control == nullptr || argc != 4 || argv[1] != std::string_view("run") || argv[2] != std::string_view("--config")) {
    std::cerr << "usage: VALISE_TEST_LIE=FILE hostile_relay run --config FILE\n";
    return 2;
  }
  const auto config = app::load_config(argv[3], app::environment_of_process());
  if (!config) {
    std::cerr << config.error().message() << '\n';
    return 2;
  }
  app::LogSink events(config->log_level, config->log_format);
  const tests::LieSwitch lie{control};
  const auto ended =
      app::run_relay(*config, events, {.decorate = [&](app::Stores stores) { return hostile(std::move(stores), lie); }});
  if (!ended) std::cerr << ended.error().message() << '\n';
  return ended ? 0 : 1;
}
