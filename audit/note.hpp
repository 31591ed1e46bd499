// Note: a checkpoint as C2SP signed-note, tlog-checkpoint and tlog-cosignature describe it, read anew, without keys/directory.
#pragma once

#include <string>

#include "audit/tree.hpp"
#include "keys/crypto/ed25519.hpp"

namespace valise::audit {

struct SignatureLine {
  std::string name;
  std::uint32_t id = 0;
  base::Bytes signature;
};

struct Note {
  std::string text;  // what is signed
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  std::vector<SignatureLine> signatures;
};

// read_note fails with malformed.
[[nodiscard]] base::Result<Note> read_note(std::string_view bytes);

// Signed tells whether a key has signed: not at all, rightly (a witness: at which time, POSIX seconds), or wrongly.
struct Signed {
  enum class Verdict { absent, right, wrong } verdict = Verdict::absent;
  std::uint64_t at = 0;
};
[[nodiscard]] Signed signed_by_log(const Note& note, std::string_view name, const crypto::VerifyKey& key);
[[nodiscard]] Signed signed_by_witness(const Note& note, std::string_view name, const crypto::VerifyKey& key);

}  // namespace valise::audit
