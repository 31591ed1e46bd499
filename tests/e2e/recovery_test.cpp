// An authority loses its key: new keys are announced, contested, announced again, and after weeks in everybody's sight they are
// in force. With the real programs, on a clock that is moved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_time.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

constexpr auto day = 24h;

struct Recovery : ::testing::Test {
  void SetUp() override {
    if (!FakeTime::available()) GTEST_SKIP() << "libfaketime (Debian package faketime) is missing, or cannot run in this build";
    world.emplace();
    agnes = &world->enrol("agnes-desk", "ug-dpp/@aokello");
    joyce = &world->enrol("joyce-desk", "ke-odpp/@jmwangi");
    const auto made = world->try_registrar(
        "", {"keys", "create", "--out", new_key(), "--passphrase-file", *world / "passphrase", "--quick-key-derivation"});
    ASSERT_EQ(made.code, 0) << made.summary();
  }
  [[nodiscard]] std::string new_key() const { return *world / "new.key"; }
  void announce(const std::string& reason) {
    static_cast<void>(world->registrar({"sync"}));
    world->registrar({"recovery", "announce", "ke-odpp", "--reason", reason, "--new-public-key", new_key() + ".pub", "--key-file",
                      new_key(), "--submit"});
  }
  [[nodiscard]] Output complete() {
    Arguments words{"recovery", "complete", "ke-odpp", "--key-file", new_key(), "--submit"};
    const auto signing = world->sign_with("registrar");
    words.insert(words.end(), signing.begin(), signing.end());
    return world->try_registrar("registrar", words);
  }
  static boost::json::array pending(Profile& profile) {
    static_cast<void>(profile.call({"sync"}));
    return at(profile.one("status", {"status"}), "key_recoveries").as_array();
  }
  // pass lets time go by, for the relay, too.
  void pass(std::chrono::seconds time) {
    world->relay().stop();
    clock.ahead(time);
    world->relay().start();
  }

  FakeTime clock;
  std::optional<World> world;
  Profile* agnes = nullptr;
  Profile* joyce = nullptr;
};

TEST_F(Recovery, OfALostKeyTakesThreeWeeksInEverybodysSight) {
  announce("Fire");
  EXPECT_THAT(pending(*agnes), SizeIs(1));
  static_cast<void>(world->office("ke-odpp", {"sync"}));
  world->office("ke-odpp", {"recovery", "contest", "ke-odpp", "--submit"});
  EXPECT_THAT(pending(*agnes), IsEmpty()) << "the key was not lost after all";

  announce("Fire, and this time all is burnt");
  for (auto* profile : {agnes, joyce}) {
    const auto seen = pending(*profile);
    ASSERT_THAT(seen, SizeIs(1));
    EXPECT_EQ(text(seen.at(0), "authority"), "ke-odpp");
    EXPECT_EQ(text(profile->one("authority", {"dir", "show", "ke-odpp"}), "key_recovery.reason"),
              "Fire, and this time all is burnt");
  }
  pass(20 * day);
  const auto early = complete();
  EXPECT_NE(early.code, 0);
  EXPECT_THAT(early.err, HasSubstr("not before"));
  EXPECT_THAT(pending(*agnes), SizeIs(1)) << "it is still waited for";

  pass(22 * day);
  const auto done = complete();
  ASSERT_EQ(done.code, 0) << done.summary();
  EXPECT_THAT(pending(*agnes), IsEmpty());
  const auto notices = agnes->run({"status"});
  EXPECT_EQ(notices.code, 0) << notices.summary();
  EXPECT_THAT(notices.out, HasSubstr("ke-odpp has new keys"));
  EXPECT_THAT(notices.out, ::testing::Not(HasSubstr("less than 14 days"))) << "nothing was hurried";

  Arguments with_old_key{"officer", "enrol", "ke-odpp/@thief", "--name", "Thief", "--submit"};
  const auto old_key = world->sign_with("ke-odpp");
  with_old_key.insert(with_old_key.end(), old_key.begin(), old_key.end());
  static_cast<void>(
      world->try_registrar("ke-odpp", {"sync", "--passphrase-file", *world / "passphrase", "--key-file", new_key()}));
  EXPECT_NE(world->try_registrar("ke-odpp", with_old_key).code, 0) << "the old key has no say any more";

  // The authority goes on with its new key: it enrols a device, and that writes.
  std::filesystem::copy_file(new_key(), *world / "ke-odpp.key", std::filesystem::copy_options::overwrite_existing);
  auto& peter = world->enrol("peter-desk", "ke-odpp/@potieno");
  static_cast<void>(agnes->call({"recv"}));
  static_cast<void>(peter.one("send", {"send", "ug-dpp/desk", "--subject", "Back again", "--text", "We have new keys"}));
  static_cast<void>(agnes->call({"recv"}));
  EXPECT_THAT(agnes->texts("Back again"), ElementsAre("We have new keys"));
  EXPECT_EQ(joyce->run({"recv"}).code, 0) << "devices enrolled under the old key stay";
}

}  // namespace
}  // namespace valise::tests
