#include "server/net/served_head.hpp"

#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::server::net {
namespace {

using directory::Checkpoint;
using std::chrono::seconds;

struct ServedHeadTest : ::testing::Test {
  ServedHeadTest() {
    for (std::size_t i = 0; i < 3; ++i) set.witnesses.push_back({name(i), keys[i].verify_key()});
  }
  static std::string name(std::size_t i) { return "witness.example/w" + std::to_string(i); }
  [[nodiscard]] Checkpoint head(std::uint64_t size) const {
    auto out = Checkpoint::make("valise.example/directory", {.size = size, .root = directory::leaf_hash({})});
    out.sign(log);
    return out;
  }
  // gather is what happens with a witness's answer: the note, if there are enough, is stored and served.
  bool gather(std::size_t witness, std::uint64_t size) {
    auto note =
        heads.gather(size, directory::cosign(head(size), name(witness), keys[witness], directory::WitnessTime(seconds(100))));
    return note && heads.serve(std::move(*note));
  }
  [[nodiscard]] static base::Monotonic at(int s) { return base::Monotonic(seconds(1000 + s)); }

  directory::TestRandom random;
  directory::Keys keys = directory::make_keys(random, 3);
  crypto::SigningKey log = crypto::SigningKey::generate(random);
  directory::WitnessSet set{.revision = 1, .threshold = 2, .witnesses = {}};
  ServedHead heads{seconds(10)};
};

TEST_F(ServedHeadTest, WithoutWitnessesTheNewestIsServed) {
  EXPECT_TRUE(heads.grow(head(3), {}));
  EXPECT_EQ(heads.served().head().size, 3U);
  EXPECT_TRUE(heads.settled());
}

TEST_F(ServedHeadTest, WithWitnessesTheOneBeforeIsServedUntilEnoughHaveSigned) {
  heads.grow(head(3), {});
  EXPECT_FALSE(heads.grow(head(4), set));
  EXPECT_EQ(heads.served().head().size, 3U);
  EXPECT_EQ(heads.candidate(at(0)).head().size, 4U);
  EXPECT_FALSE(gather(0, 4));
  EXPECT_FALSE(gather(0, 4)) << "one witness twice is one";
  EXPECT_TRUE(gather(2, 4));
  EXPECT_EQ(heads.served().head().size, 4U);
  EXPECT_TRUE(directory::require_quorum(heads.served(), set));
  EXPECT_TRUE(heads.settled());
}

TEST_F(ServedHeadTest, ABusyLogGetsHeadsCosignedAllTheSame) {
  heads.grow(head(3), {});
  heads.grow(head(4), set);
  EXPECT_EQ(heads.candidate(at(0)).head().size, 4U);
  heads.grow(head(5), set);
  heads.grow(head(6), set);
  EXPECT_EQ(heads.candidate(at(1)).head().size, 4U) << "the candidate stays while it gathers";
  gather(0, 4);
  EXPECT_TRUE(gather(1, 4));
  EXPECT_EQ(heads.candidate(at(2)).head().size, 6U) << "then comes the newest";
}

TEST_F(ServedHeadTest, ACandidateThatGetsNowhereGivesWay) {
  heads.grow(head(3), {});
  heads.grow(head(4), set);
  static_cast<void>(heads.candidate(at(0)));
  heads.grow(head(5), set);
  EXPECT_EQ(heads.candidate(at(9)).head().size, 4U);
  EXPECT_EQ(heads.candidate(at(10)).head().size, 5U);
  EXPECT_FALSE(gather(0, 4)) << "too late";
  EXPECT_FALSE(gather(0, 5));
  EXPECT_TRUE(gather(1, 5));
}

TEST_F(ServedHeadTest, NothingOlderIsServedAgain) {
  heads.grow(head(3), {});
  heads.grow(head(4), set);
  static_cast<void>(heads.candidate(at(0)));
  gather(0, 4);
  gather(1, 4);
  EXPECT_FALSE(heads.serve(head(3)));
  EXPECT_EQ(heads.served().head().size, 4U);
}

TEST_F(ServedHeadTest, ALaterCosignatureReplacesTheEarlierOne) {
  heads.grow(head(3), {});
  heads.grow(head(4), set);
  gather(0, 4);
  gather(1, 4);
  for (std::size_t i = 0; i < 2; ++i) {
    auto note = heads.gather(4, directory::cosign(head(4), name(i), keys[i], directory::WitnessTime(seconds(900))));
    ASSERT_TRUE(note);
    EXPECT_FALSE(heads.serve(std::move(*note))) << "no news of size";
  }
  EXPECT_EQ(directory::require_quorum(heads.served(), set)->vouched_at, directory::WitnessTime(seconds(900)));
}

TEST_F(ServedHeadTest, ARestartShowsWhatWasShown) {
  heads.restore(head(4));
  heads.grow(head(6), set);
  EXPECT_EQ(heads.served().head().size, 4U);
  EXPECT_EQ(heads.candidate(at(0)).head().size, 6U);
}

TEST_F(ServedHeadTest, AReplacedSetJudgesFromItsOwnHeadOn) {
  heads.grow(head(3), {});
  heads.grow(head(4), set);
  static_cast<void>(heads.candidate(at(0)));
  directory::WitnessSet smaller{.revision = 2, .threshold = 1, .witnesses = {set.witnesses[2]}};
  heads.grow(head(5), smaller);
  EXPECT_FALSE(gather(2, 4)) << "the old set, two needed";
  EXPECT_EQ(heads.candidate(at(20)).head().size, 5U);
  EXPECT_FALSE(gather(0, 5)) << "not of the new set";
  EXPECT_TRUE(gather(2, 5));
}

}  // namespace
}  // namespace valise::server::net
