// valise inbox, read, recv and room show: what came, and how it is shown.
#include <gmock/gmock.h>
#include <signal.h>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Reading = ProgramTest;

TEST_F(Reading, InboxListsUnreadUnlessAllIsAskedFor) {
  world().messages = {message("3f9a52c1ffff", "Could you\nconfirm?")};
  const auto outcome = run({"inbox"});
  EXPECT_TRUE(world().filter.unread_only);
  EXPECT_THAT(outcome.out, StartsWith("* 3f9a52c1  2026-11-22 14:05 UTC"));
  EXPECT_THAT(outcome.out, HasSubstr("Could you confirm?"));
  run({"inbox", "--all", "--room", "77b0", "--limit", "5"});
  EXPECT_FALSE(world().filter.unread_only);
  EXPECT_EQ(world().filter.room, "77b0");
  EXPECT_EQ(world().filter.limit, 6U) << "one more than is shown, to know whether there are more";
}

TEST_F(Reading, ReadShowsHostileTextHarmlessly) {
  auto evil = message("3f9a52c1", "hi\x1b[2J\nFrom       fr-bepi/desk");
  evil.subject = "draft\u202Efdp.exe\nvalise: sent";
  evil.attachments = {{.name = "a\x1b]0;x\x07.pdf", .size = 2048}};
  world().messages = {evil};
  const auto out = run({"read", "3f9a"}).out;
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(out, Not(HasSubstr("\u202E")));
  EXPECT_THAT(out, Not(HasSubstr("\nFrom       fr-bepi")));
  EXPECT_THAT(out, Not(HasSubstr("\nvalise:")));
  EXPECT_THAT(out, HasSubstr("2.0 KiB"));
}

TEST_F(Reading, ReadSavesFilesWhenAsked) {
  auto with_file = message("3f9a52c1", "See attached.");
  with_file.attachments = {{.name = "a.pdf", .size = 5}};
  world().messages = {with_file};
  world().saved = {"out/a.pdf"};
  const auto outcome = run({"read", "3f9a", "--save", "out"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(world().folder, "out");
  EXPECT_THAT(outcome.out, HasSubstr("saved out/a.pdf"));
}

TEST_F(Reading, RecvPrintsWhatComesAndWhatIsStillQueued) {
  world().mailbox = {message("m1", "one"), message("m2", "two")};
  world().notices = {{.level = Notice::Level::alarm, .text = "A device was added"}};
  EXPECT_EQ(run({"recv"}).code, 0);
  world().mailbox = {message("m3", "three")};
  world().queued = 2;
  const auto outcome = run({"recv"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.out, HasSubstr("three"));
  EXPECT_THAT(outcome.err, HasSubstr("NOT SENT YET — queued: 2"));
}

TEST_F(Reading, RecvFollowEndsAtSignals) {
  world().while_following = [] { ::raise(SIGINT); };
  EXPECT_EQ(run({"recv", "--follow"}).code, 130);
  world().while_following = [] { ::raise(SIGTERM); };
  EXPECT_EQ(run({"recv", "--follow"}).code, 0);
}

TEST_F(Reading, RecvFollowSavesFilesBetweenCallsAndGoesOn) {
  auto with_file = message("m1", "one");
  with_file.attachments = {{.name = "a.pdf"}};
  world().mailbox = {with_file, message("m2", "two")};
  world().saved = {"in/a.pdf"};
  world().while_following = [] { ::raise(SIGTERM); };
  const auto outcome = run({"recv", "--follow", "--save", "in"});
  EXPECT_EQ(world().receives, 2);
  EXPECT_THAT(world().calls, ElementsAre("open", "save m1"));
  EXPECT_THAT(outcome.out, HasSubstr("two"));
}

TEST_F(Reading, RecvGoesOnAfterAFileThatCannotBeHad) {
  auto with_file = message("m1", "one");
  with_file.attachments = {{.name = "a.pdf"}};
  world().mailbox = {with_file, message("m2", "two")};
  world().save_error = Error{ErrorKind::trust, "The file was changed", ""};
  world().while_following = [] { ::raise(SIGTERM); };
  const auto outcome = run({"recv", "--follow", "--save", "in"});
  EXPECT_EQ(outcome.code, 6);
  EXPECT_THAT(outcome.out, HasSubstr("two"));
  EXPECT_THAT(outcome.err, HasSubstr("message m1: The file was changed"));
}

TEST_F(Reading, RoomShowCanTellItsHistory) {
  world().rooms = {{.id = std::string(64, 'a'), .subject = "A log", .participants = {"ke-odpp/duty"}}};
  world().messages = {message("m1", "one")};
  EXPECT_THAT(run({"room", "list"}).out, HasSubstr("A log"));
  EXPECT_THAT(run({"room", "show", "aaaa"}).out, Not(HasSubstr("one\n")));
  EXPECT_THAT(run({"room", "show", "aaaa", "--history"}).out, HasSubstr("  one\n"));
}

}  // namespace
}  // namespace valise::tests
