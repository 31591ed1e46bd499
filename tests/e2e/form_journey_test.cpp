// Two nights of a 24/7 contact point, with the real programs: a preservation request while the first officer sleeps, and a shift
// that ends in mid-case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/e2e/outside.hpp"
#include "tests/support/requests.hpp"

namespace valise::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct FormJourney : ::testing::Test {
  FormJourney() {
    for (const auto& [name, officer] :
         {std::pair("joyce-desk", "ke-odpp/@jmwangi"), {"peter-desk", "ke-odpp/@potieno"}, {"claire-desk", "fr-bepi/@cmartin"}})
      world.enrol(name, officer);
    write_file(world / "request.toml", kPreservationRequest);
  }
  static Outside& started(Outside& outside) {
    if (outside_available()) outside.start();
    return outside;
  }
  Profile& device(const std::string& name) { return world.device(name); }
  void receive(const std::string& name) { static_cast<void>(device(name).call({"recv"})); }
  boost::json::value form(const std::string& name, const std::string& message) {
    return device(name).one("form", {"form", "show", message});
  }
  std::string state(const std::string& name, const std::string& message) { return text(form(name, message), "state"); }
  boost::json::object debt(const std::string& name, const std::string& message) {
    return form(name, message).at("debts").as_array().at(0).as_object();
  }
  // confirm types back the code that came over a channel.
  void confirm(const std::string& name, const boost::json::value& added, const std::string& code) {
    static_cast<void>(device(name).call({"channel", "confirm", text(added, "id"), code}));
  }

  Outside outside;
  World world{program("valised"), started(outside).settings()};
};

TEST_F(FormJourney, AtNightTheNextOfTheChainPreservesTheLog) {
  if (!outside_available()) GTEST_SKIP() << "needs python3-aiosmtpd";
  // The post's mailbox is Joyce's tonight; Peter is next in its chain.
  const auto mailbox =
      device("joyce-desk").one("channel_added", {"channel", "add", "ke-odpp/duty", "--email", "duty@odpp.example"});
  ASSERT_TRUE(soon([&] { return !outside.mails().empty(); }));
  confirm("joyce-desk", mailbox, match(outside.mails()[0], "Code: ([0-9]{8})"));
  const auto hook = device("peter-desk")
                        .one("channel_added", {"channel", "add", "ke-odpp/@potieno", "--webhook",
                                               "https://localhost:" + std::to_string(outside.https) + "/duty"});
  ASSERT_EQ(outside.hooks().size(), 1U);
  confirm("peter-desk", hook, match(outside.hooks()[0], "\"code\":\"([0-9]{8})\""));
  static_cast<void>(world.office("ke-odpp", {"post", "change", "ke-odpp/duty", "--kind", "contact-point-24-7", "--name",
                                             "en=Duty", "--escalation", "600=@potieno", "--submit"}));

  // Claire sends it and goes offline. The post is called, nobody answers, and the next of the chain is called.
  const auto sent = device("claire-desk")
                        .one("send", {"form", "new", "preservation-request", "ke-odpp/duty", "--from-file",
                                      (world / "request.toml").string(), "--urgent", "--acknowledge-by", "8s"});
  const auto request = text(sent, "message");
  ASSERT_TRUE(soon([&] { return outside.mails().size() >= 2; })) << "the post was not called";
  ASSERT_TRUE(soon([&] { return outside.hooks().size() >= 2; })) << "the next of the chain was not called";
  for (const auto* secret : {"canary-account", "BEPI", "203.0.113.7"}) {
    EXPECT_EQ(outside.hooks()[1].find(secret), std::string::npos);
    EXPECT_EQ(outside.mails()[1].find(secret), std::string::npos);
  }

  // What Claire sees in the morning of her night: overdue, escalated, and who owes what.
  receive("claire-desk");
  const auto alert = device("claire-desk").one("alert", {"alert", request});
  EXPECT_THAT(boost::json::serialize(alert), HasSubstr("\"escalated\""));
  EXPECT_EQ(state("claire-desk", request), "sent");
  EXPECT_EQ(text(debt("claire-desk", request), "who"), "ke-odpp/duty");
  EXPECT_TRUE(debt("claire-desk", request).at("overdue").as_bool());
  EXPECT_TRUE(debt("claire-desk", request).at("yours").as_bool());

  // Peter takes it in hand with one word, which also ends the alert.
  receive("peter-desk");
  EXPECT_TRUE(debt("peter-desk", request).at("mine").as_bool());
  EXPECT_EQ(form("peter-desk", request).at("problems").as_array().size(), 0U);
  static_cast<void>(
      device("peter-desk").call({"form", "status", request, "in_progress", "--promise", "2d", "--text", "Calling the provider"}));
  EXPECT_TRUE(soon([&] {
    receive("claire-desk");
    return boost::json::serialize(device("claire-desk").one("alert", {"alert", request})).find("\"settled\"") !=
           std::string::npos;
  }));
  const auto taken = form("claire-desk", request);
  EXPECT_EQ(text(taken, "state"), "in_progress");
  EXPECT_EQ(text(taken.at("history").at(0), "officer"), "ke-odpp/@potieno");
  EXPECT_TRUE(debt("claire-desk", request).at("promised").as_bool());
  EXPECT_EQ(text(device("claire-desk").one("message", {"read", request}).at("matter"), "state"), "in_charge");

  // In the morning Joyce sees that it is in Peter's hands, and answers for the post; Claire announces the formal request.
  receive("joyce-desk");
  EXPECT_EQ(state("joyce-desk", request), "in_progress");
  static_cast<void>(device("joyce-desk").call({"form", "answer", request, "--text", "Preserved for 90 days."}));
  receive("claire-desk");
  EXPECT_EQ(state("claire-desk", request), "answered");
  EXPECT_EQ(text(debt("claire-desk", request), "what"), "formal_request") << "as the form itself announces";
  EXPECT_EQ(device("claire-desk").run({"form", "status", request, "formal_received"}).code, 4) << "the other side's word";
  static_cast<void>(device("claire-desk").call({"form", "status", request, "formal_to_follow", "--promise", "30d"}));
  receive("peter-desk");
  static_cast<void>(device("peter-desk").call({"form", "status", request, "formal_received"}));
  receive("claire-desk");
  EXPECT_TRUE(device("claire-desk").call({"form", "list"}).empty()) << "nobody owes anything";
  EXPECT_EQ(device("claire-desk").call({"form", "list", "--all"}).size(), 1U);
  EXPECT_EQ(device("peter-desk").call({"search", "Example Telecom"}).size(), 1U);
}

TEST_F(FormJourney, AShiftEndsInMidCaseAndNothingFallsBetween) {
  receive("joyce-desk");
  static_cast<void>(device("joyce-desk").call({"duty", "take", "ke-odpp/duty"}));
  const auto promised = text(
      device("claire-desk")
          .one("send", {"form", "new", "preservation-request", "ke-odpp/duty", "--from-file", (world / "request.toml").string()}),
      "message");
  const auto open = text(device("claire-desk")
                             .one("send", {"form", "new", "status-question", "ke-odpp/duty", "--field", "their_reference=ODPP/9",
                                           "--field", "question=How far is it?"}),
                         "message");
  static_cast<void>(
      device("claire-desk")
          .call({"send", "ke-odpp/duty", "--urgent", "--acknowledge-by", "2h", "--subject", "Log", "--text", "Please call"}));
  receive("joyce-desk");
  static_cast<void>(device("joyce-desk").call({"form", "status", promised, "in_progress", "--promise", "6s"}));
  static_cast<void>(device("joyce-desk").call({"duty", "handover", "--to", "@potieno", "--promise", "3h Call Paris"}));

  // The sheet has the urgent message, the open question, and both promises: the one that Joyce wrote and the one in the form.
  receive("peter-desk");
  const auto board = device("peter-desk").one("duty", {"duty", "status", "ke-odpp/duty"}).at("waiting");
  const auto sheet = boost::json::serialize(board.at("open"));
  EXPECT_THAT(sheet, HasSubstr("fr-bepi/desk: Log"));
  EXPECT_THAT(sheet, HasSubstr(open));
  EXPECT_THAT(boost::json::serialize(board.at("promises")), HasSubstr("Call Paris"));
  EXPECT_THAT(boost::json::serialize(board.at("promises")), HasSubstr(promised));
  static_cast<void>(device("peter-desk").call({"duty", "accept"}));
  receive("claire-desk");
  EXPECT_EQ(state("claire-desk", promised), "in_progress");

  // The promise of the evening is not kept: both sides are told, and a new date is given by who has the duty now.
  ASSERT_TRUE(soon([&] { return debt("claire-desk", promised).at("overdue").as_bool(); }));
  receive("claire-desk");
  receive("peter-desk");
  const auto told = [&](const std::string& name) {
    return boost::json::serialize(device(name).call({"status"})[0]).find("a new date") != std::string::npos;
  };
  EXPECT_TRUE(told("claire-desk"));
  EXPECT_TRUE(told("peter-desk"));
  static_cast<void>(device("peter-desk").call({"form", "status", promised, "in_progress", "--promise", "1d"}));
  static_cast<void>(device("peter-desk").call({"form", "answer", open, "--text", "It is with the court."}));
  receive("claire-desk");
  EXPECT_FALSE(debt("claire-desk", promised).at("overdue").as_bool());
  EXPECT_EQ(state("claire-desk", open), "answered");
  EXPECT_EQ(text(form("claire-desk", open).at("history").at(0), "officer"), "ke-odpp/@potieno");
}

// A draft goes back and forth: comments beside the words, another version from the other side, and all of it in the record.
TEST_F(FormJourney, ADraftIsReviewedAndStandsInTheRecord) {
  write_file(world / "draft.toml",
             "title = \"Request\"\ndraft = \"\"\"\nThe log shall be preserved without delay.\nIt shall be kept.\"\"\"\n");
  const auto sent =
      device("claire-desk")
          .one("send", {"form", "new", "draft-review", "ke-odpp/duty", "--from-file", (world / "draft.toml").string()});
  const auto first = text(sent, "message");
  receive("joyce-desk");
  static_cast<void>(device("joyce-desk")
                        .call({"form", "comment", first, "--passage", "without delay", "--text", "By when?", "--proposal",
                               "within three days"}));
  const auto second = text(device("joyce-desk")
                               .one("send", {"form", "new", "draft-review", "--extends", first, "--field",
                                             "draft=The log shall be preserved within three days."}),
                           "message");
  receive("claire-desk");
  const auto draft = form("claire-desk", first);
  EXPECT_EQ(text(draft.at("comments").at(0), "proposal"), "within three days");
  EXPECT_EQ(draft.at("successors").at(0).as_string(), second);
  EXPECT_FALSE(draft.at("open").as_bool()) << "another version has taken its place";
  EXPECT_EQ(text(form("claire-desk", second), "predecessor"), first);

  const auto file = (world / "record.zip").string();
  const auto report = device("claire-desk").one("export", {"room", "export", text(sent, "room"), "--out", file, "--no-pdf"});
  const auto verdict = device("claire-desk").one("verification", {"verify-export", file, "--genesis", text(report, "directory")});
  EXPECT_TRUE(verdict.at("intact").as_bool());
  const auto folder = (world / "record").string();
  static_cast<void>(device("claire-desk").call({"room", "export", text(sent, "room"), "--out", folder, "--no-pdf"}));
  const auto page = read_file(folder + "/record.html");
  EXPECT_THAT(page, HasSubstr("Draft for review"));
  EXPECT_THAT(page, HasSubstr("The log shall be preserved within three days."));
  EXPECT_THAT(page, HasSubstr("By when?"));
  auto json = read_file(folder + "/record.json");
  EXPECT_THAT(json, HasSubstr("\"kind\":\"draft-review\""));
}

}  // namespace
}  // namespace valise::tests
