// Two desks over a real relay, looked at by Chromium: the scripts beside this file, each in a world of its own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using namespace std::chrono_literals;

// DeskProcess: `valise-desk` on a profile, and the address that it prints for the browser.
class DeskProcess {
 public:
  DeskProcess(const World& world, const std::string& device)
      : log_(world / ("desk-" + device)),
        process_({.arguments = {program("valise-desk"), "--profile", world / device, "--downloads",
                                world / ("downloads-" + device), "--no-browser"},
                  .environment = {}},
                 log_) {}

  // address waits for the line that the desk prints first.
  [[nodiscard]] std::string address() const {
    for (int tries = 0; tries < 200; ++tries, std::this_thread::sleep_for(50ms)) {
      const auto printed = read_file(log_.string() + ".out");
      if (const auto end = printed.find('\n'); end != std::string::npos) return printed.substr(0, end);
    }
    throw std::runtime_error("the desk printed no address: " + read_file(log_.string() + ".err"));
  }

 private:
  std::filesystem::path log_;
  Process process_;
};

const std::string folder = VALISE_BROWSER_DIR;

// The tools are those that the test DeskPageTools has installed.
bool tools_are_there() { return run({.arguments = {folder + "/tools.sh"}, .environment = {}}, 240s).code == 0; }

void play(const std::string& script) {
  if (!tools_are_there()) GTEST_SKIP() << "no Node, Chromium or packages: see " << folder << "/tools.sh";
  World world;
  world.enrol("claire-desk", "fr-bepi/@cmartin");
  world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  const DeskProcess claire(world, "claire-desk"), joyce(world, "joyce-desk");
  const auto output = run({.arguments = {"/usr/bin/env", "node", folder + "/" + script},
                           .environment = {{"VALISE_DESKS", claire.address() + " " + joyce.address()},
                                           {"VALISE_PASSPHRASE", "correct horse battery"}}},
                          200s);
  EXPECT_EQ(output.code, 0) << output.summary();
  std::cout << output.out;
}

TEST(Browser, AnUrgentMessageIsWrittenSeenAndAnswered) { play("journey.mjs"); }

// Not a test: what desk/screenshots.sh runs.
TEST(Browser, Screenshots) {
  if (std::getenv("VALISE_SCREENSHOTS") == nullptr) GTEST_SKIP() << "only where VALISE_SCREENSHOTS names a folder";
  play("screenshots.mjs");
}

TEST(Browser, NothingHostileGetsThrough) { play("hostile.mjs"); }

}  // namespace
}  // namespace valise::tests
