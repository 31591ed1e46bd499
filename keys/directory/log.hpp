// Log: the verified replica of the directory log: replay state and Merkle tree, grown together. The entries' bytes are kept by
// the caller (a store, a file). Clients grow it with accept(), all or nothing; the relay, which decides what goes in, with
// append(). One thread at a time.
#pragma once

#include <span>
#include <unordered_map>

#include "keys/directory/cosignature.hpp"
#include "keys/directory/state.hpp"

namespace valise::directory {

enum class LogError {
  rolled_back = 1,
  forked,
  entry_rejected,
  entries_missing,
  entries_beyond_checkpoint,
  relay_not_announced,
  restored_head_differs,
};
constexpr std::string_view describe(LogError error) {
  switch (error) {
    case LogError::rolled_back: return "the relay shows an older directory than it did before";
    case LogError::forked: return "the relay shows another history of the directory than it did before";
    case LogError::entry_rejected: return "an entry of the directory breaks its rules";
    case LogError::entries_missing: return "entries are missing up to the checkpoint";
    case LogError::entries_beyond_checkpoint: return "there are entries that the checkpoint does not cover";
    case LogError::relay_not_announced: return "the directory does not announce this relay and its log key";
    case LogError::restored_head_differs: return "the stored directory log is damaged: it does not lead to the stored head";
  }
  return "directory log failure";
}
// is_trust_failure tells errors that mean misbehaviour of the relay (accept, compare) from those that mean too little data.
[[nodiscard]] bool is_trust_failure(const base::Error& error);

// Witnessing: whether a head must have the cosignatures that the directory demands (docs/design/0007-witnesses.md). Members
// demand them; keyholders who make the log, and have to see their own statements at once, count them.
enum class Witnessing { demanded, counted };

// A peer's head compared with the own history.
enum class HeadComparison { consistent, peer_ahead, forked };

// ReadEntry is what can be said of an entry without the log that it stands in; made on any thread.
struct ReadEntry {
  base::Result<SignedStatement> statement;
  TreeHash leaf;
};
[[nodiscard]] ReadEntry read_entry(base::ByteView entry);

class Log {
 public:
  // restore replays entries that this party stored, up to the head it verified then. With `verified_before` signatures are not
  // verified again: the root shows that the entries are the same. Fails with restored_head_differs, or as apply does.
  [[nodiscard]] static base::Result<Log> restore(std::span<const base::Bytes> entries, const Head& head,
                                                 Signatures signatures = Signatures::verified_before);

  // accept takes the entries that follow the own ones, up to exactly the checkpoint's size, if all rules hold, the root matches,
  // the checkpoint is signed by the log key that the directory announces for this relay, and enough of the witnesses that the
  // directory names after these very entries have cosigned it. All or nothing; the cost is that of the
  // new entries, also of taking them back. Fails with a LogError, a CheckpointError or a
  // CosignatureError; entry_rejected names index and rule in its context.
  base::Result<> accept(std::span<const base::Bytes> entries, const Checkpoint& checkpoint, const base::RelayId& relay,
                        Witnessing witnessing = Witnessing::demanded);

  // resume replays what stands in this party's own store behind what was replayed before, in order and unaltered, and was
  // verified before it was stored. Fails as DirectoryState::apply, with entry_rejected; then the log is of no use.
  base::Result<> resume(std::span<const ReadEntry> entries);

  // append replays one entry; for the relay. Fails as DirectoryState::apply; then nothing has changed.
  base::Result<Applied> append(base::ByteView entry);
  [[nodiscard]] base::Result<> check(base::ByteView entry) const { return state_.check(entry); }
  // index_of gives where these very bytes stand in the log.
  [[nodiscard]] std::optional<base::LogIndex> index_of(base::ByteView entry) const;

  [[nodiscard]] Head head() const { return {tree_.size(), tree_.root()}; }
  [[nodiscard]] const DirectoryState& state() const { return state_; }
  [[nodiscard]] const MerkleLog& tree() const { return tree_; }
  // compare judges a head that a peer has seen.
  [[nodiscard]] HeadComparison compare(const Head& peer) const;

 private:
  class Batch;
  base::Result<> extend(std::span<const base::Bytes> entries, Signatures signatures);
  [[nodiscard]] base::Result<> check_head(const Checkpoint& checkpoint, const base::RelayId& relay, Witnessing witnessing) const;
  [[nodiscard]] base::Unexpected rejected(const base::Error& why) const;
  void take_back(std::uint64_t size) noexcept;

  DirectoryState state_;
  MerkleLog tree_;
  // Where entries stand, as far as anybody has asked: most never do, and a start would pay for it.
  mutable std::unordered_map<TreeHash, std::uint64_t> index_;
  mutable std::uint64_t indexed_ = 0;
};

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, LogError, "directory log")
