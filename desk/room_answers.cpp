// Requests about what becomes of a message (forwarding, changing, taking back), who takes part in a room, how long it is kept,
// and the own devices.
#include "desk/answers.hpp"
#include "desk/reply.hpp"
#include "valise/devices.hpp"
#include "valise/editing.hpp"
#include "valise/forwarding.hpp"
#include "valise/retention.hpp"
#include "valise/rooms.hpp"

namespace valise::desk {
namespace {

using Make = std::function<v1::FromDesk(Client&)>;

ForwardDraft forward_draft(const v1::DeskForwardDraft& request) {
  return {.message = request.message(),
          .to = {request.to().begin(), request.to().end()},
          .room = request.room(),
          .subject = request.subject(),
          .from = request.from(),
          .with_files = false};
}

Make check_forward(const v1::DeskForwardDraft& request) {
  return [draft = forward_draft(request)](Client& client) {
    return answer(Forwarding(client).check(draft), [](v1::FromDesk& out, const ForwardCheck& check) {
      auto& told = *out.mutable_forward_check();
      for (const auto& address : check.to) told.add_to(address);
      for (const auto& condition : check.handling) told.add_handling(condition);
      for (const auto& condition : check.against) told.add_against(condition);
      told.set_permitted_by(check.permitted_by);
      told.set_allowed(check.allowed());
    });
  };
}

// Files go along where they were saved here before; where they were not, the SDK says so.
Make forward(const v1::DeskForwardDraft& request) {
  return [draft = forward_draft(request)](Client& client) mutable {
    draft.with_files = true;
    return sent(Forwarding(client).forward(draft));
  };
}

Make ask_forward(const v1::DeskForwardDraft& request) {
  return [draft = forward_draft(request), reason = request.reason()](Client& client) {
    return sent(Forwarding(client).ask(draft, reason));
  };
}

Make answer_wish(const v1::DeskAnswerWish& request) {
  return [request](Client& client) {
    Forwarding forwarding(client);
    return sent(request.grant() ? forwarding.grant(request.wish(), request.words())
                                : forwarding.refuse(request.wish(), request.words()));
  };
}

// ---- who takes part ----

Make newcomers(const v1::DeskAdmit& request) {
  return [request](Client& client) {
    const std::vector<std::string> addresses(request.addresses().begin(), request.addresses().end());
    return answer(Rooms(client).newcomers(request.room(), addresses), [](v1::FromDesk& out, const auto& all) {
      out.mutable_authorities();
      for (const auto& authority : all) *out.mutable_authorities()->add_authorities() = view_of(authority);
    });
  };
}

Make admit(const v1::DeskAdmit& request) {
  return [request](Client& client) {
    Rooms rooms(client);
    const std::vector<std::string> addresses(request.addresses().begin(), request.addresses().end());
    const std::vector<std::string> confirmed(request.confirm_authorities().begin(), request.confirm_authorities().end());
    if (request.until() > 0 && addresses.size() != 1)
      return failure({.kind = ErrorKind::usage, .message = "A guest is one officer.", .advice = ""});
    return room_changed(request.until() > 0 ? rooms.guest(request.room(), addresses.front(),
                                                          Time(std::chrono::milliseconds(request.until())), confirmed)
                                            : rooms.admit(request.room(), addresses, confirmed));
  };
}

// ---- how long things are kept here ----

Make retention(const v1::DeskGetRetention& request) {
  return [id = request.room()](Client& client) {
    return answer(Retention(client).show(), [&](v1::FromDesk& out, const auto& all) {
      out.mutable_retention();
      for (const RetentionView& view : all) {
        if (view.room != id) continue;
        auto& told = *out.mutable_retention();
        told.set_days(view.days.value_or(0));
        told.set_own(view.own);
        told.set_agreed_days(view.agreed_days);
        told.set_agreed_from(millis(view.agreed_from));
        told.set_due(view.due);
      }
    });
  };
}

Make set_retention(const v1::DeskSetRetention& request) {
  return [request](Client& client) {
    return done(Retention(client).set(request.room(), request.days() > 0 ? std::optional(request.days()) : std::nullopt));
  };
}

// A device that waits for approval knows of no other; its key is what it is approved by.
v1::FromDesk own_devices(Client& client) {
  Devices devices(client);
  const auto key = devices.own_key();
  if (!key) return failure(key.error());
  v1::FromDesk waits;
  waits.mutable_own_devices()->set_own_key(*key);
  if (client.enrolment().state == Enrolment::State::requested) return waits;
  return answer(devices.list(), [&](v1::FromDesk& out, const auto& all) {
    out.mutable_own_devices()->set_own_key(*key);
    for (const auto& device : all) {
      auto& added = *out.mutable_own_devices()->add_devices();
      added.set_device(device.device);
      added.set_label(device.label);
      added.set_self(device.self);
      added.set_active(device.active);
      added.set_rooms(device.rooms);
      added.set_missing(device.missing);
      added.set_still(device.still);
      added.set_signature_key(device.signature_key);
    }
  });
}

}  // namespace

Answer room_answer_to(const v1::ToDesk& request) {
  using Body = v1::ToDesk;
  switch (request.body_case()) {
    case Body::kCheckForward: return {check_forward(request.check_forward())};
    case Body::kForward: return {forward(request.forward())};
    case Body::kAskForward: return {ask_forward(request.ask_forward())};
    case Body::kAnswerWish: return {answer_wish(request.answer_wish())};
    case Body::kEdit:
      return {[what = request.edit()](Client& client) { return sent(Editing(client).edit(what.message(), what.text())); }};
    case Body::kRetract:
      return {[what = request.retract()](Client& client) { return sent(Editing(client).retract(what.message(), what.text())); }};
    case Body::kGetNewcomers: return {newcomers(request.get_newcomers())};
    case Body::kAdmit: return {admit(request.admit())};
    case Body::kGetRetention: return {retention(request.get_retention())};
    case Body::kSetRetention: return {set_retention(request.set_retention())};
    case Body::kGetOwnDevices: return {own_devices};
    default: return {};
  }
}

}  // namespace valise::desk
