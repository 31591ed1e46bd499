// Records of exchange, search, retention and backup as a person uses them; and what an altered record comes to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-sdk/record/json.hpp"
#include "client-sdk/record/package.hpp"
#include "client-sdk/record/verify.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace record = sdk::record;

std::vector<std::string> codes_of(const RecordVerdict& verdict, RecordFinding::Kind kind) {
  std::vector<std::string> out;
  for (const auto& finding : verdict.findings) {
    if (finding.kind == kind) out.push_back(finding.code);
  }
  return out;
}
auto wrong(const RecordVerdict& verdict) { return codes_of(verdict, RecordFinding::Kind::wrong); }
auto proven(const RecordVerdict& verdict) { return codes_of(verdict, RecordFinding::Kind::proven); }

// An exchange of three messages with a file and a handling condition, exported by the one who asked.
class RecordTest : public ::testing::Test {
 protected:
  RecordTest() {
    claire_ = &world_.enrol("claire-desk", "fr-bepi/@cmartin");
    joyce_ = &world_.enrol("joyce-desk", "ke-odpp/@jmwangi");
    write_file(world_ / "draft.txt", "Projet de demande");
    const auto sent = claire_->one(
        "send", {"send", "ke-odpp/duty", "--subject", "Conservation d'un journal", "--text",
                 "Pouvez-vous conserver l'accès <b>du 21</b> ?", "--handling", "confidential", "--file", world_ / "draft.txt"});
    room_ = text(sent, "room");
    static_cast<void>(joyce_->call({"recv"}));
    static_cast<void>(joyce_->call({"send", "--reply-to", text(sent, "message"), "--text", "تم الحفظ"}));
    static_cast<void>(claire_->call({"recv"}));
    static_cast<void>(claire_->call({"send", "--room", room_, "--text", "Merci."}));
  }

  std::string exported(const std::string& name) {
    report_ = claire_->one("export", {"room", "export", room_, "--out", world_ / name, "--no-pdf"});
    return (world_ / name).string();
  }

  World world_;
  Profile* claire_ = nullptr;
  Profile* joyce_ = nullptr;
  std::string room_;
  boost::json::value report_;
};

TEST_F(RecordTest, ProvesWhatWasSaidToOneWhoKnowsOnlyTheGenesis) {
  const auto file = exported("case.zip");
  EXPECT_EQ(at(report_, "messages").to_number<int>(), 3);
  EXPECT_EQ(at(report_, "without_evidence").to_number<int>(), 0);
  EXPECT_EQ(at(report_, "attachments").to_number<int>(), 1);
  EXPECT_EQ(at(report_, "handling").as_array().size(), 1U);
  const auto files = record::read_package(file);
  ASSERT_TRUE(files);
  const auto verdict = record::verify(*files, text(report_, "directory"));
  ASSERT_TRUE(verdict);
  EXPECT_THAT(wrong(*verdict), IsEmpty());
  EXPECT_TRUE(verdict->intact && verdict->anchored);
  for (const auto* code : {"genesis", "log", "seal", "messages", "order", "attachments"})
    EXPECT_THAT(proven(*verdict), Contains(code));
  const auto page = base::to_string(files->at(record::kPage));
  EXPECT_THAT(page, HasSubstr("confidential"));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;du 21&lt;/b&gt;")) << "what people wrote is never markup";
  EXPECT_THAT(page, Not(HasSubstr("http://"))) << "nothing is fetched from anywhere";
  EXPECT_THAT(page, HasSubstr("تم الحفظ"));
  EXPECT_FALSE(record::verify(*files, std::string(64, '0'))->intact) << "another directory";
  const auto unanchored = record::verify(*files, "");
  EXPECT_TRUE(unanchored->intact);
  EXPECT_FALSE(unanchored->anchored) << "without the genesis it says so";
}

// The same from the command line, from a folder, and without a profile.
TEST_F(RecordTest, IsVerifiedByTheCommandWithoutAProfile) {
  exported("case");
  auto& other = world_.enrol("peter-desk", "ke-odpp/@potieno");
  const auto verdict = other.one("verification", {"verify-export", world_ / "case", "--genesis", text(report_, "directory")});
  EXPECT_TRUE(at(verdict, "intact").as_bool());
  write_file(world_ / "case" / "notes.txt", "slipped in");
  EXPECT_EQ(other.run({"verify-export", world_ / "case"}).code, 6);
}

// What a record does not prove stands beside what it does, so that nobody takes it for more.
TEST_F(RecordTest, SaysWhatIsNotProven) {
  const auto said = [&](const std::string& name) {
    const auto verdict = record::verify(*record::read_package(exported(name)), text(report_, "directory"));
    EXPECT_TRUE(verdict && verdict->intact);
    auto codes = codes_of(*verdict, RecordFinding::Kind::open);
    std::ranges::sort(codes);
    return codes;
  };
  const std::vector<std::string> always{"limit_number", "limit_page", "limit_person", "limit_time", "limit_whole", "unwitnessed"};
  EXPECT_EQ(said("case.zip"), always);
  // A device that speaks in it has been revoked since.
  world_.revoke("joyce-desk");
  static_cast<void>(claire_->call({"recv"}));
  const auto later = said("later.zip");
  EXPECT_THAT(later, Contains("sender_revoked"));
  EXPECT_TRUE(std::ranges::includes(later, always));
}

// The PDF is what goes on the file. Where WeasyPrint is, it stands under the seal like all else.
TEST_F(RecordTest, AnAlteredOrMissingPdfIsFound) {
  report_ = claire_->one("export", {"room", "export", room_, "--out", world_ / "case"});
  if (!at(report_, "pdf").as_bool()) GTEST_SKIP() << "needs weasyprint";
  const auto code = [&] { return joyce_->run({"verify-export", world_ / "case", "--genesis", text(report_, "directory")}).code; };
  EXPECT_EQ(code(), 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world_ / "case")) {
    if (!entry.is_regular_file()) continue;
    const auto whole = read_file(entry.path());
    for (const std::size_t place : {std::size_t{0}, whole.size() / 2, whole.size() - 1}) {
      auto altered = whole;
      altered[place] = static_cast<char>(altered[place] ^ 0x20);
      write_file(entry.path(), altered);
      EXPECT_EQ(code(), 6) << "byte " << place << " of " << entry.path();
    }
    write_file(entry.path(), whole);
  }
  EXPECT_EQ(code(), 0);
  const auto pdf = (world_ / "case") / record::kPdf;
  ASSERT_TRUE(std::filesystem::remove(pdf));
  EXPECT_EQ(code(), 6);
}

// Whoever has the record and the genesis needs nothing else: no profile, no home, no network.
TEST_F(RecordTest, IsVerifiedWithoutANetworkByWhoHasOnlyTheGenesis) {
  exported("case.zip");
  const std::string unshare = "/usr/bin/unshare";
  const bool can = run({.arguments = {unshare, "-n", "true"}, .environment = {}}).code == 0;
  if (!can) GTEST_SKIP() << "needs a network namespace: root";
  const TempFolder nowhere("valise-empty-home");
  const auto verified =
      run({.arguments = {unshare, "-n", "/usr/bin/env", "-i", "HOME=" + nowhere.path().string(), program("valise"), "--json",
                         "verify-export", world_ / "case.zip", "--genesis", text(report_, "directory")},
           .environment = {}});
  EXPECT_EQ(verified.code, 0) << verified.summary();
  EXPECT_THAT(verified.out, HasSubstr("\"intact\":true"));
  EXPECT_THAT(verified.out, HasSubstr("\"anchored\":true"));
  EXPECT_TRUE(std::filesystem::is_empty(nowhere.path())) << "it leaves nothing behind";
}

TEST_F(RecordTest, EveryAlteredByteIsFound) {
  const auto file = exported("case.zip");
  const auto files = *record::read_package(file);
  const auto zip = record::make_zip(files);
  ASSERT_TRUE(record::read_zip(zip));
  auto altered = zip;
  // Every position of the small files and of the frame; of the large ones every seventh.
  for (std::size_t at = 0; at < zip.size(); at += 7) {
    altered[at] ^= 1;
    EXPECT_FALSE(record::read_zip(altered)) << "byte " << at << " of the ZIP file";
    altered[at] ^= 1;
  }
  for (const auto& [name, content] : files) {
    const bool small = name == record::kManifest || name == record::kSeal;
    for (std::size_t at = 0; at < content.size(); at += small ? 1 : 13) {
      auto changed = files;
      changed[name][at] ^= 0x20;
      const auto faults = record::faults_of(changed);
      if (!faults || !faults->empty()) continue;
      const auto verdict = record::verify(changed, "");
      EXPECT_TRUE(!verdict || !verdict->intact) << "byte " << at << " of " << name;
    }
  }
}

// One who may write the files anew, and even seal them with a device of their own, cannot put words into another's mouth.
TEST_F(RecordTest, WordsThatWereNotSignedAreFoundUnderAnySeal) {
  auto files = *record::read_package(exported("case.zip"));
  files.erase(record::kManifest);
  files.erase(record::kSeal);
  const auto forged = [&](const std::function<void(record::Record&, record::Proof&)>& change) {
    auto record = *record::parse_record(files.at(record::kRecord));
    auto proof = *record::parse_proof(files.at(record::kEvidence));
    change(record, proof);
    auto copy = files;
    copy[record::kRecord] = record::record_json(record);
    copy[record::kEvidence] = record::proof_json(proof);
    record::seal(copy, record,
                 crypto::SigningKey::from_seed(crypto::SigningSeed::make([](auto out) { std::ranges::fill(out, 1); })));
    return wrong(*record::verify(copy, ""));
  };
  EXPECT_THAT(forged([](auto&, auto&) {}), ElementsAre("seal_wrong"));
  EXPECT_THAT(forged([](auto& r, auto&) { r.lines.at(1).text = "We refuse."; }), Contains("line_wrong"));
  EXPECT_THAT(forged([](auto& r, auto&) { r.lines.at(1).sent_at += std::chrono::hours(1); }), Contains("line_wrong"));
  EXPECT_THAT(forged([](auto& r, auto&) { r.lines.at(1).sender = r.lines.at(0).sender; }), Contains("line_wrong"));
  EXPECT_THAT(forged([](auto& r, auto&) { r.lines.at(0).handling.clear(); }), Contains("line_wrong"));
  EXPECT_THAT(forged([](auto& r, auto&) { r.lines.at(0).files.at(0).sha256 = std::string(64, 'a'); }),
              Contains("attachment_wrong"));
  EXPECT_THAT(forged([](auto&, auto& p) { p.said.at(0).signed_bytes.at(200) ^= 1; }), Contains("message_wrong"));
  EXPECT_THAT(forged([](auto&, auto& p) { std::swap(p.said.at(0).device, p.said.at(1).device); }), Contains("message_wrong"));
  EXPECT_THAT(forged([](auto&, auto& p) { p.log.back().entry.back() ^= 1; }), Contains("statement_wrong"));
  EXPECT_THAT(forged([](auto&, auto& p) { p.log.back().proof.front() = directory::TreeHash(); }), Contains("inclusion_wrong"));
  EXPECT_THAT(forged([](auto&, auto& p) { p.checkpoint.replace(p.checkpoint.size() - 9, 1, "x"); }),
              Contains("checkpoint_wrong"));
}

TEST_F(RecordTest, HistoryIsFoundByItsWordsInAnyScript) {
  const auto found = [&](const Arguments& words) {
    Arguments line{"search"};
    line.insert(line.end(), words.begin(), words.end());
    std::vector<std::string> out;
    for (const auto& message : of_type(claire_->call(line), "message")) out.push_back(text(message, "text"));
    return out;
  };
  EXPECT_THAT(found({"ACCES"}), ElementsAre(HasSubstr("accès")));
  EXPECT_THAT(found({"حفظ"}), ElementsAre("تم الحفظ"));
  EXPECT_THAT(found({"draft"}), ElementsAre(HasSubstr("accès"))) << "names of files";
  EXPECT_EQ(found({"journal"}).size(), 3U) << "the subject";
  EXPECT_THAT(found({"journal", "--from", "ke-odpp"}), ElementsAre("تم الحفظ"));
  EXPECT_EQ(claire_->run({"search", "inexistant"}).code, 3);
}

// One message in each language, found as people type: without case, accents, vowels or blanks, and by no words but its own.
TEST_F(RecordTest, HistoryIsFoundInEachOfTheSixLanguages) {
  const std::pair<const char*, const char*> said[] = {{"The ledger was burnt in Mombasa", "LEDGER"},
                                                      {"L'œuvre était protégée", "oeuvre protegee"},
                                                      {"La contraseña del año pasado", "contrasena ano"},
                                                      {"Журнал учётных записей", "учетных ЖУРНАЛ"},
                                                      {"请保存服务器日志", "服務器日志"},
                                                      {"نرجو موافاتنا بالبيانات", "البيانات"}};
  for (const auto& [words, question] : said) static_cast<void>(joyce_->call({"send", "--room", room_, "--text", words}));
  static_cast<void>(claire_->call({"recv"}));
  for (const auto& [words, question] : said) {
    const auto found = of_type(claire_->call({"search", question}), "message");
    ASSERT_EQ(found.size(), 1U) << question;
    EXPECT_EQ(text(found.front(), "text"), words) << question;
  }
}

TEST_F(RecordTest, ABackupBringsHistoryBackAndNoKeys) {
  write_file(world_ / "secret", "another passphrase\n");
  const auto backup = world_ / "history.backup";
  static_cast<void>(claire_->one(
      "backup", {"backup", "create", backup, "--backup-passphrase-file", world_ / "secret", "--quick-key-derivation"}));
  auto& fresh = world_.enrol("claire-new", "fr-bepi/@cmartin");
  const auto restored = fresh.one("backup", {"backup", "restore", backup, "--backup-passphrase-file", world_ / "secret"});
  EXPECT_EQ(at(restored, "restored").to_number<int>(), 3);
  const auto room = fresh.one("room", {"room", "show", room_});
  EXPECT_TRUE(at(room, "left").as_bool()) << "history only, until a member adds the device";
  EXPECT_EQ(of_type(fresh.call({"search", "Merci"}), "message").size(), 1U);
  EXPECT_EQ(at(fresh.one("backup", {"backup", "restore", backup, "--backup-passphrase-file", world_ / "secret"}), "restored")
                .to_number<int>(),
            0)
      << "a second time changes nothing";
  auto content = read_file(backup);
  content.at(content.size() / 2) ^= 1;
  write_file(world_ / "damaged.backup", content);
  EXPECT_EQ(fresh.run({"backup", "verify", world_ / "damaged.backup", "--backup-passphrase-file", world_ / "secret"}).code, 1);
}

}  // namespace
}  // namespace valise::tests
