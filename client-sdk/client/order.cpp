#include "client-sdk/client/order.hpp"

namespace valise::sdk::client {

MailboxStep mailbox_step(base::MailboxSeq mark, base::MailboxSeq delivered) {
  if (delivered <= mark) return MailboxStep::had;
  return delivered.value() == mark.value() + 1 ? MailboxStep::next : MailboxStep::skipped;
}

ChainStep chain_step(const std::optional<SenderChain>& known, std::uint64_t counter, base::ByteView previous_hash) {
  if (!known) return ChainStep::next;
  if (counter <= known->counter) return ChainStep::repeated;
  if (counter != known->counter + 1) return ChainStep::gap;
  const bool follows = known->last_hash ? base::equal(previous_hash, *known->last_hash) : previous_hash.empty();
  return follows ? ChainStep::next : ChainStep::broken;
}

}  // namespace valise::sdk::client
