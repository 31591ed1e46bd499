// Enrolment of a device under an invite (docs/PROTOCOL.md, "Enrolment"): the invite and what derives from it, the device's
// request, and the registration by which the relay learns the invite's hash. The invite's secret, its MAC key and the text form
// are secret and typed so; everything else is public.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "keys/crypto/key_holder.hpp"
#include "keys/crypto/secret.hpp"
#include "keys/crypto/secret_bytes.hpp"
#include "keys/directory/device.hpp"

namespace valise::directory {

enum class EnrolmentError {
  invite_malformed = 1,
  invite_expired,
  request_malformed,
  request_for_other_invite,
  request_not_authentic,
  request_for_other_officer,
  registration_malformed,
  registration_for_other_directory,
  registration_not_authentic,
};
constexpr std::string_view describe(EnrolmentError error) {
  switch (error) {
    case EnrolmentError::invite_malformed: return "this is not an invite, or a part of it is missing";
    case EnrolmentError::invite_expired: return "the invite has expired";
    case EnrolmentError::request_malformed: return "this is not an enrolment request";
    case EnrolmentError::request_for_other_invite: return "the enrolment request answers another invite";
    case EnrolmentError::request_not_authentic: return "the enrolment request was not made with this invite";
    case EnrolmentError::request_for_other_officer: return "the enrolment request is for another officer than the invite";
    case EnrolmentError::registration_malformed: return "this is not an invite registration";
    case EnrolmentError::registration_for_other_directory: return "the invite registration is for another directory";
    case EnrolmentError::registration_not_authentic: return "the invite registration is not signed by its key";
  }
  return "enrolment failure";
}

using InviteSecret = crypto::Secret<struct InviteSecretTag, 16>;
using InviteMacKey = crypto::Secret<struct InviteMacKeyTag, 32>;
using InviteHash = base::BinaryId<struct InviteHashTag, 32>;

// InviteTerms is the public part of an invite.
struct InviteTerms {
  base::DirectoryId directory;
  std::string relay_address;  // host:port
  base::RelayId relay;
  OfficerAddress officer;
  std::string officer_name;
  base::UnixMillis expires;
};

// Invite is move-only, for it holds the secret.
class Invite {
 public:
  [[nodiscard]] static Invite make(base::Random& random, InviteTerms terms);
  // parse reads "valise-invite1:..."; blanks and line ends around it do not matter. Fails with invite_malformed.
  [[nodiscard]] static base::Result<Invite> parse(std::string_view text);

  [[nodiscard]] const InviteTerms& terms() const { return terms_; }
  // text gives the form that is handed over. A secret.
  [[nodiscard]] crypto::SecretBytes text() const;
  // hash gives what the relay may know of the invite.
  [[nodiscard]] InviteHash hash() const;
  [[nodiscard]] InviteMacKey mac_key() const;
  [[nodiscard]] bool expired(base::UnixMillis now) const { return now >= terms_.expires; }

 private:
  Invite(InviteSecret secret, InviteTerms terms) : secret_(std::move(secret)), terms_(std::move(terms)) {}

  InviteSecret secret_;
  InviteTerms terms_;
};

// make_enrolment_request gives the EnrolmentRequest bytes of a device that enrols under an invite.
[[nodiscard]] base::Bytes make_enrolment_request(const Invite& invite, const DeviceDescription& device,
                                                 const crypto::SigningKey& signature_key,
                                                 const crypto::SigningKey& transport_key);

// EnrolmentRequest is a request whose MAC and possession proofs were checked.
struct EnrolmentRequest {
  DeviceDescription device;
  base::Bytes device_bytes;  // as proved; these go into DeviceEnrolled
  PossessionProofs proofs;
};
// check_enrolment_request fails with a request_ error, or as parse_device and check_possession do. Expiry is the caller's affair.
[[nodiscard]] base::Result<EnrolmentRequest> check_enrolment_request(const Invite& invite, base::ByteView request);
// enrolment_request_hash gives the invite hash that a request claims to answer, unverified: for the relay, which files it under
// it.
[[nodiscard]] base::Result<InviteHash> enrolment_request_hash(base::ByteView request);

// InviteRegistration is what the relay is told of an invite, its signature checked.
struct InviteRegistration {
  base::DirectoryId directory;
  InviteHash hash;
  AuthorityId authority;
  base::UnixMillis expires;
  crypto::VerifyKey key;  // who signed; whether that is a current key of the authority is for the directory's state
};
// make_invite_registration gives the InviteRegistration bytes, signed by one of the authority's keys.
[[nodiscard]] base::Bytes make_invite_registration(const Invite& invite, const crypto::SigningKey& authority_key);
[[nodiscard]] base::Result<base::Bytes> make_invite_registration(const Invite& invite, const crypto::KeyHolder& authority_key);
// check_invite_registration verifies shape, directory and signature. Fails with a registration_ error.
[[nodiscard]] base::Result<InviteRegistration> check_invite_registration(const base::DirectoryId& directory,
                                                                         base::ByteView registration);

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, EnrolmentError, "enrolment")
