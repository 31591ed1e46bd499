// An urgent message at night: the relay calls the post by e-mail and a webhook, is killed, goes on, escalates,
// and the sender, who was away, learns all of it. Nothing of how people are called stands in the relay's log or, readable, in its
// files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <thread>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "tests/e2e/outside.hpp"
#include "tests/support/search.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kMailbox = "duty-canary-3d1f@odpp.example";

struct AlertsTest : ::testing::Test {
  AlertsTest() {
    world.enrol("joyce-desk", "ke-odpp/@jmwangi");
    world.enrol("peter-desk", "ke-odpp/@potieno");
    world.enrol("claire-desk", "fr-bepi/@cmartin");
  }
  static Outside& started(Outside& outside) {
    outside.start();
    return outside;
  }
  // add_mailbox sets the post's channel up and proves it, as its officers do.
  void add_mailbox() {
    const auto added = world.device("joyce-desk").one("channel_added", {"channel", "add", "ke-odpp/duty", "--email", kMailbox});
    channel = text(added, "id");
    ASSERT_TRUE(soon([&] { return !outside.mails().empty(); }));
    const auto code = match(outside.mails().at(0), "Code: ([0-9]{8})");
    static_cast<void>(world.device("peter-desk").call({"channel", "confirm", channel, code}));
  }
  std::string reach() { return text(world.device("claire-desk").one("reach", {"channel", "reach", "ke-odpp/duty"}), "state"); }
  // states gives what the relay told of a message.
  std::vector<std::string> states(const std::string& message) {
    const auto alert = world.device("claire-desk").one("alert", {"alert", message});
    std::vector<std::string> out;
    for (const auto& event : alert.at("events").as_array()) out.push_back(text(event, "state"));
    return out;
  }

  Outside outside;
  World world{program("valised"), started(outside).settings()};
  std::string channel;
};

TEST_F(AlertsTest, CallThePostEscalateAndTellTheSender) {
  if (!outside_available()) GTEST_SKIP() << "needs python3-aiosmtpd";
  EXPECT_EQ(reach(), "none");
  add_mailbox();
  EXPECT_EQ(reach(), "works");

  // The second officer has a webhook of his own, and stands in the chain.
  auto& peter = world.device("peter-desk");
  const auto hook = peter.one("channel_added", {"channel", "add", "ke-odpp/@potieno", "--webhook",
                                                "https://localhost:" + std::to_string(outside.https) + "/duty"});
  ASSERT_EQ(outside.hooks().size(), 1U);
  static_cast<void>(peter.call({"channel", "confirm", text(hook, "id"), match(outside.hooks()[0], "\"code\":\"([0-9]{8})\"")}));
  static_cast<void>(world.office("ke-odpp", {"post", "change", "ke-odpp/duty", "--kind", "contact-point-24-7", "--name",
                                             "en=Duty", "--escalation", "600=@potieno", "--submit"}));

  auto& claire = world.device("claire-desk");
  const auto sent = claire.one("send", {"send", "ke-odpp/duty", "--urgent", "--acknowledge-by", "8s", "--subject",
                                        "canary-subject-77aa", "--text", "canary-text-88bb"});
  const auto message = text(sent, "message");
  ASSERT_TRUE(soon([&] { return outside.mails().size() >= 2; })) << "nobody was called";
  const auto mail = outside.mails().at(1);
  const auto reference = match(mail, "Reference: +([0-9A-Z]{4}-[0-9A-Z]{4})");
  EXPECT_FALSE(reference.empty());
  for (const auto* secret : {"canary-subject", "canary-text", "fr-bepi", "cmartin"}) EXPECT_THAT(mail, Not(HasSubstr(secret)));

  // The relay dies with the alert open, and its deadline passes meanwhile. The sender is away all the time.
  world.relay().kill();
  std::this_thread::sleep_for(9s);
  world.relay().start();
  ASSERT_TRUE(soon([&] { return outside.hooks().size() >= 2; })) << "it was not escalated";
  const auto called = outside.hooks().at(1);
  EXPECT_THAT(called, HasSubstr("\"overdue\":true"));
  EXPECT_THAT(called, HasSubstr(reference));
  const auto line = called.find('\n');
  const auto stamp = match(called, "t=([0-9]+)");
  const auto signed_text = stamp + "." + called.substr(line + 1);
  const auto secret = base::parse_hex(text(hook, "secret")).value();
  EXPECT_EQ(match(called, "v1=([0-9a-f]{64})"), base::to_hex(crypto::HmacSha256::of(secret, base::as_bytes(signed_text))));

  static_cast<void>(claire.call({"recv"}));
  EXPECT_THAT(states(message), ElementsAre("raised", "overdue", "escalated"));
  EXPECT_EQ(text(claire.one("alert", {"alert", message}), "reference"), reference);
  const auto alarms = claire.one("status", {"status"}).at("alarms").as_array();
  EXPECT_THAT(boost::json::serialize(alarms), HasSubstr(reference));

  // The post answers by name: nobody is called any more.
  auto& joyce = world.device("joyce-desk");
  static_cast<void>(joyce.call({"recv"}));
  static_cast<void>(joyce.call({"ack", message}));
  static_cast<void>(claire.call({"recv"}));
  ASSERT_TRUE(soon([&] {
    static_cast<void>(claire.call({"recv"}));
    return states(message).back() == "settled";
  }));
  const auto before = outside.mails().size();
  std::this_thread::sleep_for(5s);
  EXPECT_EQ(outside.mails().size(), before);

  // Neither readable in the files nor in the log.
  EXPECT_EQ(world.relay().stop(), 0);
  EXPECT_TRUE(words_in_files(world.relay().data(), {kMailbox, text(hook, "secret"), "canary-subject-77aa"}).empty());
  for (const auto* stream : {".out", ".err"}) {
    const auto log = read_file(world.relay().log().string() + stream);
    EXPECT_THAT(log, Not(HasSubstr("canary")));
    EXPECT_THAT(log, Not(HasSubstr("localhost")));
  }
}

// Who says only that it is urgent is served as well: a form, and an answer in its room, call the post without a deadline of their
// own. Where nobody can be called, whoever writes learns it before it goes out.
TEST_F(AlertsTest, AFormAndAnAnswerCallThePostToo) {
  if (!outside_available()) GTEST_SKIP() << "needs python3-aiosmtpd";
  add_mailbox();
  auto& claire = world.device("claire-desk");
  const std::vector<std::string> question{"form",
                                          "new",
                                          "status-question",
                                          "ke-odpp/duty",
                                          "--field",
                                          "their_reference=ODPP/9",
                                          "--field",
                                          "question=How far is it?",
                                          "--urgent"};
  const auto mails = [&] { return outside.mails().size(); };
  const auto before = mails();
  const auto form = text(claire.one("send", question), "message");
  ASSERT_TRUE(soon([&] { return mails() > before; })) << "nobody was called";
  auto& joyce = world.device("joyce-desk");
  static_cast<void>(joyce.call({"recv"}));
  static_cast<void>(joyce.call({"ack", form}));
  static_cast<void>(claire.call({"recv"}));
  const auto called = mails();
  static_cast<void>(claire.one("send", {"send", "--reply-to", form, "--emergency", "--text", "It burns: please call."}));
  ASSERT_TRUE(soon([&] { return mails() > called; })) << "nobody was called";

  outside.process.reset();
  EXPECT_EQ(joyce.run({"channel", "test", channel}).code, 1);
  for (const auto& words :
       {question, std::vector<std::string>{"send", "--reply-to", form, "--urgent", "--text", "Please call."}}) {
    const auto warned = claire.run(words);
    EXPECT_EQ(warned.code, 0) << warned.summary();
    EXPECT_THAT(warned.err, HasSubstr("ke-odpp/duty cannot be called"));
  }
}

// "sent" means that the alert is as safe as the message, whatever happens to the relay in the next moment.
TEST_F(AlertsTest, NoAlertIsLostWithTheRelay) {
  if (!outside_available()) GTEST_SKIP() << "needs python3-aiosmtpd";
  add_mailbox();
  outside.process.reset();  // nobody can be called while the relay lives
  static_cast<void>(world.device("claire-desk")
                        .call({"send", "ke-odpp/duty", "--urgent", "--acknowledge-by", "1h", "--subject", "S", "--text", "T"}));
  world.relay().kill();
  outside.start();
  world.relay().start();
  EXPECT_TRUE(soon([&] { return outside.mails().size() >= 2; })) << "nobody was called";
}

// Who asked takes it back while the relay is out of reach: the relay is told as soon as it is there, and lets the post sleep. A
// colleague at the sender's post can say that nothing is left to do, to the same effect.
TEST_F(AlertsTest, WhatIsTakenBackCallsNobodyAnyMore) {
  if (!outside_available()) GTEST_SKIP() << "needs python3-aiosmtpd";
  add_mailbox();
  auto& claire = world.device("claire-desk");
  const auto urgent = [&](const std::string& subject) {
    const auto before = outside.mails().size();
    const auto message = text(claire.one("send", {"send", "ke-odpp/duty", "--urgent", "--acknowledge-by", "1h", "--subject",
                                                  subject, "--text", "Please keep the log"}),
                              "message");
    EXPECT_TRUE(soon([&] { return outside.mails().size() > before; })) << "nobody was called";
    return message;
  };
  const auto last_state = [&](const std::string& message) {
    static_cast<void>(claire.call({"recv"}));
    const auto all = states(message);
    return all.empty() ? std::string("none yet") : all.back();
  };
  const auto retracted = urgent("Taken back");
  EXPECT_EQ(world.relay().stop(), 0);
  const auto queued = claire.run({"retract", retracted, "--reason", "Found here", "--timeout", "2s"});
  EXPECT_EQ(queued.code, 5) << queued.summary();
  world.relay().start();
  ASSERT_TRUE(soon([&] { return last_state(retracted) == "withdrawn"; }));
  const auto done = urgent("Settled");
  EXPECT_TRUE(soon([&] { return last_state(done) == "raised"; }));
  static_cast<void>(claire.call({"ack", done, "--done", "--remark", "Settled by telephone"}));
  ASSERT_TRUE(soon([&] { return last_state(done) == "withdrawn"; }));
  const auto before = outside.mails().size();
  std::this_thread::sleep_for(5s);
  EXPECT_EQ(outside.mails().size(), before);
  auto& joyce = world.device("joyce-desk");
  static_cast<void>(joyce.call({"recv"}));
  EXPECT_TRUE(of_type(joyce.call({"inbox", "--waiting"}), "waiting").empty());
}

// A mail server as authorities have one, with the relay's settings as they are by default: STARTTLS, and a login.
TEST(AlertsBySmtp, DebiansEximTakesThemOverTlsFromWhomItKnows) {
  if (!exim_available()) GTEST_SKIP() << "needs exim4-daemon-light";
  Exim exim;
  exim.start();
  World world{program("valised"), exim.settings()};
  auto& joyce = world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  const auto reach = [&] { return text(claire.one("reach", {"channel", "reach", "ke-odpp/duty"}), "state"); };
  const auto added = joyce.one("channel_added", {"channel", "add", "ke-odpp/duty", "--email", kMailbox});
  const auto channel = text(added, "id");
  ASSERT_TRUE(soon([&] { return !exim.mails().empty(); })) << exim.log();
  static_cast<void>(joyce.call({"channel", "confirm", channel, match(exim.mails().at(0), "Code: ([0-9]{8})")}));
  EXPECT_EQ(reach(), "works");
  static_cast<void>(
      claire.call({"send", "ke-odpp/duty", "--urgent", "--subject", "canary-subject-77aa", "--text", "canary-text-88bb"}));
  ASSERT_TRUE(soon([&] { return exim.mails().size() >= 2; })) << exim.log();
  const auto mail = exim.mails().at(1);
  for (const auto* line :
       {"\nFrom: Valise <relay@valise.example>\n", "\nTo: <duty-canary-3d1f@odpp.example>\n", "\nMessage-ID: <",
        "\nDate: ", "\nSubject: ", "\nAuto-Submitted: auto-generated\n", "\nX-Auto-Response-Suppress: All\n",
        "\nImportance: high\n", "\nContent-Type: text/plain; charset=us-ascii\n"}) {
    EXPECT_THAT(mail, HasSubstr(line));
  }
  EXPECT_FALSE(match(mail, "Reference: +([0-9A-Z]{4}-[0-9A-Z]{4})").empty());
  for (const auto* secret : {"canary-subject", "canary-text", "fr-bepi", "cmartin"}) EXPECT_THAT(mail, Not(HasSubstr(secret)));
  EXPECT_THAT(exim.log(), HasSubstr("A=plain:valise-relay")) << "logged in";
  EXPECT_THAT(exim.log(), HasSubstr("X=TLS")) << "and encrypted";

  // A password that does not count any more, or a server that is another one, is a channel that fails, and is shown as one.
  const auto fails = [&] {
    const auto tested = joyce.run({"channel", "test", channel});
    EXPECT_EQ(tested.code, 1) << tested.summary();
    const auto listed = joyce.one("channel", {"channel", "list", "ke-odpp/duty"});
    return !listed.at("failing_since").is_null() && reach() == "failing";
  };
  const auto mails = exim.mails().size();
  exim.start("changed meanwhile");
  EXPECT_TRUE(fails());
  EXPECT_THAT(exim.log(), HasSubstr("authenticator failed"));
  exim.start("of the relay", "mail.of-somebody-else.example");
  EXPECT_TRUE(fails());
  EXPECT_EQ(exim.mails().size(), mails);
  exim.start();
  static_cast<void>(joyce.call({"channel", "test", channel}));
  ASSERT_TRUE(soon([&] { return exim.mails().size() > mails; })) << exim.log();
}

TEST_F(AlertsTest, AChannelThatFailsIsShownToBothSides) {
  if (!outside_available()) GTEST_SKIP() << "needs python3-aiosmtpd";
  add_mailbox();
  outside.process.reset();
  const auto failed = world.device("joyce-desk").run({"channel", "test", channel});
  EXPECT_EQ(failed.code, 1) << failed.summary();
  EXPECT_EQ(reach(), "failing");
  const auto listed = world.device("peter-desk").one("channel", {"channel", "list", "ke-odpp/duty"});
  EXPECT_FALSE(listed.at("failing_since").is_null());
  static_cast<void>(world.device("peter-desk").call({"recv"}));
  const auto alarms = world.device("peter-desk").one("status", {"status"}).at("alarms").as_array();
  EXPECT_THAT(boost::json::serialize(alarms), HasSubstr("ke-odpp/duty"));
  const auto warned = world.device("claire-desk")
                          .run({"send", "ke-odpp/duty", "--urgent", "--acknowledge-by", "1h", "--subject", "S", "--text", "T"});
  EXPECT_EQ(warned.code, 0) << warned.summary();
  EXPECT_THAT(warned.err, HasSubstr("ke-odpp/duty cannot be called"));
}

}  // namespace
}  // namespace valise::tests
