// Orders that a relay must keep, checked by each receiver: mailbox numbers without gaps, and each sender's own chain of messages
// in a room. Pure functions over marks that the store keeps.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::client {

enum class MailboxStep {
  next,     // the one that follows the mark
  had,      // at or below the mark: delivered again after a lost acknowledgement
  skipped,  // the relay left something out
};
[[nodiscard]] MailboxStep mailbox_step(base::MailboxSeq mark, base::MailboxSeq delivered);

// A sender's chain in a room: how many messages, and the hash of the last Content.
struct SenderChain {
  std::uint64_t counter = 0;
  std::optional<crypto::Digest> last_hash;  // nothing before the first
};

enum class ChainStep {
  next,      // follows directly
  repeated,  // a counter that was already seen
  gap,       // at least one message of this sender is missing
  broken,    // the counter follows, the hash does not: two histories
};
// chain_step judges a message with this counter and previous hash. A device that joined later starts anywhere.
[[nodiscard]] ChainStep chain_step(const std::optional<SenderChain>& known, std::uint64_t counter, base::ByteView previous_hash);

}  // namespace valise::sdk::client
