// room export, verify-export, search, retention, devices: what is asked of the SDK and what is said.
#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using RecordCommands = ProgramTest;

TEST_F(RecordCommands, ExportWarnsOfConditionsAndOfWhatIsLacking) {
  const auto outcome = run({"room", "export", "77b0", "--out", "case.zip", "--quiet"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(world().calls, ElementsAre("open", "export 77b0 en"));
  EXPECT_THAT(outcome.err, HasSubstr("Handling conditions apply to this record: confidential"));
  EXPECT_THAT(outcome.err, HasSubstr("Of 1 message no transferable evidence was kept"));
  EXPECT_THAT(outcome.out, HasSubstr("case.zip"));
}

TEST_F(RecordCommands, ThePageIsInThePersonsLanguageUnlessAnotherIsAskedFor) {
  run({"room", "export", "77b0", "--out", "a", "--language", "ar"});
  run({"room", "export", "77b0", "--out", "a", "--language", "ar", "--page-language", "fr"});
  EXPECT_THAT(world().calls, ElementsAre("open", "export 77b0 ar", "open", "export 77b0 fr"));
}

TEST_F(RecordCommands, VerifyNeedsNoProfileAndEndsWithTrustFailureWhereSomethingIsWrong) {
  const auto good = run({"verify-export", "case.zip", "--genesis", "abc"});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(world().calls, ElementsAre("verify case.zip abc"));
  EXPECT_THAT(good.out, HasSubstr("proven  Messages that are, to the byte"));
  EXPECT_THAT(good.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(good.out, HasSubstr("Intact"));
  const auto bad = run({"verify-export", "case.zip", "--genesis", "wrong"});
  EXPECT_EQ(bad.code, 6);
  EXPECT_THAT(bad.out, HasSubstr("NOT INTACT"));
  EXPECT_THAT(run({"verify-export", "case.zip", "--json"}).out,
              HasSubstr(R"({"outcome":"proven","code":"messages","arguments":{"count":"2"})"));
}

TEST_F(RecordCommands, SearchHandsOverEveryCondition) {
  world().messages = {message("3f9a52c1ffff", "A log")};
  const auto outcome = run({"search", "log", "server", "--room", "77b0", "--from", "ke-odpp", "--since", "2026-11-01"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(world().calls, ElementsAre("open", "search log server|77b0|ke-odpp|since"));
  EXPECT_THAT(outcome.out, HasSubstr("3f9a52c1"));
  EXPECT_EQ(run({"search", "log", "--since", "yesterday"}).code, 2);
  EXPECT_EQ(run({"search", "log", "--since", "2026-02-30"}).code, 2);
  world().messages.clear();
  EXPECT_EQ(run({"search", "log"}).code, 3);
}

TEST_F(RecordCommands, DevicesAreListedWithWhatIsStillToBeDone) {
  const auto outcome = run({"device", "list"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("active (this one)"));
  EXPECT_THAT(outcome.out, HasSubstr("in 2 rooms, still in 2 that it must leave"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(run({"device", "list", "--json"}).out, HasSubstr(R"("active":false,"rooms":2,"missing":0,"still":2)"));
  EXPECT_EQ(run({"device"}).code, 2);
}

TEST_F(RecordCommands, LinkShowsWhatWouldBeGivenBeforeTheCode) {
  const auto shown = run({"device", "link"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(world().calls, ElementsAre("open", "link show gives"));
  const auto told = shown.out.find("7 messages (2.0 KiB, without files)");
  ASSERT_NE(told, std::string::npos) << shown.out;
  EXPECT_LT(told, shown.out.find("valise-link1:abc"));
  EXPECT_THAT(run({"device", "link", "--receive", "--json"}).out, HasSubstr(R"("part":"receives","code":"valise-link1:abc")"));
  const auto listed = run({"device", "link", "--list"});
  EXPECT_THAT(listed.out, HasSubstr("under way: 7 messages, parts 1/2"));
  EXPECT_THAT(listed.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(run({"device", "link", "--cancel"}).out, HasSubstr("Links ended: 1."));
  EXPECT_EQ(run({"device", "link", "--enter", "--list"}).code, 2);
  EXPECT_EQ(run({"device", "link", "--wait", "--list"}).code, 2);
  EXPECT_EQ(run({"device", "revoke", "bbbb"}).code, 2) << "needs the key";
}

TEST_F(RecordCommands, RetentionShowsSetsAndErases) {
  EXPECT_THAT(run({"retention", "show"}).out, HasSubstr("kept for 30 days; 2 due for erasure, 1 erased so far"));
  EXPECT_EQ(run({"retention", "set", "77b0", "--days", "365"}).code, 0);
  EXPECT_EQ(run({"retention", "set", "77b0", "--for-good"}).code, 0);
  EXPECT_THAT(world().calls, ElementsAre("open", "open", "keep 77b0 365", "open", "keep 77b0 for good"));
  EXPECT_EQ(run({"retention", "set", "77b0"}).code, 2);
  EXPECT_THAT(run({"retention", "run"}).out, HasSubstr("3 messages erased"));
}

}  // namespace
}  // namespace valise::tests
