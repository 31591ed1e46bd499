// What is not to be kept any longer goes, and work goes on: six authorities that agree on a week, and a desk that is never
// closed.
#include <gmock/gmock.h>

#include "base/text_encoding.hpp"
#include "tests/simulation/journey.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
namespace store = sdk::store;

constexpr auto kDay = std::chrono::hours(24);

std::string words_of(int day) { return "Day " + std::to_string(day); }

// rows_of gives how many messages of a room a device has, those between the programs, too.
std::size_t rows_of(Journey& journey, std::size_t device, const std::string& room) {
  const auto id = base::RoomId::parse(*base::parse_hex(room)).value();
  return must(journey.device(device).context().store.transaction(
                  [&](store::Transaction& tx) { return tx.messages().in_room(id, {.limit = 1000}, store::Which::all); }))
      .size();
}

TEST(Kept, SixAuthoritiesAgreeOnAWeekAndGoOn) {
  Journey journey(6, 1);
  const auto room = journey.open(0, "Case", {1, 2, 3, 4, 5});
  const auto archive = journey.open(1, "Kept for good", {0, 5});
  ASSERT_TRUE(journey.settle());
  v1::RoomWish wish;
  wish.set_retention_days(7);
  ASSERT_EQ(journey.change(0, room, wish), room);
  ASSERT_TRUE(journey.settle());

  constexpr int days = 20;
  for (int day = 1; day <= days; ++day) {
    journey.skip(kDay);
    ASSERT_EQ(journey.say(static_cast<std::size_t>(day) % 6, room, words_of(day)), room);
    ASSERT_TRUE(journey.settle()) << "day " << day << ": " << journey.device(0).last_error();
  }
  ASSERT_TRUE(journey.settle());
  for (std::size_t device = 0; device < 6; ++device) {
    const auto texts = journey.texts(device, room);
    for (int day = 1; day <= days - 8; ++day) EXPECT_THAT(texts, Not(Contains(words_of(day)))) << "device " << device;
    for (int day = days - 6; day <= days; ++day) EXPECT_THAT(texts, Contains(words_of(day))) << "device " << device;
    EXPECT_THAT(texts, Not(Contains("Opened")));
    EXPECT_THAT(journey.device(device).alarms(), IsEmpty());
    // Receipts and heartbeats are messages, too.
    EXPECT_LT(rows_of(journey, device, room), 8U * 16U);
  }
  for (const std::size_t device : {0U, 1U, 5U}) EXPECT_THAT(journey.texts(device, archive), ElementsAre("Opened"));
}

// Who never leaves the relay erases all the same.
TEST(Kept, ADeskThatIsNeverClosedErasesByTheClock) {
  Journey journey(2, 1);
  const auto room = journey.open(0, "Case", {1});
  ASSERT_TRUE(journey.settle());
  must(journey.device(1).context().store.transaction(
      [&](store::Transaction& tx) { return tx.retention().set_days(base::RoomId::parse(*base::parse_hex(room)).value(), 1); }));
  journey.device(1).stays_for(30 * std::chrono::hours(1));
  journey.pass(std::chrono::hours(20));
  EXPECT_THAT(journey.texts(1, room), ElementsAre("Opened"));
  journey.pass(std::chrono::hours(6));
  EXPECT_THAT(journey.texts(1, room), IsEmpty());
  EXPECT_THAT(journey.texts(0, room), ElementsAre("Opened")) << "its own affair";
  EXPECT_THAT(journey.device(1).alarms(), IsEmpty());
}

}  // namespace
}  // namespace valise::simulation
