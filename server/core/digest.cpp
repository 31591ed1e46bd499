#include "server/core/digest.hpp"

#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::server::core {
namespace {

void write_devices(base::Writer& writer, std::span<const base::DeviceId> devices) {
  writer.u64(devices.size());
  for (const base::DeviceId& device : devices) writer.bytes(device.view());
}

base::Writer labelled(std::string_view kind) {
  base::Writer writer;
  writer.opaque(base::as_bytes(kind));
  return writer;
}

RequestDigest finish(const base::Writer& head, crypto::Parts bodies) {
  crypto::Sha256 hash;
  hash.update(head.view());
  for (const base::ByteView body : bodies) hash.update(body);
  return RequestDigest(hash.finish());
}

}  // namespace

RequestDigest digest_of(const CommitSubmission& submission) {
  base::Writer head = labelled("commit");
  head.bytes(submission.room.view()).u64(submission.expected_position.value());
  write_devices(head, submission.add);
  write_devices(head, submission.remove);
  head.u64(submission.commit.size()).u64(submission.welcome.size());
  return finish(head, {submission.commit, submission.welcome});
}

RequestDigest digest_of(const MessageSubmission& submission) {
  base::Writer head = labelled("message");
  head.bytes(submission.room.view()).u8(static_cast<std::uint8_t>(submission.urgency));
  if (submission.alert) head.opaque(base::as_bytes(submission.alert->post)).u64(base::to_wire(submission.alert->acknowledge_by));
  if (submission.settles != base::RoomSeq()) head.u64(submission.settles.value());
  if (submission.withdraws != base::RoomSeq()) head.opaque(base::as_bytes("withdraws")).u64(submission.withdraws.value());
  return finish(head, {submission.message});
}

RequestDigest digest_of_claim(std::span<const base::DeviceId> devices) {
  base::Writer head = labelled("claim");
  write_devices(head, devices);
  return finish(head, {});
}

RequestDigest digest_of_attachment(const base::RoomId& room, std::uint64_t size) {
  base::Writer head = labelled("attachment");
  head.bytes(room.view()).u64(size);
  return finish(head, {});
}

}  // namespace valise::server::core
