// ServedHead: which head of the log members are shown. The newest head of a log whose directory demands no witnesses; otherwise
// the newest that enough witnesses have cosigned, while the next one, the candidate, gathers cosignatures
// (docs/design/0007-witnesses.md). Plain bookkeeping: no I/O, no clock; one executor.
#pragma once

#include <chrono>

#include "base/clock.hpp"
#include "keys/directory/cosignature.hpp"

namespace valise::server::net {

class ServedHead {
 public:
  // A candidate without enough cosignatures gives way to the newest head after `patience`.
  explicit ServedHead(std::chrono::milliseconds patience) : patience_(patience) {}

  // restore sets what was served before a restart.
  void restore(directory::Checkpoint served);
  // grow takes the log's newest head, signed by the log key, and the witnesses that judge it. True if it is served at once.
  bool grow(directory::Checkpoint newest, directory::WitnessSet witnesses);

  // candidate gives the head to be cosigned now; it is also the served one while there is nothing newer.
  const directory::Checkpoint& candidate(base::Monotonic now);
  // gather takes a verified cosignature of a head of `size`. Gives the note that may be served from now on, once it is stored.
  [[nodiscard]] std::optional<directory::Checkpoint> gather(std::uint64_t size, directory::NoteSignature cosignature);
  // serve makes a gathered note the served one, unless a greater one is; true if members have not seen its size before.
  bool serve(directory::Checkpoint note);

  [[nodiscard]] const directory::Checkpoint& newest() const { return newest_; }
  [[nodiscard]] const directory::Checkpoint& served() const { return served_; }
  // settled: members are shown the newest head.
  [[nodiscard]] bool settled() const { return served_.head().size == newest_.head().size; }

 private:
  void replace_candidate();
  [[nodiscard]] bool candidate_settled() const { return served_.head().size >= candidate_.head().size; }

  const std::chrono::milliseconds patience_;
  directory::Checkpoint newest_;
  directory::WitnessSet newest_witnesses_;
  directory::Checkpoint candidate_;
  directory::WitnessSet candidate_witnesses_;
  std::optional<base::Monotonic> candidate_since_;
  directory::Checkpoint served_;
};

}  // namespace valise::server::net
