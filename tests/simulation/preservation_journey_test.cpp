// A preservation request over more than two months: it counts down, its answer is promised and late, it is extended by another
// that refers to it, the case goes on meanwhile, and one of the members is offline for all of that.
#include <gmock/gmock.h>

#include "base/text_encoding.hpp"
#include "client-sdk/client/form_queue.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/waiting.hpp"
#include "tests/simulation/journey.hpp"
#include "tests/simulation/must.hpp"
#include "tests/simulation/preservation_request.hpp"

namespace valise::simulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
namespace client = sdk::client;
namespace store = sdk::store;

constexpr auto kDay = std::chrono::hours(24);

// Devices 0 and 1 are of the office that asks, 2 and 3 of the one that is asked, 4 of one that takes part and is away.
struct Preservation : ::testing::Test {
  std::string send(valise::FormDraft draft, const std::map<std::string, std::string>& more) {
    draft.kind = "preservation-request";
    auto fields = kPreservationRequest;
    for (const auto& [name, value] : more) fields[name] = value;
    for (const auto& [name, value] : fields) draft.fields.push_back({.name = name, .values = {value}});
    return base::to_hex(must(client::compose_form(journey.device(0).context(), draft, {})).message.view());
  }
  void report(std::size_t device, const std::string& form, const valise::FormReport& what) {
    must(client::queue_report(journey.device(device).context(), form, what));
    EXPECT_TRUE(journey.settle());
  }
  valise::FormView form(std::size_t device, const std::string& id) {
    auto& context = journey.device(device).context();
    return must(context.store.transaction([&](store::Transaction& tx) -> base::Result<valise::FormView> {
      auto message = client::form_by(tx, id);
      return message ? client::form_view(context, tx, *message) : base::Result<valise::FormView>(base::pass_on(message));
    }));
  }
  // What is left of a period, in days that have begun, by a device's clock.
  auto days_left(std::size_t device, const std::string& id) {
    const auto left = form(device, id).period_ends.value() - journey.device(device).context().clock.now();
    return std::chrono::ceil<std::chrono::days>(left).count();
  }
  // The forms of whose period's end a device is told among what waits.
  std::vector<std::string> waits(std::size_t device) {
    std::vector<std::string> out;
    for (const auto& item : must(client::waiting(journey.device(device).context()))) {
      if (item.debt == valise::FormDebt::What::period) out.push_back(item.message);
    }
    return out;
  }
  // rest lets days go by, and the devices that are at home visit the relay after that.
  void rest(int days) {
    journey.skip(days * kDay);
    EXPECT_TRUE(journey.settle());
  }

  Journey journey{3, 2};
};

TEST_F(Preservation, LastsIsExtendedAndIsTheSameForWhoWasAway) {
  const auto request = send({.to = {journey.post(1), journey.post(2)}, .asks = journey.post(1), .from = journey.post(0)},
                            {{"request_type", "new"}});
  ASSERT_TRUE(journey.settle());
  const auto room = form(0, request).room;
  ASSERT_EQ(form(4, request).state, valise::FormState::sent);
  journey.device(4).kill();  // for two months

  // Day 0: somebody takes it in hand and promises an answer within ten days.
  const auto promised = journey.device(2).context().clock.now() + 10 * kDay;
  report(2, request, {.act = "in_progress", .text = "Asking the provider", .promised_by = promised});
  EXPECT_EQ(form(1, request).state, valise::FormState::in_progress);
  EXPECT_EQ(days_left(0, request), 60);

  // Day 12: the promise was not kept, and both sides are reminded of it, once.
  rest(12);
  EXPECT_EQ(days_left(0, request), 48);
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(journey.notices(2, "was promised by") + journey.notices(3, "was promised by"), 2U) << "the asked side's devices";
    EXPECT_EQ(journey.notices(0, "has not come. Ask for a new date"), 1U);
    rest(1);
  }
  ASSERT_EQ(form(0, request).debts.size(), 1U);
  EXPECT_TRUE(form(0, request).debts.front().overdue);
  report(3, request, {.act = "answered", .text = "Preserved for 60 days.", .promised_by = {}});
  EXPECT_EQ(form(0, request).state, valise::FormState::answered);
  EXPECT_FALSE(form(0, request).open);

  // Day 52: eight days before its end it is extended, from that end on.
  rest(38);
  EXPECT_EQ(days_left(0, request), 8);
  EXPECT_THAT(waits(0), ElementsAre(request));
  EXPECT_THAT(waits(3), ElementsAre(request));
  EXPECT_THAT(waits(5), IsEmpty()) << "a third authority";
  const auto extension =
      send({.predecessor = request, .asks = journey.post(1), .from = journey.post(0)},
           {{"request_type", "extension"}, {"earlier_reference", "BEPI/2026/44"}, {"reference", "BEPI/2026/91"}});
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(form(2, extension).predecessor, request);
  EXPECT_THAT(form(2, request).successors, ElementsAre(extension));
  EXPECT_EQ(form(2, extension).period_ends, form(2, request).period_ends.value() + 60 * kDay);
  EXPECT_EQ(days_left(2, extension), 68);
  report(2, extension, {.act = "answered", .text = "Extended.", .promised_by = {}});
  EXPECT_THAT(waits(0), IsEmpty());
  v1::RoomWish waits;
  waits.mutable_phase()->set_phase(v1::ROOM_PHASE_WAITING);
  waits.mutable_phase()->add_waiting_for(journey.post(0));
  ASSERT_EQ(journey.change(0, room, waits), room);
  ASSERT_TRUE(journey.settle());

  // Day 64: the first period is over, the extension is not. Who was away comes back, and has all of it.
  rest(11);
  EXPECT_LE(days_left(0, request), 0);
  EXPECT_EQ(days_left(0, extension), 57);
  journey.device(4).start();
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {0U, 1U, 2U, 3U, 4U, 5U}) {
    EXPECT_EQ(form(device, request).state, valise::FormState::answered) << device;
    EXPECT_EQ(form(device, extension).state, valise::FormState::answered) << device;
    EXPECT_EQ(form(device, extension).predecessor, request) << device;
    EXPECT_EQ(form(device, extension).period_ends, form(0, extension).period_ends) << device;
    EXPECT_EQ(form(device, request).history.size(), 2U) << device;
    EXPECT_EQ(journey.room(device, room).phase, journey.room(0, room).phase) << device;
    EXPECT_THAT(journey.room(device, room).waiting_for, ElementsAre(journey.post(0))) << device;
    EXPECT_EQ(journey.room(device, room).epoch_authenticator, journey.room(0, room).epoch_authenticator) << device;
  }
  for (const std::size_t device : {0U, 1U, 2U, 3U}) {
    EXPECT_THAT(journey.device(device).alarms(), UnorderedElementsAre(HasSubstr("promised"), HasSubstr("ends on")))
        << "nothing but the reminders, " << device;
  }
  EXPECT_THAT(journey.device(5).alarms(), IsEmpty()) << "that promise was none of theirs";
  ASSERT_EQ(journey.say(4, room, "I am back"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(0, room), Contains("I am back"));
}

// Nobody extends it: both sides are told two weeks and three days before its end, and once it has come.
TEST_F(Preservation, ThatEndsUnextendedIsTold) {
  const auto request = send({.to = {journey.post(1), journey.post(2)}, .asks = journey.post(1), .from = journey.post(0)},
                            {{"request_type", "new"}});
  ASSERT_TRUE(journey.settle());
  report(2, request, {.act = "answered", .text = "Preserved for 60 days.", .promised_by = {}});
  rest(45);
  for (const std::size_t device : {0U, 2U}) {
    EXPECT_THAT(waits(device), IsEmpty()) << device;
    EXPECT_EQ(journey.notices(device, "ends on"), 0U) << device;
  }
  const std::array<std::pair<int, std::size_t>, 4> days{{{2, 1}, {4, 1}, {7, 2}, {1, 2}}};  // 47, 51, 58, 59
  for (const auto& [more, told] : days) {
    rest(more);
    for (const std::size_t device : {0U, 1U, 2U, 3U}) {
      EXPECT_EQ(journey.notices(device, "ends on"), told) << device;
      EXPECT_EQ(journey.notices(device, "ended on"), 0U) << device;
      EXPECT_THAT(waits(device), ElementsAre(request)) << device;
    }
  }
  rest(5);  // day 64
  for (const std::size_t device : {0U, 1U, 2U, 3U}) {
    EXPECT_EQ(journey.notices(device, "ended on"), 1U) << device;
    EXPECT_THAT(waits(device), ElementsAre(request)) << device;
    EXPECT_TRUE(form(device, request).debts.front().overdue) << device;
  }
  EXPECT_EQ(journey.notices(4, "ended on") + journey.notices(4, "ends on"), 0U);
  report(3, request, {.act = "formal_received", .text = {}, .promised_by = {}});
  EXPECT_THAT(waits(0), IsEmpty());
}

// Who never leaves the relay, and hears nothing from it, is told as well when the time has come.
TEST_F(Preservation, ABrokenPromiseIsToldToADeskThatIsNeverClosed) {
  const auto request =
      send({.to = {journey.post(1)}, .asks = journey.post(1), .from = journey.post(0)}, {{"request_type", "new"}});
  ASSERT_TRUE(journey.settle());
  const auto promised = journey.device(2).context().clock.now() + std::chrono::hours(6);
  report(2, request, {.act = "in_progress", .text = "Asking the provider", .promised_by = promised});
  journey.device(0).stays_for(kDay);
  journey.pass(std::chrono::hours(5));
  EXPECT_THAT(journey.device(0).told(), Not(Contains(HasSubstr("Ask for a new date"))));
  for (const std::size_t other : {1U, 2U, 3U, 4U, 5U}) journey.device(other).kill();
  journey.pass(std::chrono::hours(2));
  EXPECT_THAT(journey.device(0).told(), Contains(HasSubstr("Ask for a new date")).Times(1));
}

}  // namespace
}  // namespace valise::simulation
