// Enrolment of this device under an invite (docs/PROTOCOL.md, "Enrolment").
#pragma once

#include "client-sdk/client/connect.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

// accept_invite makes the device's keys and its enrolment request, once; the same invite again keeps both. Errors: those of
// Invite::parse, invite_expired, wrong_invite (another one is pending), already_enrolled.
[[nodiscard]] Result<> accept_invite(Context& context, const valise::EnrolOptions& options);

// write_request writes the pending request to a file for the security officer.
[[nodiscard]] Result<> write_request(Context& context, const std::filesystem::path& file);

// submit_request hands the pending request to the relay; a second time changes nothing.
[[nodiscard]] asio::awaitable<Result<>> submit_request(Context& context, Link link);

// hand_in is a visit to the relay that submits the request.
[[nodiscard]] asio::awaitable<Result<>> hand_in(Context& context);

// wait_for_approval looks again and again, for `patience` at most, whether the device was approved; enrolment_pending if it was
// not.
[[nodiscard]] asio::awaitable<Result<>> wait_for_approval(Context& context, std::chrono::milliseconds patience);

// complete_enrolment marks the enrolment as complete once this device's keys stand in the replica; enrolment_pending before.
[[nodiscard]] Result<> complete_enrolment(Context& context);

[[nodiscard]] valise::Enrolment enrolment_view(Context& context);

}  // namespace valise::sdk::client
