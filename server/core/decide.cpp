#include "server/core/decide.hpp"

#include <algorithm>
#include <iterator>

namespace valise::server::core {
namespace {

using Devices = std::vector<base::DeviceId>;

Devices sorted(Devices devices) {
  std::ranges::sort(devices);
  return devices;
}

bool contains(const Devices& sorted_devices, const base::DeviceId& device) {
  return std::ranges::binary_search(sorted_devices, device);
}

bool has_duplicates(const Devices& sorted_devices) { return std::ranges::adjacent_find(sorted_devices) != sorted_devices.end(); }

// check_shape judges what needs no room.
base::Result<> check_shape(const CommitSubmission& submission, const Devices& add, const Devices& remove, const Limits& limits) {
  if (submission.commit.empty()) return base::fail(Refusal::malformed, "commit is empty");
  if (has_duplicates(add) || has_duplicates(remove)) return base::fail(Refusal::malformed, "a device is named twice");
  if (contains(remove, submission.submitter))
    return base::fail(Refusal::malformed, "nobody can remove itself");  // RFC 9420 section 12.2
  if (contains(add, submission.submitter)) return base::fail(Refusal::malformed, "nobody can add itself");
  if (add.empty() && !submission.welcome.empty()) return base::fail(Refusal::malformed, "a Welcome for nobody");
  if (submission.commit.size() + submission.welcome.size() > limits.commit_bytes) return base::fail(Refusal::too_large, "commit");
  if (add.size() > limits.devices_per_room || remove.size() > limits.devices_per_room)
    return base::fail(Refusal::quota, "devices");
  return {};
}

Devices without(const Devices& list, const base::DeviceId& device) {
  Devices out;
  std::ranges::copy_if(list, std::back_inserter(out), [&](const base::DeviceId& other) { return other != device; });
  return out;
}

// change gives (list - remove) + add: who is in both is removed and added anew, as after a loss of state.
Devices change(const Devices& list, const Devices& remove, const Devices& add) {
  Devices kept;
  std::ranges::set_difference(list, remove, std::back_inserter(kept));
  Devices out;
  std::ranges::set_union(kept, add, std::back_inserter(out));
  return out;
}

}  // namespace

base::Result<CommitDecision> decide_commit(const RoomView& room, const CommitSubmission& submission, const Limits& limits) {
  const Devices add = sorted(submission.add);
  const Devices remove = sorted(submission.remove);
  if (auto shape = check_shape(submission, add, remove, limits); !shape) return base::pass_on(shape);
  const bool exists = room.position.value() != 0;
  if (exists && !contains(room.devices, submission.submitter)) return base::fail(Refusal::not_authorised, "room");
  if (submission.expected_position != room.position) return PositionMoved{room.position};
  if (!exists && !remove.empty()) return base::fail(Refusal::malformed, "a new room has nobody to remove");

  Devices devices = change(exists ? room.devices : Devices{submission.submitter}, remove, add);
  if (devices.size() > limits.devices_per_room) return base::fail(Refusal::quota, "devices in a room");
  return CommitAccepted{.room_seq = base::RoomSeq(room.last_seq.value() + 1),
                        .commit_to = without(room.devices, submission.submitter),
                        .welcome_to = submission.welcome.empty() ? Devices{} : add,
                        .devices = std::move(devices)};
}

base::Result<base::RoomSeq> decide_message(const MessageRoomView& room, const MessageSubmission& submission,
                                           const Limits& limits) {
  if (submission.message.empty()) return base::fail(Refusal::malformed, "message is empty");
  if (submission.message.size() > limits.message_bytes) return base::fail(Refusal::too_large, "message");
  if (!room.exists) return base::fail(Refusal::not_found, "room");
  if (!room.submitter_on_list) return base::fail(Refusal::not_authorised, "room");
  return base::RoomSeq(room.last_seq.value() + 1);
}

}  // namespace valise::server::core
