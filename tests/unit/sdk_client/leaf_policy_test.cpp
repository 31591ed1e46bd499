#include <gtest/gtest.h>

#include "client-sdk/client/mls_identity.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::sdk::client {
namespace {

using directory::World;
using mls::CredentialEvent;

struct LeafPolicyFixture : testing::Test {
  World world;
  const std::vector<std::string> duty{"ke-odpp/duty"};

  bool accepts(CredentialEvent event, const directory::TestDevice& device, const std::vector<std::string>& participants,
               std::uint64_t head) {
    return accepts_key(event, device.id, device.signature_key.verify_key(), participants, head);
  }
  bool accepts_key(CredentialEvent event, base::DeviceId id, const crypto::VerifyKey& key,
                   const std::vector<std::string>& participants, std::uint64_t head) {
    const LeafPolicy policy(world.log.state(), participants, head);
    const mls::Credential credential = credential_of(id);
    const mls::SignaturePublicKey public_key{base::to_bytes(key.view())};
    return policy.accepts({.event = event, .credential = credential, .signature_key = public_key});
  }
  std::uint64_t head() { return world.log.head().size; }
};

constexpr CredentialEvent kEveryEvent[] = {CredentialEvent::key_package_to_add,     CredentialEvent::joining,
                                           CredentialEvent::add_received,           CredentialEvent::update_received,
                                           CredentialEvent::commit_path_received,   CredentialEvent::external_sender_added,
                                           CredentialEvent::external_sender_updated};

TEST_F(LeafPolicyFixture, AcceptsADeviceOfTheRosterAtEveryEvent) {
  for (const auto event : kEveryEvent) EXPECT_TRUE(accepts(event, world.pc, duty, head()));
}

TEST_F(LeafPolicyFixture, RefusesADeviceThatIsNotInTheLog) {
  const auto ghost = world.new_device();
  for (const auto event : kEveryEvent) EXPECT_FALSE(accepts(event, ghost, duty, head()));
}

TEST_F(LeafPolicyFixture, RefusesAnotherKeyForAKnownDevice) {
  const auto other = crypto::SigningKey::generate(world.random);
  for (const auto event : kEveryEvent) EXPECT_FALSE(accepts_key(event, world.pc.id, other.verify_key(), duty, head()));
}

TEST_F(LeafPolicyFixture, RefusesTheTransportKeyInPlaceOfTheSignatureKey) {
  EXPECT_FALSE(accepts_key(CredentialEvent::add_received, world.pc.id, world.pc.transport_key.verify_key(), duty, head()));
}

TEST_F(LeafPolicyFixture, RefusesAnOfficerWhoHasNothingToDoWithTheRoom) {
  EXPECT_FALSE(accepts(CredentialEvent::add_received, world.pc, {"ke-odpp/other"}, head()));
  EXPECT_TRUE(accepts(CredentialEvent::add_received, world.pc, {"ke-odpp/@jmwangi"}, head()));
}

TEST_F(LeafPolicyFixture, RefusesARevokedDeviceFromTheSizeAtWhichItWasRevoked) {
  const std::uint64_t before = head();
  ASSERT_TRUE(world.append(world.device_revoked(world.pc.id), world.odpp()));
  EXPECT_TRUE(accepts(CredentialEvent::add_received, world.pc, duty, before));
  EXPECT_FALSE(accepts(CredentialEvent::add_received, world.pc, duty, head()));
  EXPECT_FALSE(accepts(CredentialEvent::commit_path_received, world.pc, duty, head()));
}

TEST_F(LeafPolicyFixture, DecidesTheSameAfterTheOfficerLeftTheRoster) {
  ASSERT_TRUE(world.append(world.roster(2, {}), world.odpp()));
  EXPECT_TRUE(accepts(CredentialEvent::add_received, world.pc, duty, head()));
}

TEST_F(LeafPolicyFixture, RefusesCredentialsOfAnotherForm) {
  const LeafPolicy policy(world.log.state(), duty, head());
  const mls::SignaturePublicKey key{base::to_bytes(world.pc.signature_key.verify_key().view())};
  const mls::Credential name = mls::Credential::basic(base::as_bytes("ke-odpp/@jmwangi"));
  EXPECT_FALSE(policy.accepts({.event = CredentialEvent::add_received, .credential = name, .signature_key = key}));
}

}  // namespace
}  // namespace valise::sdk::client
