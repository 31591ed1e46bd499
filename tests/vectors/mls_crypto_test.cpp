// crypto-basics, key-schedule, psk_secret, secret-tree, transcript-hashes.
#include "client-sdk/mls/framing/private_message.hpp"
#include "client-sdk/mls/key_schedule.hpp"
#include "client-sdk/mls/psk.hpp"
#include "client-sdk/mls/transcript.hpp"
#include "keys/crypto/random.hpp"
#include "tests/vectors/vector_file.hpp"

namespace valise::mls::vectors {
namespace {

using AnySecret = KdfSecret<struct AnySecretTag>;

std::string text(const Case& value) { return value.text(); }

template <class SecretType>
SecretType secret(const Case& value) {
  return SecretType::from_bytes(hex(value));
}

template <class SecretType>
Bytes shown(const SecretType& value) {
  return base::to_bytes(value.expose());
}

void check_derivations(const Case& c, const CipherSuite& suite) {
  const Case& ref = c.at("ref_hash");
  EXPECT_EQ(ref_hash(suite, text(ref.at("label")), hex(ref.at("value"))), hex(ref.at("out")));
  const Case& expand = c.at("expand_with_label");
  EXPECT_EQ(shown(derive<AnySecret>(suite, hex(expand.at("secret")), text(expand.at("label")), hex(expand.at("context")),
                                    number(expand.at("length")))),
            hex(expand.at("out")));
  const Case& simple = c.at("derive_secret");
  EXPECT_EQ(shown(derive_secret<AnySecret>(suite, hex(simple.at("secret")), text(simple.at("label")))), hex(simple.at("out")));
  const Case& tree = c.at("derive_tree_secret");
  EXPECT_EQ(shown(derive_tree_secret<AnySecret>(suite, hex(tree.at("secret")), text(tree.at("label")),
                                                Generation(number(tree.at("generation"))), number(tree.at("length")))),
            hex(tree.at("out")));
}

void check_signatures(const Case& c, const CipherSuite& suite) {
  const Case& sign = c.at("sign_with_label");
  const SignaturePublicKey key{hex(sign.at("pub"))};
  const Bytes content = hex(sign.at("content"));
  EXPECT_TRUE(verify_with_label(suite, key, text(sign.at("label")), content, hex(sign.at("signature"))));
  const auto own = sign_with_label(*signer(sign.at("priv")), text(sign.at("label")), content);
  ASSERT_TRUE(own);
  EXPECT_TRUE(verify_with_label(suite, key, text(sign.at("label")), content, *own));
  EXPECT_FALSE(verify_with_label(suite, key, "other", content, *own));
}

void check_encryption(const Case& c, const CipherSuite& suite) {
  crypto::SystemRandom random;
  const Case& e = c.at("encrypt_with_label");
  const auto key = secret<HpkePrivateKey>(e.at("priv"));
  const HpkePublicKey to{hex(e.at("pub"))};
  EXPECT_EQ(suite.public_key_of(key).value(), to);
  const Bytes context = hex(e.at("context"));
  const HpkeCiphertext given{hex(e.at("kem_output")), hex(e.at("ciphertext"))};
  const auto opened = decrypt_with_label(suite, key, to, text(e.at("label")), context, given);
  ASSERT_TRUE(opened);
  EXPECT_EQ(base::to_bytes(opened->expose()), hex(e.at("plaintext")));
  const auto sealed = encrypt_with_label(suite, to, text(e.at("label")), context, opened->expose(), random);
  ASSERT_TRUE(sealed);
  const auto again = decrypt_with_label(suite, key, to, text(e.at("label")), context, *sealed);
  ASSERT_TRUE(again);
  EXPECT_EQ(base::to_bytes(again->expose()), hex(e.at("plaintext")));
}

TEST(MlsVectors, CryptoBasics) {
  for_each_case("crypto-basics", [](const Case& c, const CipherSuite& suite) {
    check_derivations(c, suite);
    check_signatures(c, suite);
    check_encryption(c, suite);
  });
}

void check_epoch(const Case& e, const CipherSuite& suite, GroupContext& context, InitSecret& init) {
  context.tree_hash = hex(e.at("tree_hash"));
  context.confirmed_transcript_hash = hex(e.at("confirmed_transcript_hash"));
  const Bytes encoded = encode(context);
  EXPECT_EQ(encoded, hex(e.at("group_context")));
  const JoinerSecret joiner = joiner_secret(suite, init, secret<CommitSecret>(e.at("commit_secret")), encoded);
  EXPECT_EQ(shown(joiner), hex(e.at("joiner_secret")));
  MemberSecret member = member_secret(suite, joiner, secret<PskSecret>(e.at("psk_secret")));
  EXPECT_EQ(shown(welcome_secret(suite, member)), hex(e.at("welcome_secret")));
  NewEpoch epoch = open_epoch(suite, epoch_secret(suite, std::move(member), encoded));
  EXPECT_EQ(shown(epoch.encryption), hex(e.at("encryption_secret")));
  const EpochSecrets& s = epoch.secrets;
  EXPECT_EQ(shown(s.init), hex(e.at("init_secret")));
  EXPECT_EQ(shown(s.sender_data), hex(e.at("sender_data_secret")));
  EXPECT_EQ(shown(s.exporter), hex(e.at("exporter_secret")));
  EXPECT_EQ(s.authenticator, hex(e.at("epoch_authenticator")));
  EXPECT_EQ(shown(s.external), hex(e.at("external_secret")));
  EXPECT_EQ(shown(s.confirmation), hex(e.at("confirmation_key")));
  EXPECT_EQ(shown(s.membership), hex(e.at("membership_key")));
  EXPECT_EQ(shown(s.resumption), hex(e.at("resumption_psk")));
  EXPECT_EQ(suite.derive_key_pair(s.external.expose()).public_key.data, hex(e.at("external_pub")));
  const Case& exported = e.at("exporter");
  EXPECT_EQ(shown(export_secret(suite, s.exporter, text(exported.at("label")), hex(exported.at("context")),
                                number(exported.at("length")))),
            hex(exported.at("secret")));
  init = s.init.duplicate();
  context.epoch = Epoch(context.epoch.value() + 1);
}

TEST(MlsVectors, KeySchedule) {
  for_each_case("key-schedule", [](const Case& c, const CipherSuite& suite) {
    GroupContext context{.cipher_suite = suite.id(), .group_id = hex(c.at("group_id"))};
    auto init = secret<InitSecret>(c.at("initial_init_secret"));
    for (const Case& epoch : c.at("epochs").as_array()) check_epoch(epoch, suite, context, init);
  });
}

TEST(MlsVectors, PskSecret) {
  for_each_case("psk_secret", [](const Case& c, const CipherSuite& suite) {
    std::vector<Psk> psks;
    for (const Case& psk : c.at("psks").as_array()) {
      psks.push_back(
          {{.psk_id = hex(psk.at("psk_id")), .nonce = hex(psk.at("psk_nonce"))}, SecretBytes::adopt(hex(psk.at("psk")))});
    }
    EXPECT_EQ(shown(psk_secret(suite, psks)), hex(c.at("psk_secret")));
  });
}

void check_key(SecretTree& tree, LeafIndex leaf, RatchetType type, const Case& e, const std::string& prefix) {
  auto key = tree.candidate(leaf, type, Generation(number(e.at("generation"))));
  ASSERT_TRUE(key);
  EXPECT_EQ(shown(key->key().key), hex(e.at(prefix + "_key")));
  EXPECT_EQ(shown(key->key().nonce), hex(e.at(prefix + "_nonce")));
  tree.consume(std::move(*key));
}

TEST(MlsVectors, SecretTree) {
  for_each_case("secret-tree", [](const Case& c, const CipherSuite& suite) {
    const Case& sender = c.at("sender_data");
    const auto cover =
        sender_data_key(suite, secret<SenderDataSecret>(sender.at("sender_data_secret")), hex(sender.at("ciphertext")));
    EXPECT_EQ(shown(cover.key), hex(sender.at("key")));
    EXPECT_EQ(shown(cover.nonce), hex(sender.at("nonce")));
    const std::vector<Case>& leaves = c.at("leaves").as_array();
    SecretTree tree(suite, full_width(static_cast<std::uint32_t>(leaves.size())),
                    secret<EncryptionSecret>(c.at("encryption_secret")));
    for (std::uint32_t i = 0; i < leaves.size(); ++i) {
      for (const Case& e : leaves[i].as_array()) {
        check_key(tree, LeafIndex(i), RatchetType::handshake, e, "handshake");
        check_key(tree, LeafIndex(i), RatchetType::application, e, "application");
      }
    }
  });
}

TEST(MlsVectors, TranscriptHashes) {
  for_each_case("transcript-hashes", [](const Case& c, const CipherSuite& suite) {
    const auto content = parse<AuthenticatedContent>(hex(c.at("authenticated_content")));
    ASSERT_TRUE(content) << content.error().message();
    ASSERT_EQ(content->content.type(), ContentType::commit);
    const Bytes confirmed = confirmed_hash(suite, hex(c.at("interim_transcript_hash_before")), *content);
    EXPECT_EQ(confirmed, hex(c.at("confirmed_transcript_hash_after")));
    EXPECT_EQ(confirmation_tag(suite, secret<ConfirmationKey>(c.at("confirmation_key")), confirmed),
              content->auth.confirmation_tag);
    EXPECT_EQ(interim_hash(suite, confirmed, *content->auth.confirmation_tag), hex(c.at("interim_transcript_hash_after")));
  });
}

}  // namespace
}  // namespace valise::mls::vectors
