// RFC 9420 section 12.1: single proposals, as they arrive and as a commit carries them. Leaves in them: leaf_node_rules_test.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class ProposalRules : public Rules {
 protected:
  // both expects that the proposal is refused alone and by value in a commit.
  void both(const Proposal& proposal, MlsError why, std::string_view context) {
    refused(forger->proposal(proposal), why, context);
    refused(forger->commit({.entries = {{.proposal = proposal, .applied = false}}}), why, context);
  }
};

TEST_F(ProposalRules, UnalteredForgeriesAreAccepted) {
  for (const Proposal& proposal : {add(package()), remove("dan"), psk(), reinit(), context(ExtensionType::valise_room_state)}) {
    accepted(forger->commit({.entries = {{proposal}}}));
    accepted(forger->proposal(proposal));
    accepted(forger->proposal(proposal, WireFormat::public_message));
  }
  accepted(forger->proposal(update("anna")));
}
TEST_F(ProposalRules, ProposalIsSigned) {
  AuthenticatedContent made = forger->sign(forger->content(remove("dan")));
  made.auth.signature[5] ^= 1;
  refused(forger->seal(made), MlsError::bad_signature, "message");
}
TEST_F(ProposalRules, ProposalIsOfThisEpoch) {
  Forger late(world, anna());
  room.commit("ben", {});
  refused(late.proposal(remove("dan")), MlsError::wrong_epoch);
  refused(late.proposal(remove("dan"), WireFormat::public_message), MlsError::wrong_epoch);
  renew_forger();
  forger->state.context.epoch = Epoch(forger->state.context.epoch.value() + 1);
  refused(forger->proposal(remove("dan")), MlsError::wrong_epoch);
  refused(forger->proposal(remove("dan"), WireFormat::public_message), MlsError::wrong_epoch);
}
TEST_F(ProposalRules, RemovedLeafIsAMember) {
  both({Remove{LeafIndex(77)}}, MlsError::invalid_proposal, "removal of a blank leaf");
  room.remove("anna", "cora");  // dan, to the right of her, keeps the tree as wide as it is
  renew_forger();
  Forger dan(world, room.at("dan"));
  EXPECT_EQ(error_of(ben().handle(dan.proposal({Remove{LeafIndex(2)}}))), MlsError::invalid_proposal);
  EXPECT_EQ(error_of(ben().handle(dan.proposal({Remove{LeafIndex(0)}}))), std::error_code{});
}
TEST_F(ProposalRules, PskNonceHasTheHashSize) {
  both(psk(Bytes(31)), MlsError::invalid_proposal, "PSK nonce");
  both(psk(Bytes(33)), MlsError::invalid_proposal, "PSK nonce");
  both(psk({}), MlsError::invalid_proposal, "PSK nonce");
}
TEST_F(ProposalRules, OwnPskNoncesAreNew) {
  const auto nonce = [&] { return std::get<PreSharedKey>(anna().group->make_psk_proposal({}, world.random).body).psk.nonce; };
  const Bytes first = nonce();
  EXPECT_EQ(first.size(), world.suite.hash_size());
  EXPECT_NE(first, nonce());
}
TEST_F(ProposalRules, ResumptionPsksAreForApplicationsOnly) {
  PreSharedKeyId id{.type = PskType::resumption,
                    .usage = ResumptionUsage::reinit,
                    .psk_group_id = forger->state.context.group_id,
                    .psk_epoch = forger->state.context.epoch,
                    .nonce = Bytes(32)};
  const auto carrying = [&] { return forger->commit({.entries = {{{PreSharedKey{id}}}}}); };
  refused(carrying(), MlsError::invalid_proposal, "PSK usage");
  refused(forger->proposal({PreSharedKey{id}}), MlsError::invalid_proposal, "PSK usage");
  id.usage = ResumptionUsage::branch;
  refused(carrying(), MlsError::invalid_proposal, "PSK usage");
  refused(forger->proposal({PreSharedKey{id}}), MlsError::invalid_proposal, "PSK usage");
  id.usage = ResumptionUsage::application;
  accepted(carrying());
}
TEST_F(ProposalRules, ReInitIsNotToAnOlderVersion) {
  both(reinit(ProtocolVersion(0)), MlsError::invalid_proposal, "reinit to an older version");
}
TEST_F(ProposalRules, ExternalInitIsNotAMembers) {
  refused(forger->proposal({ExternalInit{Bytes(32)}}), MlsError::malformed, "proposal type for this sender");
  refused(forger->commit({.entries = {{.proposal = {ExternalInit{Bytes(32)}}, .applied = false}}}), MlsError::invalid_proposal,
          "external init");
}
TEST_F(ProposalRules, RequiredCapabilitiesAreReadable) {
  both(context(ExtensionType::required_capabilities, {9}), MlsError::malformed, "required_capabilities");
}
TEST_F(ProposalRules, ExternalSendersAreReadable) {
  both(context(ExtensionType::external_senders, {9}), MlsError::malformed, "external_senders");
}
TEST_F(ProposalRules, NewContextIsSupportedByAll) {
  const RequiredCapabilities extension{.extensions = {ExtensionType(0xf777)}, .proposals = {}, .credentials = {}};
  const RequiredCapabilities proposal{.extensions = {}, .proposals = {ProposalType(0xf777)}, .credentials = {}};
  const RequiredCapabilities credential{.extensions = {}, .proposals = {}, .credentials = {CredentialType(0xf777)}};
  const auto requiring = [](const RequiredCapabilities& what) {
    return Extensions({{ExtensionType::required_capabilities, encode(what)}});
  };
  const auto expect = [&](const Extensions& extensions, std::string_view why) {
    refused(forger->commit({.entries = {{context(extensions)}}}), MlsError::invalid_leaf_node, why);
    refused_own({.context_extensions = extensions}, MlsError::invalid_leaf_node, why);
  };
  expect(Extensions({{ExtensionType(0xf777), {}}}), "group context extensions");
  expect(requiring(extension), "required extensions");
  expect(requiring(proposal), "required proposals");
  expect(requiring(credential), "required credentials");
}
// Types that are not known have no readable body; a commit with one cannot be processed.
TEST_F(ProposalRules, UnknownTypesAreRefused) {
  Bytes message =
      forger->publish(forger->sign(forger->content(context(ExtensionType::valise_room_state)), WireFormat::public_message));
  ASSERT_TRUE(parse<MlsMessage>(message));
  const auto body = std::ranges::search(message, Bytes{0x02, 0x00, 0x07});  // content type proposal, then the proposal type
  ASSERT_EQ(body.size(), 3U);
  body[1] = 0x0a;
  body[2] = 0x0a;
  refused(message, MlsError::unsupported, "proposal type");
}

}  // namespace
}  // namespace valise::mls::test
