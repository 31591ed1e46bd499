#include "desk/answers.hpp"
#include "desk/reply.hpp"
#include "desk/work_views.hpp"
#include "valise/rooms.hpp"

namespace valise::desk {
namespace {

using Make = std::function<v1::FromDesk(Client&)>;

// ---- urgent matters ----

Make answer_matter(const v1::DeskAnswer& request) {
  return [request](Client& client) {
    Matters matters(client);
    switch (request.act()) {
      case v1::DeskAnswer::ACT_TAKE: return sent(matters.take(request.message(), request.words()));
      case v1::DeskAnswer::ACT_DECLINE: return sent(matters.decline(request.message(), request.words()));
      case v1::DeskAnswer::ACT_CONTEST: return sent(matters.contest(request.message(), request.words()));
      case v1::DeskAnswer::ACT_DONE: return sent(matters.done(request.message(), request.words()));
      default: return failure({.kind = ErrorKind::usage, .message = "The page asks for something unknown.", .advice = ""});
    }
  };
}

// ---- duty ----

v1::FromDesk duty_board(Client& client) {
  const auto statuses = Duty(client).status();
  if (!statuses) return failure(statuses.error());
  const std::string me = client.enrolment().officer;
  v1::FromDesk out;
  out.mutable_duty();
  for (const auto& status : *statuses) {
    auto& post = *out.mutable_duty()->add_posts();
    post = view_of(status, me);
    if (const auto open = Duty(client).open_matters(status.post)) {
      for (const auto& item : *open) *post.add_open() = view_of(item);
    }
    if (const auto known = client.post(status.post)) {
      for (const auto& officer : known->officers) {
        if (officer.address != me) *post.add_colleagues() = view_of(OfficerName{officer.address, officer.name});
      }
    }
  }
  return out;
}

std::optional<Time> time_of(std::int64_t millis) {
  return millis > 0 ? std::optional(Time(std::chrono::milliseconds(millis))) : std::nullopt;
}

Make hand_over(const v1::DeskHandOver& request) {
  HandoverDraft draft{.post = request.post(), .to = request.to(), .promises = {}, .remarks = request.remarks()};
  for (const auto& promise : request.promises()) {
    draft.promises.push_back({.room = {}, .message = {}, .text = promise.text(), .due = time_of(promise.due()), .in_charge = {}});
  }
  return [draft](Client& client) { return sent(Duty(client).handover(draft)); };
}

Make take_duty(const v1::DeskTakeDuty& request) {
  return [request](Client& client) { return sent(Duty(client).take(request.post(), request.remarks())); };
}

Make accept_duty(const v1::DeskTakeDuty& request) {
  return [request](Client& client) { return sent(Duty(client).accept(request.post(), request.remarks())); };
}

// ---- alerts: these ask the relay ----

void put_reaches(v1::FromDesk& out, const std::vector<ReachView>& all) {
  out.mutable_reaches();
  for (const auto& one : all) *out.mutable_reaches()->add_reaches() = view_of(one);
}

Make reach(const v1::DeskGetReach& request) {
  constexpr int most = 64;
  std::vector<std::string> addresses(request.addresses().begin(), request.addresses().end());
  addresses.resize(std::min<std::size_t>(addresses.size(), most));
  return [addresses](Client& client) { return answer(Alerts(client).reach(addresses), put_reaches); };
}

Make uncallable(const v1::DeskGetUncallable& request) {
  Draft draft;
  draft.to = {request.to().begin(), request.to().end()};
  draft.room = request.room();
  draft.in_reply_to = request.in_reply_to();
  draft.from = request.from();
  return [draft, asks = request.asks()](Client& client) {
    return answer(Alerts(client).cannot_be_called(draft, asks), put_reaches);
  };
}

v1::FromDesk channels(Client& client) {
  return answer(Alerts(client).channels(), [](v1::FromDesk& out, const auto& all) {
    out.mutable_channels();
    for (const auto& one : all) *out.mutable_channels()->add_channels() = view_of(one);
  });
}

Make add_channel(const v1::DeskAddChannel& request) {
  return [request](Client& client) {
    const NewChannel wanted{.address = request.address(),
                            .kind = request.webhook() ? ChannelKind::webhook : ChannelKind::email,
                            .target = request.target()};
    return answer(Alerts(client).add(wanted), [&](v1::FromDesk& out, const AddedChannel& added) {
      auto& channel = *out.mutable_channels()->add_channels();
      channel.set_id(added.id);
      channel.set_address(wanted.address);
      channel.set_webhook(request.webhook());
      channel.set_target(wanted.target);
      channel.set_secret(added.secret);
    });
  };
}

// ---- cases ----

Result<RoomChangeReport> change(Rooms& rooms, const v1::DeskChangeRoom& request) {
  using Change = v1::DeskChangeRoom;
  switch (request.change_case()) {
    case Change::kSubject: return rooms.set_subject(request.room(), request.subject());
    case Change::kClosed: return request.closed() ? rooms.close(request.room()) : rooms.reopen(request.room());
    case Change::kReference: return rooms.set_reference(request.room(), request.reference());
    case Change::kAddHandling: return rooms.add_handling(request.room(), request.add_handling());
    case Change::kRemoveHandling: return rooms.remove_handling(request.room(), request.remove_handling());
    case Change::kWaitFor:
      return rooms.wait_for(request.room(), {request.wait_for().addresses().begin(), request.wait_for().addresses().end()});
    case Change::kLeave: return rooms.leave(request.room(), request.leave());
    case Change::kRemove:
      return rooms.remove(request.room(), {request.remove().addresses().begin(), request.remove().addresses().end()});
    case Change::kRetentionDays: return rooms.set_retention(request.room(), request.retention_days());
    case Change::kReadReceipts: return rooms.allow_read_receipts(request.room(), request.read_receipts());
    case Change::kAddOwner: return rooms.add_owner(request.room(), request.add_owner());
    case Change::kRemoveOwner: return rooms.remove_owner(request.room(), request.remove_owner());
    case Change::CHANGE_NOT_SET: break;
  }
  return std::unexpected(Error{.kind = ErrorKind::usage, .message = "The page asks for something unknown.", .advice = ""});
}

Make change_room(const v1::DeskChangeRoom& request) {
  return [request](Client& client) {
    Rooms rooms(client);
    return room_changed(change(rooms, request));
  };
}

}  // namespace

v1::FromDesk room_changed(const Result<RoomChangeReport>& report) {
  return answer(report, [](v1::FromDesk& out, const RoomChangeReport& told) {
    out.mutable_room_changed()->set_done(told.done);
    out.mutable_room_changed()->set_reason(told.reason);
  });
}

Answer work_answer_to(const v1::ToDesk& request) {
  using Body = v1::ToDesk;
  const auto alerts = [](auto act) {
    return Answer{.make = [act](Client& client) { return done(act(Alerts(client))); }, .asks_relay = true};
  };
  switch (request.body_case()) {
    case Body::kAnswer: return {answer_matter(request.answer())};
    case Body::kGetDuty: return {duty_board};
    case Body::kTakeDuty: return {take_duty(request.take_duty())};
    case Body::kHandOver: return {hand_over(request.hand_over())};
    case Body::kAcceptDuty: return {accept_duty(request.accept_duty())};
    case Body::kGetReach: return {.make = reach(request.get_reach()), .asks_relay = true};
    case Body::kGetUncallable: return {.make = uncallable(request.get_uncallable()), .asks_relay = true};
    case Body::kGetChannels: return {.make = channels, .asks_relay = true};
    case Body::kAddChannel: return {.make = add_channel(request.add_channel()), .asks_relay = true};
    case Body::kTestChannel: return alerts([id = request.test_channel().id()](Alerts all) { return all.test(id); });
    case Body::kConfirmChannel:
      return alerts([what = request.confirm_channel()](Alerts all) { return all.confirm(what.id(), what.code()); });
    case Body::kRemoveChannel: return alerts([id = request.remove_channel().id()](Alerts all) { return all.remove(id); });
    case Body::kChangeRoom: return {change_room(request.change_room())};
    default: return {};
  }
}

}  // namespace valise::desk
