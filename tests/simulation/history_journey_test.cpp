// Histories that somebody made up or meant for another: what a hostile giver can make of them. How they travel is shown with the
// real programs (tests/e2e/linking_test.cpp).
#include <gmock/gmock.h>

#include "client-sdk/client/content.hpp"
#include "client-sdk/client/history.hpp"
#include "client-sdk/client/history_bundle.hpp"
#include "client-sdk/client/history_exchange.hpp"
#include "client-sdk/client/link_code.hpp"
#include "client-sdk/client/speech.hpp"
#include "tests/simulation/journey.hpp"
#include "tests/simulation/must.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::simulation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
namespace client = sdk::client;
namespace store = sdk::store;

constexpr auto kOwn = v1::HistoryBundle::OWN_DEVICE;
constexpr auto kSuccessor = v1::HistoryBundle::SUCCESSOR;

std::vector<v1::History> written(Journey& journey, std::size_t device, const client::HistoryTerms& terms) {
  std::vector<v1::History> out;
  auto& context = journey.device(device).context();
  must(context.store.transaction([&](store::Transaction& tx) {
    return client::write_history(tx, context, terms, [&](const v1::History& part, std::uint64_t) -> base::Result<> {
      out.push_back(part);
      return {};
    });
  }));
  return out;
}

std::uint64_t taken(Journey& journey, std::size_t device, const v1::History& part, const client::HistoryTerms& terms,
                    std::size_t by) {
  auto& context = journey.device(device).context();
  return must(context.store.transaction(
      [&](store::Transaction& tx) { return client::take_history(tx, context, part, terms, journey.device(by).device().id); }));
}

// One office with a colleague, and another office; two rooms, and a new device of the officer.
struct HistoryJourney : ::testing::Test {
  HistoryJourney() {
    archive = journey.found_post(0, "archive", {"officer"}, v1::HISTORY_POLICY_ALL);
    EXPECT_TRUE(journey.settle());
    room = journey.open(1, "Case", {0});
    EXPECT_TRUE(journey.settle());
    EXPECT_EQ(journey.say(0, room, "Answer"), room);
    other = journey.write_to(1, "For the archive", {archive});
    EXPECT_TRUE(journey.settle());
    fresh = journey.enrol(0, "officer");
    EXPECT_TRUE(journey.settle());
    EXPECT_THAT(journey.texts(fresh, room), IsEmpty());
    EXPECT_THAT(journey.texts(fresh, other), IsEmpty());
  }

  v1::History genuine() {
    auto parts = written(journey, 0, own);
    EXPECT_EQ(parts.size(), 1U);
    return parts.front();
  }

  Journey journey{2, 1};
  std::string archive, room, other;
  std::size_t fresh = 0;
  client::HistoryTerms own{.purpose = kOwn, .post = {}, .receiver = {}};
};

TEST_F(HistoryJourney, WhatIsGenuineIsTakenOnce) {
  const auto history = genuine();
  EXPECT_EQ(taken(journey, fresh, history, own, 0), 3U);
  EXPECT_THAT(journey.texts(fresh, room), ElementsAre("Opened", "Answer"));
  EXPECT_THAT(journey.texts(fresh, other), ElementsAre("Opened"));
  EXPECT_EQ(taken(journey, fresh, history, own, 0), 0U);
  EXPECT_THAT(journey.texts(fresh, room), ElementsAre("Opened", "Answer"));
}

using Forgery = std::function<void(v1::RepeatedMessage&)>;

TEST_F(HistoryJourney, WhatIsForgedChangesNothing) {
  const auto elsewhere = journey.device(1).device().id;
  const std::map<std::string, Forgery> forgeries{
      {"other words",
       [](auto& m) {
         v1::Content content;
         content.ParseFromString(m.content());
         content.mutable_text()->set_text("I confess");
         m.set_content(content.SerializeAsString());
       }},
      {"another author",
       [&](auto& m) { m.set_sender(m.sender() == elsewhere.string() ? std::string(16, 'x') : elsewhere.string()); }},
      {"no signature", [](auto& m) { m.clear_signature(); }},
      {"another signature", [](auto& m) { m.mutable_signature()->front() ^= 1; }},
      {"another epoch", [](auto& m) { m.set_epoch(m.epoch() + 1); }},
      {"another leaf", [](auto& m) { m.set_leaf(m.leaf() + 1); }},
      {"another room", [](auto& m) { m.mutable_room_id()->front() ^= 1; }},
      {"no room", [](auto& m) { m.clear_room_id(); }},
      {"no context", [](auto& m) { m.set_context(1000); }},
      {"without a number", [](auto& m) { m.set_room_seq(0); }},
      {"no content", [](auto& m) { m.clear_content(); }},
  };
  for (const auto& [name, forge] : forgeries) {
    auto history = genuine();
    for (auto& message : *history.mutable_messages()) forge(message);
    EXPECT_EQ(taken(journey, fresh, history, own, 0), 0U) << name;
    EXPECT_THAT(journey.texts(fresh, room), IsEmpty()) << name;
    EXPECT_THAT(journey.texts(fresh, other), IsEmpty()) << name;
  }
  EXPECT_EQ(taken(journey, fresh, genuine(), own, 0), 3U) << "and without the forgery it is";
}

TEST_F(HistoryJourney, ASuccessorTakesOnlyWhatIsOfThePost) {
  const client::HistoryTerms archives{.purpose = kSuccessor, .post = archive, .receiver = {}};
  EXPECT_EQ(taken(journey, fresh, genuine(), archives, 0), 1U);
  EXPECT_THAT(journey.texts(fresh, other), ElementsAre("Opened"));
  EXPECT_THAT(journey.texts(fresh, room), IsEmpty());
  const client::HistoryTerms duty{.purpose = kSuccessor, .post = journey.post(0), .receiver = {}};
  EXPECT_EQ(taken(journey, fresh, genuine(), duty, 0), 0U) << "that post's policy hands nothing over";
  EXPECT_THAT(written(journey, 0, duty), IsEmpty());
  EXPECT_EQ(written(journey, 0, archives).size(), 1U);
}

// A link of the new device with the old one, and a room in which both are.
struct BundleJourney : HistoryJourney {
  BundleJourney() {
    auto& context = journey.device(fresh).context();
    must(context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
      auto put = tx.histories().put_link({.gives = false,
                                          .state = store::LinkState::agreed,
                                          .key = code.key(),
                                          .peer = giver(),
                                          .expires = context.clock.now() + std::chrono::hours(1)});
      return put ? base::Result<>{} : base::pass_on(put);
    }));
  }

  [[nodiscard]] base::DeviceId giver() { return journey.device(0).device().id; }
  [[nodiscard]] base::DeviceId receiver() { return journey.device(fresh).device().id; }

  v1::Content bundle(const client::LinkCode& by) {
    v1::Content out;
    out.set_message_id(std::string(16, static_cast<char>('a' + number++)));
    auto& file = *out.add_attachments();
    file.set_attachment_id(std::string(16, 'a'));
    file.set_sha256(std::string(32, 's'));
    file.set_key(std::string(32, 'k'));
    file.set_size(100);
    const auto mac =
        client::bundle_mac(by.key(), receiver(), base::as_bytes(file.attachment_id()), base::as_bytes(file.sha256()));
    auto& history = *out.mutable_history_bundle();
    history.set_purpose(kOwn);
    history.set_receiver(receiver().string());
    history.set_part(1);
    history.set_parts(1);
    history.set_code_mac(mac.data(), mac.size());
    return out;
  }

  // waits gives how many parts wait to be fetched after such a message came.
  std::size_t waits(const v1::Content& content, base::DeviceId sender, const std::string& in) {
    auto& context = journey.device(fresh).context();
    return must(context.store.transaction([&](store::Transaction& tx) -> base::Result<std::size_t> {
      const store::Message message{.id = *base::MessageId::parse(content.message_id()),
                                   .room = must(tx.rooms().with_prefix(in)).id,
                                   .room_seq = base::RoomSeq(9),
                                   .sender = sender};
      must(client::take_history_bundle(tx, context, message, content));
      return must(tx.histories().parts_waiting()).size();
    }));
  }

  tests::SeededRandom random{7};
  client::LinkCode code = client::LinkCode::make(random, {.gives = true, .device = giver(), .expires = {}});
  client::LinkCode wrong = client::LinkCode::make(random, {.gives = true, .device = giver(), .expires = {}});
  int number = 0;
};

TEST_F(BundleJourney, OnlyTheExpectedPartIsFetched) {
  EXPECT_EQ(waits(bundle(wrong), giver(), room), 0U) << "a wrong code";
  EXPECT_EQ(waits(bundle(code), journey.device(1).device().id, room), 0U) << "another officer's device";
  EXPECT_EQ(waits(bundle(code), base::DeviceId{}, room), 0U) << "an unknown device";
  const std::map<std::string, std::function<void(v1::Content&)>> spoiled{
      {"another receiver", [&](auto& c) { c.mutable_history_bundle()->set_receiver(giver().string()); }},
      {"another file", [](auto& c) { c.mutable_attachments(0)->mutable_sha256()->front() ^= 1; }},
      {"another place", [](auto& c) { c.mutable_attachments(0)->mutable_attachment_id()->front() ^= 1; }},
      {"two files", [](auto& c) { *c.add_attachments() = c.attachments(0); }},
      {"no file", [](auto& c) { c.clear_attachments(); }},
      {"too large", [](auto& c) { c.mutable_attachments(0)->set_size(client::kLargestHistory + 1); }},
      {"too many parts", [](auto& c) { c.mutable_history_bundle()->set_parts(client::kMostHistoryParts + 1); }},
      {"part 0", [](auto& c) { c.mutable_history_bundle()->set_part(0); }},
      {"part behind the last", [](auto& c) { c.mutable_history_bundle()->set_part(2); }},
      {"no purpose", [](auto& c) { c.mutable_history_bundle()->clear_purpose(); }},
      {"a successor's, not among colleagues",
       [&](auto& c) {
         c.mutable_history_bundle()->set_purpose(kSuccessor);
         c.mutable_history_bundle()->set_post(archive);
       }},
  };
  for (const auto& [name, spoil] : spoiled) {
    auto content = bundle(code);
    spoil(content);
    EXPECT_EQ(waits(content, giver(), room), 0U) << name;
  }
  EXPECT_EQ(waits(bundle(code), giver(), room), 1U);
  EXPECT_EQ(waits(bundle(code), giver(), room), 1U) << "the same part again";
  auto more = bundle(code);
  more.mutable_history_bundle()->set_part(2);
  more.mutable_history_bundle()->set_parts(2);
  EXPECT_EQ(waits(more, giver(), room), 1U) << "of a history with another number of parts";
}

TEST(LinkCode, IsReadBackAndRefusedWhereAPartIsMissing) {
  tests::SeededRandom random{3};
  const auto device = random.id<base::DeviceId>();
  const auto code = client::LinkCode::make(random, {.gives = true, .device = device, .expires = base::from_wire(12345)});
  const auto text = code.text();
  const auto read = client::LinkCode::parse(" " + text.substr(0, 30) + "\n " + text.substr(30) + "\r\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->terms().device, device);
  EXPECT_TRUE(read->terms().gives);
  EXPECT_EQ(read->terms().expires, base::from_wire(12345));
  EXPECT_EQ(client::request_mac(read->key(), device), client::request_mac(code.key(), device));
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(client::LinkCode::parse(text.substr(0, size))) << size;
  EXPECT_FALSE(client::LinkCode::parse("valise-invite1:" + text.substr(13)));
}

}  // namespace
}  // namespace valise::simulation
