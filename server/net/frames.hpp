// Frames: from bytes to protobuf with limits, back, and between protobuf's values and the relay's own. Nothing that a peer chose
// gets into an error.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "server/core/types.hpp"
#include "valise/v1/relay.pb.h"

namespace valise::server::net {

inline constexpr std::size_t kMaxFrame = 2 * 1024 * 1024;
inline constexpr std::size_t kMaxAnonymousFrame = 16 * 1024;
inline constexpr std::size_t kMaxStatement = 64 * 1024;
inline constexpr std::size_t kFrameOverhead = 64;  // of an AppendStatement around its statement

// parse_client_frame fails with NetError::malformed_frame: not protobuf, nested too deep, request id 0, no known request.
[[nodiscard]] base::Result<v1::ClientFrame> parse_client_frame(base::ByteView bytes);
// serialise gives the bytes of one WebSocket message.
[[nodiscard]] base::Bytes serialise(const v1::RelayFrame& frame);

[[nodiscard]] v1::RelayFrame failure(v1::FailureCode code);
// over_quota is QUOTA, and when there will be room again.
[[nodiscard]] v1::RelayFrame over_quota(std::chrono::milliseconds retry_after);
// failure_of tells a client about an error of the store, the rules or the directory, without its text.
[[nodiscard]] v1::RelayFrame failure_of(const base::Error& error);

// The parse_ functions give nothing for a wrong length or value.
[[nodiscard]] std::optional<core::CommitSubmission> parse_commit(v1::SubmitCommit& request, const base::DeviceId& submitter);
[[nodiscard]] std::optional<core::MessageSubmission> parse_message(v1::SubmitMessage& request, const base::DeviceId& submitter);
template <class Repeated>
[[nodiscard]] std::optional<std::vector<base::DeviceId>> parse_devices(const Repeated& ids) {
  std::vector<base::DeviceId> out;
  out.reserve(static_cast<std::size_t>(ids.size()));
  for (const auto& id : ids) {
    const auto device = base::DeviceId::parse(std::string_view(id));
    if (!device) return std::nullopt;
    out.push_back(*device);
  }
  return out;
}

[[nodiscard]] v1::RelayFrame delivery_frame(core::Delivery delivery);
[[nodiscard]] v1::RelayFrame submitted_frame(const core::Submitted& submitted);

}  // namespace valise::server::net
