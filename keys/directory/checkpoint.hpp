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
  verifier_key_malformed,
  request_malformed,
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
    case CheckpointError::verifier_key_malformed: return "this is not the text form of a verifier key";
    case CheckpointError::request_malformed: return "this is not a request to a witness";
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

// NoteAlgorithm: what an Ed25519 key signs in a note: the text (a log), or text and time (a witness, see cosignature.hpp).
enum class NoteAlgorithm : base::Byte { ed25519 = 0x01, cosignature = 0x04 };

// note_key_id gives the C2SP key id of an Ed25519 key.
[[nodiscard]] std::uint32_t note_key_id(std::string_view name, const crypto::VerifyKey& key,
                                        NoteAlgorithm algorithm = NoteAlgorithm::ed25519);
// verifier_key gives the C2SP text form "name+hex id+base64 key", for monitors and witnesses.
[[nodiscard]] std::string verifier_key(std::string_view name, const crypto::VerifyKey& key,
                                       NoteAlgorithm algorithm = NoteAlgorithm::ed25519);
struct VerifierKey {
  std::string name;
  crypto::VerifyKey key;
  NoteAlgorithm algorithm = NoteAlgorithm::ed25519;
};
// parse_verifier_key accepts exactly what verifier_key() gives. Fails with verifier_key_malformed.
[[nodiscard]] base::Result<VerifierKey> parse_verifier_key(std::string_view text);

// format_signature gives a signature line, with its line end; parse_signatures reads lines that stand alone, as witnesses answer
// them. Fails with signature_malformed, note_too_large, note_malformed (no line).
[[nodiscard]] std::string format_signature(const NoteSignature& signature);
[[nodiscard]] base::Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines);

// is_origin tells whether a text will do as a log's origin and key name: 1 to 128 bytes of UTF-8 without blanks, control
// characters and plus signs.
[[nodiscard]] bool is_origin(std::string_view text);

class Checkpoint {
 public:
  Checkpoint() = default;
  static constexpr std::size_t max_size = 16 * 1024;
  static constexpr std::size_t max_signatures = 64;

  // make gives an unsigned checkpoint; the origin is one that is_origin() accepts.
  [[nodiscard]] static Checkpoint make(std::string origin, const Head& head, std::vector<std::string> extensions = {});
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
  // attach adds a signature by another party, in the place of one of the same name and key if there is one.
  void attach(NoteSignature signature);
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
