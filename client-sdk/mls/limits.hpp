// Limits: what a peer can make this layer hold or compute. Everything that grows with input has one; beyond it, the error is
// too_large unless said otherwise. The constants hold for the whole program; Limits may be lowered for each operation, by
// Validation::limits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace valise::mls {

// A Welcome for the largest group, with its tree, fits; more would only cost memory.
inline constexpr std::size_t max_message_size = std::size_t{16} << 20;
// The width of a tree. Its nodes are allocated before their content is read.
inline constexpr std::uint32_t max_leaves = std::uint32_t{1} << 16;
// Entries of a list on the wire. In memory an entry takes up to some fifty times its smallest form.
inline constexpr std::size_t max_list_entries = std::size_t{1} << 17;
// Proposals in one commit, which are larger in memory still. As many as there may be Adds in a growing group.
inline constexpr std::size_t max_commit_proposals = 4096;
// Extensions of one structure. The registry has a handful of types; applications add a few.
inline constexpr std::size_t max_extensions = 128;

// Past epochs whose messages are still read: members send for a moment in the epoch that just ended. More would keep keys that
// forward secrecy wants gone.
inline constexpr std::size_t max_past_epochs = 3;
// Past epochs whose resumption PSK is kept (section 8.6 wants a limit).
inline constexpr std::size_t max_resumption_psks = 8;

// How far one message moves a ratchet: each generation costs three key derivations, a thousand cost a few milliseconds.
inline constexpr std::uint32_t max_forward = 1000;
// Keys of skipped messages: of one ratchet, so that no sender takes all the room, and of an epoch. The oldest go first. No
// message's skip alone exceeds either.
inline constexpr std::size_t max_skipped_keys_of_sender = 2000;
inline constexpr std::size_t max_skipped_keys = 4096;

struct Limits {
  std::size_t message_size = max_message_size;
  // Members of a group: one signature is verified for each when joining.
  std::uint32_t members = max_leaves;
  // Proposals kept for a commit. Each may be as large as a message, so their size counts, too.
  std::size_t kept_proposals = 1024;
  std::size_t kept_proposal_bytes = std::size_t{4} << 20;
  // Proposals in one commit, received or own.
  std::size_t commit_proposals = max_commit_proposals;
  // PSKs in one commit or Welcome: each costs key derivations and a question to the application's store.
  std::size_t psks = 64;
};

}  // namespace valise::mls
