#include "keys/directory/enrolment.hpp"

#include "base/reader.hpp"
#include "base/text_encoding.hpp"
#include "keys/crypto/hkdf.hpp"
#include "keys/directory/text.hpp"
#include "valise/v1/enrolment.pb.h"

namespace valise::directory {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;

constexpr std::string_view kPrefix = "valise-invite1:";
constexpr crypto::Label kRegistrationPurpose = "invite registration";

crypto::PseudorandomKey pseudorandom_key(const InviteSecret& secret) {
  return crypto::hkdf_extract(as_bytes("Valise 1.0 invite"), secret.expose());
}

// The MAC covers a label like the signatures do.
base::Bytes authenticated_bytes(std::string_view body) {
  base::Bytes out = base::to_bytes(std::string_view("Valise 1.0 enrolment request"));
  out.push_back(0);
  base::append(out, as_bytes(body));
  return out;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Result<InviteTerms> parse_terms(const v1::Invite& in) {
  const auto directory = base::DirectoryId::parse(in.directory_id());
  const auto relay = base::RelayId::parse(in.relay_spki_sha256());
  auto authority = AuthorityId::parse(in.authority_id());
  auto officer = OfficerId::parse(in.officer_id());
  const bool texts = is_host_port(in.relay_address()) && is_line(in.officer_name());
  if (!directory || !relay || !authority || !officer || !texts) return fail(EnrolmentError::invite_malformed);
  return InviteTerms{*directory,
                     in.relay_address(),
                     *relay,
                     {std::move(*authority), std::move(*officer)},
                     in.officer_name(),
                     base::from_wire(in.expires_at_ms())};
}

struct ParsedRequest {
  v1::EnrolmentRequest request;
  v1::EnrolmentBody body;
  InviteHash hash;
};
Result<ParsedRequest> parse_request(base::ByteView bytes) {
  ParsedRequest out;
  if (!out.request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !out.body.ParseFromString(out.request.body())) {
    return fail(EnrolmentError::request_malformed);
  }
  const auto hash = InviteHash::parse(out.body.invite_hash());
  if (!hash || out.body.signature_key_proof().size() != 64 || out.body.transport_key_proof().size() != 64) {
    return fail(EnrolmentError::request_malformed);
  }
  out.hash = *hash;
  return out;
}

crypto::Signature to_signature(std::string_view bytes) {
  return base::to_array(base::FixedView<64>(as_bytes(bytes).first<64>()));
}

}  // namespace

Invite Invite::make(base::Random& random, InviteTerms terms) {
  auto secret = InviteSecret::make([&](std::span<base::Byte, InviteSecret::size> out) { random.fill(out); });
  return {std::move(secret), std::move(terms)};
}

Result<Invite> Invite::parse(std::string_view text) {
  text = trim(text);
  if (!text.starts_with(kPrefix)) return fail(EnrolmentError::invite_malformed);
  auto bytes = base::parse_base64url(text.substr(kPrefix.size()));
  if (!bytes) return fail(EnrolmentError::invite_malformed);
  const auto encoded = crypto::SecretBytes::adopt(std::move(*bytes));

  v1::Invite in;
  const auto view = encoded.expose();
  if (!in.ParseFromArray(view.data(), static_cast<int>(view.size())) || in.secret().size() != InviteSecret::size) {
    crypto::wipe(*in.mutable_secret());
    return fail(EnrolmentError::invite_malformed);
  }
  auto secret = InviteSecret::from_bytes(as_bytes(in.secret()).first<InviteSecret::size>());
  crypto::wipe(*in.mutable_secret());
  auto terms = parse_terms(in);
  if (!terms) return pass_on(terms);
  return Invite{std::move(secret), std::move(*terms)};
}

crypto::SecretBytes Invite::text() const {
  v1::Invite out;
  const auto secret = secret_.expose();
  out.set_secret(secret.data(), secret.size());
  out.set_directory_id(terms_.directory.string());
  out.set_relay_address(terms_.relay_address);
  out.set_relay_spki_sha256(terms_.relay.string());
  out.set_authority_id(terms_.officer.authority.string());
  out.set_officer_id(terms_.officer.officer.string());
  out.set_officer_name(terms_.officer_name);
  out.set_expires_at_ms(base::to_wire(terms_.expires));

  std::string bytes;
  bytes.reserve(out.ByteSizeLong());
  out.AppendToString(&bytes);
  crypto::wipe(*out.mutable_secret());
  const auto encoded = crypto::SecretBytes::consume(bytes);
  std::string digits = base::to_base64url(encoded.expose());
  std::string text;
  text.reserve(kPrefix.size() + digits.size());
  text.append(kPrefix).append(digits);
  crypto::wipe(digits);
  return crypto::SecretBytes::consume(text);
}

InviteHash Invite::hash() const {
  base::ByteArray<16> id;
  crypto::hkdf_expand_into(pseudorandom_key(secret_).expose(), {as_bytes("id")}, id);
  const auto digest = crypto::Sha256::of(id);
  crypto::wipe(id);
  return InviteHash(digest);
}

InviteMacKey Invite::mac_key() const {
  return crypto::hkdf_expand<InviteMacKey>(pseudorandom_key(secret_).expose(), as_bytes("mac"));
}

base::Bytes make_enrolment_request(const Invite& invite, const DeviceDescription& device, const crypto::SigningKey& signature_key,
                                   const crypto::SigningKey& transport_key) {
  const auto device_bytes = serialise(device);
  const auto proofs = prove_possession(invite.terms().directory, device_bytes, signature_key, transport_key);
  v1::EnrolmentBody body;
  body.set_invite_hash(invite.hash().string());
  body.set_device(base::to_string(device_bytes));
  body.set_signature_key_proof(base::to_string(proofs.by_signature_key));
  body.set_transport_key_proof(base::to_string(proofs.by_transport_key));

  v1::EnrolmentRequest request;
  request.set_body(body.SerializeAsString());
  const auto mac = crypto::HmacSha256::of(invite.mac_key().expose(), authenticated_bytes(request.body()));
  request.set_mac(base::to_string(mac));
  return base::to_bytes(request.SerializeAsString());
}

Result<EnrolmentRequest> check_enrolment_request(const Invite& invite, base::ByteView request) {
  auto parsed = parse_request(request);
  if (!parsed) return pass_on(parsed);
  if (parsed->hash != invite.hash()) return fail(EnrolmentError::request_for_other_invite);
  const auto bytes = authenticated_bytes(parsed->request.body());
  if (!crypto::HmacSha256::verify(invite.mac_key().expose(), bytes, as_bytes(parsed->request.mac()))) {
    return fail(EnrolmentError::request_not_authentic);
  }
  const auto& body = parsed->body;
  auto device = parse_device(as_bytes(body.device()));
  if (!device) return pass_on(device);
  if (device->officer != invite.terms().officer) return fail(EnrolmentError::request_for_other_officer);
  if (auto proved = check_possession(invite.terms().directory, as_bytes(body.device()), *device,
                                     as_bytes(body.signature_key_proof()), as_bytes(body.transport_key_proof()));
      !proved) {
    return pass_on(proved);
  }
  return EnrolmentRequest{std::move(*device),
                          base::to_bytes(body.device()),
                          {to_signature(body.signature_key_proof()), to_signature(body.transport_key_proof())}};
}

Result<InviteHash> enrolment_request_hash(base::ByteView request) {
  auto parsed = parse_request(request);
  if (!parsed) return pass_on(parsed);
  return parsed->hash;
}

namespace {

std::string registration_body(const Invite& invite) {
  v1::InviteRegistrationBody body;
  body.set_directory_id(invite.terms().directory.string());
  body.set_invite_hash(invite.hash().string());
  body.set_authority_id(invite.terms().officer.authority.string());
  body.set_expires_at_ms(base::to_wire(invite.terms().expires));
  return body.SerializeAsString();
}

base::Bytes registration(std::string body, const crypto::VerifyKey& key, const crypto::Signature& signature) {
  v1::InviteRegistration out;
  out.set_body(std::move(body));
  out.set_public_key(base::to_string(key.view()));
  out.set_signature(base::to_string(signature));
  return base::to_bytes(out.SerializeAsString());
}

}  // namespace

base::Bytes make_invite_registration(const Invite& invite, const crypto::SigningKey& authority_key) {
  const auto body = registration_body(invite);
  return registration(body, authority_key.verify_key(),
                      crypto::sign_labelled(authority_key, kRegistrationPurpose, as_bytes(body)));
}
Result<base::Bytes> make_invite_registration(const Invite& invite, const crypto::KeyHolder& authority_key) {
  const auto body = registration_body(invite);
  auto signature = crypto::sign_labelled(authority_key, kRegistrationPurpose, as_bytes(body));
  if (!signature) return pass_on(signature);
  return registration(body, authority_key.verify_key(), *signature);
}

Result<InviteRegistration> check_invite_registration(const base::DirectoryId& directory, base::ByteView registration) {
  v1::InviteRegistration in;
  v1::InviteRegistrationBody body;
  if (!in.ParseFromArray(registration.data(), static_cast<int>(registration.size())) || !body.ParseFromString(in.body())) {
    return fail(EnrolmentError::registration_malformed);
  }
  const auto hash = InviteHash::parse(body.invite_hash());
  auto authority = AuthorityId::parse(body.authority_id());
  const auto key = crypto::VerifyKey::parse(as_bytes(in.public_key()));
  if (!hash || !authority || !key) return fail(EnrolmentError::registration_malformed);
  if (body.directory_id() != directory.string()) return fail(EnrolmentError::registration_for_other_directory);
  if (!crypto::verify_labelled(*key, kRegistrationPurpose, as_bytes(in.body()), as_bytes(in.signature()))) {
    return fail(EnrolmentError::registration_not_authentic);
  }
  return InviteRegistration{directory, *hash, std::move(*authority), base::from_wire(body.expires_at_ms()), *key};
}

}  // namespace valise::directory
