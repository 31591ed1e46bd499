// CheckpointWitness: signs a head of a log only if it extends every head of that log that it signed before (C2SP tlog-witness,
// docs/design/0007-witnesses.md). The new head is in the memory, durably, before the cosignature exists; so whoever is killed
// between the two has signed nothing, and nobody who comes back can sign less or something else.
//
// One thread; a call does everything from the comparison to the signature without a pause, so requests cannot overtake one
// another.
#pragma once

#include <map>
#include <string>

#include "base/clock.hpp"
#include "keys/directory/cosignature.hpp"

namespace valise::witness {

// Seen is the latest head of one log that was cosigned, or was about to be.
struct Seen {
  directory::WitnessTime at;
  directory::Checkpoint note;  // with the log's signature only
};

// Memory keeps what was seen. remember() returns when it cannot be lost any more.
class Memory {
 public:
  virtual ~Memory() = default;
  // recall gives nothing for a log that was never seen. It fails rather than forget: what cannot be read is an error.
  [[nodiscard]] virtual base::Result<std::optional<Seen>> recall(const std::string& origin) = 0;
  [[nodiscard]] virtual base::Result<> remember(const Seen& seen) = 0;
};

// Outcome is for the operator's eyes.
enum class Outcome { cosigned, malformed, unknown_log, unsigned_by_log, other_size, inconsistent, storage_failed };
[[nodiscard]] std::string_view describe(Outcome outcome);

struct Answer {
  unsigned status = 500;
  std::string body;
  std::string content_type;
  Outcome outcome = Outcome::malformed;
  std::string origin;      // of a configured log; else empty
  std::uint64_t size = 0;  // of the head asked about, where there is one
};

class CheckpointWitness {
 public:
  using Logs = std::map<std::string, std::vector<crypto::VerifyKey>>;  // by origin

  CheckpointWitness(std::string name, crypto::SigningKey key, Logs logs, Memory& memory, const base::Clock& clock);

  // load recalls every configured log; before anything else. Fails as the memory.
  [[nodiscard]] base::Result<> load();
  // add_checkpoint answers one request. After storage_failed nobody knows what is remembered: the caller ends the process.
  [[nodiscard]] Answer add_checkpoint(std::string_view body);
  // latest gives the cosigned head of the log whose origin has this SHA-256 (lower-case hexadecimal); nothing for others.
  [[nodiscard]] std::optional<std::string> latest(std::string_view origin_hash) const;

  [[nodiscard]] std::string verifier_key() const;

 private:
  [[nodiscard]] std::optional<Answer> judge(const directory::Checkpoint& checkpoint, std::uint64_t old_size,
                                            const directory::MerkleProof& proof) const;
  [[nodiscard]] Answer sign(const directory::Checkpoint& checkpoint);
  [[nodiscard]] const Seen* seen(const std::string& origin) const;

  const std::string name_;
  const crypto::SigningKey key_;
  const Logs logs_;
  Memory& memory_;
  const base::Clock& clock_;
  std::map<std::string, Seen> seen_;
};

}  // namespace valise::witness
