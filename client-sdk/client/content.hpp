// Content: what a member says in a room. Drafted when the person writes, completed when it is protected, because epoch, directory
// head and place in the sender's chain are known only then.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/store/messages.hpp"
#include "client-sdk/store/transfers.hpp"
#include "valise/messages.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

inline constexpr std::size_t kLongestContent = 200 * 1024;  // leaves room for framing below the relay's limit for a message

// draft_content gives the Content of a person's draft without files, epoch, head and chain. Fails with message_too_large.
[[nodiscard]] Result<v1::Content> draft_content(const valise::Draft& draft, base::MessageId id, base::MessageId in_reply_to,
                                                const std::string& from_post, base::UnixMillis now);

// attachment_of describes an uploaded (or yet to be uploaded) file.
[[nodiscard]] v1::Attachment attachment_of(const store::Transfer& transfer);

// SenderMark is the own place in the chain of a room.
struct SenderMark {
  std::uint64_t counter = 0;
  std::optional<base::ByteArray<32>> previous_hash;
};
// complete adds what is known when the content is protected. The counter is the mark's plus one.
void complete(v1::Content& content, const SenderMark& mark, base::ByteView epoch_authenticator, const std::string& checkpoint);

// visible_data gives the authenticated data of messages and commits: the own directory head.
[[nodiscard]] base::Bytes visible_data(const directory::Head& head);
// parse_visible reads the authenticated data of a message; nothing unless it is a Visible with a root of 32 bytes.
[[nodiscard]] std::optional<directory::Head> parse_visible(base::ByteView authenticated_data);

// parse_content reads what came out of the encryption; nothing unless it has a message id and is within limits.
[[nodiscard]] std::optional<v1::Content> parse_content(base::ByteView bytes);

[[nodiscard]] v1::Urgency to_wire(valise::Urgency urgency);
[[nodiscard]] valise::Urgency from_wire(v1::Urgency urgency);

}  // namespace valise::sdk::client
