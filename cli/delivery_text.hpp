// How far messages of one's own have come, for people.
#pragma once

#include "cli/output.hpp"
#include "valise/messages.hpp"

namespace valise::cli {

// delivered_text says on how many devices of others a message is.
[[nodiscard]] std::string delivered_text(std::uint64_t delivered, std::uint64_t devices, const Output& output);
// reason_text says why something waits or failed: in the person's language where the error has a code, else as it came.
[[nodiscard]] std::string reason_text(const std::string& reason, const Error& error, const Output& output);
// delivery_line says where an own message is: queued and why, that it failed for good, or on how many devices it is.
[[nodiscard]] std::string delivery_line(const MessageView& message, const Output& output);
// missing_text names the officers of whom no device has confirmed the message, read_text those who told that they have read it.
[[nodiscard]] std::string missing_text(const MessageView& message, const Output& output);
[[nodiscard]] std::string read_text(const MessageView& message, const Output& output);
// warn_of_failed warns of messages that will never be sent.
void warn_of_failed(std::uint64_t count, Output& output);

}  // namespace valise::cli
