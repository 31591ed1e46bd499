// Notes, checkpoints, Merkle hashes and proofs against an implementation that is not ours: golang.org/x/mod/sumdb, which Go's
// checksum database runs on (Debian: golang-go, golang-golang-x-mod-dev). Skipped where it is not installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "base/text_encoding.hpp"
#include "keys/directory/cosignature.hpp"
#include "tests/support/process.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::directory {
namespace {

namespace fs = std::filesystem;
using tests::Output;

const fs::path kPackages = "/usr/share/gocode";
constexpr std::string_view kOrigin = "valise.example/directory";

// Go, with Debian's packages alone: no network, no modules.
const std::map<std::string, std::string> kGo{
    {"GO111MODULE", "off"}, {"GOPATH", kPackages}, {"GOFLAGS", ""}, {"GOCACHE", VALISE_GO_CACHE}, {"CGO_ENABLED", "0"}};

class Sumdb : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!fs::exists(kPackages / "src/golang.org/x/mod/sumdb/note")) return;
    folder = std::make_unique<tests::TempFolder>("c2sp");
    const auto built =
        tests::run({.arguments = {"go", "build", "-o", peer(), VALISE_C2SP_PEER}, .environment = kGo}, std::chrono::seconds(110));
    if (built.code != 0) {
      ADD_FAILURE() << built.summary();
      folder.reset();
    }
  }
  static void TearDownTestSuite() { folder.reset(); }
  void SetUp() override {
    if (!folder) GTEST_SKIP() << "Go and golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev) are not installed";
  }
  static std::string peer() { return *folder / "peer"; }
  // ask runs the peer with a text on its standard input.
  static Output ask(const std::string& words, std::string_view input) {
    const std::string file = *folder / "input";
    tests::write_file(file, std::string(input));
    return tests::run({.arguments = {"/bin/sh", "-c", "exec " + peer() + " " + words + " < " + file}, .environment = {}});
  }

  static std::unique_ptr<tests::TempFolder> folder;
  tests::SeededRandom random;
};
std::unique_ptr<tests::TempFolder> Sumdb::folder;

MerkleLog numbers(std::uint64_t size) {
  MerkleLog out;
  for (std::uint64_t i = 0; i < size; ++i) out.append(leaf_hash(base::as_bytes(std::to_string(i))));
  return out;
}

TEST_F(Sumdb, AcceptsOurCosignedCheckpoint) {
  const auto log_key = crypto::SigningKey::generate(random);
  const auto witness_key = crypto::SigningKey::generate(random);
  const std::string name = "witness.example/w1";
  auto note = Checkpoint::make(std::string(kOrigin), {.size = 300, .root = numbers(300).root()});
  note.sign(log_key);
  note.attach(cosign(note, name, witness_key, WitnessTime(std::chrono::seconds(1'800'000'000))));
  const auto words = "verify '" + verifier_key(kOrigin, log_key.verify_key()) + "'";
  const auto with_witness = words + " " + name + " " + base::to_base64(witness_key.verify_key().view());

  EXPECT_EQ(ask(words, note.format()).out, note.text() + "signed " + std::string(kOrigin) + "\nunknown " + name + "\n");
  EXPECT_EQ(ask(with_witness, note.format()).out, note.text() + "signed " + std::string(kOrigin) + "\nsigned " + name + "\n");

  auto forged = note.format();
  forged.replace(forged.find("300"), 3, "301");
  EXPECT_NE(ask(words, forged).code, 0);
}

TEST_F(Sumdb, MakesACheckpointThatWeAccept) {
  const auto head = Head{.size = 77, .root = numbers(77).root()};
  const auto text = Checkpoint::make(std::string(kOrigin), head, {"an extension"}).text();
  const auto made = ask("sign " + std::string(kOrigin), text);
  ASSERT_EQ(made.code, 0) << made.summary();
  const auto line = made.out.find('\n');
  const auto key = parse_verifier_key(made.out.substr(0, line));
  ASSERT_TRUE(key) << made.out;
  EXPECT_EQ(verifier_key(key->name, key->key), made.out.substr(0, line));
  const auto note = Checkpoint::parse(made.out.substr(line + 1));
  ASSERT_TRUE(note) << made.out;
  EXPECT_EQ(note->head(), head);
  EXPECT_TRUE(note->verify(kOrigin, key->key));
  const auto other = crypto::SigningKey::generate(random);
  EXPECT_FALSE(note->verify(kOrigin, other.verify_key()));
}

std::string said(std::string_view what, std::uint64_t first, std::uint64_t second, const TreeHash& a, const TreeHash& b,
                 const MerkleProof& proof) {
  std::string out = std::string(what) + " " + std::to_string(first) + " " + std::to_string(second);
  for (const auto* hash : {&a, &b}) out += " " + base::to_hex(hash->view());
  for (const auto& hash : proof) out += " " + base::to_hex(hash.view());
  return out + "\n";
}

TEST_F(Sumdb, AcceptsOurProofsAndMakesTheSame) {
  for (const std::uint64_t size : {1, 2, 3, 7, 8, 11, 64, 100}) {
    const auto tree = numbers(size);
    std::string proofs;
    for (std::uint64_t i = 0; i < size; ++i) {
      proofs += said("inclusion", i, size, tree.leaf(i), tree.root(), tree.inclusion_proof(i, size).value());
    }
    for (std::uint64_t old = 1; old <= size; ++old) {
      proofs += said("consistency", old, size, tree.root_at(old).value(), tree.root(), tree.consistency_proof(old, size).value());
    }
    EXPECT_EQ(ask("check", proofs).out, std::to_string(2 * size) + " proofs\n");
    EXPECT_EQ(ask("prove " + std::to_string(size), "").out, proofs) << size;
  }
}

}  // namespace
}  // namespace valise::directory
