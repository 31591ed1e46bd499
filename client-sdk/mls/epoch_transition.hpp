// The step from one epoch to the next that commits, own and received, and Welcomes have in common (RFC 9420 sections 8 and 12.4).
#pragma once

#include "client-sdk/mls/group_types.hpp"
#include "client-sdk/mls/proposal_list.hpp"

namespace valise::mls {

// provisional_context is the GroupContext under which an update path is encrypted (12.4.1).
[[nodiscard]] GroupContext provisional_context(const EpochState& from, const RatchetTree& tree, const Extensions& extensions);
// The same for an external joiner, who has no state to start from.
[[nodiscard]] GroupContext provisional_context(const CipherSuite& suite, GroupContext context, const RatchetTree& tree);

struct NextEpoch {
  EpochState state;
  JoinerSecret joiner;
  WelcomeSecret welcome;
};
// next_epoch computes the new epoch from the signed commit. `context` is the provisional context, whose transcript hash it
// replaces. The state's confirmation tag is what it must be; comparing it is the caller's task.
[[nodiscard]] NextEpoch next_epoch(const EpochState& from, const InitSecret& init, AppliedList applied, GroupContext context,
                                   CommitSecret commit_secret, const PskSecret& psk, const AuthenticatedContent& commit);

// EpochEntry is what a new epoch is computed from besides the commit, whoever made it.
struct EpochEntry {
  GroupContext context;  // provisional: its transcript hash is replaced
  RatchetTree tree;
  PrivateTree keys;
};
// next_epoch for one who does not have the last epoch's state: `interim_before` is that epoch's interim transcript hash.
[[nodiscard]] NextEpoch next_epoch(const CipherSuite& suite, ByteView interim_before, const InitSecret& init, EpochEntry entry,
                                   CommitSecret commit_secret, const PskSecret& psk, const AuthenticatedContent& commit);

// enter_epoch is the part that a joiner does, too: everything from the joiner's member secret on.
[[nodiscard]] EpochState enter_epoch(const CipherSuite& suite, GroupContext context, RatchetTree tree, PrivateTree keys,
                                     EpochSecret epoch);

}  // namespace valise::mls
