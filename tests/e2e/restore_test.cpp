// R7 with real programs: a relay is restored from a backup that is older than what it has acknowledged. Everything acknowledged
// is back with those it was for, nothing is shown twice, nobody is alarmed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Objects = std::vector<boost::json::value>;

std::vector<std::string> texts_of(const Objects& objects) {
  std::vector<std::string> texts;
  for (const auto& message : of_type(objects, "message")) texts.push_back(text(message, "text"));
  return texts;
}

// The restoring itself is told as an alarm, once; others gives every other alarm.
std::vector<std::string> alarms(const Objects& objects, bool of_restoring) {
  std::vector<std::string> texts;
  for (const auto& notice : of_type(objects, "notice")) {
    const bool restoring = text(notice, "text").starts_with("The relay was restored");
    if (text(notice, "level") == "alarm" && restoring == of_restoring) texts.push_back(text(notice, "text"));
  }
  return texts;
}
std::vector<std::string> restoring(const Objects& objects) { return alarms(objects, true); }
std::vector<std::string> others(const Objects& objects) { return alarms(objects, false); }

class Restore : public ::testing::Test {
 protected:
  Restore() { world.enrol_all(); }

  Output valised(const Arguments& words) {
    Command command{.arguments = {program("valised")}, .environment = {}};
    command.arguments.insert(command.arguments.end(), words.begin(), words.end());
    return must(run(command), command);
  }
  // back_up copies the relay while it runs; go_back ends it and puts the copy in its place.
  void back_up() {
    static_cast<void>(valised({"backup", "--with-keys", "--config", world.relay().data() / "valised.toml", world / "backup"}));
  }
  void go_back() {
    world.relay().kill();
    std::filesystem::rename(world.relay().data(), world / "lost");
    static_cast<void>(valised({"verify-backup", world / "backup"}));
    static_cast<void>(valised({"restore", world / "backup", "--data-dir", world.relay().data()}));
    world.relay().start();
  }
  // begin has claire write to agnes, who reads and acknowledges it; gives the message.
  std::string begin() {
    static_cast<void>(claire().call({"send", "ug-dpp/desk", "--subject", "Case", "--text", "one"}));
    const auto got = agnes().call({"recv"});
    EXPECT_THAT(texts_of(got), ElementsAre("one"));
    static_cast<void>(agnes().call({"send", "--reply-to", text(of_type(got, "message").at(0), "id"), "--text", "answer"}));
    const auto answer = claire().call({"recv"});
    return text(of_type(answer, "message").at(0), "id");
  }
  void add(const std::string& message, const std::string& words) {
    EXPECT_EQ(text(claire().one("send", {"send", "--reply-to", message, "--text", words}), "state"), "sent");
  }
  Profile& claire() { return world.device("claire-desk"); }
  Profile& agnes() { return world.device("agnes-desk"); }

  World world;
};

TEST_F(Restore, WhatWasAcknowledgedIsBackAndNothingIsShownTwice) {
  const auto message = begin();
  back_up();
  add(message, "two");
  EXPECT_THAT(texts_of(agnes().call({"recv"})), ElementsAre("two"));
  add(message, "three");  // acknowledged to claire, not yet with agnes
  go_back();

  const auto mended = claire().call({"recv"});
  EXPECT_THAT(others(mended), IsEmpty());
  EXPECT_THAT(restoring(mended), ElementsAre(HasSubstr("that are sent again: 2.")));
  const auto caught_up = agnes().call({"recv"});
  EXPECT_THAT(texts_of(caught_up), ElementsAre("three"));
  EXPECT_THAT(others(caught_up), IsEmpty());
  EXPECT_THAT(texts_of(agnes().call({"recv"})), IsEmpty());
  EXPECT_THAT(restoring(claire().call({"recv"})), IsEmpty()) << "noticed twice";
  add(message, "four");
  EXPECT_THAT(texts_of(agnes().call({"recv"})), ElementsAre("four"));
}

// By its numbers alone the relay could not be told from one that has simply gone on.
TEST_F(Restore, IsNoticedAlsoWhenTheNumbersHaveCaughtUp) {
  const auto message = begin();
  back_up();
  add(message, "two");
  EXPECT_THAT(texts_of(agnes().call({"recv"})), ElementsAre("two"));
  go_back();
  for (const auto* words : {"fresh", "fresher"}) {
    static_cast<void>(world.device("peter-desk").call({"send", "ug-dpp/desk", "--subject", words, "--text", words}));
  }
  const auto got = agnes().call({"recv"});
  EXPECT_THAT(texts_of(got), UnorderedElementsAre("fresh", "fresher"));
  EXPECT_THAT(others(got), IsEmpty());
  static_cast<void>(claire().call({"recv"}));
  const auto again = agnes().call({"recv"});
  EXPECT_THAT(texts_of(again), IsEmpty()) << "two is there already";
  EXPECT_THAT(others(again), IsEmpty());
}

TEST_F(Restore, ARoomThatTheBackupDoesNotHaveIsMadeAgain) {
  back_up();
  const auto message = begin();
  go_back();
  const auto told = claire().call({"recv"});
  EXPECT_THAT(others(told), IsEmpty());
  EXPECT_THAT(restoring(told), ElementsAre(HasSubstr("that are sent again: 1.")));
  const auto back = agnes().call({"recv"});
  EXPECT_THAT(texts_of(back), IsEmpty()) << "agnes has all of it already";
  EXPECT_THAT(others(back), IsEmpty());
  add(message, "two");
  EXPECT_THAT(texts_of(agnes().call({"recv"})), ElementsAre("two"));
}

// Then only numbers that went back tell, and they tell how far: what the relay still has is not sent again.
TEST_F(Restore, ByHandIsNoticedByTheNumbersOfWhoReceives) {
  const auto message = begin();
  world.relay().kill();
  std::filesystem::copy(world.relay().data(), world / "copy", std::filesystem::copy_options::recursive);
  world.relay().start();
  add(message, "two");
  EXPECT_THAT(texts_of(agnes().call({"recv"})), ElementsAre("two"));
  world.relay().kill();
  std::filesystem::rename(world.relay().data(), world / "lost");
  std::filesystem::rename(world / "copy", world.relay().data());
  world.relay().start();
  const auto told = agnes().call({"recv"});
  EXPECT_THAT(texts_of(told), IsEmpty());
  EXPECT_THAT(others(told), IsEmpty());
  EXPECT_THAT(restoring(told), ElementsAre(HasSubstr("that are sent again: 0.")));
}

}  // namespace
}  // namespace valise::tests
