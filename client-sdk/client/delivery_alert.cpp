// The relay's word about urgent messages (docs/PROTOCOL.md, "Alerts"). It is compared with what this device knows, kept, and told
// to the person where there is something to do; it never stops the mailbox.
#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/sentences.hpp"
#include "keys/crypto/short_reference.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::chrono::milliseconds kKept = std::chrono::days(400);

bool exists(const Context& context, const std::string& address) {
  const auto post = directory::PostAddress::parse(address);
  const auto officer = directory::OfficerAddress::parse(address);
  return post ? context.directory().post(*post) != nullptr : officer && context.directory().officer(*officer) != nullptr;
}

bool is_reference(const std::string& text) {
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-'; };
  return text.size() == 9 && std::ranges::all_of(text, fits);
}

// The event that a delivery tells of, as far as it makes sense; nothing otherwise.
std::optional<store::AlertEvent> event_of(const Context& context, const v1::Delivery& delivery) {
  v1::Alert alert;
  const bool parsed = alert.ParseFromString(delivery.message()) && v1::AlertState_IsValid(alert.state());
  if (!parsed || alert.state() == v1::ALERT_STATE_UNSPECIFIED || !exists(context, alert.post())) return std::nullopt;
  const auto room = room_of(delivery);
  const base::RoomSeq seq(room ? alert.room_seq() : 0);
  const bool failing = alert.state() == v1::ALERT_STATE_CHANNEL_FAILING;
  if (!room && !failing && !is_reference(alert.reference())) return std::nullopt;
  constexpr std::uint32_t most = 1000;
  return store::AlertEvent{
      .room = room,
      .room_seq = seq,
      .reference = room      ? crypto::short_reference(*room, seq)
                   : failing ? ""
                             : alert.reference(),
      .post = alert.post(),
      .state = alert.state(),
      .step = static_cast<int>(std::min(alert.step(), most)),
      .urgency = alert.urgency(),
      .at = base::from_wire(std::min(alert.at_ms(), base::to_wire(context.clock.now() + kKept))),
      .acknowledge_by = base::from_wire(std::min(alert.acknowledge_by_ms(), base::to_wire(context.clock.now() + kKept))),
      .channels_reached = static_cast<int>(std::min(alert.channels_reached(), most)),
      .channels_failed = static_cast<int>(std::min(alert.channels_failed(), most))};
}

// A room that this device is not in is none that it could have been told of.
Result<bool> believable(store::Transaction& tx, const store::AlertEvent& event) {
  if (!event.room) return true;
  auto room = tx.rooms().find(*event.room);
  if (!room) return pass_on(room);
  return room->has_value();
}

// What the person is to know of an event, for there is something to do; nothing for the rest.
std::vector<store::Sentence> news_of(const store::AlertEvent& event) {
  const auto about = [&](std::string id) { return said(std::move(id), {{"reference", event.reference}, {"post", event.post}}); };
  switch (event.state) {
    case v1::ALERT_STATE_NOT_RAISED: return about("notices.alert_not_raised");
    case v1::ALERT_STATE_ESCALATED:
      if (!event.room) return about("notices.alert_escalated_to_you");
      return said("notices.alert_escalated",
                  {{"reference", event.reference}, {"post", event.post}, {"step", std::to_string(event.step)}});
    case v1::ALERT_STATE_OVERDUE: return about("notices.alert_overdue");
    case v1::ALERT_STATE_CHANNEL_FAILING: return said("notices.alert_channel_failing", {{"post", event.post}});
    default: return {};
  }
}

Result<> note_alert(store::Transaction& tx, const Context& context, const store::AlertEvent& event) {
  auto news = news_of(event);
  if (news.empty()) return {};
  const bool alarm = event.state != v1::ALERT_STATE_ESCALATED || !event.room;
  return note(tx, context, alarm ? store::NoticeKind::alert_alarm : store::NoticeKind::alert, std::move(news), event.room);
}

}  // namespace

Result<Taken> take_alert(Context& context, const v1::Delivery& delivery) {
  const auto event = event_of(context, delivery);
  auto taken = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto believed = event ? believable(tx, *event) : Result<bool>(false);
    if (!believed) return pass_on(believed);
    if (*believed) {
      auto added = tx.alert_events().add(*event);
      if (!added) return pass_on(added);
      if (*added) {
        if (auto noted = note_alert(tx, context, *event); !noted) return noted;
      }
      if (auto forgotten = tx.alert_events().forget_before(context.clock.now() - kKept); !forgotten) return forgotten;
    }
    return advance(tx, context, delivery);
  });
  if (!taken) return pass_on(taken);
  return Taken{};
}

}  // namespace valise::sdk::client
