// Threats row 32: a key file is confidential and authentic, and says truthfully what is wrong with it.
#include "keys/crypto/key_file.hpp"

#include <sys/stat.h>

#include <set>

#include "keys/crypto/ed25519.hpp"
#include "keys/crypto/key_file_format.hpp"
#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

Passphrase passphrase(std::string text) { return Passphrase::consume(text); }

class KeyFile : public testing::Test {
 protected:
  test::SeededRandom random_;
  tests::TempFolder folder_{"key-file"};
  std::filesystem::path path_ = folder_ / "registrar-1.key";
  SigningSeed seed_ = SigningSeed::from_bytes(random_.array<32>());
  Passphrase right_ = passphrase("a quiet harbour");

  base::Result<> write() { return write_key_file(path_, "registrar key", seed_, right_, Argon2Cost::test_minimum, random_); }
  [[nodiscard]] std::string sealed() {
    return seal_key_file("registrar key", seed_.expose(), right_, Argon2Cost::test_minimum, random_).value();
  }
  // open_error gives the error of opening, after checking that the key's place was wiped.
  [[nodiscard]] std::error_code open_error(std::string_view content, Label type = "registrar key", std::size_t size = 32) {
    base::Bytes out(size, 0xee);
    const auto opened = open_key_file(content, type, right_, out);
    if (opened) return {};
    EXPECT_EQ(out, base::Bytes(size, 0));
    return opened.error().code;
  }
};

TEST_F(KeyFile, ReadsWhatItWrote) {
  ASSERT_TRUE(write());
  const auto key = read_key_file<SigningSeed>(path_, "registrar key", right_);
  EXPECT_EQ(base::to_hex(key.value().expose()), base::to_hex(seed_.expose()));
}

// A file of version 1 stays readable: written once by this code, decryptable by any implementation of the format.
TEST_F(KeyFile, ReadsAFileOfVersion1) {
  const std::string_view golden =
      "valise-key 1\n"
      "type: registrar key\n"
      "kdf: argon2id m=8 t=1 p=1\n"
      "salt: UKlqQDoLdBufNeZPyEbfNg==\n"
      "nonce: gSTZtim70zcc18QoekbGwoUKlSszgrd3\n"
      "data: xqCrS7O0VQQJM72lRp1m/kYDg+j+6UviYF1p44Neb5ykyAp+szMtkrGYjVy/toZI\n"
      "checksum: 39690df57152c1ccbf4ab498a1c1929729fb60a190516cac305fb9c0b572235e\n";
  base::Bytes out(32);
  ASSERT_TRUE(open_key_file(golden, "registrar key", right_, out));
  EXPECT_EQ(base::as_text(out), "an example key of thirty-two by.");
}

TEST_F(KeyFile, WrongPassphraseIsToldFromDamage) {
  ASSERT_TRUE(write());
  for (auto wrong : {"a quiet harbor", "", "a quiet harbour ", "A quiet harbour"}) {
    const auto key = read_key_file<SigningSeed>(path_, "registrar key", passphrase(wrong));
    ASSERT_FALSE(key) << wrong;
    EXPECT_EQ(test::error_of(key), KeyFileError::wrong_passphrase);
    EXPECT_NE(key.error().message().find("registrar-1.key"), std::string::npos);
  }
}

TEST_F(KeyFile, EveryAlteredByteIsDamageAndNeverAWrongPassphrase) {
  const auto content = sealed();
  ASSERT_FALSE(open_error(content));
  for (std::size_t at = 0; at < content.size(); ++at) {
    auto altered = content;
    altered[at] = static_cast<char>(altered[at] ^ 0x01);
    const auto error = open_error(altered);
    ASSERT_TRUE(error == KeyFileError::altered || error == KeyFileError::truncated || error == KeyFileError::not_a_key_file)
        << at;
  }
}

TEST_F(KeyFile, EveryTruncationIsTruncated) {
  const auto content = sealed();
  for (std::size_t size = 0; size < content.size(); ++size) {
    ASSERT_EQ(open_error(content.substr(0, size)), KeyFileError::truncated) << size;
  }
}

// Someone who mends the checksum still cannot change a line: all of them are authenticated.
TEST_F(KeyFile, ForgedLinesDoNotOpen) {
  const auto text = KeyFileText::parse(sealed()).value();
  const auto refused = [&](auto change) {
    auto forged = text;
    change(forged);
    return open_error(forged.format()) == KeyFileError::wrong_passphrase;
  };
  ASSERT_FALSE(open_error(text.format()));
  EXPECT_TRUE(refused([](auto& forged) { forged.salt[0] ^= 1; }));
  EXPECT_TRUE(refused([](auto& forged) { forged.nonce[23] ^= 1; }));
  EXPECT_TRUE(refused([](auto& forged) { forged.params.memory_kib = 16; }));
  EXPECT_TRUE(refused([](auto& forged) { forged.params.passes = 2; }));
  for (std::size_t at = 0; at < text.sealed.size(); ++at) {
    EXPECT_TRUE(refused([at](auto& forged) { forged.sealed[at] ^= 1; }));
  }
  auto other_type = text;
  other_type.type = "authority key";
  EXPECT_EQ(open_error(other_type.format(), "authority key"), KeyFileError::wrong_passphrase);
}

TEST_F(KeyFile, OtherTypeAndSizeAreRefusedBeforeThePassphrase) {
  const auto content = sealed();
  EXPECT_EQ(open_error(content, "authority key"), KeyFileError::wrong_type);
  EXPECT_EQ(open_error(content, "registrar key", 31), KeyFileError::malformed);
  EXPECT_EQ(open_error(content, "registrar key", 33), KeyFileError::malformed);
}

TEST_F(KeyFile, IsNeverOverwrittenButMayBeRewritten) {
  ASSERT_TRUE(write());
  EXPECT_EQ(test::error_of(write()), KeyFileError::exists);
  const auto other = passphrase("another harbour");
  ASSERT_TRUE(rewrite_key_file(path_, "registrar key", seed_, other, Argon2Cost::test_minimum, random_));
  EXPECT_EQ(test::error_of(read_key_file<SigningSeed>(path_, "registrar key", right_)), KeyFileError::wrong_passphrase);
  EXPECT_TRUE(read_key_file<SigningSeed>(path_, "registrar key", other));
}

TEST_F(KeyFile, OpenPermissionsAreAnErrorThatAPersonMayOverrule) {
  ASSERT_TRUE(write());
  ::chmod(path_.c_str(), 0644);
  EXPECT_EQ(test::error_of(read_key_file<SigningSeed>(path_, "registrar key", right_)), KeyFileError::permissions_too_open);
  EXPECT_TRUE(read_key_file<SigningSeed>(path_, "registrar key", right_, Permissions::any));
}

TEST_F(KeyFile, InspectionNeedsNoPassphrase) {
  ASSERT_TRUE(write());
  const auto info = inspect_key_file(path_).value();
  EXPECT_EQ(info.type, "registrar key");
  EXPECT_EQ(info.params, params_of(Argon2Cost::test_minimum));
  ASSERT_TRUE(replace_private_file(path_, "something else"));
  const auto failed = inspect_key_file(path_);
  EXPECT_EQ(test::error_of(failed), KeyFileError::not_a_key_file);
  EXPECT_EQ(failed.error().message(), path_.string() + ": this is not a Valise key file");
}

TEST_F(KeyFile, TwoFilesOfOneKeyHaveNothingInCommon) {
  const auto first = KeyFileText::parse(sealed()).value();
  const auto second = KeyFileText::parse(sealed()).value();
  EXPECT_NE(first.salt, second.salt);
  EXPECT_NE(first.nonce, second.nonce);
  EXPECT_NE(first.sealed, second.sealed);
}

TEST(KeyFileError, EveryErrorHasATextOfItsOwn) {
  std::set<std::string_view> texts;
  for (int value = 1; value <= static_cast<int>(KeyFileError::unwritable); ++value) {
    EXPECT_TRUE(texts.insert(describe(static_cast<KeyFileError>(value))).second) << value;
  }
}

}  // namespace
}  // namespace valise::crypto
