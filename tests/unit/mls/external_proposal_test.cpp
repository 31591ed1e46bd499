// Proposals from outside the group (RFC 9420 section 12.1.8), both sides.
#include "client-sdk/mls/external_proposal.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class ExternalProposal : public testing::Test {
 protected:
  ExternalProposal() { world.validation.new_member_proposals = NewMemberProposals::accept; }

  ProposalTarget target() { return ProposalTarget::of(room.at("anna").group->context()); }
  // name_service puts the service into external_senders.
  void name_service() {
    const ExternalSenders senders{{{service.signer->public_key(), Credential::basic(base::as_bytes("service"))}}};
    room.commit("anna", {.context_extensions = Extensions({{ExtensionType::external_senders, encode(senders)}})});
  }
  void all_receive(const Bytes& message) {
    for (Person* person : room.active()) {
      const auto handled = person->handle(message);
      ASSERT_TRUE(handled) << person->name << ": " << handled.error().message();
      EXPECT_TRUE(std::holds_alternative<ReceivedProposal>(*handled));
    }
  }
  Bytes from_service(Proposal proposal) { return external_proposal(target(), 0, std::move(proposal), *service.signer).value(); }

  World world;
  Room room{world, {"anna", "ben", "cora"}};
  Person service{world, "service"};
};

TEST_F(ExternalProposal, NewMemberAsksAndIsAdded) {
  Person& dan = *(room.people["dan"] = std::make_unique<Person>(world, "dan"));
  const auto bundle = dan.key_package();
  const auto asked = new_member_proposal(target(), bundle.package, *dan.signer);
  ASSERT_TRUE(asked);
  all_receive(*asked);
  auto pending = room.at("ben").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  ASSERT_EQ(pending->summary.added.size(), 1U);
  for (const char* name : {"anna", "cora"}) room.at(name).receive_commit(pending->message);
  dan.join(*pending->welcome, bundle);
  room.at("ben").settle(std::move(*pending));
  room.expect_agreement();
}

TEST_F(ExternalProposal, NewMemberIsRefusedByDefault) {
  world.validation.new_member_proposals = NewMemberProposals::refuse;
  Person dan(world, "dan");
  const auto asked = new_member_proposal(target(), dan.key_package().package, *dan.signer);
  EXPECT_EQ(error_of(room.at("ben").handle(*asked)), MlsError::unsupported);
  EXPECT_EQ(room.at("ben").group->pending_proposals(), 0U);
}

TEST_F(ExternalProposal, NewMemberIsJudgedAsInAnyAdd) {
  Person dan(world, "dan");
  const auto asked = new_member_proposal(target(), dan.key_package().package, *dan.signer);
  world.policy.refuse = [](const CredentialCheck& check) { return check.event == CredentialEvent::add_received; };
  EXPECT_EQ(error_of(room.at("ben").handle(*asked)), MlsError::credential_refused);
}

TEST_F(ExternalProposal, NewMemberSignsWithTheKeyOfItsPackage) {
  Person dan(world, "dan");
  Person other(world, "other");
  const KeyPackage package = dan.key_package().package;
  EXPECT_EQ(error_of(new_member_proposal(target(), package, *other.signer)), MlsError::invalid_argument);
  auto asked = from_message<PublicMessage>(new_member_proposal(target(), package, *dan.signer).value()).value();
  asked.auth.signature[0] ^= 1;
  EXPECT_EQ(error_of(room.at("ben").handle(to_message(asked))), MlsError::bad_signature);
}

TEST_F(ExternalProposal, PackageOfAnotherSuiteIsRefused) {
  Person dan(world, "dan");
  ProposalTarget other = target();
  other.cipher_suite = CipherSuiteId::x25519_aes128gcm_sha256_ed25519;
  EXPECT_EQ(error_of(new_member_proposal(other, dan.key_package().package, *dan.signer)), MlsError::invalid_argument);
}

TEST_F(ExternalProposal, ServiceMayProposeWhatSection12_1_8Lists) {
  name_service();
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("shared");
  Person dan(world, "dan");
  const auto& context = room.at("anna").group->context_extensions();
  all_receive(from_service({Add{dan.key_package().package}}));
  all_receive(from_service({Remove{room.at("cora").group->own_leaf()}}));
  all_receive(from_service(room.at("anna").group->make_psk_proposal(base::as_bytes("psk"), world.random)));
  all_receive(from_service({GroupContextExtensions{context}}));
  all_receive(from_service({ReInit{{1}, ProtocolVersion::mls10, test_suite, {}}}));
  auto pending = room.at("ben").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  EXPECT_FALSE(pending->summary.reinit);  // other proposals go first
  room.at("anna").receive_commit(pending->message);
  room.at("cora").receive_commit(pending->message);
  room.at("ben").settle(std::move(*pending));
  EXPECT_FALSE(room.at("cora").group->active());
  EXPECT_EQ(room.at("anna").group->epoch_authenticator(), room.at("ben").group->epoch_authenticator());
}

TEST_F(ExternalProposal, ServiceMayNotUpdateOrInit) {
  name_service();
  LeafNode leaf = *room.at("anna").group->tree().leaf(LeafIndex(0));
  leaf.source = FromUpdate{};
  EXPECT_EQ(error_of(external_proposal(target(), 0, {Update{leaf}}, *service.signer)), MlsError::invalid_argument);
  EXPECT_EQ(error_of(external_proposal(target(), 0, {ExternalInit{}}, *service.signer)), MlsError::invalid_argument);
  // As one would send it who does not ask may_propose.
  auto forged = from_message<PublicMessage>(from_service({Remove{LeafIndex(1)}})).value();
  forged.content.body = Proposal{Update{leaf}};
  auto own = sign_content(WireFormat::public_message, forged.content, {}, *service.signer).value();
  EXPECT_EQ(error_of(room.at("ben").handle(to_message(PublicMessage{own->content, own->auth, std::nullopt}))),
            MlsError::malformed);
}

TEST_F(ExternalProposal, ServiceMustBeNamed) {
  EXPECT_EQ(error_of(room.at("ben").handle(from_service({Remove{LeafIndex(1)}}))), MlsError::unknown_sender);
  name_service();
  const auto wrong_index = external_proposal(target(), 1, {Remove{LeafIndex(1)}}, *service.signer);
  EXPECT_EQ(error_of(room.at("ben").handle(*wrong_index)), MlsError::unknown_sender);
  const auto wrong_key = external_proposal(target(), 0, {Remove{LeafIndex(1)}}, *room.at("cora").signer);
  EXPECT_EQ(error_of(room.at("ben").handle(*wrong_key)), MlsError::bad_signature);
}

TEST_F(ExternalProposal, IsForOneEpochOfOneGroup) {
  name_service();
  const Bytes old = from_service({Remove{LeafIndex(1)}});
  room.commit("anna", {.context_extensions = room.at("anna").group->context_extensions()});
  EXPECT_EQ(error_of(room.at("ben").handle(old)), MlsError::wrong_epoch);
  ProposalTarget other = target();
  other.group_id.push_back(1);
  EXPECT_EQ(error_of(room.at("ben").handle(*external_proposal(other, 0, {Remove{LeafIndex(1)}}, *service.signer))),
            MlsError::wrong_group);
}

TEST_F(ExternalProposal, NamingASenderIsAskedOfThePolicy) {
  world.policy.refuse = [](const CredentialCheck& check) { return check.event == CredentialEvent::external_sender_added; };
  const ExternalSenders senders{{{service.signer->public_key(), Credential::basic(base::as_bytes("service"))}}};
  const Extensions context({{ExtensionType::external_senders, encode(senders)}});
  EXPECT_EQ(error_of(room.at("anna").group->commit({.context_extensions = context}, world.validation, world.random)),
            MlsError::credential_refused);
}

}  // namespace
}  // namespace valise::mls::test
