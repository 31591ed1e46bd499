#include "witness/witness.hpp"

#include <gtest/gtest.h>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/witness/lying_log.hpp"
#include "witness/folder_memory.hpp"
#include "witness/witness_error.hpp"

namespace valise::witness {
namespace {

using testing::LyingLog;
using testing::SetClock;

constexpr std::string_view kName = "witness.example/w1";

struct WitnessTest : ::testing::Test {
  WitnessTest() { start(); }
  // start is what happens after a crash, too: only the folder is left.
  void start() {
    witness.reset();
    memory.reset();
    memory.emplace(FolderMemory::open(folder / "heads").value());
    witness.emplace(std::string(kName), crypto::SigningKey::from_seed(key.expose_seed()),
                    CheckpointWitness::Logs{{LyingLog::origin, {log.key().verify_key()}}}, *memory, clock);
    witness->load().value();
  }
  Answer ask(const directory::WitnessRequest& request) { return witness->add_checkpoint(request.format()); }
  Answer ask(std::size_t history, std::uint64_t old, std::uint64_t size) { return ask(log.request(history, old, size)); }
  // time_of verifies a cosignature as a member does.
  base::Result<directory::WitnessTime> time_of(const Answer& answer, directory::Checkpoint note) {
    auto lines = directory::parse_signatures(answer.body);
    if (!lines) return base::pass_on(lines);
    for (auto& line : *lines) note.attach(std::move(line));
    return directory::verify_cosignature(note, {std::string(kName), key.verify_key()});
  }

  tests::TempFolder folder{"witness"};
  LyingLog log;
  SetClock clock;
  testing::SeededRandom random{3};
  crypto::SigningKey key = crypto::SigningKey::generate(random);
  std::optional<FolderMemory> memory;
  std::optional<CheckpointWitness> witness;
};

TEST_F(WitnessTest, CosignsWhatExtendsWhatItSaw) {
  std::uint64_t old = 0;
  for (const std::uint64_t size : {0, 1, 3, 3, 8, 13, 64}) {
    const auto answer = ask(0, old, size);
    ASSERT_EQ(answer.status, 200U) << size;
    EXPECT_EQ(time_of(answer, log.note(0, size)).value(), std::chrono::floor<std::chrono::seconds>(clock.at));
    old = size;
  }
}

TEST_F(WitnessTest, AnswersTheSizeItKnows) {
  ASSERT_EQ(ask(0, 0, 8).status, 200U);
  for (const std::uint64_t old : {0, 7, 9}) {
    const auto answer = ask(0, old, 13);
    EXPECT_EQ(answer.status, 409U);
    EXPECT_EQ(answer.body, "8\n");
    EXPECT_EQ(answer.content_type, "text/x.tlog.size");
  }
}

TEST_F(WitnessTest, RefusesRollbackAndForks) {
  ASSERT_EQ(ask(0, 0, 13).status, 200U);
  EXPECT_EQ(ask(0, 0, 8).status, 409U) << "rollback";
  EXPECT_EQ(ask(0, 8, 8).status, 409U) << "rollback";
  EXPECT_EQ(ask(0, 13, 8).status, 400U) << "an old size beyond the head";
  EXPECT_EQ(ask(1, 13, 13).status, 422U) << "another root at the same size";
  EXPECT_EQ(ask(1, 13, 20).status, 422U) << "another history, with its own proof";
  auto unproved = log.request(0, 13, 20);
  unproved.proof.pop_back();
  EXPECT_EQ(ask(unproved).status, 422U);
  auto altered = log.request(0, 13, 20);
  altered.proof.front() = directory::empty_root();
  EXPECT_EQ(ask(altered).status, 422U);
  EXPECT_EQ(ask(0, 13, 20).status, 200U) << "nothing of this disturbed it";
}

TEST_F(WitnessTest, AnEmptyTreeHasOneRootAndNeedsNoProof) {
  auto wrong = directory::Checkpoint::make(LyingLog::origin, {.size = 0, .root = directory::leaf_hash({})});
  wrong.sign(log.key());
  EXPECT_EQ(ask({.old_size = 0, .proof = {}, .checkpoint = wrong}).status, 422U);
  auto proved = log.request(0, 0, 8);
  proved.proof.push_back(directory::empty_root());
  EXPECT_EQ(ask(proved).status, 422U);
}

TEST_F(WitnessTest, WantsTheLogsSignature) {
  auto unsigned_one = directory::Checkpoint::make(LyingLog::origin, log.head(0, 8));
  unsigned_one.sign(key);
  EXPECT_EQ(ask({.old_size = 0, .proof = {}, .checkpoint = unsigned_one}).status, 403U);
  auto broken = log.note(0, 8);
  auto line = broken.signatures().front();
  line.signature.back() ^= 1;
  broken.attach(line);
  EXPECT_EQ(ask({.old_size = 0, .proof = {}, .checkpoint = broken}).status, 403U);
  auto unknown = directory::Checkpoint::make("other.example/log", log.head(0, 8));
  unknown.sign(log.key());
  EXPECT_EQ(ask({.old_size = 0, .proof = {}, .checkpoint = unknown}).status, 404U);
  auto with_others = log.note(0, 8);
  with_others.attach({"witness.example/w9", 17, base::Bytes(72, 5)});
  EXPECT_EQ(ask({.old_size = 0, .proof = {}, .checkpoint = with_others}).status, 200U) << "unknown keys are ignored";
}

TEST_F(WitnessTest, RefusesWhatIsNoRequest) {
  const auto good = log.request(0, 0, 8).format();
  EXPECT_EQ(witness->add_checkpoint(good).status, 200U);
  const auto status = [&](const std::string& body) { return witness->add_checkpoint(body).status; };
  EXPECT_EQ(status(""), 400U);
  EXPECT_EQ(status("old 8\n"), 400U);
  EXPECT_EQ(status("old 08\n\n" + log.note(0, 8).format()), 400U);
  EXPECT_EQ(status("old -1\n\n" + log.note(0, 8).format()), 400U);
  EXPECT_EQ(status("Old 8\n\n" + log.note(0, 8).format()), 400U);
  EXPECT_EQ(status("old 8\n" + log.note(0, 8).format()), 400U);
  EXPECT_EQ(status("old 8\nAAAA\n\n" + log.note(0, 8).format()), 400U);
  std::string many = "old 8\n";
  for (int i = 0; i < 64; ++i) many += base::to_base64(directory::empty_root().view()) + "\n";
  EXPECT_EQ(status(many + "\n" + log.note(0, 8).format()), 400U);
  EXPECT_EQ(status(std::string(directory::WitnessRequest::max_size + 1, 'x')), 400U);
  for (std::size_t i = 0; i < good.size(); ++i) EXPECT_NE(status(good.substr(0, i)), 200U) << i;
}

TEST_F(WitnessTest, RemembersOverARestart) {
  ASSERT_EQ(ask(0, 0, 13).status, 200U);
  start();
  EXPECT_EQ(ask(1, 0, 8).status, 409U);
  EXPECT_EQ(ask(1, 13, 20).status, 422U);
  EXPECT_EQ(ask(0, 13, 20).status, 200U);
}

TEST_F(WitnessTest, RefusesToRunOnADamagedMemory) {
  ASSERT_EQ(ask(0, 0, 13).status, 200U);
  std::filesystem::path file;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "heads")) {
    if (entry.path().extension() == ".head") file = entry.path();
  }
  const auto whole = tests::read_file(file);
  for (const std::size_t size : {std::size_t{0}, whole.size() / 2, whole.size() - 1}) {
    tests::write_file(file, whole.substr(0, size));
    EXPECT_EQ(memory->recall(LyingLog::origin).error().code, WitnessError::head_unreadable) << size;
  }
  tests::write_file(file, whole);
  EXPECT_TRUE(memory->recall(LyingLog::origin).value());
}

TEST_F(WitnessTest, ASecondProcessIsRefused) {
  EXPECT_EQ(FolderMemory::open(folder / "heads").error().code, WitnessError::in_use);
}

TEST_F(WitnessTest, AClockThatGoesBackDoesNotMakeItLookOlder) {
  ASSERT_EQ(ask(0, 0, 8).status, 200U);
  const auto before = clock.at;
  clock.at -= std::chrono::hours(24 * 3650);
  EXPECT_EQ(time_of(ask(0, 8, 13), log.note(0, 13)).value(), std::chrono::floor<std::chrono::seconds>(before));
}

TEST_F(WitnessTest, ShowsTheLatestCosignedHead) {
  const auto hash = base::to_hex(crypto::Sha256::of(base::as_bytes(LyingLog::origin)));
  EXPECT_FALSE(witness->latest(hash));
  const auto answer = ask(0, 0, 13);
  const auto shown = witness->latest(hash);
  ASSERT_TRUE(shown);
  EXPECT_EQ(*shown, log.note(0, 13).format() + answer.body);
  start();
  EXPECT_EQ(witness->latest(hash), shown) << "the same cosignature after a restart";
  EXPECT_FALSE(witness->latest(std::string(64, '0')));
}

// The memory fails: nothing is signed, whatever got to the disk.
class FailingMemory final : public Memory {
 public:
  base::Result<std::optional<Seen>> recall(const std::string&) override { return std::nullopt; }
  base::Result<> remember(const Seen&) override { return base::fail(WitnessError::cannot_create); }
};

TEST(Witness, SignsNothingThatItCannotRemember) {
  const LyingLog log;
  FailingMemory memory;
  const SetClock clock;
  testing::SeededRandom random(3);
  CheckpointWitness witness(std::string(kName), crypto::SigningKey::generate(random),
                            {{LyingLog::origin, {log.key().verify_key()}}}, memory, clock);
  witness.load().value();
  const auto answer = witness.add_checkpoint(log.request(0, 0, 8).format());
  EXPECT_EQ(answer.status, 500U);
  EXPECT_EQ(answer.outcome, Outcome::storage_failed);
  EXPECT_TRUE(answer.body.empty());
}

// ---- what the C2SP specification publishes (github.com/C2SP/C2SP: tlog-witness.md, "add-checkpoint") ----

constexpr std::string_view kPublishedRequest =
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 example.com/behind-the-sofa "
    "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";

TEST(WitnessRequest, ReadsAndWritesThePublishedOne) {
  const auto request = directory::WitnessRequest::parse(kPublishedRequest);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->old_size, 20852014U);
  EXPECT_EQ(request->proof.size(), 4U);
  EXPECT_EQ(request->checkpoint.head().size, 20852163U);
  EXPECT_EQ(request->format(), kPublishedRequest);
}

}  // namespace
}  // namespace valise::witness
