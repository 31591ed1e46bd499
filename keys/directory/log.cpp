#include "keys/directory/log.hpp"

namespace valise::directory {

using base::fail;
using base::Result;

bool is_trust_failure(const base::Error& error) {
  const auto is = [&](auto value) { return error.code == make_error_code(value); };
  return is(LogError::rolled_back) || is(LogError::forked) || is(LogError::entry_rejected) || is(LogError::relay_not_announced) ||
         is(CosignatureError::malformed) || is(CosignatureError::wrong) || is(CosignatureError::too_few) ||
         is(CheckpointError::signature_missing) || is(CheckpointError::signature_wrong) || is(CheckpointError::origin_unexpected);
}

// Batch is what was added to the log since it was made; unless it is kept, it is taken back.
class Log::Batch {
 public:
  explicit Batch(Log& log) : log_(log), size_(log.tree_.size()) { log_.state_.hold(); }
  ~Batch() {
    if (!kept_) log_.take_back(size_);
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  void keep() noexcept {
    log_.state_.keep();
    kept_ = true;
  }

 private:
  Log& log_;
  std::uint64_t size_;
  bool kept_ = false;
};

void Log::take_back(std::uint64_t size) noexcept {
  state_.take_back();
  for (std::uint64_t i = size; i < indexed_; ++i) {
    if (const auto it = index_.find(tree_.leaf(i)); it != index_.end() && it->second == i) index_.erase(it);
  }
  indexed_ = std::min(indexed_, size);
  tree_.cut_to(size);
}

base::Unexpected Log::rejected(const base::Error& why) const {
  return fail(LogError::entry_rejected, "entry " + std::to_string(state_.size()) + " (" + why.message() + ")");
}

Result<> Log::extend(std::span<const base::Bytes> entries, Signatures signatures) {
  for (const auto& entry : entries) {
    if (auto applied = state_.apply(entry, signatures); !applied) return rejected(applied.error());
    tree_.append(leaf_hash(entry));
  }
  return {};
}

ReadEntry read_entry(base::ByteView entry) { return {SignedStatement::parse(entry), leaf_hash(entry)}; }

Result<> Log::resume(std::span<const ReadEntry> entries) {
  for (const auto& entry : entries) {
    if (!entry.statement) return rejected(entry.statement.error());
    if (auto applied = state_.apply(*entry.statement, Signatures::verified_before); !applied) return rejected(applied.error());
    tree_.append(entry.leaf);
  }
  return {};
}

Result<Log> Log::restore(std::span<const base::Bytes> entries, const Head& head, Signatures signatures) {
  Log log;
  if (auto extended = log.extend(entries, signatures); !extended) return pass_on(extended);
  if (log.head() != head) return fail(LogError::restored_head_differs);
  return log;
}

Result<> Log::check_head(const Checkpoint& checkpoint, const base::RelayId& relay, Witnessing witnessing) const {
  const Relay* announced = state_.relay(relay);
  if (announced == nullptr) return fail(LogError::relay_not_announced);
  if (auto valid = checkpoint.verify(announced->log_origin, announced->log_key); !valid) return valid;
  if (head() != checkpoint.head()) return fail(LogError::forked);
  const auto& witnesses = state_.tables().witnesses;
  const auto quorum =
      witnessing == Witnessing::demanded ? require_quorum(checkpoint, witnesses) : count_cosignatures(checkpoint, witnesses);
  if (!quorum) return base::Unexpected(quorum.error());
  return {};
}

Result<> Log::accept(std::span<const base::Bytes> entries, const Checkpoint& checkpoint, const base::RelayId& relay,
                     Witnessing witnessing) {
  const Head& target = checkpoint.head();
  if (target.size < tree_.size()) return fail(LogError::rolled_back);
  const std::uint64_t wanted = target.size - tree_.size();
  if (entries.size() < wanted) return fail(LogError::entries_missing);
  if (entries.size() > wanted) return fail(LogError::entries_beyond_checkpoint);

  if (wanted == 0) return check_head(checkpoint, relay, witnessing);

  // The log key may be announced, or replaced, among the very entries that the checkpoint covers.
  const auto take = [&](Log& log) -> Result<> {
    if (auto extended = log.extend(entries, Signatures::verify); !extended) return extended;
    return log.check_head(checkpoint, relay, witnessing);
  };
  if (tree_.size() == 0) {  // with nothing to go back to, nothing has to be remembered of what changes
    Log first;
    auto taken = take(first);
    if (taken) *this = std::move(first);
    return taken;
  }
  Batch batch(*this);
  auto taken = take(*this);
  if (taken) batch.keep();
  return taken;
}

Result<Applied> Log::append(base::ByteView entry) {
  auto applied = state_.apply(entry);
  if (applied) tree_.append(leaf_hash(entry));
  return applied;
}

std::optional<base::LogIndex> Log::index_of(base::ByteView entry) const {
  for (; indexed_ < tree_.size(); ++indexed_) index_.try_emplace(tree_.leaf(indexed_), indexed_);
  const auto it = index_.find(leaf_hash(entry));
  if (it == index_.end()) return std::nullopt;
  return base::LogIndex(it->second);
}

HeadComparison Log::compare(const Head& peer) const {
  const auto own = tree_.root_at(peer.size);
  if (!own) return HeadComparison::peer_ahead;
  return *own == peer.root ? HeadComparison::consistent : HeadComparison::forked;
}

}  // namespace valise::directory
