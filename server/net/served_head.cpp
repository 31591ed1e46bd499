#include "server/net/served_head.hpp"

namespace valise::server::net {

using directory::Checkpoint;

void ServedHead::restore(Checkpoint served) { served_ = std::move(served); }

void ServedHead::replace_candidate() {
  candidate_ = newest_;
  candidate_witnesses_ = newest_witnesses_;
  candidate_since_.reset();
}

bool ServedHead::grow(Checkpoint newest, directory::WitnessSet witnesses) {
  newest_ = std::move(newest);
  newest_witnesses_ = std::move(witnesses);
  if (newest_witnesses_.threshold == 0) {
    served_ = newest_;
    replace_candidate();
    return true;
  }
  // The head that was served before a restart has cosignatures already.
  if (settled() && served_.head() == newest_.head()) newest_ = served_;
  if (candidate_settled()) replace_candidate();
  return false;
}

const Checkpoint& ServedHead::candidate(base::Monotonic now) {
  if (!candidate_since_) candidate_since_ = now;
  const bool overtaken = newest_.head().size > candidate_.head().size;
  if (overtaken && (candidate_settled() || now - *candidate_since_ >= patience_)) {
    replace_candidate();
    candidate_since_ = now;
  }
  return candidate_;
}

std::optional<Checkpoint> ServedHead::gather(std::uint64_t size, directory::NoteSignature cosignature) {
  if (newest_.head().size == size) newest_.attach(cosignature);
  if (candidate_.head().size != size) return std::nullopt;
  candidate_.attach(std::move(cosignature));
  if (!directory::require_quorum(candidate_, candidate_witnesses_)) return std::nullopt;
  return candidate_;
}

bool ServedHead::serve(Checkpoint note) {
  const auto before = served_.head().size;
  if (note.head().size < before) return false;
  served_ = std::move(note);
  if (candidate_settled() && newest_.head().size > candidate_.head().size) replace_candidate();
  return served_.head().size > before;
}

}  // namespace valise::server::net
