// A preservation over two months: asked for, promised, forgotten, promised anew, kept, extended, and followed by the formal
// request.
#include <gmock/gmock.h>

#include "base/text_encoding.hpp"
#include "client-sdk/client/form_queue.hpp"
#include "client-sdk/client/form_view.hpp"
#include "tests/simulation/journey.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {
namespace {

namespace client = sdk::client;
namespace store = sdk::store;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr milliseconds kDay = std::chrono::hours(24);

valise::FormFields fields_of(const valise::FormDescription& kind) {
  valise::FormFields out;
  for (const auto& field : kind.fields) {
    if (!field.required) continue;
    switch (field.type) {
      case valise::FieldType::date: set_values(out, field.name, {"2026-11-22"}); break;
      case valise::FieldType::number: set_values(out, field.name, {std::to_string(field.least)}); break;
      case valise::FieldType::choice: set_values(out, field.name, {std::string(field.choices.front())}); break;
      case valise::FieldType::yes_no: set_values(out, field.name, {"no"}); break;
      default: set_values(out, field.name, {"words"}); break;
    }
  }
  return out;
}

class Days {
 public:
  std::string send(std::size_t device, valise::FormDraft draft) {
    draft.fields = fields_of(*valise::form_description(draft.kind));
    const auto composed = must(client::compose_form(journey.device(device).context(), draft, {}));
    return base::to_hex(composed.message.view());
  }
  void report(std::size_t device, const std::string& form, const valise::FormReport& report) {
    static_cast<void>(must(client::queue_report(journey.device(device).context(), form, report)));
  }
  valise::FormView form(std::size_t device, const std::string& id) {
    auto& context = journey.device(device).context();
    return must(context.store.transaction([&](store::Transaction& tx) -> base::Result<valise::FormView> {
      auto message = client::form_by(tx, id);
      if (!message) return base::pass_on(message);
      return client::form_view(context, tx, *message);
    }));
  }
  base::UnixMillis now() { return journey.device(0).context().clock.now(); }

  Journey journey{2, 2};
};

TEST(FormDays, APreservationCountsDownIsForgottenPromisedAnewAndExtended) {
  Days days;
  auto& journey = days.journey;
  const auto asked = days.send(0, {.kind = "preservation-request", .to = {journey.post(1)}});
  const auto begun = days.now();
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(days.form(2, asked).state, valise::FormState::sent);

  days.report(2, asked, {.act = "in_progress", .text = "", .promised_by = days.now() + 3 * kDay});
  ASSERT_TRUE(journey.settle());
  journey.skip(4 * kDay);  // everybody is away over a holiday
  ASSERT_TRUE(journey.settle());
  for (std::size_t device = 0; device < 4; ++device) {
    EXPECT_EQ(journey.notices(device, "a new date"), 1U) << device;
    EXPECT_TRUE(days.form(device, asked).debts.at(0).overdue);
  }
  days.report(3, asked,
              {.act = "in_progress", .text = "", .promised_by = days.now() + kDay});  // the colleague at the other device
  ASSERT_TRUE(journey.settle());
  EXPECT_FALSE(days.form(0, asked).debts.at(0).overdue);
  days.report(2, asked, {.act = "answered", .text = "Preserved", .promised_by = {}});
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(days.form(1, asked).debts, IsEmpty());

  journey.skip(40 * kDay);
  ASSERT_TRUE(journey.settle());
  const auto left = *days.form(3, asked).period_ends - days.now();
  EXPECT_LT(left, 16 * kDay);
  EXPECT_GT(left, 14 * kDay);
  const auto extension = days.send(1, {.kind = "preservation-request", .predecessor = asked});
  ASSERT_TRUE(journey.settle());
  EXPECT_GE(*days.form(2, extension).period_ends, begun + 120 * kDay - kDay);
  EXPECT_EQ(days.form(2, extension).predecessor, asked);
  EXPECT_EQ(days.form(2, extension).room, days.form(0, asked).room);

  days.report(2, extension, {.act = "answered", .text = "Until March", .promised_by = {}});
  days.report(0, extension, {.act = "formal_to_follow", .text = "", .promised_by = days.now() + 10 * kDay});
  ASSERT_TRUE(journey.settle());
  ASSERT_THAT(days.form(2, extension).debts, SizeIs(1));
  EXPECT_TRUE(days.form(2, extension).debts[0].yours);
  days.report(2, extension, {.act = "formal_received", .text = "", .promised_by = {}});
  ASSERT_TRUE(journey.settle());
  for (std::size_t device = 0; device < 4; ++device) {
    EXPECT_FALSE(days.form(device, extension).open) << device;
    EXPECT_THAT(journey.device(device).alarms(), IsEmpty());
  }
}

}  // namespace
}  // namespace valise::simulation
