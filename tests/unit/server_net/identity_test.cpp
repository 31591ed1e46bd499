#include "server/net/identity.hpp"

#include <gtest/gtest.h>

#include "server/net/net_error.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::server::net {
namespace {

using directory::World;
using Frame = v1::ClientFrame;

constexpr std::array kRequests{
    Frame::kAuthenticate,
    Frame::kGetLog,
    Frame::kAppendStatement,
    Frame::kGetProof,
    Frame::kRegisterInvite,
    Frame::kSubmitEnrolment,
    Frame::kFetchEnrolment,
    Frame::kPublishKeyPackages,
    Frame::kClaimKeyPackages,
    Frame::kCountKeyPackages,
    Frame::kSubmitCommit,
    Frame::kSubmitMessage,
    Frame::kGetRoom,
    Frame::kSubscribe,
    Frame::kCredit,
    Frame::kAcknowledge,
    Frame::kGetAttachmentToken,
    Frame::kSubmitProposal,
    Frame::kListProposals,
    Frame::kWithdrawProposal,
    Frame::kRefuseProposal,
    Frame::REQUEST_NOT_SET,
};

// Every identity against every request: y yes, a authenticate first, n not authorised, m malformed; in the order above.
TEST(Permit, IsAsTheProtocolSays) {
  const World world;
  const std::array<Identity, 3> identities{Anonymous{}, DeviceIdentity{world.pc.id},
                                           AdministratorIdentity{world.odpp_keys[0].verify_key()}};
  const std::array<std::string_view, 3> expected{
      "yyyaayaaaaaaaaaaaaaaam",
      "myyynynyyyyyyyyyynnnnm",
      "myyyyyynnnnnnnnnnyyyym",
  };
  const std::map<Permit, char> letters{
      {Permit::yes, 'y'}, {Permit::authenticate_first, 'a'}, {Permit::not_authorised, 'n'}, {Permit::malformed, 'm'}};
  for (std::size_t i = 0; i < identities.size(); ++i) {
    std::string row;
    for (const auto request : kRequests) row += letters.at(permit(identities[i], request));
    EXPECT_EQ(row, expected[i]) << "identity " << i;
  }
}

class AuthenticateTest : public ::testing::Test {
 protected:
  AuthenticateTest() {
    challenge.relay = world.relay_id;
    challenge.nonce.fill(1);
    challenge.binding.fill(2);
  }
  v1::Authenticate proof(const Challenge& about, base::Byte kind = 1) {
    v1::Authenticate out;
    out.set_device_id(world.pc.id.string());
    const auto bytes = session_proof_bytes(about, kind, world.pc.id.view());
    out.set_signature(base::to_string(crypto::sign_labelled(world.pc.transport_key, "session", bytes)));
    return out;
  }
  bool accepted(const v1::Authenticate& request) {
    const auto identity = authenticate(request, challenge, world.log.state());
    if (!identity) {
      EXPECT_EQ(identity.error().code, NetError::wrong_proof);
    }
    return identity.has_value();
  }

  World world;
  Challenge challenge;
};

TEST_F(AuthenticateTest, TakesTheRightProofOnly) {
  EXPECT_TRUE(accepted(proof(challenge)));
  for (auto* part : {&challenge.nonce, &challenge.binding}) {
    auto other = challenge;
    (part == &challenge.nonce ? other.nonce : other.binding)[31] ^= 1;
    EXPECT_FALSE(accepted(proof(other)));
  }
  auto other = challenge;
  other.relay = base::RelayId{};
  EXPECT_FALSE(accepted(proof(other)));
  EXPECT_FALSE(accepted(proof(challenge, 2)));
  EXPECT_FALSE(accepted(v1::Authenticate{}));
}

TEST_F(AuthenticateTest, RefusesTheSignatureKeyAndUnknownDevices) {
  auto request = proof(challenge);
  const auto bytes = session_proof_bytes(challenge, 1, world.pc.id.view());
  request.set_signature(base::to_string(crypto::sign_labelled(world.pc.signature_key, "session", bytes)));
  EXPECT_FALSE(accepted(request));
  request = proof(challenge);
  request.set_device_id(std::string(16, 'x'));
  EXPECT_FALSE(accepted(request));
  request.set_device_id("short");
  EXPECT_FALSE(accepted(request));
}

TEST_F(AuthenticateTest, RefusesRevokedAndSuspended) {
  const Identity identity = DeviceIdentity{world.pc.id};
  world.append(world.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), world.registrar()).value();
  EXPECT_FALSE(accepted(proof(challenge)));
  EXPECT_FALSE(still_valid(identity, world.log.state()));
  world.append(world.status(v1::AUTHORITY_STATUS_ACTIVE, 2), world.registrar()).value();
  EXPECT_TRUE(accepted(proof(challenge)));
  EXPECT_TRUE(still_valid(identity, world.log.state()));
  world.append(world.device_revoked(world.pc.id), world.odpp()).value();
  EXPECT_FALSE(accepted(proof(challenge)));
  EXPECT_FALSE(still_valid(identity, world.log.state()));
}

TEST_F(AuthenticateTest, AdministratorsAreCurrentKeysOnly) {
  v1::Authenticate request;
  const auto sign = [&](const crypto::SigningKey& key) {
    request.set_administrator_key(base::to_string(key.verify_key().view()));
    const auto bytes = session_proof_bytes(challenge, 2, key.verify_key().view());
    request.set_signature(base::to_string(crypto::sign_labelled(key, "session", bytes)));
  };
  sign(world.registrar_keys[2]);
  EXPECT_TRUE(accepted(request));
  sign(world.odpp_keys[0]);
  EXPECT_TRUE(accepted(request));
  sign(world.log_key);
  EXPECT_FALSE(accepted(request));
}

}  // namespace
}  // namespace valise::server::net
