// The SDK's views as lines for people. Everything that others wrote is made harmless here (terminal_text.hpp).
#pragma once

#include <string>

#include "cli/output.hpp"
#include "valise/client.hpp"

namespace valise::cli {

// short_id gives the beginning of an id that is enough to name it in a profile.
[[nodiscard]] std::string short_id(const std::string& id);

// name_of chooses one of several names: in the person's language, else English, else the first.
[[nodiscard]] std::string name_of(const std::vector<LocalText>& names, const Output& output);

// message_row is one line of a list; message_text the whole message.
[[nodiscard]] std::string message_row(const MessageView& message, const Output& output);
[[nodiscard]] std::string message_text(const MessageView& message, const Output& output);

// sentences_text says sentences of the SDK one after the other; the catalogue has all of them.
[[nodiscard]] std::string sentences_text(const std::vector<Sentence>& sentences, const Output& output);
[[nodiscard]] std::string sentences_text(const std::vector<Sentence>& sentences, const language::Speaker& speaker);
[[nodiscard]] std::string notice_text(const Notice& notice, const Output& output);
[[nodiscard]] std::string room_row(const RoomView& room, const Output& output);
[[nodiscard]] std::string room_text(const RoomView& room, const Output& output);

[[nodiscard]] std::string authority_row(const AuthorityView& authority, Time now, const Output& output);
[[nodiscard]] std::string authority_text(const AuthorityView& authority, Time now, const Output& output);
[[nodiscard]] std::string recovery_text(const KeyRecovery& recovery, const Output& output);
[[nodiscard]] std::string post_text(const PostView& post, Time now, const Output& output);
// recipient_text tells who writes what they should know before they send: the clock there, who is on duty, what is accepted.
[[nodiscard]] std::string recipient_text(const RecipientView& recipient, Time now, const Output& output);
[[nodiscard]] std::string network_text(const NetworkView& network, const Output& output);
[[nodiscard]] std::string officer_text(const OfficerView& officer, const Output& output);

}  // namespace valise::cli
