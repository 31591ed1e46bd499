// An authority that has lost its keys, by the registrar's commands.
#include "tests/unit/registrar/ceremony.hpp"

namespace valise::registrar {
namespace {

using testing::HasSubstr;

class RecoveryCeremony : public Ceremony {
 protected:
  void SetUp() override {
    start();
    announce();
    register_authority();
    expect_ok("keys create --out %new.key --passphrase-file %pass");
  }
  [[nodiscard]] static std::string sign_with(const std::string& keys) {
    std::string out = " --passphrase-file %pass --apply";
    std::istringstream names(keys);
    for (std::string name; names >> name;) out += " --key-file %" + name + ".key";
    return out;
  }
  void announce_recovery() {
    expect_ok("recovery announce ke-odpp --reason Fire --new-public-key %new.key.pub" + sign_with("r1 r2 new"));
  }
};

TEST_F(RecoveryCeremony, TakesItsTime) {
  announce_recovery();
  expect_ok("directory show");
  EXPECT_THAT(out_.str(),
              HasSubstr(R"("recovery":{"reason":"Fire","announced":"2027-01-15T08:00:00Z","not_before":"2027-02-05)"));
  clock_.time += std::chrono::days(20);
  EXPECT_EQ(run("recovery complete ke-odpp" + sign_with("r1 r2 new")), 1);
  EXPECT_THAT(err_.str(), HasSubstr("not before 2027-02-05"));
  clock_.time += std::chrono::days(1);
  expect_ok("recovery complete ke-odpp" + sign_with("r1 r2 new"));
  EXPECT_EQ(run("officer enrol ke-odpp/@a --name A" + sign_with("odpp")), 4);
  expect_ok("officer enrol ke-odpp/@a --name A" + sign_with("new"));
}

TEST_F(RecoveryCeremony, IsContested) {
  EXPECT_EQ(run("recovery contest ke-odpp" + sign_with("odpp")), 1) << "there is nothing to contest";
  announce_recovery();
  EXPECT_EQ(run("recovery contest ke-odpp" + sign_with("new")), 4);
  expect_ok("recovery contest ke-odpp" + sign_with("odpp"));
  clock_.time += std::chrono::days(21);
  EXPECT_EQ(run("recovery complete ke-odpp" + sign_with("r1 r2 new")), 1);
}

}  // namespace
}  // namespace valise::registrar
