// RFC 9420 sections 6 and 9: PublicMessages and PrivateMessages.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class FramingRules : public Rules {
 protected:
  Bytes text(const PrivateForgery& forgery) { return forger->application("text", forgery); }
  Bytes in_public(const Alter<PublicMessage>& alter) {
    return forger->publish(forger->sign(forger->content(remove("dan")), WireFormat::public_message), alter);
  }
  PrivateMessage parsed(const Bytes& message) { return from_message<PrivateMessage>(message).value(); }
  SenderData sender_of(const Bytes& message) {
    return open_sender_data(world.suite, parsed(message), copy_state(ben()).secrets.sender_data).value();
  }
};

TEST_F(FramingRules, UnalteredForgeriesAreAccepted) {
  EXPECT_EQ(text_of(ben().handle(text({}))), "text");
  accepted(in_public({}));
  accepted(forger->proposal(remove("dan")));
}
TEST_F(FramingRules, ApplicationDataIsNeverPublic) {
  const auto content = forger->content(ApplicationData{base::to_bytes("in the open")});
  refused(forger->publish(forger->sign(content, WireFormat::public_message)), MlsError::malformed, "application data in public");
  const auto own = sign_content(WireFormat::public_message, content, encode(forger->state.context), *anna().signer).value();
  EXPECT_EQ(error_of(protect_public(world.suite, own, forger->state.secrets.membership, {})), MlsError::invalid_argument);
}

// Signatures (6.1).
TEST_F(FramingRules, MessageIsSigned) {
  AuthenticatedContent made = forger->sign(forger->content(ApplicationData{base::to_bytes("text")}));
  made.auth.signature[0] ^= 1;
  refused(forger->seal(made), MlsError::bad_signature, "message");
  made.auth.signature.clear();
  refused(forger->seal(made), MlsError::bad_signature, "message");
}
TEST_F(FramingRules, MessageIsSignedByItsSender) {
  FramedContent content = forger->content(ApplicationData{base::to_bytes("text")});
  content.sender = Sender::member(leaf("cora"));
  refused(forger->seal(forger->sign(content)), MlsError::bad_signature, "message");
  content.body = remove("dan");
  refused(forger->publish(forger->sign(content, WireFormat::public_message)), MlsError::bad_signature, "message");
}
TEST_F(FramingRules, SignatureCoversTheWireFormat) {
  const auto content = forger->content(remove("dan"));
  refused(forger->seal(forger->sign(content, WireFormat::public_message)), MlsError::bad_signature, "message");
  refused(forger->publish(forger->sign(content, WireFormat::private_message)), MlsError::bad_signature, "message");
}
TEST_F(FramingRules, SignatureCoversTheGroupContext) {
  const auto content = forger->content(ApplicationData{base::to_bytes("text")});
  forger->state.context.confirmed_transcript_hash[0] ^= 1;
  refused(forger->seal(forger->sign(content)), MlsError::bad_signature, "message");
}
TEST_F(FramingRules, SignerIsTheOwnLeafs) {
  const auto state = anna().group->serialize_epoch();
  const auto ratchets = anna().group->serialize_ratchets();
  expect_refused(Group::restore(state.expose(), ratchets.expose(), ben().signer), MlsError::invalid_argument, "signer");
  EXPECT_TRUE(Group::restore(state.expose(), ratchets.expose(), anna().signer));
}

// Public messages (6.2).
TEST_F(FramingRules, MembershipTagIsRight) {
  refused(in_public([](PublicMessage& message) { (*message.membership_tag)[0] ^= 1; }), MlsError::bad_membership_tag);
  refused(in_public([](PublicMessage& message) { message.membership_tag->clear(); }), MlsError::bad_membership_tag);
}
TEST_F(FramingRules, MembershipTagCoversTheSignature) {
  refused(in_public([](PublicMessage& message) { message.auth.signature[0] ^= 1; }), MlsError::bad_membership_tag);
}
TEST_F(FramingRules, MembershipTagIsThere) {
  EXPECT_EQ(error_of(ben().handle(in_public([](PublicMessage& message) { message.membership_tag.reset(); }))),
            base::ReadError::truncated);
}
TEST_F(FramingRules, PublicSenderIsAMember) {
  room.remove("cora", "dan");
  renew_forger();
  FramedContent content = forger->content(remove("cora"));
  content.sender = Sender::member(LeafIndex(3));
  EXPECT_EQ(error_of(ben().handle(forger->publish(forger->sign(content, WireFormat::public_message)))), MlsError::unknown_sender);
}

// Private messages (6.3).
TEST_F(FramingRules, PaddingIsZero) {
  EXPECT_EQ(text_of(ben().handle(text({.plaintext = [](Bytes& plain) { plain.resize(plain.size() + 9); }}))), "text");
  refused(text({.plaintext = [](Bytes& plain) { plain.push_back(1); }}), MlsError::bad_padding);
  refused(text({.plaintext = [](Bytes& plain) { plain.insert(plain.end(), {0, 0, 1, 0}); }}), MlsError::bad_padding);
}
TEST_F(FramingRules, ReuseGuardEntersTheNonce) {
  refused(text({.told_sender = [](SenderData& sender) { sender.reuse_guard[0] ^= 1; }}), MlsError::undecryptable);
}
TEST_F(FramingRules, OwnReuseGuardsAndKeysAreNew) {
  const SenderData first = sender_of(anna().send("one"));
  const SenderData second = sender_of(anna().send("two"));
  EXPECT_NE(first.reuse_guard, second.reuse_guard);
  EXPECT_EQ(second.generation.value(), first.generation.value() + 1);
  anna().restart();
  EXPECT_EQ(sender_of(anna().send("three")).generation.value(), second.generation.value() + 1);
}
TEST_F(FramingRules, HeaderIsCovered) {
  refused(text({.sealed = [](PrivateMessage& message) { message.authenticated_data = {1}; }}), MlsError::undecryptable);
  refused(text({.sealed = [](PrivateMessage& message) { message.content_type = ContentType::proposal; }}),
          MlsError::undecryptable);
  refused(text({.sealed = [](PrivateMessage& message) { message.encrypted_sender_data[0] ^= 1; }}), MlsError::undecryptable);
  refused(text({.sealed = [](PrivateMessage& message) { message.ciphertext.back() ^= 1; }}), MlsError::undecryptable);
}
TEST_F(FramingRules, GroupAndEpochAreThisGroups) {
  refused(text({.header = [](PrivateMessage& message) { message.group_id[0] ^= 1; }}), MlsError::wrong_group);
  refused(text({.header = [](PrivateMessage& message) { message.epoch = Epoch(9); }}), MlsError::wrong_epoch);
  refused(in_public([](PublicMessage& message) { message.content.group_id[0] ^= 1; }), MlsError::wrong_group);
  refused(in_public([](PublicMessage& message) { message.content.epoch = Epoch(9); }), MlsError::wrong_epoch);
}
TEST_F(FramingRules, ContentUsesItsOwnRatchet) {
  refused(text({.ratchet = RatchetType::handshake}), MlsError::undecryptable);
  refused(forger->seal(forger->sign(forger->content(remove("dan"))), {.ratchet = RatchetType::application}),
          MlsError::undecryptable);
}
TEST_F(FramingRules, PrivateSenderIsAMember) {
  room.remove("cora", "dan");
  renew_forger();
  const auto as = [&](LeafIndex leaf) { return text({.told_sender = [=](SenderData& sender) { sender.leaf = leaf; }}); };
  EXPECT_EQ(error_of(ben().handle(as(LeafIndex(3)))), MlsError::unknown_sender);
  EXPECT_EQ(error_of(ben().handle(as(LeafIndex(300)))), MlsError::unknown_sender);
  EXPECT_EQ(text_of(ben().handle(as(leaf("anna")))), "text");
}
TEST_F(FramingRules, OwnMessagesAreRefused) { EXPECT_EQ(error_of(ben().handle(ben().send("to myself"))), MlsError::own_message); }

// Keys (9.1, 9.2).
TEST_F(FramingRules, KeysAreUsedOnce) {
  const Bytes once = text({});
  EXPECT_EQ(text_of(ben().handle(once)), "text");
  refused(once, MlsError::key_already_used);
  const Bytes proposal = forger->proposal(remove("dan"));
  accepted(proposal);
  EXPECT_EQ(error_of(ben().handle(proposal)), MlsError::key_already_used);
}
TEST_F(FramingRules, ConsumedKeysAreDeleted) {
  Forger before(world, anna());
  const auto key = before.state.message_keys.next_key(leaf("anna"), RatchetType::application).value();
  const auto holds = [&](const Person& person) {
    const SecretBytes saved = person.group->serialize_ratchets();
    return !std::ranges::search(saved.expose(), key.key.key.expose()).empty();
  };
  const Bytes first = anna().send("one");
  const Bytes second = anna().send("two");
  EXPECT_FALSE(holds(anna()));
  ASSERT_EQ(text_of(ben().handle(second)), "two");
  EXPECT_TRUE(holds(ben()));  // skipped, so kept for the message that is late
  ASSERT_EQ(text_of(ben().handle(first)), "one");
  EXPECT_FALSE(holds(ben()));
}

}  // namespace
}  // namespace valise::mls::test
