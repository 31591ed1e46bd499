// Two desks over a real relay, looked at by Chromium: the scripts beside this file, each in a world of its own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "tests/support/grown_profile.hpp"
#include "tests/support/requests.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using namespace std::chrono_literals;

// DeskProcess: `valise-desk` on a profile, and the address that it prints for the browser.
class DeskProcess {
 public:
  DeskProcess(const World& world, const std::string& device, const Arguments& more = {})
      : log_(world / ("desk-" + device)), process_({.arguments = words(world, device, more), .environment = {}}, log_) {}

  // address waits for the line that the desk prints first.
  [[nodiscard]] std::string address() const {
    for (int tries = 0; tries < 200; ++tries, std::this_thread::sleep_for(50ms)) {
      const auto printed = read_file(log_.string() + ".out");
      if (const auto end = printed.find('\n'); end != std::string::npos) return printed.substr(0, end);
    }
    throw std::runtime_error("the desk printed no address: " + read_file(log_.string() + ".err"));
  }

 private:
  static Arguments words(const World& world, const std::string& device, const Arguments& more) {
    Arguments out{program("valise-desk"),          "--profile",   world / device, "--downloads",
                  world / ("downloads-" + device), "--no-browser"};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }

  std::filesystem::path log_;
  Process process_;
};

// Strings: what a script of a test can ask for, by a file in a folder: that the relay goes away ("relay-gone"), and, when it is
// removed, comes back.
class Strings {
 public:
  explicit Strings(World& world) : world_(world) {
    std::filesystem::create_directories(folder());
    thread_ = std::jthread([this](const std::stop_token& stop) {
      for (bool away = false; !stop.stop_requested(); std::this_thread::sleep_for(50ms)) {
        const bool wanted = std::filesystem::exists(folder() / "relay-gone");
        if (wanted != std::exchange(away, wanted)) wanted ? world_.relay().kill() : world_.relay().start();
      }
    });
  }
  [[nodiscard]] std::filesystem::path folder() const { return world_ / "strings"; }

 private:
  World& world_;
  std::jthread thread_;
};

const std::string folder = VALISE_BROWSER_DIR;

// The tools are those that the test DeskPageTools has installed.
bool tools_are_there() { return run({.arguments = {folder + "/tools.sh"}, .environment = {}}, 240s).code == 0; }

// The second desk's profile as it is after years, or nearly.
void grow(World& world) {
  write_file(world / "request.toml", kPreservationRequest);
  auto& claire = world.device("claire-desk");
  auto& joyce = world.device("joyce-desk");
  static_cast<void>(claire.call({"send", "ke-odpp/duty", "--subject", "Pattern", "--text", "Pattern"}));
  static_cast<void>(claire.call({"form", "new", "preservation-request", "ke-odpp/duty", "--from-file", world / "request.toml"}));
  static_cast<void>(joyce.call({"recv"}));
  fill_profile(joyce.folder(), "correct horse battery", "ke-odpp/duty", {.rooms = 250, .messages = 6'000});
}

// `third`: the authority that has no desk here has a device all the same.
void play(const std::string& script, Arguments more = {}, bool third = false, bool office = false, bool grown = false) {
  if (!tools_are_there()) GTEST_SKIP() << "no Node, Chromium or packages: see " << folder << "/tools.sh";
  World world;
  world.enrol("claire-desk", "fr-bepi/@cmartin");
  world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  if (office) {
    for (const auto& word : {std::string("--office"), (world / "registrar-of-ke-odpp").string(), std::string("--office-key"),
                             (world / "ke-odpp.key").string()})
      more.push_back(word);
  }
  if (grown) grow(world);
  if (third) world.enrol("agnes-desk", "ug-dpp/@aokello");
  const DeskProcess claire(world, "claire-desk"), joyce(world, "joyce-desk", more);
  const Strings strings(world);
  const auto output = run({.arguments = {"/usr/bin/env", "node", folder + "/" + script},
                           .environment = {{"VALISE_DESKS", claire.address() + " " + joyce.address()},
                                           {"VALISE_STRINGS", strings.folder().string()},
                                           {"VALISE_PASSPHRASE", "correct horse battery"}}},
                          250s);
  EXPECT_EQ(output.code, 0) << output.summary();
  std::cout << output.out;
}

TEST(Browser, AnUrgentMessageIsWrittenSeenAndAnswered) { play("journey.mjs"); }

TEST(Browser, AFormIsWrittenJudgedAnsweredAndExtended) { play("forms.mjs"); }

TEST(Browser, WordsAreChangedAndForwardedAndPeopleAdmitted) { play("course.mjs", {}, true); }

TEST(Browser, ASecurityOfficerRunsTheOffice) { play("office.mjs", {}, false, true); }

TEST(Browser, LongListsAreShownInParts) { play("lists.mjs", {}, false, false, true); }

TEST(Browser, EverythingIsDoneByKeyboardAlone) { play("keyboard.mjs"); }

TEST(Browser, TenThousandHostileTextsStayTexts) { play("many.mjs"); }

// The second desk locks after six seconds in which nobody does anything.
TEST(Browser, OfflineLockedAndInterruptedNothingIsLost) { play("interrupted.mjs", {"--idle", "0.1"}); }

// Not a test: what desk/screenshots.sh runs.
TEST(Browser, Screenshots) {
  if (std::getenv("VALISE_SCREENSHOTS") == nullptr) GTEST_SKIP() << "only where VALISE_SCREENSHOTS names a folder";
  play("screenshots.mjs");
}

TEST(Browser, NothingHostileGetsThrough) { play("hostile.mjs"); }

}  // namespace
}  // namespace valise::tests
