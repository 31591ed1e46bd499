// Commands that sign with a token wherever a key file would do, with SoftHSM 2 as the token.
#include "tests/support/soft_token.hpp"
#include "tests/unit/registrar/ceremony.hpp"

namespace valise::registrar {
namespace {

using testing::HasSubstr;
using tests::SoftToken;

class TokenCeremony : public Ceremony {
 protected:
  void SetUp() override {
    if (SoftToken::module().empty()) GTEST_SKIP() << "SoftHSM 2 is not installed (apt-get install softhsm2)";
    soft_.emplace("T");
    write("pin", std::string(SoftToken::pin) + "\n");
    write("wrong-pin", "000000\n");
  }
  [[nodiscard]] static std::string token(const std::string& object) { return " --token " + SoftToken::uri("T", object); }

  std::optional<SoftToken> soft_;
};

TEST_F(TokenCeremony, RegistrarAndAuthoritySignWithTokens) {
  expect_ok("keys create" + token("r1") + " --pin-file %pin --out %r1 --label First");
  EXPECT_EQ(read_public_key_file(path("r1.pub")).value().label, "First");
  expect_ok("keys create" + token("odpp") + " --pin-file %pin");
  expect_ok("keys create --out %r2.key --passphrase-file %pass");
  expect_ok("genesis create --name Test --key-file %r2.key --passphrase-file %pass" + token("r1") +
            " --pin-file %pin -o %genesis");
  EXPECT_TRUE(answer().at("complete").as_bool());
  expect_ok("workspace init --genesis %genesis");
  announce_with(" --key-file %r2.key --passphrase-file %pass" + token("r1") + " --pin-file %pin");
  write("ke.toml", "authority_id = \"ke-odpp\"\ncountry = \"KE\"\n[names]\nen = \"ODPP\"\n");
  expect_ok("authority register %ke.toml --authority-token " + SoftToken::uri("T", "odpp") +
            " --key-file %r2.key --passphrase-file %pass --pin-file %pin -o %ke");
  EXPECT_FALSE(answer().at("complete").as_bool());
  expect_ok("--yes statement sign %ke" + token("r1") + " --pin-file %pin");
  expect_ok("statement apply %ke");
  expect_ok("submit");

  // An administrator's session and an invite are signed with the token, too.
  expect_ok("officer enrol ke-odpp/@jmwangi --name Mwangi --submit" + token("odpp") + " --pin-file %pin");
  expect_ok("device invite ke-odpp/@jmwangi -o %invite" + token("odpp") + " --pin-file %pin");
  EXPECT_EQ(relay_.invites.size(), 1u);
}

TEST_F(TokenCeremony, ShowsAKeyWithoutItsPin) {
  expect_ok("keys create" + token("k") + " --pin-file %pin");
  const auto key = answer().at("public_key");
  expect_ok("keys show" + token("k"));
  EXPECT_EQ(answer().at("public_key"), key);
  EXPECT_EQ(answer().at("token").as_string(), "T");
  expect_ok("keys show --check" + token("k") + " --pin-file %pin");
  EXPECT_EQ(run("keys show --check" + token("k") + " --pin-file %wrong-pin"), 4);
}

TEST_F(TokenCeremony, MistakesHaveTheirExitCodes) {
  expect_ok("keys create" + token("k") + " --pin-file %pin --out %k");
  EXPECT_EQ(run("keys create" + token("k") + " --pin-file %pin"), 1) << "never overwritten";
  EXPECT_THAT(err_.str(), HasSubstr("never overwritten"));
  EXPECT_EQ(run("keys create" + token("l") + " --pin-file %pin --out %k"), 1) << "k.pub is there";
  EXPECT_EQ(run("keys show" + token("l")), 3) << "k.pub was in the way, so no key was made";
  EXPECT_EQ(run("keys create" + token("m")), 4) << "nobody to ask for a PIN";
  EXPECT_EQ(run("keys create"), 2);
  EXPECT_EQ(run("keys show --token pkcs11:token=T?module-path=" + SoftToken::module()), 2);
  EXPECT_EQ(run("keys show --token " + SoftToken::uri("U", "k")), 3);
  EXPECT_EQ(run("keys show --token pkcs11:token=T;object=k?module-path=/nonexistent.so"), 1);
  EXPECT_EQ(run("genesis create --name Test -o %g" + token("k") + " --pin-file %wrong-pin"), 4);
  EXPECT_THAT(err_.str(), HasSubstr("PIN is wrong"));
}

}  // namespace
}  // namespace valise::registrar
