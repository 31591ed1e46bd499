// What each command asks of the SDK, what it prints for people, and how it ends.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Commands = ProgramTest;

TEST_F(Commands, InitMakesTheProfileWhereTheEnvironmentSays) {
  const auto outcome = run({"init"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(world().calls, ElementsAre("create"));
  EXPECT_EQ(world().profile.folder, folder_);
  EXPECT_EQ(world().profile.passphrase, "correct horse battery");
  EXPECT_THAT(outcome.out, HasSubstr(folder_.string()));
}

TEST_F(Commands, ProfileComesFromOptionThenVariableThenXdgThenHome) {
  variables_ = {{"HOME", "/home/o"}, {"XDG_DATA_HOME", "/data"}, {"VALISE_PROFILE", "/var/p"}};
  run({"init", "--profile", "/opt/p"});
  EXPECT_EQ(world().profile.folder, "/opt/p");
  run({"init"});
  EXPECT_EQ(world().profile.folder, "/var/p");
  variables_.erase("VALISE_PROFILE");
  run({"init"});
  EXPECT_EQ(world().profile.folder, "/data/valise/default");
  variables_["XDG_DATA_HOME"] = "relative";
  run({"init"});
  EXPECT_EQ(world().profile.folder, "/home/o/.local/share/valise/default");
  variables_.clear();
  EXPECT_EQ(run({"init"}).code, 2);
}

TEST_F(Commands, OpeningTellsTheSdkWhatRunsAndHowPatientItIs) {
  EXPECT_EQ(run({"room", "list", "--timeout", "2m"}).code, 0);
  EXPECT_EQ(world().profile.command, "valise room list");
  EXPECT_EQ(world().profile.network_timeout, std::chrono::minutes(2));
}

TEST_F(Commands, NobodyIsAskedForThePassphraseOfAMissingProfile) {
  const auto outcome = run({"status", "--profile", (folder_ / "missing").string(), "--no-input"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("valise init"));
  EXPECT_THAT(world().calls, IsEmpty());
}

TEST_F(Commands, EnrolTakesTheInviteFromStandardInput) {
  world().enrolment = {.state = Enrolment::State::requested, .officer = "ke-odpp/@jmwangi", .officer_name = "Jane Mwangi"};
  const auto outcome = run({"enrol", "-", "--label", "Laptop"}, "  valise-invite1:abc \n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(world().enrol_options.invite, "valise-invite1:abc");
  EXPECT_EQ(world().enrol_options.label, "Laptop");
  EXPECT_THAT(outcome.out, HasSubstr("waiting"));
  EXPECT_THAT(outcome.err, HasSubstr("valise enrol --wait"));
}

TEST_F(Commands, EnrolWithWaitEndsEnrolled) {
  world().enrolment.state = Enrolment::State::requested;
  world().approved = {.state = Enrolment::State::enrolled, .officer = "ke-odpp/@jmwangi"};
  const auto outcome = run({"enrol", "valise-invite1:abc", "--wait", "--timeout", "5s"});
  EXPECT_THAT(world().calls, ElementsAre("open", "enrol", "await"));
  EXPECT_EQ(world().patience, std::chrono::seconds(5));
  EXPECT_THAT(outcome.out, StartsWith("Enrolled: "));
  world().calls.clear();
  EXPECT_EQ(run({"enrol", "--wait"}).code, 0);
  EXPECT_THAT(world().calls, ElementsAre("open", "await")) << "requested before: only wait";
}

TEST_F(Commands, EnrolCanWriteTheRequestToAFile) {
  world().enrolment.state = Enrolment::State::requested;
  const auto outcome = run({"enrol", "valise-invite1:abc", "--request-file", "request.bin"});
  EXPECT_EQ(world().enrol_options.request_file, "request.bin");
  EXPECT_THAT(outcome.err, HasSubstr("request.bin"));
}

TEST_F(Commands, EnrolWithoutAnInviteIsAUsageError) { EXPECT_EQ(run({"enrol"}).code, 2); }

TEST_F(Commands, DirSearchHandsOverEveryCondition) {
  world().authorities = {nairobi()};
  const auto outcome = run({"dir", "search", "office", "prosec", "--country", "KE", "--mandate", "untoc-18", "--network", "wacap",
                            "--language", "fr", "--on-duty"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(world().query.on_duty);
  const auto& query = world().query;
  EXPECT_EQ(query.text + "|" + query.country + "|" + query.mandate + "|" + query.network + "|" + query.language,
            "office prosec|KE|untoc-18|wacap|fr");
  EXPECT_THAT(outcome.out, HasSubstr("ke-odpp  Office of the Director of Public Prosecutions"));
  EXPECT_THAT(outcome.out, HasSubstr("Sun 2026-11-22 17:05 (UTC+03:00), Africa/Nairobi: closed now, opens in 14 h 55 min"));
  EXPECT_THAT(outcome.out, HasSubstr("\n    works in en, sw\n"));
}

TEST_F(Commands, DirShowsWhoIsOnDutyAndWhatIsOverdue) {
  auto authority = nairobi();
  authority.overdue = true;
  authority.encryption_required = true;
  authority.posts.front().duty = {.planned = true, .officers = {{"ke-odpp/@jmwangi", "Jane Mwangi"}}};
  world().authorities = {authority};
  const auto row = run({"dir", "search"}).out;
  EXPECT_THAT(row, HasSubstr("[record overdue]"));
  EXPECT_THAT(row, HasSubstr("encryption required"));
  EXPECT_THAT(row, HasSubstr("on duty: Jane Mwangi (ke-odpp/@jmwangi)"));
  EXPECT_THAT(run({"dir", "show", "ke-odpp"}).out, HasSubstr("never, overdue: ask before you rely on it"));
}

TEST_F(Commands, DirSearchThatFindsNothingEndsWithNotFound) { EXPECT_EQ(run({"dir", "search", "x"}).code, 3); }

TEST_F(Commands, DirShowTellsWhoIsReachable) {
  world().authorities = {nairobi()};
  const auto authority = run({"dir", "show", "ke-odpp"}).out;
  EXPECT_THAT(authority, HasSubstr("ke-odpp/duty  contact-point-24-7  reachable"));
  EXPECT_THAT(authority, HasSubstr("Jane Mwangi (ke-odpp/@jmwangi)"));
  EXPECT_THAT(authority, HasSubstr("ke-odpp/desk  desk  not reachable: no active device"));
  EXPECT_THAT(authority, HasSubstr("untoc-18 mutual-legal-assistance"));
  world().post = world().authorities.front().posts.front();
  EXPECT_THAT(run({"dir", "show", "ke-odpp/duty"}).out, StartsWith("ke-odpp/duty"));
  EXPECT_THAT(run({"dir", "show", "ke-odpp/@jmwangi"}).out, StartsWith("Jane Mwangi  reachable"));
  EXPECT_EQ(run({"dir", "show", "ke-odpp/@nobody"}).code, 3);
}

TEST_F(Commands, DirNetworksNamesMembersAndFocalPoints) {
  world().networks = {{.id = "casc"},
                      {.id = "wacap",
                       .names = {{"en", "West African network"}},
                       .secretariat = "ng-agf",
                       .members = {"gh-ag", "ng-agf"},
                       .focal_points = {"gh-ag/wacap"}}};
  const auto all = run({"dir", "networks"});
  EXPECT_EQ(all.code, 0);
  EXPECT_THAT(all.out, HasSubstr("wacap  West African network\n"));
  EXPECT_THAT(all.out, HasSubstr("gh-ag, ng-agf"));
  const auto one = run({"dir", "networks", "wacap", "--json"}).out;
  EXPECT_THAT(one, HasSubstr(R"("members":["gh-ag","ng-agf"],"focal_points":["gh-ag/wacap"])"));
  EXPECT_THAT(one, Not(HasSubstr("casc")));
  EXPECT_EQ(run({"dir", "networks", "iberred"}).code, 3);
}

TEST_F(Commands, SendFillsTheDraft) {
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

TEST_F(Commands, SendNeverSaysSentForWhatIsQueued) {
  world().send = {.message = "b", .room = "a", .state = DeliveryState::queued, .reason = "the relay cannot be reached"};
  const auto outcome = run({"send", "ke-odpp/duty", "-s", "A log", "-t", "Hello", "--quiet"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("NOT SENT YET — queued: the relay cannot be reached"));
  EXPECT_THAT(outcome.out, StartsWith("queued  "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("sent")));
}

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

TEST_F(Commands, SendReadsTheTextFromStandardInput) {
  for (const auto& way : std::vector<std::vector<std::string>>{{}, {"-"}, {"--text", "-"}}) {
    std::vector<std::string> arguments{"send", "--room", "77b0"};
    arguments.insert(arguments.end(), way.begin(), way.end());
    run(arguments, "line one\nline two\n");
    EXPECT_EQ(world().draft.text, "line one\nline two\n");
    EXPECT_THAT(world().draft.to, IsEmpty());
  }
}

TEST_F(Commands, SendTakesArgumentsAsTheyAre) {
  const auto file = folder_ / "[a,b].pdf";
  std::ofstream(file) << "x";
  run({"send", "country=KE,mandate=untoc-18", "-s", "[urgent]", "--text", "--not an option", "-f", file.string()});
  EXPECT_THAT(world().draft.to, ElementsAre("country=KE,mandate=untoc-18")) << "a selector is one address";
  EXPECT_EQ(world().draft.subject + "|" + world().draft.text, "[urgent]|--not an option");
  EXPECT_THAT(world().draft.files, ElementsAre(file));
}

TEST_F(Commands, SendShowsWhatAwaitsTheMessageBeforeItGoes) {
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
  EXPECT_THAT(shown, HasSubstr("works in en, sw"));
  world().error = Error{ErrorKind::not_found, "nobody", ""};
  world().calls.clear();
  EXPECT_EQ(run(line).code, 3);
  EXPECT_THAT(world().calls, ElementsAre("open", "recipients")) << "nothing was sent";
}

TEST_F(Commands, SendSaysToWhom) {
  world().send = {.message = "b", .room = "a", .state = DeliveryState::sent};
  world().send.recipients = {{.officer = "ke-odpp/@jmwangi", .officer_name = "Jane Mwangi"},
                             {.officer = "ke-odpp/@jmwangi", .officer_name = "Jane Mwangi"},
                             {.officer = "de-bfj/@me", .officer_name = "Me", .self = true}};
  EXPECT_EQ(run({"send", "--room", "a", "-t", "x"}).err, "To: Jane Mwangi (ke-odpp/@jmwangi)\n");
}

TEST_F(Commands, SendRefusesContradictionsBeforeItAsksForAnything) {
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

TEST_F(Commands, InboxListsUnreadUnlessAllIsAskedFor) {
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

TEST_F(Commands, ReadShowsHostileTextHarmlessly) {
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

TEST_F(Commands, ReadSavesFilesWhenAsked) {
  auto with_file = message("3f9a52c1", "See attached.");
  with_file.attachments = {{.name = "a.pdf", .size = 5}};
  world().messages = {with_file};
  world().saved = {"out/a.pdf"};
  const auto outcome = run({"read", "3f9a", "--save", "out"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(world().folder, "out");
  EXPECT_THAT(outcome.out, HasSubstr("saved out/a.pdf"));
}

TEST_F(Commands, RecvPrintsWhatComesAndWhatIsStillQueued) {
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

TEST_F(Commands, RecvFollowEndsAtSignals) {
  world().while_following = [] { ::raise(SIGINT); };
  EXPECT_EQ(run({"recv", "--follow"}).code, 130);
  world().while_following = [] { ::raise(SIGTERM); };
  EXPECT_EQ(run({"recv", "--follow"}).code, 0);
}

TEST_F(Commands, RecvFollowSavesFilesBetweenCallsAndGoesOn) {
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

TEST_F(Commands, RecvGoesOnAfterAFileThatCannotBeHad) {
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

TEST_F(Commands, RoomShowCanTellItsHistory) {
  world().rooms = {{.id = std::string(64, 'a'), .subject = "A log", .participants = {"ke-odpp/duty"}}};
  world().messages = {message("m1", "one")};
  EXPECT_THAT(run({"room", "list"}).out, HasSubstr("A log"));
  EXPECT_THAT(run({"room", "show", "aaaa"}).out, Not(HasSubstr("one\n")));
  EXPECT_THAT(run({"room", "show", "aaaa", "--history"}).out, HasSubstr("  one\n"));
}

TEST_F(Commands, StatusShowsTheQueueAndAlarms) {
  world().status.queued = 3;
  world().status.alarms = {{.level = Notice::Level::alarm, .text = "The relay's log was changed"}};
  const auto out = run({"status"}).out;
  EXPECT_THAT(out, HasSubstr("3 not sent yet"));
  EXPECT_THAT(out, HasSubstr("The relay's log was changed"));
}

TEST_F(Commands, DoctorEndsWithOneWhenSomethingFailed) {
  world().checks = {{.name = "store", .outcome = Check::Outcome::ok, .detail = "whole"},
                    {.name = "clock", .outcome = Check::Outcome::warning}};
  EXPECT_EQ(run({"doctor"}).code, 0);
  world().checks.push_back({.name = "relay", .outcome = Check::Outcome::failed, .detail = "no answer"});
  const auto outcome = run({"doctor"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("failed   relay: no answer"));
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
