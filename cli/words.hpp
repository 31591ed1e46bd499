// The words for the SDK's enums: `word` in JSON and on the command line, `said` for people, in their language.
#pragma once

#include "cli/output.hpp"
#include "valise/client.hpp"
#include "valise/matters.hpp"

namespace valise::cli {

[[nodiscard]] constexpr const char* word(Urgency urgency) {
  switch (urgency) {
    case Urgency::routine: return "routine";
    case Urgency::urgent: return "urgent";
    case Urgency::emergency: return "emergency";
  }
  return "routine";
}

[[nodiscard]] constexpr const char* word(DeliveryState state) {
  switch (state) {
    case DeliveryState::queued: return "queued";
    case DeliveryState::sent: return "sent";
    case DeliveryState::received: return "received";
  }
  return "queued";
}

[[nodiscard]] constexpr const char* word(MatterState state) {
  switch (state) {
    case MatterState::open: return "open";
    case MatterState::in_charge: return "in_charge";
    case MatterState::declined: return "declined";
    case MatterState::contested: return "contested";
    case MatterState::done: return "done";
  }
  return "open";
}

[[nodiscard]] constexpr const char* word(RoomPhase phase) {
  switch (phase) {
    case RoomPhase::open: return "open";
    case RoomPhase::waiting: return "waiting";
    case RoomPhase::closed: return "closed";
  }
  return "open";
}

[[nodiscard]] constexpr const char* word(WaitingItem::What what) {
  switch (what) {
    case WaitingItem::What::answer: return "answer";
    case WaitingItem::What::charge: return "charge";
    case WaitingItem::What::permission: return "permission";
    case WaitingItem::What::form: return "form";
  }
  return "answer";
}

[[nodiscard]] constexpr const char* word(PostKind kind) {
  switch (kind) {
    case PostKind::desk: return "desk";
    case PostKind::focal_point: return "focal-point";
    case PostKind::contact_point_24_7: return "contact-point-24-7";
  }
  return "desk";
}

[[nodiscard]] constexpr const char* word(Notice::Level level) {
  switch (level) {
    case Notice::Level::info: return "info";
    case Notice::Level::warning: return "warning";
    case Notice::Level::alarm: return "alarm";
  }
  return "alarm";
}

[[nodiscard]] constexpr const char* word(Enrolment::State state) {
  switch (state) {
    case Enrolment::State::none: return "none";
    case Enrolment::State::requested: return "requested";
    case Enrolment::State::enrolled: return "enrolled";
    case Enrolment::State::revoked: return "revoked";
  }
  return "none";
}

[[nodiscard]] constexpr const char* word(Check::Outcome outcome) {
  switch (outcome) {
    case Check::Outcome::ok: return "ok";
    case Check::Outcome::warning: return "warning";
    case Check::Outcome::failed: return "failed";
  }
  return "failed";
}

[[nodiscard]] inline std::string said(Urgency urgency, const Output& output) {
  return output.say(std::string("words.urgency.") + word(urgency));
}
[[nodiscard]] inline std::string said(DeliveryState state, const Output& output) {
  return output.say(std::string("words.state.") + word(state));
}
[[nodiscard]] inline std::string said(PostKind kind, const Output& output) {
  return output.say(std::string("words.post.") + word(kind));
}
[[nodiscard]] inline std::string said(Notice::Level level, const Output& output) {
  return output.say(std::string("words.level.") + word(level));
}
[[nodiscard]] inline std::string said(Enrolment::State state, const Output& output) {
  return output.say(std::string("words.enrolment.") + word(state));
}
[[nodiscard]] inline std::string said(Check::Outcome outcome, const Output& output) {
  return output.say(std::string("words.outcome.") + word(outcome));
}

}  // namespace valise::cli
