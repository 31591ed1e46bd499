// Rows 11, 13 to 17 and 21 of the threat list: what malicious members and relays can do to a room, against real clients.
#include "tests/attack/paper_relay.hpp"

#include <gmock/gmock.h>

#include <random>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/mls_identity.hpp"

namespace valise::sdk::client {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

class HostileMember : public PaperRelayTest {
 protected:
  // forge lets a member protect any content it likes, as its own.
  v1::Delivery forge(RoomGroup& of, std::size_t device, const v1::Content& content, const v1::Delivery& like) {
    const auto visible = visible_data(context(device).log.head());
    auto delivery = like;
    delivery.set_message(
        base::to_string(of.group.protect(visible, base::as_bytes(content.SerializeAsString()), random_).value()));
    delivery.set_room_seq(like.room_seq() + ++forged_);
    return delivery;
  }
  std::uint64_t forged_ = 0;
};

v1::RoomWish subject(const std::string& text) {
  v1::RoomWish wish;
  wish.set_subject(text);
  return wish;
}
v1::RoomWish condition(const std::string& text) {
  v1::RoomWish wish;
  wish.set_add_handling(text);
  return wish;
}

// Row 11. The relay takes two commits for one position and shows each half one of them.
TEST_F(HostileMember, AForkIsFoundAtTheFirstCrossMessage) {
  const auto room = open();
  relay_.forks = true;
  wish(0, room, subject("For the first half"));
  std::map<std::size_t, std::vector<v1::Delivery>> first;
  for (const std::size_t device : {1U, 2U, 3U, 4U, 5U}) first[device] = box(device);
  wish(5, room, condition("For the second half"));
  for (const std::size_t device : {1U, 2U}) ASSERT_TRUE(give(device, first[device].front()));
  for (const std::size_t device : {3U, 4U}) ASSERT_TRUE(give(device, box(device).front()));
  for (const std::size_t device : {0U, 1U, 2U}) box(device).clear();
  ASSERT_NE(group(0, room).group.epoch_authenticator(), group(5, room).group.epoch_authenticator());

  std::size_t found = 0;
  speak(1, room, "From the first half");
  ASSERT_TRUE(give(2, box(2).front())) << "within its half nobody notices";
  for (const std::size_t device : {3U, 4U, 5U}) {
    EXPECT_FALSE(give(device, box(device).back()));
    found += alarms(device, "altered, or made unreadable by its sender");
  }
  speak(4, room, "From the second half");
  ASSERT_TRUE(give(3, box(3).back()));
  for (const std::size_t device : {0U, 1U, 2U}) {
    EXPECT_FALSE(give(device, box(device).back()));
    found += alarms(device, "altered, or made unreadable by its sender");
  }
  EXPECT_EQ(found, 6U) << "each at the first message from the other half";
}
TEST_F(HostileMember, WithoutAForkACrossMessageIsRead) {
  const auto room = open();
  wish(0, room, subject("For all"));
  for (std::size_t device = 1; device < 6; ++device) take_all(device);
  speak(1, room, "To all");
  for (const std::size_t device : {0U, 2U, 3U, 4U, 5U}) {
    take_all(device);
    EXPECT_THAT(texts(device, room), Contains("To all"));
    EXPECT_EQ(alarms(device, ""), device == 0 ? 0U : 1U) << "that the subject changed";
  }
}

// Row 13. One to three messages in a row are left out, wherever, and the rest is numbered as if nothing were missing.
TEST_F(HostileMember, EveryGapIsFoundByTheNextMessageOfItsSender) {
  const auto room = open();
  take_all(1);
  std::size_t cases = 0, found = 0;
  for (const std::size_t missing : {1U, 2U, 3U}) {
    for (std::size_t device = 1; device < 6; ++device) {
      for (std::size_t i = 0; i < missing; ++i) speak(0, room, "Left out");
      speak(0, room, "Case " + std::to_string(++cases));
      for (std::size_t other = 1; other < 6; ++other) {
        if (other != device) take_all(other);
      }
      const auto last = box(device).back();
      see_all(device);
      const auto before = alarms(device, "is missing before this one");
      EXPECT_EQ(give(device, last).error().code, ClientError::messages_missing) << "asked for again at first";
      ASSERT_TRUE(give(device, last));
      EXPECT_THAT(texts(device, room), Contains("Case " + std::to_string(cases))) << "what did come is not lost";
      found += alarms(device, "is missing before this one") - before;
    }
  }
  EXPECT_EQ(cases, 15U);
  EXPECT_EQ(found, cases);
  EXPECT_EQ(alarms(0, "is missing"), 0U) << "who sent it misses nothing";
}

// Row 14. A member encrypts again what it said, and what others said; the relay numbers each as new.
TEST_F(HostileMember, WhatAMemberEncryptsAgainIsShownOnce) {
  const auto room = open();
  speak(4, room, "Said once");
  const auto like = box(1).back();
  ASSERT_TRUE(give(1, like));
  auto attacker = group(4, room);
  const auto own = within(4, [&](store::Transaction& tx) {
    return tx.messages().in_room(*base::RoomId::parse(base::as_bytes(room)), {.offset = 0, .limit = 10}, store::Which::all);
  });
  const auto content = parse_content(own.back().content).value();
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(give_twice(1, forge(attacker, 4, content, like)));
  EXPECT_THAT(texts(1, room), ElementsAre("Opened", "Said once"));

  // The words of another under its own signature are its own words, in the name of a post that is not its own.
  auto stolen = parse_content(own.front().content).value();
  ASSERT_EQ(stolen.text().text(), "Opened");
  ASSERT_TRUE(give_twice(1, forge(attacker, 4, stolen, like)));
  EXPECT_EQ(alarms(1, "wrote in the name of a post that does not belong to them"), 1U);

  // The same way with an id of its own: shown.
  auto fresh = content;
  fresh.set_message_id(random_.id<base::MessageId>().string());
  fresh.mutable_text()->set_text("Said twice");
  ASSERT_TRUE(give_twice(1, forge(attacker, 4, fresh, like)));
  EXPECT_THAT(texts(1, room), Contains("Said twice"));
}

// Row 14, by a relay: the bytes themselves come again, as new.
TEST_F(HostileMember, WhatTheRelayDeliversAgainIsNotShownAgain) {
  const auto room = open();
  for (int i = 0; i < 20; ++i) speak(0, room, "Message " + std::to_string(i));
  const auto deliveries = box(3);
  ASSERT_THAT(deliveries, SizeIs(20));
  for (const auto& delivery : deliveries) ASSERT_TRUE(give(3, delivery));
  std::size_t shown = 0;
  for (int round = 0; round < 10; ++round) {
    for (auto delivery : deliveries) {
      delivery.set_room_seq(delivery.room_seq() + 100U);
      const auto taken = give_twice(3, delivery);
      shown += taken && taken->message ? 1U : 0U;
    }
  }
  EXPECT_EQ(shown, 0U) << "of 200 replays";
  EXPECT_THAT(texts(3, room), SizeIs(21));
  EXPECT_GT(alarms(3, "could not be used and was passed over"), 0U);
}

// R3: any order is taken apart as far as keys are kept, and no order makes a message two or none.
TEST_F(HostileMember, WhateverTheOrderEachMessageComesOnce) {
  const auto room = open();
  std::size_t orders = 0;
  for (int round = 0; round < 8; ++round) {
    std::vector<std::string> said;
    for (int i = 0; i < 12; ++i) said.push_back("Message " + std::to_string(round) + "." + std::to_string(i));
    for (const auto& text : said) speak(0, room, text);
    auto deliveries = box(2);
    std::ranges::shuffle(deliveries, std::mt19937(static_cast<unsigned>(round)));
    std::vector<std::uint64_t> numbers;
    for (const auto& delivery : deliveries) numbers.push_back(delivery.room_seq());
    orders += std::ranges::is_sorted(numbers) ? 0U : 1U;
    for (const auto& delivery : deliveries) ASSERT_TRUE(give_twice(2, delivery));
    for (const auto& text : said) EXPECT_EQ(std::ranges::count(texts(2, room), text), 1) << text;
  }
  EXPECT_EQ(orders, 8U);
  EXPECT_GT(alarms(2, "in another order"), 0U);
}

// in_others says which bytes of a Welcome are the secrets of other new members: what one cannot open one cannot judge.
std::set<std::size_t> in_others(const std::string& message, const std::function<bool(base::ByteView)>& own) {
  std::set<std::size_t> out;
  const auto welcome = mls::from_message<mls::Welcome>(base::as_bytes(message)).value();
  for (const auto& secrets : welcome.secrets) {
    if (own(secrets.new_member)) continue;
    const auto bytes = mls::encode(secrets);
    const auto begin = message.find(base::as_text(bytes));
    for (std::size_t at = 0; at < bytes.size(); ++at) out.insert(begin + at);
  }
  return out;
}

// Row 16. A bit of a Welcome.
TEST_F(HostileMember, NoAlteredWelcomeIsJoined) {
  valise::Draft draft{.to = {post(1), post(2)}, .from = post(0), .subject = "Case", .text = "Opened"};
  const auto composed = compose(context(0), draft, {});
  ASSERT_TRUE(composed);
  work(0);
  const auto room = composed->room.string();
  const auto deliveries = box(3);
  const auto welcome = deliveries.front();
  ASSERT_EQ(welcome.kind(), v1::DELIVERY_KIND_WELCOME);
  const auto others = in_others(welcome.message(), [&](base::ByteView ref) {
    return within(3, [&](store::Transaction& tx) { return tx.key_packages().find(*store::KeyPackageRef::parse(ref)); })
        .has_value();
  });
  ASSERT_GT(others.size(), 3 * 100U) << "of three devices at least";
  const auto step = std::max<std::size_t>((welcome.message().size() - others.size()) / 300, 1);
  std::size_t tried = 0, joined = 0, own = 0;
  for (std::size_t at = 0; at < welcome.message().size(); ++at) {
    if (others.contains(at) || own++ % step != 0) continue;
    auto altered = welcome;
    (*altered.mutable_message())[at] = static_cast<char>((*altered.mutable_message())[at] ^ (1 << (at % 8)));
    ++tried;
    const auto taken = give(3, altered);
    const auto known =
        within(3, [&](store::Transaction& tx) { return tx.rooms().find(*base::RoomId::parse(base::as_bytes(room))); });
    joined += taken.has_value() && known.has_value() ? 1U : 0U;
  }
  EXPECT_GT(tried, 250U);
  EXPECT_EQ(joined, 0U);
  auto elsewhere = welcome;
  elsewhere.set_room_id(random_.id<base::RoomId>().string());
  EXPECT_FALSE(give(3, elsewhere)) << "said to be of another room";
  ASSERT_TRUE(give(3, welcome)) << "unaltered";
  EXPECT_FALSE(give(3, welcome)) << "to a room that is open: it would roll the member back";
  ASSERT_TRUE(give(3, deliveries.back()));
  EXPECT_THAT(texts(3, room), ElementsAre("Opened"));
}

// Row 17. Who has stolen a signature key and the GroupInfo that joining from outside needs.
TEST_F(HostileMember, NobodyJoinsFromOutside) {
  const auto room = open();
  auto insider = group(5, room);
  const auto info = insider.group.group_info(mls::WelcomeTree::include);
  ASSERT_TRUE(info);
  const LeafPolicy policy(context(5).directory(), context(5).log.head().size);
  const mls::Validation validation{.credentials = policy, .now = to_seconds(clock_.time)};
  const mls::ExternalJoinOptions options{.credential = credential_of(context(5).device()), .replaces = insider.group.own_leaf()};
  const auto joined = mls::Group::join_external(*info, options, *signer_of(context(5)), validation, random_);
  ASSERT_TRUE(joined) << joined.error().message();
  v1::Delivery delivery;
  delivery.set_room_id(room);
  delivery.set_room_seq(50);
  delivery.set_kind(v1::DELIVERY_KIND_COMMIT);
  delivery.set_message(base::to_string(joined->message));
  delivery.set_accepted_at_ms(base::to_wire(clock_.time));
  for (const std::size_t device : {0U, 1U, 2U, 3U, 4U}) {
    const auto epoch = group(device, room).group.epoch();
    EXPECT_FALSE(give(device, delivery));
    ASSERT_TRUE(give(device, delivery)) << "passed over, so that nobody is stuck";
    EXPECT_EQ(group(device, room).group.epoch(), epoch);
  }
}

// Rows 15 and 21. A bit of a commit or a message.
TEST_F(HostileMember, NoAlteredMessageOrCommitIsTaken) {
  const auto room = open();
  speak(0, room, "Genuine");
  wish(0, room, subject("Genuine"));
  const auto deliveries = box(4);
  ASSERT_THAT(deliveries, SizeIs(2));
  std::size_t tried = 0, taken = 0;
  for (const auto& genuine : deliveries) {
    const auto epoch = group(4, room).group.epoch();
    for (std::size_t at = 0; at < genuine.message().size(); at += std::max<std::size_t>(genuine.message().size() / 200, 1)) {
      auto altered = genuine;
      (*altered.mutable_message())[at] = static_cast<char>((*altered.mutable_message())[at] ^ (1 << (at % 8)));
      ++tried;
      taken += give(4, altered) ? 1U : 0U;
    }
    EXPECT_EQ(group(4, room).group.epoch(), epoch);
    ASSERT_TRUE(give(4, genuine)) << "no attempt has used its key up";
  }
  EXPECT_GT(tried, 390U);
  EXPECT_EQ(taken, 0U);
  EXPECT_THAT(texts(4, room), ElementsAre("Opened", "Genuine"));
  EXPECT_EQ(group(4, room).state.subject(), "Genuine");
}

}  // namespace
}  // namespace valise::sdk::client
