// Checkpoint: the signed head of the log (C2SP tlog-checkpoint in a C2SP signed-note), formatted, parsed strictly, signed,
// verified. Extension lines and signatures by others (witnesses) are kept and re-encoded as they came: a parsed note gives its
// own bytes again. Public data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "keys/crypto/ed25519.hpp"
#include "keys/directory/merkle.hpp"

namespace valise::directory {

enum class CheckpointError {
  note_too_large = 1,
  note_malformed,
  origin_malformed,
  size_malformed,
  root_malformed,
  signature_malformed,
  signature_missing,
  signature_wrong,
  origin_unexpected,
};
constexpr std::string_view describe(CheckpointError error) {
  switch (error) {
    case CheckpointError::note_too_large: return "the checkpoint is too large";
    case CheckpointError::note_malformed: return "the checkpoint is not a signed note";
    case CheckpointError::origin_malformed: return "the checkpoint has no valid origin";
    case CheckpointError::size_malformed: return "the checkpoint's tree size is not a decimal number in its shortest form";
    case CheckpointError::root_malformed: return "the checkpoint's root is not the base64 of 32 bytes";
    case CheckpointError::signature_malformed: return "a signature line of the checkpoint is malformed";
    case CheckpointError::signature_missing: return "the checkpoint has no signature by the log key";
    case CheckpointError::signature_wrong: return "the checkpoint's signature by the log key is wrong";
    case CheckpointError::origin_unexpected: return "the checkpoint is of another log";
  }
  return "checkpoint failure";
}

// Head is what a log is at one moment. Two logs agree up to a size if their roots at that size are equal.
struct Head {
  std::uint64_t size = 0;
  TreeHash root;
  friend bool operator==(const Head&, const Head&) = default;
};

// NoteSignature is one signature line: key name, key id and the signature's bytes, whatever the algorithm.
struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  base::Bytes signature;
  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

// note_key_id gives the C2SP key id of an Ed25519 key (algorithm byte 0x01).
[[nodiscard]] std::uint32_t note_key_id(std::string_view name, const crypto::VerifyKey& key);
// verifier_key gives the C2SP text form "name+hex id+base64 key", for monitors and witnesses.
[[nodiscard]] std::string verifier_key(std::string_view name, const crypto::VerifyKey& key);
// is_origin tells whether a text will do as a log's origin and key name: 1 to 128 bytes of UTF-8 without blanks, control
// characters and plus signs.
[[nodiscard]] bool is_origin(std::string_view text);

class Checkpoint {
 public:
  static constexpr std::size_t max_size = 16 * 1024;
  static constexpr std::size_t max_signatures = 64;

  // make gives an unsigned checkpoint; the origin is one that is_origin() accepts.
  [[nodiscard]] static Checkpoint make(std::string origin, const Head& head);
  // parse accepts exactly what format() can give. It verifies no signature. Fails with any of the malformed errors,
  // note_too_large.
  [[nodiscard]] static base::Result<Checkpoint> parse(std::string_view note);

  [[nodiscard]] const std::string& origin() const { return origin_; }
  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] const std::vector<std::string>& extensions() const { return extensions_; }
  [[nodiscard]] const std::vector<NoteSignature>& signatures() const { return signatures_; }

  // text gives the signed text: three lines and the extension lines.
  [[nodiscard]] std::string text() const;
  // format gives the note: text, empty line, signature lines.
  [[nodiscard]] std::string format() const;

  // sign adds the log key's signature under the origin as key name.
  void sign(const crypto::SigningKey& log_key);
  // verify requires this origin and a valid signature by this key under the origin's name. Signatures by other keys are ignored.
  // Fails with origin_unexpected, signature_missing, signature_wrong.
  [[nodiscard]] base::Result<> verify(std::string_view origin, const crypto::VerifyKey& log_key) const;

 private:
  std::string origin_;
  Head head_;
  std::vector<std::string> extensions_;
  std::vector<NoteSignature> signatures_;
};

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, CheckpointError, "checkpoint")
