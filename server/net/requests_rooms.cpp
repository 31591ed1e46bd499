// Rooms and mailboxes (docs/PROTOCOL.md, "Rooms" and "Mailboxes").
#include "server/net/alert_service.hpp"
#include "server/net/ask.hpp"
#include "server/net/requests.hpp"

namespace valise::server::net {
namespace {

v1::RelayFrame conflict(base::RoomSeq position) {
  auto frame = failure(v1::FAILURE_CODE_CONFLICT);
  frame.mutable_failure()->set_position(position.value());
  return frame;
}

v1::RelayFrame outcome_frame(const core::CommitOutcome& outcome) {
  if (const auto* moved = std::get_if<core::PositionMoved>(&outcome)) return conflict(moved->position);
  return submitted_frame(std::get<core::Submitted>(outcome));
}

// complete_alert adds what the directory says of the post that is to acknowledge, and of those that the device speaks for.
void complete_alert(core::MessageSubmission& submission, const directory::DirectoryState& state) {
  if (submission.alert) {
    auto& wish = *submission.alert;
    const auto post = directory::PostAddress::parse(wish.post);
    const auto officer = directory::OfficerAddress::parse(wish.post);
    wish.post_exists = post ? state.active(*post) : officer && state.active(*officer);
    if (wish.post_exists) wish.post_devices = post ? state.devices_of(*post) : state.devices_of(*officer);
  }
  const auto* device = submission.settles == base::RoomSeq() ? nullptr : state.device(submission.submitter);
  if (device == nullptr) return;
  for (const auto& post : state.posts_of(device->officer)) submission.posts.push_back(post.string());
  submission.posts.push_back(device->officer.string());
}

}  // namespace

// Nobody who may not connect is put on a fan-out list. The directory at the relay is the newest there is, so a client that asks
// for such a device has to sync first.
Answer Requests::submit_commit(base::DeviceId device, v1::SubmitCommit request) {
  auto submission = parse_commit(request, device);
  if (!submission) co_return failure(v1::FAILURE_CODE_MALFORMED);
  const auto& state = relay_.directory.state();
  submission->authority = authority_of(state, device);
  const bool all_active = std::ranges::all_of(submission->add, [&](const auto& added) { return state.active(added); });
  if (!all_active) co_return failure(v1::FAILURE_CODE_NOT_FOUND);
  auto start = [&](store::Completion<core::CommitOutcome> done) {
    relay_.store.submit_commit(std::move(*submission), std::move(done));
  };
  auto outcome = co_await ask<core::CommitOutcome>(start);
  if (!outcome) co_return failure_of(outcome.error());
  co_return outcome_frame(*outcome);
}

Answer Requests::submit_message(base::DeviceId device, v1::SubmitMessage request) {
  auto submission = parse_message(request, device);
  if (!submission) co_return failure(v1::FAILURE_CODE_MALFORMED);
  const auto& state = relay_.directory.state();
  submission->authority = authority_of(state, device);
  complete_alert(*submission, state);
  const bool alerts = submission->alert || !submission->posts.empty() || submission->withdraws != base::RoomSeq();
  auto start = [&](store::Completion<core::Submitted> done) {
    relay_.store.submit_message(std::move(*submission), std::move(done));
  };
  auto submitted = co_await ask<core::Submitted>(start);
  if (!submitted) co_return failure_of(submitted.error());
  if (alerts) relay_.alerts.wake();
  co_return submitted_frame(*submitted);
}

Answer Requests::get_room(base::DeviceId device, v1::GetRoom request) {
  const auto room = base::RoomId::parse(request.room_id());
  if (!room) co_return failure(v1::FAILURE_CODE_MALFORMED);
  auto start = [&](store::Completion<core::RoomInfo> done) { relay_.store.room_info(*room, device, std::move(done)); };
  auto info = co_await ask<core::RoomInfo>(start);
  if (!info) co_return failure_of(info.error());
  v1::RelayFrame frame;
  auto& out = *frame.mutable_room_info();
  out.set_handshake_position(info->position.value());
  out.set_last_seq(info->last_seq.value());
  if (info->kept_seq) out.set_kept_seq(info->kept_seq->value());
  if (info->own_seq) out.set_own_seq(info->own_seq->value());
  for (const auto& member : info->devices) out.add_device_ids(member.string());
  co_return frame;
}

Answer Requests::acknowledge(base::DeviceId device, v1::Acknowledge request) {
  const base::MailboxSeq up_to(request.mailbox_seq());
  auto start = [&](store::Completion<> done) { relay_.store.acknowledge(device, up_to, std::move(done)); };
  auto erased = co_await ask<void>(start);
  if (!erased) co_return failure_of(erased.error());
  v1::RelayFrame frame;
  frame.mutable_done();
  co_return frame;
}

}  // namespace valise::server::net
