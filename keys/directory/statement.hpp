// SignedStatement: one entry of the log, and the document that keyholders pass around until enough of them have signed.
//
// The statement's bytes are kept as received and never re-serialised. Parsing is strict, so that an entry has one encoding only:
// unknown fields of the envelope, another order, a second body are refused. What a statement may say is for state.hpp; only the
// shape is judged here. Public data.
#pragma once

#include <vector>

#include "base/ids.hpp"
#include "keys/crypto/key_holder.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::directory {

enum class StatementError {
  too_large = 1,
  envelope_malformed,
  statement_malformed,
  body_missing,
  body_repeated,
  body_unknown,
  signature_malformed,
  signature_repeated,
  too_many_signatures,
  other_statement,
  signature_wrong,
};
constexpr std::string_view describe(StatementError error) {
  switch (error) {
    case StatementError::too_large: return "the statement is too large";
    case StatementError::envelope_malformed: return "this is not a signed statement";
    case StatementError::statement_malformed: return "the signed bytes are not a statement";
    case StatementError::body_missing: return "the statement says nothing";
    case StatementError::body_repeated: return "the statement says more than one thing";
    case StatementError::body_unknown: return "the statement says something that this version does not know";
    case StatementError::signature_malformed: return "a signature of the statement is malformed";
    case StatementError::signature_repeated: return "a key has signed the statement twice";
    case StatementError::too_many_signatures: return "the statement has too many signatures";
    case StatementError::other_statement: return "these are two different statements";
    case StatementError::signature_wrong: return "a signature of the statement is wrong";
  }
  return "statement failure";
}

struct StatementSignature {
  crypto::VerifyKey key;
  crypto::Signature signature;
  friend bool operator==(const StatementSignature&, const StatementSignature&) = default;
};

class SignedStatement {
 public:
  static constexpr std::size_t max_size = 64 * 1024 - 1;  // C2SP entry bundles give a length in 16 bits
  static constexpr std::size_t max_signatures = 96;

  // parse reads SignedStatement bytes. It verifies no signature. Fails with the errors of shape above.
  [[nodiscard]] static base::Result<SignedStatement> parse(base::ByteView bytes);
  // make serialises a statement that has one body, for signing. Fails with too_large, body_missing, statement_malformed (invalid
  // UTF-8).
  [[nodiscard]] static base::Result<SignedStatement> make(const v1::Statement& statement);

  // bytes gives the encoding that becomes the log entry.
  [[nodiscard]] base::Bytes bytes() const;
  // statement_bytes gives what is signed.
  [[nodiscard]] const base::Bytes& statement_bytes() const { return statement_bytes_; }
  [[nodiscard]] const v1::Statement& statement() const { return statement_; }
  [[nodiscard]] const std::vector<StatementSignature>& signatures() const { return signatures_; }
  [[nodiscard]] bool signed_by(const crypto::VerifyKey& key) const;

  // sign adds the signature of a key, ordered by public key. Signing again with the same key changes nothing. Fails with
  // too_many_signatures, too_large.
  [[nodiscard]] base::Result<> sign(const crypto::SigningKey& key);
  // sign by a key holder fails as the holder does, too.
  [[nodiscard]] base::Result<> sign(const crypto::KeyHolder& key);
  // merge adds the signatures of another copy. Fails with other_statement, too_many_signatures, too_large, signature_wrong; then
  // nothing is added.
  [[nodiscard]] base::Result<> merge(const SignedStatement& other);
  // verify_signatures checks every signature that is there, not whose they are. Fails with signature_wrong.
  [[nodiscard]] base::Result<> verify_signatures() const;

 private:
  SignedStatement() = default;
  base::Result<> add(const StatementSignature& signature);

  base::Bytes statement_bytes_;
  v1::Statement statement_;
  std::vector<StatementSignature> signatures_;
};

// directory_id_of gives SHA-256 of the genesis Statement bytes.
[[nodiscard]] base::DirectoryId directory_id_of(base::ByteView genesis_statement);

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, StatementError, "statement")
