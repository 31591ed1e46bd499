// What scripts rely on: exit codes, where output goes, and the JSON shapes of docs/CLI.md.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "cli/output.hpp"
#include "program.hpp"
#include "tests/support/json.hpp"

namespace valise::tests {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Output = ProgramTest;

// members gives the names of an object's members in order, as one string.
std::string members(const json::value& value) {
  std::string names;
  for (const auto& [name, ignored] : value.as_object()) names += (names.empty() ? "" : " ") + std::string(name);
  return names;
}

struct ExitCodeCase {
  ErrorKind kind;
  int code;
  const char* name;
};

class ExitCodes : public ProgramTest, public ::testing::WithParamInterface<ExitCodeCase> {};

TEST_P(ExitCodes, FollowTheErrorKind) {
  const auto [kind, code, name] = GetParam();
  world().open_error = Error{kind, "What happened", "What to do"};
  const auto human = run({"status"});
  EXPECT_EQ(human.code, code);
  EXPECT_EQ(human.out, "");
  EXPECT_EQ(human.err, "valise: What happened\n  → What to do\n");
  const auto machine = run({"status", "--json"});
  EXPECT_EQ(machine.code, code);
  EXPECT_EQ(machine.out, "");
  const auto error = parse_json(machine.err);
  EXPECT_EQ(number(error, "v"), 1);
  EXPECT_EQ(text(error, "error.kind"), name);
  EXPECT_EQ(text(error, "error.message"), "What happened");
  EXPECT_EQ(text(error, "error.advice"), "What to do");
}

INSTANTIATE_TEST_SUITE_P(All, ExitCodes,
                         ::testing::Values(ExitCodeCase{ErrorKind::failed, 1, "failed"},
                                           ExitCodeCase{ErrorKind::usage, 2, "usage"},
                                           ExitCodeCase{ErrorKind::not_found, 3, "not_found"},
                                           ExitCodeCase{ErrorKind::not_authorised, 4, "not_authorised"},
                                           ExitCodeCase{ErrorKind::network, 5, "network"},
                                           ExitCodeCase{ErrorKind::trust, 6, "trust"}, ExitCodeCase{ErrorKind::busy, 8, "busy"}));

TEST_F(Output, ErrorsAreHarmlessOnATerminal) {
  world().open_error = Error{ErrorKind::failed, "bad \x1b[2J file\nvalise: all is well", ""};
  EXPECT_EQ(run({"status"}).err, "valise: bad \uFFFD[2J file valise: all is well\n");
}

TEST_F(Output, ArgumentErrorsAreUsageErrorsAndNameTheHelp) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"nonsense"},
                                             {"dir"},
                                             {"read"},
                                             {"status", "--timeout", "soon"},
                                             {"status", "--passphrase-fd", "-3"},
                                             {"status", "--passphrase-fd", "3", "--passphrase-file", "f"}}) {
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << ::testing::PrintToString(arguments);
    EXPECT_THAT(outcome.err, StartsWith("valise: "));
    EXPECT_THAT(outcome.err, HasSubstr("--help"));
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_EQ(text(parse_json(run({"read", "--json"}).err), "error.kind"), "usage");
}

TEST_F(Output, ThereIsNoWayToPutAPassphraseOnTheCommandLine) { EXPECT_EQ(run({"status", "--passphrase", "x"}).code, 2); }

TEST_F(Output, HelpAndVersionGoToStandardOutput) {
  EXPECT_THAT(run({"--version"}).out, StartsWith("valise "));
  const auto help = run({"send", "--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("Examples:"));
  EXPECT_EQ(help.err, "");
}

TEST_F(Output, GlobalOptionsStandBeforeOrBehindTheCommand) {
  EXPECT_THAT(run({"--json", "status"}).out, StartsWith("{\"v\":1,\"type\":\"status\""));
  EXPECT_THAT(run({"status", "--json"}).out, StartsWith("{\"v\":1,\"type\":\"status\""));
}

TEST_F(Output, IsColouredOnlyWhereWanted) {
  world().messages = {message("m1", "x")};
  EXPECT_THAT(run({"read", "m1"}).out, Not(HasSubstr("\x1b[")));
  terminal_ = true;
  EXPECT_THAT(run({"read", "m1"}).out, HasSubstr("\x1b[1m"));
  EXPECT_THAT(run({"read", "m1", "--json"}).out, Not(HasSubstr("\x1b[")));
  variables_["NO_COLOR"] = "1";
  EXPECT_THAT(run({"read", "m1"}).out, Not(HasSubstr("\x1b[")));
  variables_ = {{"VALISE_PROFILE", folder_.string()}, {"TERM", "dumb"}};
  EXPECT_THAT(run({"read", "m1"}).out, Not(HasSubstr("\x1b[")));
}

TEST_F(Output, QuietKeepsDataAndErrorsOnly) {
  world().enrolment.state = Enrolment::State::requested;
  const auto outcome = run({"enrol", "invite", "-q"});
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out, "");
}

TEST_F(Output, JsonMessageHasItsShape) {
  auto view = message("3f9a52c1", "a\x1b\u202E");
  view.urgency = Urgency::emergency;
  view.attachments = {{.name = "a.pdf", .media_type = "application/pdf", .size = 5, .sha256 = "00"}};
  world().messages = {view};
  const auto out = run({"read", "3f9a", "--json"}).out;
  const auto object = parse_json(out);
  EXPECT_EQ(
      members(object),
      "v type id room subject from officer officer_name device text in_reply_to urgency handling sent_at received_at state "
      "state_reason room_seq outgoing read unknown_kind repeated_by attachments kind about act without_effect failed recipients "
      "room_handling edits retraction forwarded forward_to matter "
      "form comment");
  EXPECT_EQ(text(object, "type"), "message");
  EXPECT_EQ(text(object, "text"), "a\x1b\u202E") << "nothing is lost in JSON";
  EXPECT_THAT(out, Not(HasSubstr("\u202E"))) << "but escaped";
  EXPECT_EQ(text(object, "urgency"), "emergency");
  EXPECT_EQ(text(object, "sent_at"), "2026-11-22T14:05:03.120Z");
  EXPECT_TRUE(at(object, "in_reply_to").is_null());
  EXPECT_EQ(members(at(object, "attachments").as_array().at(0)), "name media_type size sha256 saved_to");
}

TEST_F(Output, JsonListsAreOneObjectALine) {
  world().messages = {message("m1", "one\ntwo"), message("m2", "three")};
  const auto lines = parse_json_lines(run({"inbox", "--json"}).out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(text(lines[1], "id"), "m2");
  world().messages.clear();
  const auto empty = run({"inbox", "--json"});
  EXPECT_EQ(empty.out + empty.err, "");
}

TEST_F(Output, JsonRecvEndsWithItsReport) {
  world().mailbox = {message("m1", "one")};
  world().notices = {{.level = Notice::Level::warning, .text = "A gap"}};
  const auto lines = parse_json_lines(run({"recv", "--json"}).out);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(text(lines[0], "type"), "message");
  EXPECT_EQ(members(lines[1]), "v type level at room text sentences");
  EXPECT_EQ(members(lines[2]), "v type messages sent queued failed");
  EXPECT_EQ(text(lines[2], "type"), "received");
}

TEST_F(Output, JsonAuthorityHasItsShape) {
  world().authorities = {nairobi()};
  const auto object = parse_json(run({"dir", "show", "ke-odpp", "--json"}).out);
  EXPECT_EQ(
      members(object),
      "v type id country country_name organisation status names mandates networks working_languages request_languages clock "
      "office office_hours interpol accepted_channels contact encryption_required e_signature_required execution_requirements "
      "urgent_procedure legal_basis informal_channels comments links holiday_calendar last_confirmed key_recovery overdue posts");
  EXPECT_EQ(at(object, "clock.open_now"), json::value(false));
  EXPECT_EQ(members(at(object, "office").as_object()), "open until holiday holidays_known");
  EXPECT_EQ(at(object, "office.until.at"), json::value("2026-11-23T05:00:00.000Z"));
  EXPECT_EQ(at(object, "office.until.local_time"), json::value("Mon 2026-11-23 08:00 (UTC+03:00)"));
  const auto& post = at(object, "posts").as_array().at(0);
  EXPECT_EQ(members(post),
            "address kind names networks languages officers reachable duty shifts exceptions overlap_minutes escalation");
  EXPECT_EQ(members(at(post, "duty").as_object()), "planned officers relieved until next");
  EXPECT_EQ(members(at(post, "officers").as_array().at(0)), "address name title languages devices");
}

TEST_F(Output, JsonSendTellsSentFromQueued) {
  world().send = {.message = "b", .room = "a", .state = DeliveryState::queued, .reason = "no route"};
  const auto outcome = run({"send", "--room", "a", "-t", "x", "--json"});
  EXPECT_EQ(outcome.code, 5);
  const auto object = parse_json(outcome.out);
  EXPECT_EQ(members(object), "v type message room state reason recipients warning failed devices delivered");
  EXPECT_EQ(text(object, "state"), "queued");
  EXPECT_THAT(text(parse_json(outcome.err), "warning.message"), HasSubstr("no route"));
}

TEST_F(Output, JsonOfTheOtherCommandsHasItsShape) {
  EXPECT_EQ(members(parse_json(run({"init", "--json"}).out)), "v type folder");
  EXPECT_EQ(members(parse_json(run({"enrol", "i", "--json"}).out)),
            "v type state authority officer officer_name device label relay");
  EXPECT_EQ(members(parse_json(run({"sync", "--json"}).out)), "v type directory new_entries");
  EXPECT_EQ(members(parse_json(run({"status", "--json"}).out)),
            "v type enrolment directory posts rooms unread queued failed alarms key_recoveries");
  world().checks = {{.name = "store"}};
  const auto doctor = parse_json(run({"doctor", "--json"}).out);
  EXPECT_EQ(members(doctor), "v type healthy checks");
  EXPECT_EQ(members(at(doctor, "checks").as_array().at(0)), "name outcome detail");
  world().rooms = {{.id = "a"}};
  EXPECT_EQ(members(parse_json(run({"room", "show", "a", "--json"}).out)),
            "v type id subject participants members epoch epoch_authenticator messages unread left "
            "owners guests references handling phase waiting_for retention_days read_receipts place_lost changes_waiting");
}

TEST_F(Output, AFullDiskIsAnError) {
  std::istringstream in;
  std::ostringstream err;
  std::ostream nowhere(nullptr);  // fails every write
  world().messages = {message("m1", "x")};
  const cli::Environment environment{.in = in,
                                     .out = nowhere,
                                     .err = err,
                                     .variable = [this](const char* name) -> std::optional<std::string> {
                                       return variables_.contains(name) ? std::optional(variables_.at(name)) : std::nullopt;
                                     },
                                     .now = [this] { return now_; },
                                     .ask = [](std::string_view) { return Result<cli::Passphrase>(cli::Passphrase()); }};
  const std::vector<std::string> arguments{"read", "m1", "--passphrase-file", (folder_ / "p").string()};
  {
    std::FILE* file = std::fopen((folder_ / "p").c_str(), "w");
    std::fputs("x\n", file);
    std::fclose(file);
  }
  EXPECT_EQ(static_cast<int>(cli::run(arguments, environment)), 1);
  EXPECT_THAT(err.str(), HasSubstr("standard output"));
}

TEST_F(Output, RoomsThatProgramsOpenedHaveTitlesInTheReadersLanguage) {
  world().rooms = {{.id = "a1", .subject = "Own devices"},
                   {.id = "a2", .subject = "Duty at ke-odpp/duty"},
                   {.id = "a3", .subject = "Own cars"}};
  const auto list = run({"room", "list", "--language", "fr"}).out;
  EXPECT_THAT(list, HasSubstr("Appareils propres"));
  EXPECT_THAT(list, HasSubstr("Permanence de "));
  EXPECT_THAT(list, HasSubstr("Own cars"));
  EXPECT_THAT(run({"room", "list", "--json"}).out, HasSubstr("\"Own devices\"")) << "as it travels";
}

}  // namespace
}  // namespace valise::tests
