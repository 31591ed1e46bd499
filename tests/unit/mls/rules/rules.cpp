#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

Bytes epoch_of(const Person& person) { return base::to_bytes(person.group->serialize_epoch().expose()); }

}  // namespace

void expect_error(const base::Error& error, MlsError why, std::string_view context) {
  EXPECT_EQ(error.code, why) << error.message();
  if (!context.empty()) {
    EXPECT_EQ(error.context, context);
  }
}

void Rules::refused(const Bytes& message, MlsError why, std::string_view context) {
  const Bytes before = epoch_of(ben());
  const std::size_t pending = ben().group->pending_proposals();
  expect_refused(ben().handle(message), why, context);
  EXPECT_EQ(epoch_of(ben()), before);
  EXPECT_EQ(ben().group->pending_proposals(), pending);
  const auto genuine = anna().group->commit({.received = ReceivedProposals::leave_out}, world.validation, world.random);
  ASSERT_TRUE(genuine);
  EXPECT_TRUE(ben().handle(genuine->message));
  room.at("cora").group->drop_proposals();
  EXPECT_EQ(text_of(ben().handle(room.at("cora").send("text"))), "text");
}

void Rules::refused_own(CommitOptions options, MlsError why, std::string_view context) {
  const Bytes before = epoch_of(anna());
  expect_refused(anna().group->commit(options, world.validation, world.random), why, context);
  EXPECT_EQ(epoch_of(anna()), before);
  EXPECT_TRUE(anna().group->commit({.received = ReceivedProposals::leave_out}, world.validation, world.random));
}

void Rules::accepted(const Bytes& message) {
  const auto handled = ben().handle(message);
  EXPECT_TRUE(handled) << handled.error().message();
}

KeyPackage Rules::package(KeyPackageOptions options) { return Person(world, "new").key_package(std::move(options)).package; }

KeyPackage Rules::forged(const KeyPackageForgery& forgery) {
  Person person(world, "new");
  return forge_key_package(person, forgery).package;
}

void Rules::sign_for(const char* name, LeafNode& changed) {
  ASSERT_TRUE(sign_leaf(changed, {ben().group->group_id(), leaf(name)}, *room.at(name).signer));
}

Proposal Rules::update(const char* name, const Alter<LeafNode>& alter) {
  LeafNode changed = node(name);
  changed.encryption_key = fresh_key();
  changed.source = FromUpdate{};
  if (alter) alter(changed);
  sign_for(name, changed);
  return {Update{std::move(changed)}};
}

Proposal Rules::psk(Bytes nonce, std::string_view id) {
  world.psks.keys[base::to_bytes(id)] = Bytes(32, 7);
  return {PreSharedKey{{.psk_id = base::to_bytes(id), .nonce = std::move(nonce)}}};
}

ForgedEntry Rules::proposed(const char* by, Proposal proposal) {
  Forger proposer(world, room.at(by));
  accepted(proposer.proposal(std::move(proposal), WireFormat::public_message));  // which uses up no key
  return proposer.last_proposal();
}

void Rules::admit_external(const Person& sender) {
  const ExternalSenders senders{{{sender.signer->public_key(), Credential::basic(base::as_bytes(sender.name))}}};
  room.commit("anna", {.context_extensions = Extensions({{ExtensionType::external_senders, encode(senders)}})});
  renew_forger();
}

}  // namespace valise::mls::test
