#include "tests/fault/relay_history.hpp"

#include <algorithm>

#include "tests/fault/relay_judge.hpp"
#include "tests/support/store_parts.hpp"

namespace valise::tests {
namespace {

bool same(const core::Delivery& a, const core::Delivery& b) {
  return a.seq == b.seq && a.kind == b.kind && a.room == b.room && a.room_seq == b.room_seq && a.body == b.body &&
         a.accepted_at == b.accepted_at && a.urgency == b.urgency && a.added == b.added && a.removed == b.removed;
}

// not_yet: answers that the next try may change.
bool not_yet(const Answer& answer) { return std::holds_alternative<core::PositionMoved>(answer); }

}  // namespace

base::DeviceId sender_of(const Ask& ask) {
  if (const auto* commit = std::get_if<core::CommitSubmission>(&ask)) return commit->submitter;
  if (const auto* message = std::get_if<core::MessageSubmission>(&ask)) return message->submitter;
  return {};
}

std::size_t RelayHistory::asked(Ask ask) {
  requests_.push_back({.ask = std::move(ask), .answer = {}});
  return requests_.size() - 1;
}

void RelayHistory::answered(std::size_t request, Answer answer) {
  Request& asked = requests_[request];
  if (const auto* done = std::get_if<Done>(&answer); done != nullptr) {
    if (const auto* acknowledge = std::get_if<Acknowledge>(&asked.ask)) {
      Mailbox& box = mailboxes_[acknowledge->device];
      box.acknowledged = std::max(box.acknowledged, acknowledge->up_to);
    }
  }
  if (asked.answered() && asked.answer != answer && !not_yet(asked.answer)) {
    problem("changed: request " + std::to_string(request) + " was answered otherwise before (R6)");
  }
  asked.answer = std::move(answer);
}

void RelayHistory::given(const base::DeviceId& device, const std::vector<core::Delivery>& deliveries) {
  Mailbox& box = mailboxes_[device];
  for (const core::Delivery& delivery : deliveries) {
    if (delivery.seq <= box.acknowledged) {
      problem("not erased: device " + std::to_string(number_of(device)) + " acknowledged " +
              std::to_string(delivery.seq.value()));
    } else if (delivery.seq > box.mark) {
      box.skipped += delivery.seq.value() - box.mark.value() - (delivery.kind == core::DeliveryKind::expired ? 0 : 1);
      box.had.push_back(delivery);
      box.mark = delivery.seq;
    } else if (delivery.kind != core::DeliveryKind::expired) {
      const auto before = std::ranges::find(box.had, delivery.seq, &core::Delivery::seq);
      if (before == box.had.end() || !same(*before, delivery)) {
        problem("changed: device " + std::to_string(number_of(device)) + " had another delivery " +
                std::to_string(delivery.seq.value()));
      }
    }
  }
}

void RelayHistory::expired_before(base::UnixMillis cutoff) { cutoff_ = std::max(cutoff_, cutoff); }

void RelayHistory::found_attachment(std::size_t upload, base::Result<base::Bytes> content) {
  attachments_.insert_or_assign(upload, std::move(content));
}

std::set<base::DeviceId> RelayHistory::devices() const {
  std::set<base::DeviceId> out;
  for (const auto& [device, box] : mailboxes_) out.insert(device);
  return out;
}

std::set<base::DeviceId> RelayHistory::members(const base::RoomId& room) const { return RelayJudge(*this).members(room); }
base::RoomSeq RelayHistory::position(const base::RoomId& room) const { return RelayJudge(*this).position(room); }

bool RelayHistory::may_repeat(const Request& request) const {
  if (!request.answered() || std::holds_alternative<core::PositionMoved>(request.answer)) return true;
  if (const auto* submitted = std::get_if<core::Submitted>(&request.answer)) return submitted->accepted_at >= cutoff_;
  if (std::holds_alternative<Claim>(request.ask)) return cutoff_ == base::UnixMillis{};
  return std::holds_alternative<Upload>(request.ask) && cutoff_ == base::UnixMillis{};
}

std::vector<std::string> RelayHistory::problems() const { return RelayJudge(*this).problems(); }

base::Bytes body_of(std::size_t request, std::size_t size) {
  base::Bytes body = base::to_bytes("request " + std::to_string(request) + "|");
  body.resize(std::max(body.size(), size), static_cast<base::Byte>(request));
  return body;
}

std::optional<std::size_t> request_in(base::ByteView body) {
  constexpr std::string_view first = "request ";
  const std::string_view text = base::as_text(body);
  if (!text.starts_with(first)) return std::nullopt;
  return std::strtoull(std::string(text.substr(first.size(), 20)).c_str(), nullptr, 10);
}

}  // namespace valise::tests
