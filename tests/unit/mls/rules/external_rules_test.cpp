// RFC 9420 sections 6.1, 8.3, 12.1.8, 12.2 and 12.4.3.2: what comes from outside the group.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

// Proposals of external senders and of those who want to join.
class ExternalProposalRules : public Rules {
 protected:
  ExternalProposalRules() { world.validation.new_member_proposals = NewMemberProposals::accept; }
  Bytes from(const Sender& sender, FramedContent content, const Person& signer) {
    content.sender = sender;
    const bool is_commit = content.type() == ContentType::commit;
    AuthenticatedContent made = forger->sign(std::move(content), WireFormat::public_message, &*signer.signer);
    if (is_commit) made.auth.confirmation_tag = Bytes(world.suite.hash_size());
    return forger->publish(made);
  }
  Bytes from_outside(Proposal proposal, std::uint32_t index = 0) {
    return from({SenderType::external, index}, forger->content(std::move(proposal)), outside);
  }
  Person outside{world, "outside"};
  Person joiner{world, "joiner"};
};

constexpr Sender from_joiner{SenderType::new_member_proposal, 0};

TEST_F(ExternalProposalRules, UnalteredForgeriesAreAccepted) {
  admit_external(outside);
  for (const Proposal& proposal : {add(package()), remove("dan"), psk(), reinit(), context(ExtensionType::valise_room_state)}) {
    accepted(from_outside(proposal));
  }
  accepted(from(from_joiner, forger->content(add(joiner.key_package().package)), joiner));
}
TEST_F(ExternalProposalRules, SenderIsListed) {
  refused(from_outside(remove("dan")), MlsError::unknown_sender);
  admit_external(outside);
  refused(from_outside(remove("dan"), 1), MlsError::unknown_sender);
}
TEST_F(ExternalProposalRules, SenderSigns) {
  admit_external(joiner);
  refused(from_outside(remove("dan")), MlsError::bad_signature, "message");
}
TEST_F(ExternalProposalRules, TypeIsAllowedForExternalSenders) {
  admit_external(outside);
  refused(from_outside(update("dan")), MlsError::malformed, "proposal type for this sender");
  refused(from_outside({ExternalInit{Bytes(32)}}), MlsError::malformed, "proposal type for this sender");
}
TEST_F(ExternalProposalRules, ExternalSendersOnlyPropose) {
  admit_external(outside);
  refused(from({SenderType::external, 0}, forger->content(Commit{}), outside), MlsError::malformed, "sender type");
  refused(from({SenderType::external, 0}, forger->content(ApplicationData{}), outside), MlsError::malformed,
          "application data in public");
}
TEST_F(ExternalProposalRules, NewMembersProposeToAddThemselves) {
  refused(from(from_joiner, forger->content(remove("dan")), joiner), MlsError::malformed, "no key of the new member");
  refused(from(from_joiner, forger->content(Commit{}), joiner), MlsError::malformed, "sender type");
}
TEST_F(ExternalProposalRules, NewMembersSign) {
  refused(from(from_joiner, forger->content(add(joiner.key_package().package)), outside), MlsError::bad_signature, "message");
}
TEST_F(ExternalProposalRules, NewMembersWhoCommitDoNotPropose) {
  refused(from({SenderType::new_member_commit, 0}, forger->content(add(joiner.key_package().package)), joiner),
          MlsError::malformed, "sender type");
}
TEST_F(ExternalProposalRules, ProposalIsCheckedLikeAMembers) {
  admit_external(outside);
  refused(from_outside({Remove{LeafIndex(77)}}), MlsError::invalid_proposal, "removal of a blank leaf");
  refused(from(from_joiner,
               forger->content(
                   add(forge_key_package(joiner, {.signed_package = [](KeyPackage& p) { p.signature[0] ^= 1; }}).package)),
               joiner),
          MlsError::bad_signature, "key package");
}
TEST_F(ExternalProposalRules, PrivateMessagesAreFromMembers) {
  admit_external(outside);
  FramedContent content = forger->content(remove("dan"));
  content.sender = {SenderType::external, 0};
  const auto made = sign_content(WireFormat::private_message, content, encode(forger->state.context), *outside.signer).value();
  EXPECT_EQ(error_of(protect_private(world.suite, made, forger->state.message_keys, forger->state.secrets.sender_data, padme,
                                     world.random)),
            MlsError::invalid_argument);
}

// Commits of those who join by themselves.
class ExternalCommitRules : public Rules {
 protected:
  ExternalCommitRules() { world.validation.external_commits = ExternalCommits::accept; }
  Bytes join(CommitForgery forgery) {
    forgery.joiner = &joiner;
    forgery.format = WireFormat::public_message;
    return forger->commit(forgery);
  }
  void list_refused(std::vector<ForgedEntry> entries) {
    refused(join({.entries = std::move(entries)}), MlsError::invalid_proposal_list);
  }
  Person joiner{world, "joiner"};
};

TEST_F(ExternalCommitRules, RefusedByDefault) {
  world.validation.external_commits = Validation{.credentials = world.policy, .now = {}}.external_commits;
  refused(join({}), MlsError::unsupported, "external commit");
}
TEST_F(ExternalCommitRules, UnalteredForgeriesAreAccepted) {
  for (const std::vector<ForgedEntry>& entries : {std::vector<ForgedEntry>{}, {{remove("dan")}}, {{psk()}}}) {
    const Bytes message = join({.entries = entries});
    const auto handled = ben().handle(message);
    ASSERT_TRUE(handled) << handled.error().message();
    EXPECT_EQ(std::get<StagedCommit>(*handled).next->secrets.authenticator, forger->last_authenticator());
  }
}
TEST_F(ExternalCommitRules, HasAPath) { refused(join({.with_path = false}), MlsError::malformed, "no key of the new member"); }
TEST_F(ExternalCommitRules, HasNoReferences) {
  list_refused({proposed("dan", psk())});
  list_refused({proposed("cora", remove("dan"))});
}
TEST_F(ExternalCommitRules, HasOneExternalInit) {
  refused(join({.external_inits = 0}), MlsError::invalid_proposal_list);
  refused(join({.external_inits = 2}), MlsError::invalid_proposal_list);
}
TEST_F(ExternalCommitRules, HasAtMostOneRemove) { list_refused({{remove("dan")}, {remove("cora")}}); }
TEST_F(ExternalCommitRules, HasNothingElse) {
  list_refused({{add(package())}});
  list_refused({{context(ExtensionType::valise_room_state)}});
  list_refused({{reinit()}});
  list_refused({{.proposal = update("dan"), .applied = false}});
}
TEST_F(ExternalCommitRules, RemovesAMember) {
  refused(join({.entries = {{.proposal = {Remove{LeafIndex(77)}}, .applied = false}}}), MlsError::invalid_proposal,
          "removal of a blank leaf");
}
TEST_F(ExternalCommitRules, PskNonceHasTheHashSize) {
  refused(join({.entries = {{psk(Bytes(31))}}}), MlsError::invalid_proposal, "PSK nonce");
}
TEST_F(ExternalCommitRules, JoinerSigns) {
  const Person other(world, "other");
  const auto by_other = [&](AuthenticatedContent& made) {
    made.auth.signature = forger->sign(made.content, WireFormat::public_message, &*other.signer).auth.signature;
  };
  refused(join({.auth = by_other}), MlsError::bad_signature, "message");
}
TEST_F(ExternalCommitRules, LeafIsValid) {
  refused(join({.leaf = [](LeafNode& leaf) { leaf.capabilities.versions.clear(); }}), MlsError::invalid_leaf_node,
          "protocol versions");
  refused(join({.leaf = [](LeafNode& leaf) { leaf.source = FromUpdate{}; }}), MlsError::invalid_update_path, "leaf node source");
  refused(join({.signed_leaf = [](LeafNode& leaf) { leaf.signature[0] ^= 1; }}), MlsError::bad_signature, "leaf node");
}
TEST_F(ExternalCommitRules, LeafHasANewKeyWhenItReplaces) {
  const HpkePublicKey old = node("dan").encryption_key;
  refused(join({.entries = {{remove("dan")}}, .leaf = [&](LeafNode& leaf) { leaf.encryption_key = old; }}),
          MlsError::invalid_leaf_node, "the encryption key is not new");
}
TEST_F(ExternalCommitRules, PolicyJudgesWhoIsReplaced) {
  world.policy.refuse = [](const CredentialCheck& check) {
    return check.replaced && base::to_string(check.replaced->identity) == "dan";
  };
  refused(join({.entries = {{remove("dan")}}}), MlsError::credential_refused);
  accepted(join({.entries = {{remove("cora")}}}));
}
TEST_F(ExternalCommitRules, PolicyJudgesWhoJoins) {
  world.policy.refuse = [](const CredentialCheck& check) { return base::to_string(check.credential.identity) == "joiner"; };
  refused(join({}), MlsError::credential_refused);
}
TEST_F(ExternalCommitRules, KeysStandOnce) {
  joiner.signer = room.at("dan").signer;
  refused(join({}), MlsError::invalid_tree, "a signature key stands twice");
  accepted(join({.entries = {{remove("dan")}}}));
}
TEST_F(ExternalCommitRules, InitSecretComesFromTheExternalKey) {
  // A kem_output of the right form that was made for another key.
  const Bytes other = world.suite.generate_key_pair(world.random).public_key.data;
  const auto swap = [&](FramedContent& content) {
    for (ProposalOrRef& entry : std::get<Commit>(content.body).proposals) {
      auto& proposal = std::get<Proposal>(entry.value);
      if (proposal.get<ExternalInit>()) proposal.body = ExternalInit{other};
    }
  };
  refused(join({.content = swap}), MlsError::bad_confirmation_tag);
}
TEST_F(ExternalCommitRules, KemOutputIsReadable) {
  const auto shorten = [](FramedContent& content) {
    for (ProposalOrRef& entry : std::get<Commit>(content.body).proposals) {
      auto& proposal = std::get<Proposal>(entry.value);
      if (proposal.get<ExternalInit>()) proposal.body = ExternalInit{Bytes(31, 1)};
    }
  };
  refused(join({.content = shorten}), MlsError::undecryptable);
}
TEST_F(ExternalCommitRules, SenderTypeIsNewMemberCommit) {
  // anna, a member, sends what only a joiner may.
  refused(join({.content = [&](FramedContent& content) { content.sender = Sender::member(leaf("anna")); }}),
          MlsError::bad_signature, "message");
  refused(join({.content = [](FramedContent& content) { content.sender = {SenderType::external, 0}; }}), MlsError::malformed,
          "sender type");
}
TEST_F(ExternalCommitRules, ConfirmationTagIsRight) {
  refused(join({.tag = [](Bytes& tag) { tag[0] ^= 1; }}), MlsError::bad_confirmation_tag);
}

}  // namespace
}  // namespace valise::mls::test
