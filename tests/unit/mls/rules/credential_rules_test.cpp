// RFC 9420 section 5.3.1: the policy (the Authentication Service) is asked at every event, and what it refuses is refused.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class CredentialRules : public Rules {
 protected:
  // refuse makes the policy refuse one identity at one event.
  void refuse(CredentialEvent event, std::string identity) {
    world.policy.refuse = [=](const CredentialCheck& check) {
      return check.event == event && base::to_string(check.credential.identity) == identity;
    };
  }
  void successor_refused(CredentialEvent event) {
    world.policy.refuse = [=](const CredentialCheck& check) {
      return check.event == event && check.replaced && !(*check.replaced == check.credential);
    };
  }
  static void rename(LeafNode& leaf) { leaf.credential = Credential::basic(base::as_bytes("another")); }
};

TEST_F(CredentialRules, UnalteredForgeriesAreAccepted) {
  Forger dan(world, room.at("dan"));
  accepted(dan.proposal(update("dan", rename)));
  accepted(forger->commit({.entries = {{add(package())}}, .leaf = rename}));
}
TEST_F(CredentialRules, AddsAreAsked) {
  refuse(CredentialEvent::add_received, "new");
  refused(forger->proposal(add(package())), MlsError::credential_refused);
  refused(forger->commit({.entries = {{add(package())}}}), MlsError::credential_refused);
  world.policy.refuse = {};
  accepted(forger->commit({.entries = {{add(package())}}}));
}
TEST_F(CredentialRules, OwnAddsAreAsked) {
  refuse(CredentialEvent::key_package_to_add, "new");
  const auto bundle = Person(world, "new").key_package();
  refused_own({.adds = {verified(bundle)}}, MlsError::credential_refused);
}
TEST_F(CredentialRules, UpdatesAreAsked) {
  refuse(CredentialEvent::update_received, "another");
  Forger dan(world, room.at("dan"));
  refused(dan.proposal(update("dan", rename)), MlsError::credential_refused);
  world.policy.refuse = {};
  accepted(dan.proposal(update("dan", rename)));
}
TEST_F(CredentialRules, PathsAreAsked) {
  refuse(CredentialEvent::commit_path_received, "another");
  refused(forger->commit({.leaf = rename}), MlsError::credential_refused);
  world.policy.refuse = {};
  accepted(forger->commit({.leaf = rename}));
}
TEST_F(CredentialRules, SuccessorsAreJudgedByWhatTheyReplace) {
  Forger dan(world, room.at("dan"));
  successor_refused(CredentialEvent::update_received);
  refused(dan.proposal(update("dan", rename)), MlsError::credential_refused);
  successor_refused(CredentialEvent::commit_path_received);
  refused(forger->commit({.leaf = rename}), MlsError::credential_refused);
}
TEST_F(CredentialRules, NewSignatureKeysAreAsked) {
  const Person other(world, "anna");
  refuse(CredentialEvent::commit_path_received, "anna");
  refused(forger->commit(
              {.leaf_signer = &*other.signer, .leaf = [&](LeafNode& leaf) { leaf.signature_key = other.signer->public_key(); }}),
          MlsError::credential_refused);
  accepted(forger->commit({}));
}
TEST_F(CredentialRules, JoinersAskAboutEveryMember) {
  Person victim(world, "victim");
  const auto bundle = victim.key_package();
  const Bytes welcome = forger->welcome(bundle);
  for (const char* name : {"anna", "ben", "cora", "dan"}) {
    refuse(CredentialEvent::joining, name);
    expect_refused(Group::join(welcome, bundle, victim.signer, world.validation), MlsError::credential_refused);
  }
  world.policy.refuse = {};
  EXPECT_TRUE(Group::join(welcome, bundle, victim.signer, world.validation));
}
TEST_F(CredentialRules, ExternalSendersAreAsked) {
  const Person first(world, "first");
  const Person second(world, "second");
  const auto senders = [](const Person& person) {
    const ExternalSenders list{{{person.signer->public_key(), Credential::basic(base::as_bytes(person.name))}}};
    return context(ExtensionType::external_senders, encode(list));
  };
  refuse(CredentialEvent::external_sender_added, "first");
  refused(forger->commit({.entries = {{senders(first)}}}), MlsError::credential_refused);
  world.policy.refuse = {};
  admit_external(first);
  refuse(CredentialEvent::external_sender_updated, "second");
  refused(forger->commit({.entries = {{senders(second)}}}), MlsError::credential_refused);
  accepted(forger->commit({.entries = {{senders(first)}}}));
}
TEST_F(CredentialRules, JoinersAskAboutExternalSenders) {
  const Person outside(world, "outside");
  admit_external(outside);
  Person victim(world, "victim");
  const auto bundle = victim.key_package();
  const Bytes welcome = forger->welcome(bundle);
  refuse(CredentialEvent::external_sender_added, "outside");
  expect_refused(Group::join(welcome, bundle, victim.signer, world.validation), MlsError::credential_refused);
  world.policy.refuse = {};
  EXPECT_TRUE(Group::join(welcome, bundle, victim.signer, world.validation));
}

}  // namespace
}  // namespace valise::mls::test
