// Two desks or three over a real relay, looked at by Chromium: the scripts beside this file, each in a world of its own.
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <optional>
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
      : log_(world / ("desk-" + device)),
        earlier_(std::filesystem::exists(log_.string() + ".out") ? read_file(log_.string() + ".out").size() : 0),
        process_({.arguments = words(world, device, more), .environment = {}}, log_) {}

  // address waits for the line that the desk prints first.
  [[nodiscard]] std::string address() const {
    for (int tries = 0; tries < 1200; ++tries, std::this_thread::sleep_for(50ms)) {
      const auto printed = read_file(log_.string() + ".out").substr(earlier_);
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
  std::size_t earlier_;  // what desks on this profile have printed before
  Process process_;
};

// Strings: what a script of a test can ask for, by a file in a folder: that the relay goes away ("relay-gone"), and, when it is
// removed, comes back; the same of the first desk ("desk-gone"), which is killed, and whose new address is then in "first-desk";
// that a device answers the invite in "invite" and has a desk, whose address is in "second-desk" ("second-asks" says that it
// did); that the office's workspace is again as it was in the beginning ("workspace-behind", which goes when it is).
class Strings {
 public:
  Strings(World& world, std::optional<DeskProcess>& first, Arguments words)
      : world_(world), first_(first), words_(std::move(words)) {
    std::filesystem::create_directories(folder());
    std::filesystem::copy(workspace(), world_ / "workspace-at-first", std::filesystem::copy_options::recursive);
    thread_ = std::jthread([this](const std::stop_token& stop) {
      for (bool away = false, closed = false; !stop.stop_requested(); std::this_thread::sleep_for(50ms)) {
        if (pulled("relay-gone", away)) away ? world_.relay().kill() : world_.relay().start();
        if (pulled("desk-gone", closed)) closed ? first_.reset() : first_desk();
        if (!second_ && std::filesystem::exists(folder() / "invite")) second_device();
        if (std::filesystem::exists(folder() / "workspace-behind")) set_workspace_back();
        if (!away && std::filesystem::exists(folder() / "relay-slow")) slow_down();
      }
    });
  }
  [[nodiscard]] std::filesystem::path folder() const { return world_ / "strings"; }

 private:
  // pulled says whether a file has come or gone since `there` was set.
  [[nodiscard]] bool pulled(const std::string& file, bool& there) const {
    const bool now = std::filesystem::exists(folder() / file);
    return now != std::exchange(there, now);
  }
  // tell writes a file that is whole when it is there.
  void tell(const std::string& file, const std::string& text) const {
    write_file(folder() / (file + ".part"), text);
    std::filesystem::rename(folder() / (file + ".part"), folder() / file);
  }

  void first_desk() {
    first_.emplace(world_, "claire-desk", words_);
    tell("first-desk", first_->address());
  }

  [[nodiscard]] std::filesystem::path workspace() const { return world_ / "registrar-of-ke-odpp"; }

  void set_workspace_back() {
    std::filesystem::remove_all(workspace());
    std::filesystem::copy(world_ / "workspace-at-first", workspace(), std::filesystem::copy_options::recursive);
    std::filesystem::remove(folder() / "workspace-behind");
  }

  // The relay works a fiftieth of the time ("relay-slow"): what takes it a moment takes long enough to be stopped.
  void slow_down() {
    world_.relay().process().signal(SIGSTOP);
    std::this_thread::sleep_for(900ms);
    world_.relay().process().signal(SIGCONT);
  }

  void second_device() {
    static_cast<void>(world_.ask_to_enrol("second", read_file(folder() / "invite")));
    second_.emplace(world_, "second");
    tell("second-desk", second_->address());
    tell("second-asks", "");
  }

  World& world_;
  std::optional<DeskProcess>& first_;
  Arguments words_;  // for the first desk
  std::optional<DeskProcess> second_;
  std::jthread thread_;  // last: uses the others
};

const std::string folder = VALISE_BROWSER_DIR;

// The tools are those that the test DeskPageTools has installed.
bool tools_are_there() { return run({.arguments = {folder + "/tools.sh"}, .environment = {}}, 240s).code == 0; }

void grow(World& world) {
  write_file(world / "request.toml", kPreservationRequest);
  auto& claire = world.device("claire-desk");
  auto& joyce = world.device("joyce-desk");
  static_cast<void>(claire.call({"send", "ke-odpp/duty", "--subject", "Pattern", "--text", "Pattern"}));
  static_cast<void>(claire.call({"form", "new", "preservation-request", "ke-odpp/duty", "--from-file", world / "request.toml"}));
  static_cast<void>(joyce.call({"recv"}));
  fill_profile(joyce.folder(), "correct horse battery", "ke-odpp/duty", {.rooms = 250, .messages = 6'000});
}

std::string half_days(const std::string& officer, const std::string& from, const std::string& to) {
  return "[[shifts]]\nofficer = \"" + officer +
         "\"\ndays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\nfrom = \"" + from + "\"\nto = \"" + to +
         "\"\n";
}

// Kenya differs from the others: another clock, a language, an article and a network of its own, and somebody on duty at all
// times, two officers in turns of half a day.
void tell_apart(World& world) {
  write_file(
      world / "kenya.toml",
      "authority_id = \"ke-odpp\"\ncountry = \"KE\"\ntime_zone = \"Africa/Nairobi\"\nworking_languages = [\"en\", \"sw\"]\n"
      "[names]\nen = \"Authority ke-odpp\"\n[[mandates]]\nconvention = \"uncac\"\narticle = \"46\"\nfunction = "
      "\"mutual-legal-assistance\"\n");
  world.registrar({"authority", "change", world / "kenya.toml", "--key-file", world / "ke-odpp.key", "--submit"});
  world.registrar({"network", "define", "wacap", "--name", "en=A network", "--submit"});
  world.registrar({"network", "join", "wacap", "ke-odpp", "--submit"});
  write_file(world / "roster.toml", "officers = [\"jmwangi\", \"potieno\"]\n" + half_days("jmwangi", "00:00", "12:00") +
                                        half_days("potieno", "12:00", "24:00"));
  world.office("ke-odpp", {"sync"});
  world.office("ke-odpp", {"post", "roster", "ke-odpp/duty", "--from-file", world / "roster.toml", "--submit"});
}

// What a script finds besides the two desks.
struct Scene {
  Arguments more;          // words for the second desk
  std::string third;       // the address of another officer who has a desk too
  bool apart = false;      // the authorities differ in what one searches them by
  bool office = false;     // the second desk is a security officer's
  bool registrar = false;  // and both are registrars', with a key each
  bool grown = false;      // the second desk's profile is as after years, or nearly
};

void play(const std::string& script, const Scene& scene = {}) {
  if (!tools_are_there()) GTEST_SKIP() << "no Node, Chromium or packages: see " << folder << "/tools.sh";
  World world;
  world.enrol("claire-desk", "fr-bepi/@cmartin");
  world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  Arguments first, second = scene.more;
  const auto add = [](Arguments& words, const std::string& what, const std::string& workspace, const std::string& key) {
    for (const auto& word : {"--" + what, workspace, "--" + what + "-key", key}) words.push_back(word);
  };
  if (scene.office) add(second, "office", world / "registrar-of-ke-odpp", world / "ke-odpp.key");
  if (scene.registrar) {
    add(first, "registrar", world / "registrar-of-registrar", world / "registrar-1.key");
    add(second, "registrar", world / "registrar-of-ke-odpp", world / "registrar-2.key");
  }
  if (scene.grown) grow(world);
  if (scene.apart) tell_apart(world);
  if (!scene.third.empty()) world.enrol("third-desk", scene.third);
  std::optional<DeskProcess> claire(std::in_place, world, "claire-desk", first), third;
  const DeskProcess joyce(world, "joyce-desk", second);
  if (!scene.third.empty()) third.emplace(world, "third-desk");
  const auto addresses = claire->address() + " " + joyce.address() + (third ? " " + third->address() : "");
  const Strings strings(world, claire, first);
  const auto output = run({.arguments = {"/usr/bin/env", "node", folder + "/" + script},
                           .environment = {{"VALISE_DESKS", addresses},
                                           {"VALISE_STRINGS", strings.folder().string()},
                                           {"VALISE_PASSPHRASE", "correct horse battery"}}},
                          900s);
  EXPECT_EQ(output.code, 0) << output.summary();
  std::cout << output.out;
}

TEST(Browser, AnUrgentMessageIsWrittenSeenAndAnswered) { play("journey.mjs", {.third = "ke-odpp/@potieno", .apart = true}); }

TEST(Browser, AFormIsWrittenJudgedAnsweredAndExtended) { play("forms.mjs"); }

TEST(Browser, WordsAreChangedAndForwardedAndPeopleAdmitted) { play("course.mjs", {.third = "ug-dpp/@aokello"}); }

TEST(Browser, ASecurityOfficerRunsTheOffice) { play("office.mjs", {.office = true}); }

TEST(Browser, RegistrarsReviewAndCountersign) { play("registrars.mjs", {.office = true, .registrar = true}); }

TEST(Browser, ASecondDeviceIsAdmittedLinkedAndRevoked) { play("linking.mjs", {.office = true}); }

TEST(Browser, LongListsAreShownInParts) { play("lists.mjs", {.grown = true}); }

TEST(Browser, EverythingIsDoneByKeyboardAlone) { play("keyboard.mjs", {.office = true, .registrar = true}); }

TEST(Browser, TenThousandHostileTextsStayTexts) { play("many.mjs", {.office = true, .registrar = true}); }

// The second desk locks when nobody has done anything for forty-five seconds: what the script does in between may take as long.
TEST(Browser, OfflineLockedAndInterruptedNothingIsLost) { play("interrupted.mjs", {.more = {"--idle", "0.75"}}); }

TEST(Browser, FilesAreSeenStoppedAndResumed) { play("attachments.mjs"); }

// Not a test: what desk/screenshots.sh runs.
TEST(Browser, Screenshots) {
  if (std::getenv("VALISE_SCREENSHOTS") == nullptr) GTEST_SKIP() << "only where VALISE_SCREENSHOTS names a folder";
  play("screenshots.mjs", {.office = true, .registrar = true});
}

TEST(Browser, NothingHostileGetsThrough) { play("hostile.mjs"); }

}  // namespace
}  // namespace valise::tests
