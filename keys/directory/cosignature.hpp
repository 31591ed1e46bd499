// Cosignatures: what witnesses sign on a checkpoint (C2SP tlog-cosignature, Ed25519, algorithm byte 0x04), and how many of them a
// head has. A cosignature at time T says: at T this was the largest head of this log that the witness had seen, and it extends
// all that it saw before. Public data; no clock.
#pragma once

#include "keys/directory/checkpoint.hpp"
#include "keys/directory/records.hpp"

namespace valise::directory {

using WitnessTime = std::chrono::sys_seconds;

enum class CosignatureError {
  missing = 1,
  malformed,
  wrong,
  too_few,
};
constexpr std::string_view describe(CosignatureError error) {
  switch (error) {
    case CosignatureError::missing: return "the checkpoint has no cosignature by this witness";
    case CosignatureError::malformed: return "a witness's cosignature is malformed";
    case CosignatureError::wrong: return "a witness's cosignature is wrong";
    case CosignatureError::too_few: return "too few witnesses have cosigned the head of the directory";
  }
  return "cosignature failure";
}

// cosign gives a witness's signature on the checkpoint's text and this time, which is after 1970.
[[nodiscard]] NoteSignature cosign(const Checkpoint& checkpoint, const std::string& name, const crypto::SigningKey& key,
                                   WitnessTime at);

// verify_cosignature gives the time of the witness's cosignature; the latest if there are several. One that does not verify
// spoils the note. Fails with missing, malformed, wrong.
[[nodiscard]] base::Result<WitnessTime> verify_cosignature(const Checkpoint& checkpoint, const Witness& witness);

// Quorum: the witnesses of a set that vouch for a head, and since when.
struct Quorum {
  std::vector<std::string> vouching;  // names, in the set's order
  // vouched_at: `threshold` witnesses say that this was the largest head at that time or later, so a minority that lies about
  // the time changes nothing. Nothing while fewer have signed, or without a set.
  std::optional<WitnessTime> vouched_at;
};

// count_cosignatures fails with malformed, wrong.
[[nodiscard]] base::Result<Quorum> count_cosignatures(const Checkpoint& checkpoint, const WitnessSet& set);
// require_quorum is count_cosignatures, and fails with too_few below the set's threshold. An empty set demands nothing.
[[nodiscard]] base::Result<Quorum> require_quorum(const Checkpoint& checkpoint, const WitnessSet& set);

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, CosignatureError, "cosignature")
