// An authority proposes a change of its own record, and the registrar answers: at the relay, and by files.
#include "keys/registrar/record_difference.hpp"
#include "keys/registrar/record_file.hpp"
#include "tests/unit/registrar/ceremony.hpp"

namespace valise::registrar {
namespace {

using testing::HasSubstr;

class ProposalCeremony : public Ceremony {
 protected:
  void SetUp() override {
    start();
    announce();
    register_authority();
    expect_ok("submit");
    write("new.toml",
          "authority_id = \"ke-odpp\"\ncountry = \"KE\"\ntelephone_24h = \"+254 20 1234567\"\ncomments = {en = \"Closed at "
          "noon.\"}\n"
          "[names]\nen = \"ODPP\"\nfr = \"Bureau\"\n[[mandates]]\nconvention = \"untoc\"\narticle = \"18\"\nfunction = "
          "\"mutual-legal-assistance\"\n");
    workspace_ = "office";
    expect_ok("workspace init --genesis %genesis-signed");
    expect_ok("sync --announcement %relay.json" + office_);
  }
  // hand_in makes the proposal as the authority, and gives its id.
  std::string hand_in() {
    workspace_ = "office";
    expect_ok("proposal create %new.toml --hand-in" + office_);
    return std::string(answer().at("proposal").as_string());
  }
  void as_registrar() { workspace_ = "ws"; }
  [[nodiscard]] std::string name() const { return relay_.log.state().authority(id_)->record.names(1).text(); }

  const directory::AuthorityId id_ = directory::AuthorityId::parse("ke-odpp").value();
  const std::string office_ = " --key-file %odpp.key --passphrase-file %pass";
  const std::string r1_ = " --key-file %r1.key --passphrase-file %pass";
  const std::string r2_ = " --key-file %r2.key --passphrase-file %pass";
};

TEST_F(ProposalCeremony, RegistrarsCountersignOneAfterTheOther) {
  const auto id = hand_in();
  EXPECT_FALSE(answer().at("complete").as_bool());
  as_registrar();
  expect_ok("proposal list" + r1_);
  EXPECT_EQ(answer().at("state").as_string(), "open");
  EXPECT_EQ(answer().at("changes").as_array().size(), 4u);
  expect_ok("proposal show " + id.substr(0, 10) + r1_);
  EXPECT_THAT(out_.str(), HasSubstr(R"({"field":"names.fr","new":"Bureau","security_relevant")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"({"field":"comments.en","new":"Closed at noon."})"));

  EXPECT_EQ(run("proposal accept " + id + r1_), 4) << "nobody is there to confirm";
  expect_ok("--yes proposal accept " + id + r1_);
  EXPECT_EQ(answer().at("state").as_string(), "waits for more signatures of the registrar");
  EXPECT_EQ(relay_.log.state().authority(id_)->record_revision, 0u);
  EXPECT_EQ(run("--yes proposal accept " + id + r1_), 4) << "nobody counts twice";
  workspace_ = "second";
  expect_ok("workspace init --genesis %genesis-signed");
  expect_ok("sync --announcement %relay.json" + r2_);
  expect_ok("--yes proposal accept " + id + r2_);
  EXPECT_EQ(answer().at("state").as_string(), "in the directory");
  EXPECT_EQ(name(), "Bureau");
  const auto entry = directory::SignedStatement::parse(relay_.entries.back()).value();
  EXPECT_EQ(entry.signatures().size(), 3u) << "of the authority and of two keys of the registrar";
}

TEST_F(ProposalCeremony, RefusalReachesTheAuthorityWithItsReason) {
  const auto id = hand_in();
  as_registrar();
  EXPECT_EQ(run("proposal refuse " + id + r1_), 2) << "not without a reason";
  expect_ok("proposal refuse " + id + " --reason Unclear" + r1_);
  EXPECT_EQ(run("--yes proposal accept " + id + r1_), 1);
  workspace_ = "office";
  expect_ok("proposal list" + office_);
  EXPECT_EQ(answer().at("state").as_string(), "refused");
  EXPECT_EQ(answer().at("reason").as_string(), "Unclear");
  EXPECT_EQ(answer().at("refused_by").as_string(), hex(read_public_key_file(path("r1.key.pub")).value().key.view()));
  expect_ok("proposal withdraw " + id + office_);
  EXPECT_TRUE(relay_.box.empty());
}

TEST_F(ProposalCeremony, RelayCannotRefuseForTheRegistrar) {
  const auto id = hand_in();
  const crypto::KeyInMemory stranger(crypto::SigningKey::generate(random_));
  relay_.box[0].refusal =
      directory::make_proposal_refusal(relay_.log.state().directory_id(),
                                       directory::proposal_id(directory::SignedStatement::parse(relay_.box[0].statement).value()),
                                       "No.", clock_.now(), stranger)
          .value();
  EXPECT_EQ(run("proposal list" + office_), 1);
  EXPECT_THAT(err_.str(), HasSubstr("not signed"));
}

TEST_F(ProposalCeremony, AKeyOfTwoAuthoritiesSeesTheProposalsOfBoth) {
  as_registrar();
  write("ag.toml", "authority_id = \"ke-ag\"\ncountry = \"KE\"\n[names]\nen = \"AG\"\n");
  expect_ok("authority register %ag.toml --authority-key-file %odpp.key --submit --key-file %r1.key" + r2_);
  workspace_ = "office";
  expect_ok("sync" + office_);
  hand_in();
  write("new.toml", "authority_id = \"ke-ag\"\ncountry = \"KE\"\n[names]\nen = \"Attorney-General\"\n");
  hand_in();
  expect_ok("proposal list" + office_);
  EXPECT_THAT(out_.str(), HasSubstr(R"("authority":"ke-odpp")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("authority":"ke-ag")"));
}

TEST_F(ProposalCeremony, ByFilesOnly) {
  workspace_ = "office";
  expect_ok("proposal create %new.toml -o %proposal" + office_);
  as_registrar();
  expect_ok("proposal show %proposal");
  EXPECT_THAT(out_.str(), HasSubstr("names.fr"));
  expect_ok("--yes proposal accept %proposal -o %signed" + r1_);
  expect_ok("--yes proposal accept %signed --submit" + r2_);
  EXPECT_EQ(name(), "Bureau");
}

TEST_F(ProposalCeremony, OvertakenByAnother) {
  const auto id = hand_in();
  as_registrar();
  write("other.toml", "authority_id = \"ke-odpp\"\ncountry = \"KE\"\n[names]\nen = \"ODPP\"\nes = \"Oficina\"\n");
  expect_ok("authority change %other.toml --submit --key-file %odpp.key --key-file %r1.key" + r2_);
  expect_ok("proposal list" + r1_);
  EXPECT_EQ(answer().at("state").as_string(), "cannot take effect");
  EXPECT_EQ(run("--yes proposal accept " + id + r1_), 1);
  workspace_ = "office";
  expect_ok("sync" + office_);
  EXPECT_EQ(run("proposal create %other.toml --hand-in" + office_), 1) << "changes nothing";
}

TEST(RecordDifference, SaysEachFieldAndWhatItMeans) {
  const auto record = [](std::string_view text) {
    Problems problems;
    auto out = parse_record(text, "test", calendar::parse_day("2027-01-15").value(), problems);
    EXPECT_TRUE(problems.empty()) << problems.front().text();
    return out;
  };
  const auto before = record(
      "authority_id = \"ke-odpp\"\ncountry = \"KE\"\nemail = \"a@example.org\"\nworking_languages = [\"en\", "
      "\"sw\"]\n[names]\nen = "
      "\"A\"\nfr = \"B\"\n");
  const auto after = record(
      "authority_id = \"ke-odpp\"\ncountry = \"KE\"\nemail = \"b@example.org\"\nworking_languages = [\"en\", "
      "\"fr\"]\n[names]\nen = "
      "\"A\"\n[[mandates]]\nconvention = \"untoc\"\narticle = \"18\"\nfunction = \"mutual-legal-assistance\"\n");
  const auto changes = record_difference(before, after);
  ASSERT_EQ(changes.size(), 4u);
  const auto at = [&](std::size_t i, std::string_view key) { return changes.at(i).as_object().at(key); };
  EXPECT_EQ(at(0, "field"), "email");
  EXPECT_EQ(at(0, "old"), "a@example.org");
  EXPECT_EQ(at(0, "new"), "b@example.org");
  EXPECT_TRUE(changes.at(0).as_object().contains("security_relevant"));
  EXPECT_EQ(at(1, "field"), "mandates");
  EXPECT_EQ(at(1, "added").as_array().size(), 1u);
  EXPECT_EQ(at(2, "field"), "names.fr");
  EXPECT_FALSE(changes.at(2).as_object().contains("new"));
  EXPECT_EQ(at(3, "field"), "working_languages");
  EXPECT_EQ(at(3, "removed").as_array().at(0), "sw");
  EXPECT_EQ(at(3, "added").as_array().at(0), "fr");
  EXPECT_FALSE(changes.at(3).as_object().contains("security_relevant"));
  EXPECT_TRUE(record_difference(after, after).empty());
}

}  // namespace
}  // namespace valise::registrar
