// What all commands share: language, errors, status, help.
#include <gmock/gmock.h>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Commands = ProgramTest;

TEST_F(Commands, SpeakTheLanguageThatIsAskedFor) {
  world().send = {.message = "b", .room = "a", .state = DeliveryState::queued, .reason = "x"};
  const std::vector<std::string> line{"send", "ke-odpp/duty", "-s", "A log", "-t", "Hello", "--quiet"};
  variables_["LANG"] = "ru_RU.UTF-8";
  EXPECT_THAT(run(line).err, HasSubstr("ЕЩЁ НЕ ОТПРАВЛЕНО — в очереди: x"));
  auto in_french = line;
  in_french.insert(in_french.begin(), {"--language", "fr"});
  EXPECT_THAT(run(in_french).err, HasSubstr("PAS ENCORE ENVOYÉ — en attente : x"));
  EXPECT_THAT(run({"send", "-t", "x"}).err, HasSubstr("не указано, кому писать"));
  EXPECT_EQ(run({"send", "-t", "x", "--language", "tlh"}).code, 2);
  auto in_json = line;
  in_json.emplace_back("--json");
  EXPECT_THAT(run(in_json).err, HasSubstr("NOT SENT YET")) << "JSON is free of the person's language";
  EXPECT_THAT(run({"send", "-t", "x", "--json"}).err, HasSubstr(R"("code":"send.no_recipient","message":"it is not said)"));
}

TEST_F(Commands, SayErrorsOfTheSdkInTheirOwnWordsWhereTheCatalogueHasNone) {
  world().error = Error{ErrorKind::failed, "something \x1b[2J new", "look", "client.from_the_future", {}};
  const auto outcome = run({"status", "--language", "es"});
  EXPECT_THAT(outcome.err, HasSubstr("something"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("\x1b")));
  EXPECT_THAT(outcome.err, HasSubstr("look"));
}

TEST_F(Commands, NoticesAreSaidInThePersonsLanguage) {
  world().notices = {
      {.text = "in English",
       .sentences = {{"notices.room_changed", {{"room", "Lantern\x1b[2J"}, {"who", "Joyce Mwangi"}}}, {"notices.room.closed"}}},
      {.text = "in English", .sentences = {{"notices.directory_refused", {{"@why", "errors.client.left_room"}}}}},
      {.text = "only in English", .sentences = {{"notices.of_another_version"}}}};
  const auto outcome = run({"--language", "fr", "recv"});
  EXPECT_THAT(outcome.out, HasSubstr("La salle « Lantern\uFFFD[2J » a été modifiée par Joyce Mwangi. Elle a été close."));
  EXPECT_THAT(outcome.out, HasSubstr("L’annuaire n’a pas été accepté : "));
  EXPECT_THAT(outcome.out, HasSubstr("only in English"));
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("errors.client")));
}

TEST_F(Commands, StatusShowsTheQueueAndAlarms) {
  world().status.queued = 3;
  world().status.alarms = {{.level = Notice::Level::alarm, .text = "The relay's log was changed"}};
  const auto out = run({"status"}).out;
  EXPECT_THAT(out, HasSubstr("3 not sent yet"));
  EXPECT_THAT(out, HasSubstr("The relay's log was changed"));
}

// How old the directory is, and that it is too old, in the person's language: on the screen; in JSON in English.
TEST_F(Commands, TheDirectorysAgeIsSaidInThePersonsLanguage) {
  auto& head = world().status.head;
  head.known = true;
  head.age_seconds = 26 * 3600;
  EXPECT_THAT(run({"--language", "es", "status"}).out, HasSubstr("mostrado por el servidor hace 1 d 2 h"));
  head.witnessed = true;
  EXPECT_THAT(run({"--language", "fr", "status"}).out, HasSubstr("confirmé par les témoins il y a 1 j 2 h"));
  head.age_seconds = -7200;
  EXPECT_THAT(run({"status"}).out, HasSubstr("look at this computer’s clock"));
  world().send.warning = head.warning = {{"doctor.directory.stale"}};
  EXPECT_THAT(run({"--language", "es", "send", "ke-odpp/duty", "--subject", "s", "-t", "x"}).err, HasSubstr("Ejecute"));
  EXPECT_THAT(run({"--language", "es", "status", "--json"}).out, HasSubstr("Run: `valise sync`"));
}

TEST_F(Commands, DoctorEndsWithOneWhenSomethingFailed) {
  world().checks = {{.name = "store", .outcome = Check::Outcome::ok, .detail = "whole"},
                    {.name = "swap", .outcome = Check::Outcome::warning}};
  EXPECT_EQ(run({"doctor"}).code, 0);
  world().checks.push_back({.name = "queue", .outcome = Check::Outcome::failed, .detail = "no answer\x1b[2J"});
  const auto outcome = run({"doctor"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("failed   queue: no answer"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b[2J")));
  variables_["LANG"] = "fr_FR.UTF-8";
  EXPECT_THAT(run({"doctor"}).out, HasSubstr("file d’attente: no answer"));
}

TEST_F(Commands, AWordThatIsNoCommandIsNamed) {
  const auto near = run({"inbpx", "--all"});
  EXPECT_EQ(near.code, 2);
  EXPECT_THAT(near.err, HasSubstr("there is no command `valise inbpx`"));
  EXPECT_THAT(near.err, HasSubstr("Did you mean `valise inbox`?"));
  EXPECT_THAT(run({"case", "florble"}).err, HasSubstr("`valise case --help` lists them."));
  EXPECT_THAT(run({"case"}).err, Not(HasSubstr("no command")));
  EXPECT_THAT(run({"case", "\x1b[2J"}).err, Not(HasSubstr("\x1b")));
}

TEST_F(Commands, HelpIsForPeople) {
  const auto send = run({"send", "--help"}).out;
  EXPECT_THAT(send, Not(HasSubstr("Excludes")));
  EXPECT_THAT(send, HasSubstr("--handling CONDITION ..."));
  EXPECT_THAT(send, Not(HasSubstr("\n\n\n")));
  const auto group = run({"case", "--help"}).out;
  EXPECT_THAT(group, HasSubstr("`valise case COMMAND --help`"));
  EXPECT_THAT(group, Not(HasSubstr("Getting started")));
  EXPECT_THAT(run({"duty", "handover", "--help"}).out, HasSubstr("(required)"));
  EXPECT_THAT(run({"--help"}).out, HasSubstr("7 waited for in vain"));
}

}  // namespace
}  // namespace valise::tests
