// Six authorities, twenty devices, one relay: people and devices come and go over some days.
#include <gmock/gmock.h>

#include "base/text_encoding.hpp"
#include "client-sdk/client/duty.hpp"
#include "client-sdk/client/form_queue.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/history_backup.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/room_view.hpp"
#include "tests/simulation/listener.hpp"
#include "tests/simulation/must.hpp"
#include "tests/simulation/preservation_request.hpp"

namespace valise::simulation {
namespace {

namespace client = sdk::client;
namespace store = sdk::store;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr milliseconds kDay = std::chrono::hours(24);

// Three devices of each office's officer, and one each of a deputy and a clerk of the first office.
struct OfficeJourney : ::testing::Test {
  OfficeJourney() {
    journey.hire(0, "deputy");
    journey.hire(0, "clerk");
    journey.staff(0, {"officer", "deputy"});
    deputy = journey.enrol(0, "deputy");
    clerk = journey.enrol(0, "clerk");
    EXPECT_TRUE(journey.settle());
    EXPECT_EQ(journey.devices(), 20U);
  }

  static std::size_t first_of(std::size_t office) { return 3 * office; }
  std::size_t notices_of(std::size_t device, const std::string& subject, const std::string& words) {
    return static_cast<std::size_t>(std::ranges::count_if(journey.all_notices(device), [&](const std::string& text) {
      return text.contains("“" + subject + "” was changed") && text.contains(words);
    }));
  }
  // notices_of counts over all devices, and says whether one has more than one.
  std::size_t told(const std::string& subject, const std::string& words) {
    std::size_t out = 0;
    for (std::size_t device = 0; device < journey.devices(); ++device) {
      if (!journey.device(device).up()) continue;
      const auto here = notices_of(device, subject, words);
      EXPECT_LE(here, 1U) << "device " << device << ", " << subject;
      out += here;
    }
    return out;
  }
  void expect_no_alarms_but_of(std::size_t excepted) {
    for (std::size_t device = 0; device < journey.devices(); ++device) {
      if (device != excepted && journey.device(device).up()) EXPECT_THAT(journey.device(device).alarms(), IsEmpty());
    }
  }

  Journey journey{6, 3};
  std::size_t deputy = 0, clerk = 0;
};

TEST_F(OfficeJourney, AStolenDeviceReadsNothingFromItsRevocationOn) {
  const std::size_t stolen = first_of(1), colleague = stolen + 1, traveller = first_of(2);
  const auto case_room = journey.open(0, "Case", {1, 2, 3, 4, 5});
  const auto talk = journey.open(first_of(3), "Talk", {1});
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(0, case_room, "Before the theft"), case_room);
  ASSERT_TRUE(journey.settle());

  // Stolen in the evening, switched on and unlocked. Nobody knows until the morning.
  Listener thief(journey, stolen, case_room), honest(journey, colleague, case_room);
  journey.skip(kDay / 2);
  ASSERT_EQ(journey.say(first_of(4), case_room, "In the night"), case_room);
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(traveller, case_room, "Queued in the train"), case_room);
  journey.device(traveller).kill();
  const auto epochs = std::pair(journey.room(0, case_room).epoch, journey.room(0 + first_of(3), talk).epoch);
  journey.outlaw(stolen);
  journey.revoke(stolen);
  ASSERT_TRUE(journey.settle());
  journey.device(traveller).start();
  ASSERT_EQ(journey.say(0, case_room, "To those who are left"), case_room);
  ASSERT_TRUE(journey.settle());

  EXPECT_EQ(journey.room(0, case_room).epoch, epochs.first + 1) << "one change for each room";
  EXPECT_EQ(journey.room(first_of(3), talk).epoch, epochs.second + 1);
  EXPECT_THAT(journey.room(0, case_room).members, SizeIs(18));
  EXPECT_EQ(told("Case", "Removed:"), 17U) << "one notice each, but for the one that did it";
  EXPECT_EQ(told("Talk", "Removed:"), 4U);
  EXPECT_THAT(journey.texts(stolen, case_room), ElementsAre("Opened", "Before the theft", "In the night")) << "what it had";
  EXPECT_THAT(journey.texts(colleague, case_room),
              UnorderedElementsAre("Opened", "Before the theft", "In the night", "Queued in the train", "To those who are left"))
      << "the last two are on their way at the same time";
  EXPECT_THAT(journey.device(stolen).last_error(), HasSubstr("does not admit this device"));

  // The relay helps the thief: it hands over whatever was sent. A colleague with the same state reads all of it.
  const Traffic traffic = traffic_of(journey, case_room);
  EXPECT_THAT(honest.read(traffic), ElementsAre("In the night", "Queued in the train", "To those who are left"));
  EXPECT_THAT(thief.read(traffic), ElementsAre("In the night"));
  EXPECT_GT(honest.followed(), thief.followed());
  expect_no_alarms_but_of(stolen);
}

TEST_F(OfficeJourney, WhoChangesPostLeavesTheRoomsOfTheOldAndEntersThoseOfTheNewOne) {
  const auto archive = journey.found_post(0, "archive", {"clerk"});
  ASSERT_TRUE(journey.settle());
  const auto old_room = journey.open(first_of(1), "Old", {0, 2, 3});
  const auto new_room = journey.write_to(first_of(4), "New", {archive, journey.post(5)});
  ASSERT_TRUE(journey.settle());
  ASSERT_TRUE(journey.knows(deputy, old_room));
  ASSERT_FALSE(journey.knows(deputy, new_room));
  const auto epochs = std::pair(journey.room(first_of(1), old_room).epoch, journey.room(first_of(4), new_room).epoch);

  // Over the weekend the office is closed: authorities abroad do what there is to do.
  for (const std::size_t device : {0U, 1U, 2U}) journey.device(device).kill();
  journey.device(clerk).kill();
  journey.staff(0, {"officer"});
  journey.appoint(archive, {"clerk", "deputy"});
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.room(first_of(1), old_room).epoch, epochs.first + 1);
  EXPECT_EQ(journey.room(first_of(4), new_room).epoch, epochs.second + 1);
  EXPECT_EQ(told("Old", "Removed:"), 8U);
  EXPECT_EQ(told("New", "Added:"), 5U);
  EXPECT_TRUE(journey.room(deputy, old_room).left);
  EXPECT_EQ(journey.notices(deputy, "This device was removed from the room “Old”"), 1U);
  EXPECT_NE(journey.say(deputy, old_room, "Still me"), old_room);

  for (const std::size_t device : {0U, 1U, 2U}) journey.device(device).start();
  journey.device(clerk).start();
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(0, old_room, "To the duty desk"), old_room);
  ASSERT_EQ(journey.say(deputy, new_room, "From the archive"), new_room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(deputy, old_room), ElementsAre("Opened")) << "the record stays";
  EXPECT_THAT(journey.texts(first_of(2), old_room), ElementsAre("Opened", "To the duty desk"));
  EXPECT_THAT(journey.texts(deputy, new_room), ElementsAre("From the archive")) << "not what was said before";
  EXPECT_THAT(journey.texts(clerk, new_room), ElementsAre("Opened", "From the archive"));
  expect_no_alarms_but_of(deputy);
}

crypto::Passphrase passphrase() {
  std::string words = "words for the drawer";
  return crypto::Passphrase::consume(words);
}

TEST_F(OfficeJourney, ALostLaptopIsReplacedFromTheBackupOfItsHistory) {
  const auto room = journey.open(first_of(1), "Case", {0, 2});
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(deputy, room, "By the deputy"), room);
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(deputy, room, "Never sent"), room);
  const tests::TempFolder drawer("backup");
  const auto file = drawer / "history";
  const auto kept =
      must(client::write_backup(journey.device(deputy).context(), file, passphrase(), crypto::Argon2Cost::test_minimum));
  EXPECT_EQ(kept.messages, 3U);
  journey.device(deputy).kill();  // and is left in a taxi
  journey.revoke(deputy);
  ASSERT_EQ(journey.say(0, room, "After the backup"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.room(0, room).members, SizeIs(9));

  // The new laptop has the history before it has ever been in a room; there is nothing in it to speak with.
  const std::size_t fresh = journey.enrol(0, "deputy");
  EXPECT_EQ(must(client::take_backup(journey.device(fresh).context(), file, passphrase())).restored, 3U);
  EXPECT_THAT(journey.texts(fresh, room), ElementsAre("Opened", "By the deputy", "Never sent"));
  EXPECT_TRUE(journey.room(fresh, room).left);
  EXPECT_NE(journey.say(fresh, room, "Too early"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_FALSE(journey.room(fresh, room).left) << "a colleague's program has let it in";
  EXPECT_EQ(told("Case", "Added:"), 9U - 1U);
  ASSERT_EQ(journey.say(fresh, room, "From the new laptop"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(fresh, room), ElementsAre("Opened", "By the deputy", "From the new laptop", "Never sent"));
  EXPECT_THAT(journey.texts(0, room), ElementsAre("Opened", "By the deputy", "After the backup", "From the new laptop"))
      << "what waited on the old one was not sent from the new one";

  // Into a profile that is in the room already, it brings what was said before, and changes nothing else.
  const std::size_t second = journey.enrol(0, "deputy");
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(second, room), IsEmpty());
  EXPECT_EQ(must(client::take_backup(journey.device(second).context(), file, passphrase())).restored, 3U);
  ASSERT_EQ(journey.say(second, room, "From the second"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(first_of(2), room), Contains("From the second"));
  EXPECT_THAT(journey.texts(second, room), ElementsAre("Opened", "By the deputy", "From the second", "Never sent"));
  expect_no_alarms_but_of(deputy);
}

// The same offices, by day and by night: a request for preservation of the fifth, in Accra, to the first, in Nairobi.
struct OfficeHoursJourney : OfficeJourney {
  // ask sends it, urgent, and says nothing of a deadline.
  client::Composed ask() {
    valise::FormDraft draft{.kind = "preservation-request", .to = {journey.post(0)}, .urgency = valise::Urgency::urgent};
    draft.fields.push_back({.name = "request_type", .values = {"new"}});
    for (const auto& [name, value] : kPreservationRequest) draft.fields.push_back({.name = name, .values = {value}});
    return must(client::compose_form(journey.device(asker).context(), draft, {}));
  }
  // skip_to lets time go by, with all devices switched off, until it is that hour in Nairobi (UTC+3).
  void skip_to(int hour) {
    const auto now = std::chrono::duration_cast<milliseconds>(journey.device(asker).context().clock.now().time_since_epoch());
    const milliseconds of_day = (now + std::chrono::hours(3)) % kDay, wanted = std::chrono::hours(hour);
    journey.skip((wanted - of_day + kDay) % kDay);
  }
  valise::MatterView matter(std::size_t device, const client::Composed& asked) {
    auto& context = journey.device(device).context();
    return must(context.store.transaction([&](store::Transaction& tx) {
             return client::matter_of(context, tx, {asked.message, journey.device(asker).device().id});
           }))
        .value();
  }
  valise::FormView form(std::size_t device, const client::Composed& asked) {
    auto& context = journey.device(device).context();
    return must(context.store.transaction([&](store::Transaction& tx) -> base::Result<valise::FormView> {
      auto message = client::form_by(tx, base::to_hex(asked.message.view()));
      if (!message) return base::pass_on(message);
      return client::form_view(context, tx, *message);
    }));
  }
  // alerts gives what the relay told the one who asked, in order.
  std::vector<int> alerts(const client::Composed& asked) {
    auto& context = journey.device(asker).context();
    const auto events =
        must(context.store.transaction([&](store::Transaction& tx) -> base::Result<std::vector<store::AlertEvent>> {
          auto message = tx.messages().find(asked.message, context.device());
          if (!message) return base::pass_on(message);
          return tx.alert_events().of_message((*message)->room, (*message)->room_seq.value());
        }));
    std::vector<int> out;
    for (const auto& event : events) out.push_back(event.state);
    return out;
  }
  void answer(std::size_t device, const client::Composed& asked, v1::Answer what) {
    must(client::acknowledge(journey.device(device).context(), base::to_hex(asked.message.view()), what,
                             "By the officer on duty"));
    ASSERT_TRUE(journey.settle());
  }
  // called gives the mailboxes to which alerts went since so many calls.
  std::vector<std::string> called(std::size_t since) {
    std::vector<std::string> out;
    for (const auto& call : journey.calls()) {
      if (since > 0) {
        --since;
      } else {
        out.push_back(call.mailbox);
      }
    }
    return out;
  }
  valise::DutyStatus duty(std::size_t device) {
    return must(client::duty_statuses(journey.device(device).context(), journey.post(0))).front();
  }

  static constexpr std::size_t asker = 12;  // the first device of the fifth office
  const std::string second = "ke-office1/@deputy";
};

TEST_F(OfficeHoursJourney, AtNightTheSecondOfTheChainTakesWhatTheFirstSleepsThrough) {
  const std::string of_post = "duty@office1.example", of_deputy = "deputy@home.example";
  journey.escalate(0, 20, "deputy");
  ASSERT_TRUE(journey.settle());
  journey.add_mailbox(0, journey.post(0), of_post);
  journey.add_mailbox(deputy, second, of_deputy);
  skip_to(3);
  const std::vector<std::size_t> office{0, 1, 2, deputy, clerk};
  for (const std::size_t device : office) journey.device(device).kill();
  const auto before = journey.calls().size();
  const auto asked = ask();
  ASSERT_TRUE(journey.settle());
  journey.pass(std::chrono::minutes(5));
  EXPECT_THAT(called(before), ElementsAre(of_post)) << "at once, but nobody hears it";
  journey.pass(std::chrono::minutes(18));
  EXPECT_THAT(called(before), Contains(of_deputy));
  const auto call = journey.calls().back().message;
  EXPECT_EQ(call.post, journey.post(0));
  EXPECT_FALSE(call.overdue) << "the usual two hours are not over";

  // The telephone wakes the deputy, who takes it in charge. Nobody is called any more.
  journey.device(deputy).start();
  ASSERT_TRUE(journey.settle());
  answer(deputy, asked, v1::ANSWER_TAKE);
  const auto calls = journey.calls().size();
  EXPECT_THAT(alerts(asked), ElementsAre(v1::ALERT_STATE_RAISED, v1::ALERT_STATE_ESCALATED, v1::ALERT_STATE_SETTLED));
  skip_to(9);
  EXPECT_EQ(journey.calls().size(), calls);

  // In the morning the first officer finds it in good hands, and so does the authority that asked.
  for (const std::size_t device : office) {
    if (!journey.device(device).up()) journey.device(device).start();
  }
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {0U, 1U, 2U, 12U, 13U, 14U}) {
    EXPECT_EQ(matter(device, asked).state, valise::MatterState::in_charge) << device;
    EXPECT_EQ(matter(device, asked).officer, second) << device;
  }
  for (std::size_t device = 0; device < journey.devices(); ++device) {
    EXPECT_THAT(journey.device(device).alarms(), Each(HasSubstr("Nobody has acknowledged the urgent message")))
        << "the escalation, told to those concerned, and no more";
  }
}

TEST_F(OfficeHoursJourney, AShiftEndsInMidCaseAndItsSheetIsAccepted) {
  skip_to(16);
  must(client::queue_take(journey.device(0).context(), journey.post(0), "Afternoon"));
  const auto asked = ask();
  ASSERT_TRUE(journey.settle());
  answer(0, asked, v1::ANSWER_TAKE);
  skip_to(18);
  const auto due = journey.device(0).context().clock.now() + std::chrono::hours(3);
  must(client::queue_handover(journey.device(0).context(),
                              {.post = journey.post(0),
                               .to = "@deputy",
                               .promises = {{.room = {}, .message = {}, .text = "Call Accra back", .due = due, .in_charge = {}}},
                               .remarks = "The provider answers at seven"}));
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {0U, 1U, 2U}) journey.device(device).kill();  // the officer goes home

  const auto waiting = duty(deputy);
  ASSERT_TRUE(waiting.waiting);
  EXPECT_EQ(waiting.holder->address, "ke-office1/@officer") << "until it is accepted";
  const auto& sheet = *waiting.waiting;
  EXPECT_EQ(sheet.to.address, second);
  ASSERT_THAT(sheet.open, SizeIs(1));
  EXPECT_EQ(sheet.open[0].message, base::to_hex(asked.message.view()));
  EXPECT_EQ(sheet.open[0].in_charge, "ke-office1/@officer");
  ASSERT_THAT(sheet.promises, Not(IsEmpty()));
  EXPECT_EQ(sheet.promises[0].text, "Call Accra back");
  EXPECT_EQ(sheet.promises[0].due, due);

  must(client::queue_acceptance(journey.device(deputy).context(), {}, "Good night"));
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(duty(deputy).holder->address, second);
  EXPECT_TRUE(duty(deputy).by_sheet);
  EXPECT_FALSE(duty(deputy).waiting);

  // The case goes on in other hands, and whoever asked sees whose.
  skip_to(19);
  answer(deputy, asked, v1::ANSWER_TAKE);
  must(client::queue_report(journey.device(deputy).context(), base::to_hex(asked.message.view()),
                            {.act = "answered", .text = "The log is kept.", .promised_by = {}}));
  answer(deputy, asked, v1::ANSWER_DONE);
  EXPECT_EQ(form(asker, asked).state, valise::FormState::answered);
  EXPECT_EQ(matter(asker, asked).state, valise::MatterState::done);
  EXPECT_EQ(matter(asker, asked).officer, second);
  skip_to(8);
  for (const std::size_t device : {0U, 1U, 2U}) journey.device(device).start();
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(duty(0).holder->address, second) << "the morning finds who has it";
  EXPECT_EQ(matter(0, asked).state, valise::MatterState::done);
  EXPECT_FALSE(duty(asker).holder) << "it is the post's own affair";
  for (std::size_t device = 3; device < 18; ++device) {
    EXPECT_EQ(must(client::rooms_view(journey.device(device).context())).size(), device >= 12 && device < 15 ? 1U : 0U) << device;
  }
  expect_no_alarms_but_of(journey.devices());
}

// claim_all takes the key packages of another device until none is left but the last resort.
ClientProcess::Deed claim_all(base::DeviceId victim, std::size_t& claimed) {
  return [victim, &claimed](client::Context& context, client::Link link) -> asio::awaitable<void> {
    std::set<std::string> seen;
    for (;;) {
      v1::ClientFrame frame;
      frame.mutable_claim_key_packages()->add_device_ids(victim.string());
      frame.mutable_claim_key_packages()->set_idempotency_key(context.random.id<base::IdempotencyKey>().string());
      auto reply = co_await link->request(std::move(frame));
      EXPECT_TRUE(reply);
      if (!reply || !seen.insert(reply->key_packages_claimed().claimed(0).key_package()).second) break;
    }
    claimed = seen.size();
  };
}

TEST(Absence, AMemberWhoWasAwayForTwoMonthsMissesNothingUnsaid) {
  Journey journey(6, 1);
  const auto room = journey.open(0, "Case", {1, 2, 3, 4, 5});
  ASSERT_TRUE(journey.settle());
  const std::size_t traveller = 5;
  const auto before = journey.room(0, room).epoch;
  journey.device(traveller).kill();
  std::size_t drained = 0;
  journey.device(4).misbehave(claim_all(journey.device(traveller).device().id, drained));
  std::vector<std::string> said{"Opened"};
  std::map<int, std::string> rooms;
  for (const int week : {2, 6, 9}) {
    journey.skip((week - (week == 2 ? 0 : week == 6 ? 2 : 6)) * 7 * kDay);
    journey.device(traveller).kill();
    const std::size_t who = static_cast<std::size_t>(week) % 5;
    said.push_back("Week " + std::to_string(week));
    ASSERT_EQ(journey.say(who, room, said.back()), room);
    rooms[week] = journey.open(who, "Room of week " + std::to_string(week), {5});
    ASSERT_TRUE(journey.settle());
  }
  EXPECT_EQ(drained, 39U) << "what was left of forty";
  EXPECT_GT(journey.room(0, room).epoch, before + 12);
  journey.device(traveller).start();
  ASSERT_TRUE(journey.settle());

  // What the relay still had is there, also by the last resort; that something is missing is said, wherever something is.
  EXPECT_THAT(journey.texts(traveller, rooms[6]), ElementsAre("Opened"));
  EXPECT_THAT(journey.texts(traveller, rooms[9]), ElementsAre("Opened"));
  EXPECT_EQ(journey.say(traveller, rooms[9], "I am back"), rooms[9]);
  EXPECT_EQ(journey.notices(traveller, "were erased at the relay because it was not online for too long"), 1U);
  const auto texts = journey.texts(traveller, room);
  const bool all = std::ranges::includes(std::set(texts.begin(), texts.end()), std::set(said.begin(), said.end()));
  EXPECT_TRUE(all || journey.notices(traveller, "could not be used and was passed over") > 0U);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(4, rooms[9]), ElementsAre("Opened", "I am back"));

  // Nobody else is disturbed, and the stock is full again.
  ASSERT_EQ(journey.say(0, room, "Undisturbed"), room);
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {1U, 2U, 3U, 4U}) EXPECT_THAT(journey.texts(device, room), Contains("Undisturbed"));
  journey.device(3).misbehave(claim_all(journey.device(traveller).device().id, drained));
  ASSERT_TRUE(journey.settle());
  EXPECT_GE(drained, 40U);
}

}  // namespace
}  // namespace valise::simulation
