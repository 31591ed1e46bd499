// deserialization, messages, message-protection, welcome.
#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/mls/ratchet_tree.hpp"
#include "keys/crypto/random.hpp"
#include "tests/vectors/vector_file.hpp"

namespace valise::mls::vectors {
namespace {

TEST(MlsVectors, Deserialization) {
  for_each_plain_case("deserialization", [](const Case& c) {
    const Bytes header = hex(c.at("vlbytes_header"));
    base::Reader in(header);
    const auto length = in.varint();
    ASSERT_TRUE(length);
    EXPECT_EQ(*length, number(c.at("length")));
    EXPECT_TRUE(in.finish());
    base::Writer out;
    EXPECT_EQ(out.varint(*length).take(), header);
  });
}

template <class T>
void expect_round_trip(const Case& c, const char* field) {
  SCOPED_TRACE(field);
  const Bytes bytes = hex(c.at(field));
  const auto parsed = parse<T>(bytes);
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(encode(*parsed), bytes);
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(parse<T>(longer));
  EXPECT_FALSE(parse<T>(ByteView(bytes).first(bytes.size() - 1)));
}

void expect_body_round_trip(const Case& c, const char* field, ProposalType type) {
  SCOPED_TRACE(field);
  const Bytes bytes = hex(c.at(field));
  Decoder in(bytes);
  Proposal proposal;
  read_body(in, type, proposal);
  ASSERT_TRUE(in.finish());
  base::Writer out;
  write_body(out, proposal);
  EXPECT_EQ(out.take(), bytes);
}

TEST(MlsVectors, Messages) {
  for_each_plain_case("messages", [](const Case& c) {
    for (const char* field : {"mls_welcome", "mls_group_info", "mls_key_package", "public_message_application",
                              "public_message_proposal", "public_message_commit", "private_message"}) {
      expect_round_trip<MlsMessage>(c, field);
    }
    expect_round_trip<RatchetTree>(c, "ratchet_tree");
    expect_round_trip<Commit>(c, "commit");
    expect_body_round_trip(c, "add_proposal", ProposalType::add);
    expect_body_round_trip(c, "update_proposal", ProposalType::update);
    expect_body_round_trip(c, "remove_proposal", ProposalType::remove);
    expect_body_round_trip(c, "pre_shared_key_proposal", ProposalType::psk);
    expect_body_round_trip(c, "re_init_proposal", ProposalType::reinit);
    expect_body_round_trip(c, "external_init_proposal", ProposalType::external_init);
    expect_body_round_trip(c, "group_context_extensions_proposal", ProposalType::group_context_extensions);
    const Bytes secrets = hex(c.at("group_secrets"));
    const auto parsed = GroupSecrets::parse(secrets);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(base::to_bytes(parsed->serialize().expose()), secrets);
  });
}

struct Protection {
  const Case& c;
  const CipherSuite& suite;
  Bytes context;
  SignaturePublicKey key;

  Protection(const Case& test_case, const CipherSuite& s) : c(test_case), suite(s), key{hex(test_case.at("signature_pub"))} {
    context = encode(GroupContext{.cipher_suite = s.id(),
                                  .group_id = hex(c.at("group_id")),
                                  .epoch = Epoch(c.at("epoch").to_number<std::uint64_t>()),
                                  .tree_hash = hex(c.at("tree_hash")),
                                  .confirmed_transcript_hash = hex(c.at("confirmed_transcript_hash"))});
  }
  SecretTree secret_tree() const { return {suite, 2, EncryptionSecret::from_bytes(hex(c.at("encryption_secret")))}; }
  SenderDataSecret sender_data() const { return SenderDataSecret::from_bytes(hex(c.at("sender_data_secret"))); }
  MembershipKey membership() const { return MembershipKey::from_bytes(hex(c.at("membership_key"))); }

  Bytes body_of(Result<VerifiedContent> verified) const {
    if (!verified) return ADD_FAILURE() << verified.error().message(), Bytes{};
    if (const auto* data = std::get_if<ApplicationData>(&(*verified)->content.body)) return data->data;
    base::Writer out;
    write_content_body(out, (*verified)->content);
    return out.take();
  }
  Bytes open_public_message(const PublicMessage& message) const {
    auto content = open_public(suite, message, membership(), context);
    if (!content) return ADD_FAILURE() << content.error().message(), Bytes{};
    return body_of(std::move(*content).verify(suite, key, context));
  }
  Bytes open_private_message(const PrivateMessage& message) const {
    SecretTree tree = secret_tree();
    const auto from = open_sender_data(suite, message, sender_data());
    if (!from) return ADD_FAILURE() << from.error().message(), Bytes{};
    EXPECT_EQ(from->leaf, LeafIndex(1));
    auto opened = open_private(suite, message, *from, tree);
    if (!opened) return ADD_FAILURE() << opened.error().message(), Bytes{};
    return body_of(std::move(opened->content).verify(suite, key, context));
  }
  // sign_own frames the raw body as the vector's group would.
  Result<VerifiedContent> sign_own(WireFormat format, ContentType type, const Bytes& raw) const {
    FramedContent content{.group_id = hex(c.at("group_id")),
                          .epoch = Epoch(c.at("epoch").to_number<std::uint64_t>()),
                          .sender = Sender::member(LeafIndex(1))};
    if (type == ContentType::application) {
      content.body = ApplicationData{raw};
    } else {
      Decoder in(raw);
      read_content_body(in, type, content);
    }
    auto own = sign_content(format, std::move(content), context, *signer(c.at("signature_priv")));
    if (own && type == ContentType::commit) own->confirm(Bytes(32, 7));
    return own;
  }
};

void check_protection(const Protection& p, ContentType type, const std::string& name) {
  SCOPED_TRACE(name);
  crypto::SystemRandom random;
  const Bytes raw = hex(p.c.at(name));
  const auto private_message = from_message<PrivateMessage>(hex(p.c.at(name + "_priv")));
  ASSERT_TRUE(private_message);
  EXPECT_EQ(p.open_private_message(*private_message), raw);

  const auto own = p.sign_own(WireFormat::private_message, type, raw);
  ASSERT_TRUE(own);
  SecretTree keys = p.secret_tree();
  const auto sealed = protect_private(p.suite, *own, keys, p.sender_data(), padme, random);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(p.open_private_message(*sealed), raw);

  const auto own_public = p.sign_own(WireFormat::public_message, type, raw);
  ASSERT_TRUE(own_public);
  const auto framed = protect_public(p.suite, *own_public, p.membership(), p.context);
  if (type == ContentType::application) {
    EXPECT_FALSE(framed);
    return;
  }
  ASSERT_TRUE(framed);
  EXPECT_EQ(p.open_public_message(*framed), raw);
  const auto public_message = from_message<PublicMessage>(hex(p.c.at(name + "_pub")));
  ASSERT_TRUE(public_message);
  EXPECT_EQ(p.open_public_message(*public_message), raw);
}

TEST(MlsVectors, MessageProtection) {
  for_each_case("message-protection", [](const Case& c, const CipherSuite& suite) {
    const Protection p(c, suite);
    check_protection(p, ContentType::proposal, "proposal");
    check_protection(p, ContentType::commit, "commit");
    check_protection(p, ContentType::application, "application");
  });
}

TEST(MlsVectors, Welcome) {
  for_each_case("welcome", [](const Case& c, const CipherSuite& suite) {
    const auto package = from_message<KeyPackage>(hex(c.at("key_package")));
    const auto welcome = from_message<Welcome>(hex(c.at("welcome")));
    ASSERT_TRUE(package && welcome);
    const KeyPackageBundle bundle{*package, HpkePrivateKey::from_bytes(hex(c.at("init_priv"))), HpkePrivateKey::zero(32)};
    const auto secrets = open_group_secrets(suite, *welcome, bundle);
    ASSERT_TRUE(secrets) << secrets.error().message();
    MemberSecret member = member_secret(suite, secrets->joiner, PskSecret::zero(suite.hash_size()));
    const auto info = decrypt_group_info(suite, welcome_secret(suite, member), *welcome);
    ASSERT_TRUE(info) << info.error().message();
    EXPECT_TRUE(verify_group_info(suite, *info, {hex(c.at("signer_pub"))}));
    const NewEpoch epoch = open_epoch(suite, epoch_secret(suite, std::move(member), encode(info->context)));
    EXPECT_EQ(confirmation_tag(suite, epoch.secrets.confirmation, info->context.confirmed_transcript_hash),
              info->confirmation_tag);
  });
}

}  // namespace
}  // namespace valise::mls::vectors
