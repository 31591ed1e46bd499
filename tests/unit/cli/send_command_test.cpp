// valise send: what is sent, what is shown before, and what is said of it after.
#include <gmock/gmock.h>

#include <fstream>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Send = ProgramTest;

TEST_F(Send, SendFillsTheDraft) {
  const auto file = folder_ / "draft.pdf";
  std::ofstream(file) << "x";
  world().send = {.message = std::string(32, 'b'), .room = std::string(64, 'a'), .state = DeliveryState::sent};
  const auto outcome = run({"send", "ke-odpp/duty", "fr-bepi/desk", "-s", "A log", "-t", "Hello", "-f", file.string(), "--urgent",
                            "--from", "de-bfj/desk", "--handling", "confidential", "--handling", "H1"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto& draft = world().draft;
  EXPECT_THAT(draft.to, ElementsAre("ke-odpp/duty", "fr-bepi/desk"));
  EXPECT_THAT(draft.files, ElementsAre(file));
  EXPECT_THAT(draft.handling, ElementsAre("confidential", "H1"));
  EXPECT_EQ(draft.subject + "|" + draft.text + "|" + draft.from, "A log|Hello|de-bfj/desk");
  EXPECT_EQ(draft.urgency, Urgency::urgent);
  EXPECT_THAT(outcome.out, StartsWith("sent  message bbbbbbbb"));
}

TEST_F(Send, SendNeverSaysSentForWhatIsQueued) {
  world().send = {.message = "b", .room = "a", .state = DeliveryState::queued, .reason = "the relay cannot be reached"};
  const auto outcome = run({"send", "ke-odpp/duty", "-s", "A log", "-t", "Hello", "--quiet"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("NOT SENT YET — queued: the relay cannot be reached"));
  EXPECT_THAT(outcome.out, StartsWith("queued  "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("sent")));
}

TEST_F(Send, SendReadsTheTextFromStandardInput) {
  for (const auto& way : std::vector<std::vector<std::string>>{{}, {"-"}, {"--text", "-"}}) {
    std::vector<std::string> arguments{"send", "--room", "77b0"};
    arguments.insert(arguments.end(), way.begin(), way.end());
    run(arguments, "line one\nline two\n");
    EXPECT_EQ(world().draft.text, "line one\nline two\n");
    EXPECT_THAT(world().draft.to, IsEmpty());
  }
}

TEST_F(Send, SendTakesArgumentsAsTheyAre) {
  const auto file = folder_ / "[a,b].pdf";
  std::ofstream(file) << "x";
  run({"send", "country=KE,mandate=untoc-18", "-s", "[urgent]", "--text", "--not an option", "-f", file.string()});
  EXPECT_THAT(world().draft.to, ElementsAre("country=KE,mandate=untoc-18")) << "a selector is one address";
  EXPECT_EQ(world().draft.subject + "|" + world().draft.text, "[urgent]|--not an option");
  EXPECT_THAT(world().draft.files, ElementsAre(file));
}

TEST_F(Send, SendShowsWhatAwaitsTheMessageBeforeItGoes) {
  auto authority = nairobi();
  const auto post = authority.posts.front();
  world().recipients = {{.address = "ke-odpp/duty", .authority = authority, .post = post}};
  world().send = {.message = "b", .room = "a", .state = DeliveryState::sent};
  const std::vector<std::string> line{"send", "ke-odpp/duty", "-s", "x", "-t", "x"};
  EXPECT_EQ(run(line).err, "") << "not for scripts";
  EXPECT_THAT(world().asked_for, ElementsAre());
  terminal_ = true;
  const auto shown = run(line).err;
  EXPECT_THAT(world().asked_for, ElementsAre("ke-odpp/duty"));
  EXPECT_THAT(shown, HasSubstr("ke-odpp/duty, Office of the Director of Public Prosecutions"));
  EXPECT_THAT(shown, HasSubstr("Sun 2026-11-22 17:05 (UTC+03:00), Africa/Nairobi: closed now, opens in 14 h 55 min"));
  EXPECT_THAT(shown, HasSubstr("works in English, Swahili"));
  world().error = Error{ErrorKind::not_found, "nobody", ""};
  world().calls.clear();
  EXPECT_EQ(run(line).code, 3);
  EXPECT_THAT(world().calls, ElementsAre("open", "recipients")) << "nothing was sent";
}

TEST_F(Send, SendSaysToWhom) {
  world().send = {.message = "b", .room = "a", .state = DeliveryState::sent};
  world().send.recipients = {{.officer = "ke-odpp/@jmwangi", .officer_name = "Jane Mwangi"},
                             {.officer = "ke-odpp/@jmwangi", .officer_name = "Jane Mwangi"},
                             {.officer = "de-bfj/@me", .officer_name = "Me", .self = true}};
  EXPECT_EQ(run({"send", "--room", "a", "-t", "x"}).err, "To: Jane Mwangi (ke-odpp/@jmwangi)\n");
}

TEST_F(Send, SendRefusesContradictionsBeforeItAsksForAnything) {
  const std::vector<std::vector<std::string>> wrong{
      {"send", "-t", "x"},
      {"send", "ke-odpp/duty", "-t", "x"},
      {"send", "ke-odpp/duty", "-s", "s", "--room", "77b0", "-t", "x"},
      {"send", "--room", "77b0"},
      {"send", "--room", "77b0", "-t", ""},
      {"send", "--room", "77b0", "-t", "x", "--urgent", "--emergency"},
      {"send", "--room", "77b0", "-t", "x", "--urgency", "mild"},
      {"send", "--room", "77b0", "-t", "x", "--unknown"},
  };
  for (const auto& arguments : wrong) EXPECT_EQ(run(arguments).code, 2) << arguments.at(1);
  EXPECT_EQ(run({"send", "--room", "77b0", "-f", (folder_ / "missing").string()}).code, 3);
  EXPECT_EQ(run({"send", "--room", "77b0"}, std::string(256 * 1024 + 1, 'x')).code, 2);
  EXPECT_THAT(world().calls, IsEmpty());
}

}  // namespace
}  // namespace valise::tests
