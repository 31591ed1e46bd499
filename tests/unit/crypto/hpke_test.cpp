#include "keys/crypto/hpke.hpp"

#include <fstream>
#include <map>

#include "tests/unit/crypto/support.hpp"

namespace valise::crypto::hpke {
namespace {

using base::as_bytes;
using base::to_hex;
using test::hex;
using test::secret;

using Export = Secret<struct ExportTag, 32>;

struct Encryption {
  std::uint64_t sequence;
  base::Bytes plaintext, aad, ciphertext;
};
struct Vector {
  Aead aead;
  std::map<std::string, std::string> setup;
  std::vector<Encryption> encryptions;
  std::vector<std::pair<base::Bytes, std::string>> exports;

  [[nodiscard]] KeyPair pair(const std::string& secret_name, const std::string& public_name) const {
    return {secret<PrivateKey>(setup.at(secret_name)), PublicKey::parse(hex(setup.at(public_name))).value()};
  }
  [[nodiscard]] base::Bytes info() const { return hex(setup.at("info")); }
};

void add_line(std::vector<Vector>& vectors, const std::string& name, const std::string& value) {
  if (name == "aead_id") {
    vectors.push_back({static_cast<Aead>(std::stoi(value)), {}, {}, {}});
  } else if (name == "sequence") {
    vectors.back().encryptions.push_back({std::stoull(value), {}, {}, {}});
  } else if (name == "pt") {
    vectors.back().encryptions.back().plaintext = hex(value);
  } else if (name == "aad") {
    vectors.back().encryptions.back().aad = hex(value);
  } else if (name == "ct") {
    vectors.back().encryptions.back().ciphertext = hex(value);
  } else if (name == "exporter_context") {
    vectors.back().exports.emplace_back(hex(value), "");
  } else if (name == "exported_value") {
    vectors.back().exports.back().second = value;
  } else {
    vectors.back().setup[name] = value;
  }
}

std::vector<Vector> rfc9180_vectors() {
  std::ifstream file(VALISE_CRYPTO_TEST_DATA "/rfc9180_base_x25519.txt");
  std::vector<Vector> out;
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.empty() || line.front() == '#' || colon == line.npos) continue;
    add_line(out, line.substr(0, colon), line.substr(colon + 2));
  }
  return out;
}

class HpkeVectors : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(vectors_.size(), 2U) << "both AEADs stand in the data file"; }
  std::vector<Vector> vectors_ = rfc9180_vectors();
};

TEST_F(HpkeVectors, DeriveKeyPair) {
  for (const auto& vector : vectors_) {
    for (const std::string who : {"E", "R"}) {
      const auto pair = derive_key_pair(hex(vector.setup.at("ikm" + who)));
      EXPECT_EQ(to_hex(pair.private_key.expose()), vector.setup.at("sk" + who + "m"));
      EXPECT_EQ(to_hex(pair.public_key.view()), vector.setup.at("pk" + who + "m"));
    }
  }
}

TEST_F(HpkeVectors, SenderEncryptsAndExports) {
  for (const auto& vector : vectors_) {
    auto setup =
        setup_sender_with(vector.aead, vector.pair("skRm", "pkRm").public_key, vector.info(), vector.pair("skEm", "pkEm"));
    ASSERT_TRUE(setup);
    EXPECT_EQ(to_hex(setup->enc), vector.setup.at("enc"));
    std::uint64_t sequence = 0;
    for (const auto& expected : vector.encryptions) {
      for (; sequence < expected.sequence; ++sequence) ASSERT_TRUE(setup->context.seal({}, {}));
      EXPECT_EQ(setup->context.seal(expected.aad, expected.plaintext).value(), expected.ciphertext) << sequence;
      ++sequence;
    }
    for (const auto& [context, value] : vector.exports) {
      EXPECT_EQ(to_hex(setup->context.export_secret<Export>(context).expose()), value);
    }
  }
}

TEST_F(HpkeVectors, ReceiverDecryptsAndExports) {
  for (const auto& vector : vectors_) {
    const auto enc = hex(vector.setup.at("enc"));
    auto filler =
        setup_sender_with(vector.aead, vector.pair("skRm", "pkRm").public_key, vector.info(), vector.pair("skEm", "pkEm"));
    auto receiver = setup_receiver(vector.aead, enc, vector.pair("skRm", "pkRm").private_key, vector.info());
    ASSERT_TRUE(receiver && filler);
    std::uint64_t sequence = 0;
    for (const auto& expected : vector.encryptions) {
      for (; sequence < expected.sequence; ++sequence) ASSERT_TRUE(receiver->open({}, filler->context.seal({}, {}).value()));
      ASSERT_TRUE(filler->context.seal({}, {}));
      EXPECT_EQ(receiver->open(expected.aad, expected.ciphertext).value(), expected.plaintext) << sequence;
      ++sequence;
    }
    for (const auto& [context, value] : vector.exports) {
      EXPECT_EQ(to_hex(receiver->export_secret<Export>(context).expose()), value);
    }
  }
}

TEST_F(HpkeVectors, KeyScheduleFromTheSharedSecret) {
  for (const auto& vector : vectors_) {
    const auto shared = secret<SharedSecret>(vector.setup.at("shared_secret"));
    SenderContext context(vector.aead, shared, vector.info());
    const auto& first = vector.encryptions.front();
    EXPECT_EQ(context.seal(first.aad, first.plaintext).value(), first.ciphertext);
  }
}

class Hpke : public testing::TestWithParam<Aead> {
 protected:
  test::SeededRandom random_;
  KeyPair receiver_ = generate_x25519(random_);
  base::Bytes info_ = base::to_bytes("info"), aad_ = base::to_bytes("aad"), text_ = base::to_bytes("a path secret");
  Sealed sealed_ = seal_base(GetParam(), receiver_.public_key, info_, aad_, text_, random_).value();

  base::Result<base::Bytes> open_it() {
    return open_base(GetParam(), sealed_.enc, receiver_.private_key, info_, aad_, sealed_.ciphertext);
  }
};
INSTANTIATE_TEST_SUITE_P(Aeads, Hpke, testing::Values(Aead::aes_128_gcm, Aead::chacha20_poly1305));

TEST_P(Hpke, SingleShotOpens) {
  EXPECT_EQ(open_it().value(), text_);
  auto context = setup_receiver(GetParam(), sealed_.enc, receiver_, info_);
  EXPECT_EQ(context.value().open(aad_, sealed_.ciphertext).value(), text_);
}

TEST_P(Hpke, RefusesEveryAlteredByteOfEncAndCiphertext) {
  for (std::size_t i = 0; i < sealed_.enc.size(); ++i) {
    sealed_.enc[i] ^= 1;
    EXPECT_FALSE(open_it()) << i;
    sealed_.enc[i] ^= 1;
  }
  for (auto& byte : sealed_.ciphertext) {
    byte ^= 1;
    EXPECT_EQ(test::error_of(open_it()), CryptoError::decryption_failed);
    byte ^= 1;
  }
  EXPECT_TRUE(open_it());
}

// X25519 ignores the top bit, but enc as received is part of the derivation.
TEST_P(Hpke, RefusesOtherEncodingOfTheSameEnc) {
  sealed_.enc[31] ^= 0x80;
  EXPECT_FALSE(open_it());
}

TEST_P(Hpke, RefusesOtherInfoAadKeyAndAlgorithm) {
  const auto other = generate_x25519(random_);
  const auto open_with = [&](Aead aead, const PrivateKey& key, std::string_view info, std::string_view aad) {
    return open_base(aead, sealed_.enc, key, as_bytes(info), as_bytes(aad), sealed_.ciphertext).has_value();
  };
  const auto other_aead = GetParam() == Aead::aes_128_gcm ? Aead::chacha20_poly1305 : Aead::aes_128_gcm;
  EXPECT_TRUE(open_with(GetParam(), receiver_.private_key, "info", "aad"));
  EXPECT_FALSE(open_with(GetParam(), receiver_.private_key, "inf", "aad"));
  EXPECT_FALSE(open_with(GetParam(), receiver_.private_key, "info", "add"));
  EXPECT_FALSE(open_with(GetParam(), other.private_key, "info", "aad"));
  EXPECT_FALSE(open_with(other_aead, receiver_.private_key, "info", "aad"));
}

TEST_P(Hpke, RefusesEncOfWrongSizeOrSmallOrder) {
  for (std::size_t size : {0U, 31U, 33U, 65U}) {
    const auto result = setup_receiver(GetParam(), base::Bytes(size, 9), receiver_, info_);
    ASSERT_FALSE(result);
    EXPECT_EQ(test::error_of(result), CryptoError::bad_public_key);
  }
  EXPECT_EQ(test::error_of(setup_receiver(GetParam(), base::Bytes(32, 0), receiver_, info_)), CryptoError::zero_shared_secret);
  EXPECT_EQ(test::error_of(setup_sender(GetParam(), PublicKey(), info_, random_)), CryptoError::zero_shared_secret);
}

TEST_P(Hpke, MessagesComeInOrderAndAFailureKeepsThePlace) {
  auto sender = setup_sender(GetParam(), receiver_.public_key, info_, random_).value();
  auto receiver = setup_receiver(GetParam(), sender.enc, receiver_, info_).value();
  const auto first = sender.context.seal({}, as_bytes("1")).value();
  const auto second = sender.context.seal({}, as_bytes("2")).value();
  EXPECT_FALSE(receiver.open({}, second));
  EXPECT_EQ(receiver.open({}, first).value(), base::to_bytes("1"));
  EXPECT_FALSE(receiver.open({}, first));
  EXPECT_EQ(receiver.open({}, second).value(), base::to_bytes("2"));
}

TEST_P(Hpke, SequenceDoesNotWrap) {
  const auto shared = SharedSecret::from_bytes(base::ByteArray<32>{1});
  const auto last = std::numeric_limits<std::uint64_t>::max() - 1;
  SenderContext sender(GetParam(), shared, info_, last);
  ReceiverContext receiver(GetParam(), shared, info_, last);
  const auto sealed = sender.seal({}, text_).value();
  EXPECT_EQ(receiver.open({}, sealed).value(), text_);
  EXPECT_EQ(test::error_of(sender.seal({}, text_)), CryptoError::message_limit_reached);
  EXPECT_EQ(test::error_of(receiver.open({}, sealed)), CryptoError::message_limit_reached);
}

}  // namespace
}  // namespace valise::crypto::hpke
