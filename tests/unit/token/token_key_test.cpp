// Keys in a token, with SoftHSM 2 as the token.
#include "keys/token/token_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/seeded_random.hpp"
#include "tests/support/soft_token.hpp"

namespace valise::token {
namespace {

using tests::SoftToken;

AskPin pin(std::string text, int* asked = nullptr) {
  return [text = std::move(text), asked]() -> base::Result<crypto::Passphrase> {
    if (asked != nullptr) ++*asked;
    auto copy = text;
    return crypto::Passphrase::consume(copy);
  };
}
AskPin right_pin() { return pin(SoftToken::pin); }

template <class T>
std::error_code code(const base::Result<T>& result) {
  return result ? std::error_code() : result.error().code;
}

class TokenKeyTest : public testing::Test {
 protected:
  void SetUp() override {
    if (SoftToken::module().empty()) GTEST_SKIP() << "SoftHSM 2 is not installed (apt-get install softhsm2)";
    soft_.emplace();
  }
  [[nodiscard]] std::string uri(const std::string& object) const { return SoftToken::uri("Valise test", object); }
  TokenKeyInfo create(const std::string& object) { return create_token_key(uri(object), right_pin(), random_).value(); }

  std::optional<SoftToken> soft_;
  tests::SeededRandom random_{1};
};

TEST_F(TokenKeyTest, SignsWithAKeyThatWasMadeInIt) {
  const auto made = create("registrar-1");
  EXPECT_EQ(made.object, "registrar-1");
  EXPECT_EQ(made.token, "Valise test");
  const auto key = open_token_key(uri("registrar-1"), right_pin());
  ASSERT_TRUE(key) << key.error().message();
  EXPECT_EQ((*key)->verify_key(), made.key);
  const auto message = base::as_bytes("a statement");
  const auto signature = crypto::sign_labelled(**key, "directory statement", message);
  ASSERT_TRUE(signature) << signature.error().message();
  EXPECT_TRUE(crypto::verify_labelled(made.key, "directory statement", message, *signature));
  EXPECT_FALSE(crypto::verify_labelled(made.key, "session", message, *signature));
}

TEST_F(TokenKeyTest, PublicHalfNeedsNoPin) {
  const auto made = create("k");
  EXPECT_EQ(inspect_token_key(uri("k")).value().key, made.key);
}

TEST_F(TokenKeyTest, OnePinOpensSeveralKeysOfAToken) {
  create("a");
  create("b");
  int asked = 0;
  const auto first = open_token_key(uri("a"), pin(SoftToken::pin, &asked));
  const auto second = open_token_key(uri("b"), pin(SoftToken::pin, &asked));
  ASSERT_TRUE(first && second);
  EXPECT_NE((*first)->verify_key(), (*second)->verify_key());
  EXPECT_EQ(asked, 1) << "the token was logged in already";
}

TEST_F(TokenKeyTest, NeverOverwritesAKey) {
  create("k");
  EXPECT_EQ(code(create_token_key(uri("k"), right_pin(), random_)), TokenError::object_exists);
}

TEST_F(TokenKeyTest, SaysWhatIsWrong) {
  create("k");
  EXPECT_EQ(code(open_token_key(uri("k"), pin("000000"))), TokenError::wrong_pin);
  EXPECT_EQ(code(open_token_key(uri("other"), right_pin())), TokenError::object_absent);
  EXPECT_EQ(code(open_token_key(SoftToken::uri("Nobody's", "k"), right_pin())), TokenError::token_absent);
  EXPECT_EQ(code(open_token_key("pkcs11:token=T;object=k?module-path=/nonexistent.so", right_pin())), TokenError::module_missing);
  EXPECT_EQ(code(open_token_key("pkcs11:token=T?module-path=/x.so", right_pin())), TokenError::uri_incomplete);
  EXPECT_EQ(code(open_token_key(uri("k") + "&pin-value=482913", right_pin())), TokenError::pin_in_uri);
  EXPECT_EQ(code(open_token_key("registrar.key", right_pin())), TokenError::not_a_uri);
  EXPECT_EQ(code(open_token_key("pkcs11:tokn=T;object=k", right_pin())), TokenError::not_a_uri);
  soft_->add_token("Valise test");
  EXPECT_EQ(code(open_token_key(uri("k"), right_pin())), TokenError::token_ambiguous);
}

// A token whose answers are wrong, by design or by fault.
TEST(KeyHolder, SignatureOfAnotherKeyIsNotGivenAway) {
  class Liar final : public crypto::KeyHolder {
   public:
    Liar(crypto::SigningKey signer, const crypto::VerifyKey& shown) : signer_(std::move(signer)), shown_(shown) {}
    [[nodiscard]] const crypto::VerifyKey& verify_key() const override { return shown_; }
    [[nodiscard]] base::Result<crypto::Signature> sign(base::ByteView message) const override { return signer_.sign(message); }

   private:
    crypto::SigningKey signer_;
    crypto::VerifyKey shown_;
  };
  tests::SeededRandom random(2);
  const auto other = crypto::SigningKey::generate(random);
  const Liar liar(crypto::SigningKey::generate(random), other.verify_key());
  EXPECT_EQ(code(crypto::sign_labelled(liar, "session", base::as_bytes("m"))), crypto::CryptoError::bad_signature);
}

}  // namespace
}  // namespace valise::token
