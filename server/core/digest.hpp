// RequestDigest: SHA-256 over everything a request asks for, except its idempotency key, which names it. A store keeps it with
// the answer, so that the same key with another request is found out (R6). Computed from the values, so another encoding of the
// same request is the same request. Each kind of request has a label of its own.
#pragma once

#include <span>

#include "server/core/types.hpp"

namespace valise::server::core {

[[nodiscard]] RequestDigest digest_of(const CommitSubmission& submission);
[[nodiscard]] RequestDigest digest_of(const MessageSubmission& submission);
[[nodiscard]] RequestDigest digest_of_claim(std::span<const base::DeviceId> devices);
[[nodiscard]] RequestDigest digest_of_attachment(const base::RoomId& room, std::uint64_t size);

}  // namespace valise::server::core
