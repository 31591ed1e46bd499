#include "tests/generator/writer.hpp"

#include "keys/directory/device.hpp"
#include "keys/directory/statement.hpp"

namespace valise::tests {
namespace {

constexpr std::uint64_t first_statement_at = 1'790'000'000'000;
constexpr std::uint64_t between_statements = 60'000;

}  // namespace

Keys make_keys(base::Random& random, std::size_t count) {
  Keys out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(crypto::SigningKey::generate(random));
  return out;
}

void fill(v1::KeySet& set, const Keys& keys, std::uint32_t threshold) {
  set.set_threshold(threshold);
  for (const auto& key : keys) set.add_public_keys(base::to_string(key.verify_key().view()));
}

void add_text(google::protobuf::RepeatedPtrField<v1::LocalText>* texts, std::string_view language, std::string_view text) {
  auto& added = *texts->Add();
  added.set_language(std::string(language));
  added.set_text(std::string(text));
}

StatementWriter::StatementWriter(base::Random& random, const std::string& name, Keys registrar, std::uint32_t threshold)
    : random_(random), registrar_(std::move(registrar)), threshold_(threshold) {
  v1::Statement out;
  out.set_made_at_ms(first_statement_at);
  out.mutable_genesis()->set_name(name);
  fill(*out.mutable_genesis()->mutable_registrar_keys(), registrar_, threshold);
  append(out, this->registrar());
  const auto signed_genesis = directory::SignedStatement::parse(entries_.front()).value();
  directory_ = directory::directory_id_of(signed_genesis.statement_bytes());
}

v1::Statement StatementWriter::statement() const {
  v1::Statement out;
  out.set_directory_id(directory_.string());
  out.set_made_at_ms(first_statement_at + entries_.size() * between_statements);
  return out;
}

Signers StatementWriter::registrar() const {
  Signers out;
  for (std::size_t i = 0; i < threshold_; ++i) out.push_back(&registrar_[i]);
  return out;
}

void StatementWriter::append(const v1::Statement& statement, const Signers& signers) {
  auto made = directory::SignedStatement::make(statement).value();
  for (const auto* key : signers) made.sign(*key).value();
  entries_.push_back(made.bytes());
}

void StatementWriter::relay(const RelayDescription& relay) {
  auto out = statement();
  auto& body = *out.mutable_relay_announced();
  body.set_name(relay.name);
  body.set_revision(1);
  body.set_address(relay.address);
  body.set_tls_spki_sha256(relay.id.string());
  body.set_log_public_key(base::to_string(relay.log_key.view()));
  body.set_log_origin(relay.log_origin);
  append(out, registrar());
}

void StatementWriter::authority(const v1::AuthorityRecord& record, const crypto::SigningKey& key) {
  auto out = statement();
  auto& body = *out.mutable_authority_registered();
  *body.mutable_record() = record;
  body.mutable_authority_keys()->set_threshold(1);
  body.mutable_authority_keys()->add_public_keys(base::to_string(key.verify_key().view()));
  auto signers = registrar();
  signers.push_back(&key);
  append(out, signers);
}

void StatementWriter::record_change(const v1::AuthorityRecord& record, std::uint64_t revision, const crypto::SigningKey& key) {
  auto out = statement();
  *out.mutable_authority_record_changed()->mutable_record() = record;
  out.mutable_authority_record_changed()->set_revision(revision);
  auto signers = registrar();
  signers.push_back(&key);
  append(out, signers);
}

void StatementWriter::officer(const v1::Officer& officer, const crypto::SigningKey& authority) {
  auto out = statement();
  *out.mutable_officer_enrolled()->mutable_officer() = officer;
  append(out, {&authority});
}

void StatementWriter::post(const v1::Post& post, const crypto::SigningKey& authority) {
  auto out = statement();
  *out.mutable_post_defined()->mutable_post() = post;
  append(out, {&authority});
}

void StatementWriter::post_change(const v1::Post& post, std::uint64_t revision, const crypto::SigningKey& authority) {
  auto out = statement();
  *out.mutable_post_changed()->mutable_post() = post;
  out.mutable_post_changed()->set_revision(revision);
  append(out, {&authority});
}

void StatementWriter::roster(const v1::RosterPublished& roster, const crypto::SigningKey& authority) {
  auto out = statement();
  *out.mutable_roster_published() = roster;
  append(out, {&authority});
}

GeneratedDevice StatementWriter::device(const directory::OfficerAddress& officer, const std::string& label,
                                        const crypto::SigningKey& authority) {
  GeneratedDevice device{random_.id<base::DeviceId>(), officer, crypto::SigningKey::generate(random_),
                         crypto::SigningKey::generate(random_)};
  const auto bytes = directory::serialise({.id = device.id,
                                           .officer = officer,
                                           .signature_key = device.signature_key.verify_key(),
                                           .transport_key = device.transport_key.verify_key(),
                                           .label = label});
  const auto proofs = directory::prove_possession(directory_, bytes, device.signature_key, device.transport_key);
  auto out = statement();
  auto& body = *out.mutable_device_enrolled();
  body.set_device(base::to_string(bytes));
  body.set_signature_key_proof(base::to_string(proofs.by_signature_key));
  body.set_transport_key_proof(base::to_string(proofs.by_transport_key));
  append(out, {&authority});
  return device;
}

void StatementWriter::revocation(const base::DeviceId& device, const std::string& reason, const crypto::SigningKey& authority) {
  auto out = statement();
  out.mutable_device_revoked()->set_device_id(device.string());
  out.mutable_device_revoked()->set_reason(reason);
  append(out, {&authority});
}

void StatementWriter::network(const std::string& id, std::string_view name) {
  auto out = statement();
  out.mutable_network_defined()->set_network_id(id);
  add_text(out.mutable_network_defined()->mutable_names(), "en", name);
  append(out, registrar());
}

void StatementWriter::member(const std::string& network, const std::string& authority) {
  auto out = statement();
  auto& body = *out.mutable_network_membership_changed();
  body.set_network_id(network);
  body.set_authority_id(authority);
  body.set_member(true);
  body.set_revision(1);
  append(out, registrar());
}

}  // namespace valise::tests
