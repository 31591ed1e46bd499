#include "keys/directory/statement.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "keys/crypto/hash.hpp"

namespace valise::directory {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;
using google::protobuf::internal::WireFormatLite;

constexpr crypto::Label kPurpose = "directory statement";

bool is_body(int field) {
  return (field >= 10 && field <= 14) || (field >= 20 && field <= 26) || (field >= 30 && field <= 34) ||
         (field >= 40 && field <= 43) || field == 50 || field == 51 || field == 60;
}
bool is_reserved_for_later(int field) { return field >= 100 && field <= 199; }

// Counts what protobuf's parser would silently merge or skip: a second body, a repeated field, unknown fields.
Result<> check_fields(base::ByteView statement) {
  google::protobuf::io::CodedInputStream input(statement.data(), static_cast<int>(statement.size()));
  int bodies = 0;
  bool seen[3] = {};
  while (const auto tag = input.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (is_body(field)) {
      if (++bodies > 1) return fail(StatementError::body_repeated);
    } else if (field != 1 && field != 2 && !is_reserved_for_later(field)) {
      return fail(StatementError::body_unknown);
    }
    if (field <= 2 && std::exchange(seen[field], true)) return fail(StatementError::statement_malformed);
    if (!WireFormatLite::SkipField(&input, tag)) return fail(StatementError::statement_malformed);
  }
  if (!input.ConsumedEntireMessage()) return fail(StatementError::statement_malformed);
  if (bodies == 0) return fail(StatementError::body_missing);
  return {};
}

template <class Message>
bool parse_message(Message& message, base::ByteView bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// size_of_known gives the size of an envelope of which everything is known and the signatures are well-formed.
std::size_t size_of_known(const v1::SignedStatement& envelope) {
  const auto field = [](std::size_t size) { return size == 0 ? 0 : 1 + WireFormatLite::LengthDelimitedSize(size); };
  const auto signature = field(crypto::VerifyKey::size) + field(std::tuple_size_v<crypto::Signature>);
  return field(envelope.statement().size()) + static_cast<std::size_t>(envelope.signatures_size()) * field(signature);
}

// is_canonical: the bytes are what protobuf makes of what was read, with nothing in them that it did not know, so that one
// statement has one form. The signatures are well-formed.
bool is_canonical(const v1::SignedStatement& envelope, base::ByteView bytes) {
  return size_of_known(envelope) == bytes.size() && envelope.SerializeAsString() == base::as_text(bytes);
}

Result<StatementSignature> parse_signature(const v1::KeySignature& in) {
  const auto key = as_bytes(in.public_key());
  const auto signature = as_bytes(in.signature());
  if (key.size() != crypto::VerifyKey::size || signature.size() != std::tuple_size_v<crypto::Signature>) {
    return fail(StatementError::signature_malformed);
  }
  return StatementSignature{crypto::VerifyKey::from_admitted(key.first<crypto::VerifyKey::size>()),
                            base::to_array(base::FixedView<64>(signature.first<64>()))};
}

}  // namespace

Result<SignedStatement> SignedStatement::parse(base::ByteView bytes) {
  if (bytes.size() > max_size) return fail(StatementError::too_large);
  v1::SignedStatement envelope;
  if (!parse_message(envelope, bytes)) return fail(StatementError::envelope_malformed);

  SignedStatement out;
  out.statement_bytes_ = base::to_bytes(envelope.statement());
  for (const auto& in : envelope.signatures()) {
    if (out.signatures_.size() == max_signatures) return fail(StatementError::too_many_signatures);
    auto signature = parse_signature(in);
    if (!signature) return pass_on(signature);
    if (out.signed_by(signature->key)) return fail(StatementError::signature_repeated);
    out.signatures_.push_back(*signature);
  }
  if (!is_canonical(envelope, bytes)) return fail(StatementError::envelope_malformed);
  if (auto fields = check_fields(out.statement_bytes_); !fields) return pass_on(fields);
  if (!parse_message(out.statement_, out.statement_bytes_)) return fail(StatementError::statement_malformed);
  return out;
}

Result<SignedStatement> SignedStatement::make(const v1::Statement& statement) {
  v1::SignedStatement envelope;
  envelope.set_statement(statement.SerializeAsString());
  return parse(as_bytes(envelope.SerializeAsString()));
}

base::Bytes SignedStatement::bytes() const {
  v1::SignedStatement envelope;
  envelope.set_statement(base::to_string(statement_bytes_));
  for (const auto& signature : signatures_) {
    auto& out = *envelope.add_signatures();
    out.set_public_key(base::to_string(signature.key.view()));
    out.set_signature(base::to_string(signature.signature));
  }
  return base::to_bytes(envelope.SerializeAsString());
}

bool SignedStatement::signed_by(const crypto::VerifyKey& key) const {
  return std::ranges::find(signatures_, key, &StatementSignature::key) != signatures_.end();
}

Result<> SignedStatement::add(const StatementSignature& signature) {
  if (signed_by(signature.key)) return {};
  if (signatures_.size() == max_signatures) return fail(StatementError::too_many_signatures);
  // Ordered by key, so that the same signatures give the same bytes in whatever order they were gathered.
  const auto after = std::ranges::find_if(signatures_, [&](const auto& other) { return other.key > signature.key; });
  const auto added = signatures_.insert(after, signature);
  if (bytes().size() > max_size) {
    signatures_.erase(added);
    return fail(StatementError::too_large);
  }
  return {};
}

Result<> SignedStatement::sign(const crypto::SigningKey& key) {
  return add({key.verify_key(), crypto::sign_labelled(key, kPurpose, statement_bytes_)});
}

Result<> SignedStatement::sign(const crypto::KeyHolder& key) {
  auto signature = crypto::sign_labelled(key, kPurpose, statement_bytes_);
  if (!signature) return pass_on(signature);
  return add({key.verify_key(), *signature});
}

Result<> SignedStatement::merge(const SignedStatement& other) {
  if (statement_bytes_ != other.statement_bytes_) return fail(StatementError::other_statement);
  if (auto valid = verify_signatures(); !valid) return pass_on(valid);
  if (auto valid = other.verify_signatures(); !valid) return pass_on(valid);
  SignedStatement merged = *this;
  for (const auto& signature : other.signatures_) {
    if (auto added = merged.add(signature); !added) return pass_on(added);
  }
  *this = std::move(merged);
  return {};
}

Result<> SignedStatement::verify_signatures() const {
  for (const auto& signature : signatures_) {
    if (!crypto::verify_labelled(signature.key, kPurpose, statement_bytes_, signature.signature)) {
      return fail(StatementError::signature_wrong);
    }
  }
  return {};
}

base::DirectoryId directory_id_of(base::ByteView genesis_statement) {
  return base::DirectoryId(crypto::Sha256::of(genesis_statement));
}

}  // namespace valise::directory
