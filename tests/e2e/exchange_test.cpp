// What is said in a room, with the real programs: urgent messages answered by named officers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <map>
#include <thread>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

struct ExchangeTest : ::testing::Test {
  ExchangeTest() { world.enrol_all(); }
  [[nodiscard]] Profile& claire() { return world.device("claire-desk"); }
  [[nodiscard]] Profile& peter() { return world.device("peter-desk"); }
  [[nodiscard]] Profile& joyce() { return world.device("joyce-desk"); }
  [[nodiscard]] Profile& agnes() { return world.device("agnes-desk"); }

  // ask sends an urgent message of Claire's to the duty post of Kenya and the desk of Uganda; it gives its id.
  std::string ask() {
    const auto sent = claire().one("send", {"send", "ke-odpp/duty", "ug-dpp/desk", "--urgent", "--acknowledge-by", "2h",
                                            "--subject", "Log about to be overwritten", "--text", "Please keep it."});
    receive_all();
    return text(sent, "message");
  }
  void receive_all() {
    for (auto* device : {&claire(), &peter(), &joyce(), &agnes()}) static_cast<void>(device->call({"recv"}));
  }
  [[nodiscard]] static boost::json::value matter(Profile& device, const std::string& id) {
    return at(device.one("message", {"read", id}), "matter");
  }

  World world;
};

TEST_F(ExchangeTest, ANamedOfficerTakesTheMatterInChargeAndAColleagueTakesOver) {
  const auto id = ask();
  EXPECT_EQ(text(matter(claire(), id), "state"), "open");
  EXPECT_EQ(text(matter(claire(), id), "asked"), "ke-odpp/duty");
  static_cast<void>(peter().call({"ack", id, "--remark", "I call you."}));
  receive_all();
  for (auto* device : {&claire(), &peter(), &joyce(), &agnes()}) {
    EXPECT_EQ(text(matter(*device, id), "state"), "in_charge");
    EXPECT_EQ(text(matter(*device, id), "officer"), "ke-odpp/@potieno");
  }
  static_cast<void>(joyce().call({"ack", id}));
  static_cast<void>(peter().call({"ack", id, "--decline", "I am on leave."}));  // has it no longer: history only
  receive_all();
  for (auto* device : {&claire(), &peter(), &joyce(), &agnes()}) {
    EXPECT_EQ(text(matter(*device, id), "officer"), "ke-odpp/@jmwangi");
    EXPECT_EQ(at(matter(*device, id), "history").as_array().size(), 3u);
  }
  static_cast<void>(joyce().call({"ack", id, "--done"}));
  receive_all();
  EXPECT_EQ(text(matter(claire(), id), "state"), "done");
  EXPECT_TRUE(claire().call({"inbox", "--waiting"}).empty());
}

TEST_F(ExchangeTest, TheMatterIsDeclinedOrItsUrgencyContestedWithAReason) {
  const auto first = ask();
  const auto second = ask();
  static_cast<void>(peter().call({"ack", first, "--decline", "Not our mandate."}));
  static_cast<void>(joyce().call({"ack", second, "--contest", "Kept for a year."}));
  receive_all();
  EXPECT_EQ(text(matter(agnes(), first), "state"), "declined");
  EXPECT_EQ(text(matter(agnes(), first), "reason"), "Not our mandate.");
  EXPECT_EQ(text(matter(claire(), second), "state"), "contested");
  EXPECT_EQ(text(matter(claire(), second), "officer_name"), text(matter(agnes(), second), "officer_name"));
}

TEST_F(ExchangeTest, WaitingIsForThoseWhoAreAskedAndThoseWhoAsk) {
  const auto id = ask();
  const auto for_peter = peter().one("waiting", {"inbox", "--waiting"});
  EXPECT_TRUE(at(for_peter, "for_me").as_bool());
  EXPECT_EQ(text(for_peter, "message"), id);
  const auto for_claire = claire().one("waiting", {"inbox", "--waiting"});
  EXPECT_FALSE(at(for_claire, "for_me").as_bool());
  EXPECT_EQ(text(for_claire, "whom"), "ke-odpp/duty");
  EXPECT_TRUE(agnes().call({"inbox", "--waiting"}).empty()) << "another post is asked";
}

TEST_F(ExchangeTest, WhoIsNotAskedCannotAnswer) {
  const auto id = ask();
  const auto refused = agnes().run({"ack", id});
  EXPECT_EQ(refused.code, 4) << refused.summary();
  EXPECT_EQ(claire().run({"ack", id}).code, 4) << "the sender cannot take their own matter in charge";
  EXPECT_EQ(peter().run({"ack", "ffff0000"}).code, 3);
  const auto plain = text(peter().one("send", {"send", "--reply-to", id, "--text", "Yes."}), "message");
  receive_all();
  EXPECT_EQ(claire().run({"ack", plain}).code, 2) << "not urgent";
  EXPECT_EQ(text(matter(claire(), id), "state"), "open");
}

TEST_F(ExchangeTest, ADeadlineThatPassesIsToldOnce) {
  const auto sent = claire().one(
      "send", {"send", "ke-odpp/duty", "--emergency", "--acknowledge-by", "1s", "--subject", "Now", "--text", "Please call."});
  EXPECT_EQ(text(sent, "state"), "sent");
  std::size_t told = 0;
  for (int visit = 0; visit < 3; ++visit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    for (const auto& notice : of_type(claire().call({"recv"}), "notice")) {
      if (text(notice, "text").find("Nobody has answered") != std::string::npos) ++told;
    }
  }
  EXPECT_EQ(told, 1u);
  EXPECT_TRUE(at(matter(claire(), text(sent, "message")), "overdue").as_bool());
}

TEST_F(ExchangeTest, TheSenderKnowsOnHowManyDevicesAMessageIs) {
  const auto missed = claire().run(
      {"send", "ke-odpp/duty", "--subject", "A log", "--text", "Please.", "--wait", "delivered", "--patience", "1s", "--json"});
  EXPECT_EQ(missed.code, 7) << missed.summary();
  const auto sent = boost::json::parse(missed.out);
  EXPECT_EQ(text(sent, "state"), "sent");
  EXPECT_EQ(at(sent, "devices").to_number<int>(), 3) << "one of Peter's, two of Joyce's";
  const auto id = text(sent, "message");
  const auto delivered = [&] {
    static_cast<void>(claire().call({"recv"}));
    std::map<std::string, std::pair<bool, bool>> out;
    for (const auto& one : at(claire().one("message", {"read", id}), "recipients").as_array()) {
      auto& [has_it, has_read] = out[text(one, "officer")];  // any device of the officer
      has_it = has_it || !at(one, "delivered_at").is_null();
      has_read = has_read || !at(one, "read_at").is_null();
    }
    return out;
  };
  static_cast<void>(peter().call({"recv"}));
  EXPECT_EQ(delivered()["ke-odpp/@potieno"], std::pair(true, false));
  EXPECT_EQ(delivered()["ke-odpp/@jmwangi"], std::pair(false, false));
  EXPECT_EQ(at(claire().one("received", {"recv"}), "messages").to_number<int>(), 0) << "nobody sees receipts";

  const auto room = text(sent, "room");
  static_cast<void>(claire().call({"case", "receipts", room, "yes"}));
  receive_all();
  static_cast<void>(joyce().call({"read", id}));
  receive_all();
  EXPECT_EQ(delivered()["ke-odpp/@jmwangi"], std::pair(true, true));
  EXPECT_EQ(delivered()["ke-odpp/@potieno"], std::pair(true, false));
}

}  // namespace
}  // namespace valise::tests
