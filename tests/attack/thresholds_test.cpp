// Row 6: below its threshold a key set can do nothing. Every subset of the keys, for every t of n up to n = 5, on each kind of
// group of signers; and a ceremony that was carried out once cannot be replayed.
#include <gtest/gtest.h>

#include <bit>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

constexpr unsigned kMostKeys = 5;

Signers chosen(const Keys& keys, unsigned subset) {
  Signers out;
  for (unsigned i = 0; i < keys.size(); ++i) {
    if ((subset >> i & 1U) != 0) out.push_back(&keys[i]);
  }
  return out;
}

// Ground is a directory whose registrar and one authority both have t of n keys.
struct Ground {
  TestRandom random;
  Keys registrar, authority, next, foreign;
  std::uint32_t threshold;
  DirectoryState state;

  Ground(unsigned n, std::uint32_t t)
      : registrar(make_keys(random, static_cast<int>(n))),
        authority(make_keys(random, static_cast<int>(n))),
        next(make_keys(random, static_cast<int>(n))),
        foreign(make_keys(random, 1)),
        threshold(t) {
    v1::Statement genesis;
    genesis.mutable_genesis()->set_name("Test");
    fill(*genesis.mutable_genesis()->mutable_registrar_keys(), registrar, t);
    state.apply(World::sign(genesis, chosen(registrar, ~0U))).value();
  }
  [[nodiscard]] v1::Statement statement() const {
    v1::Statement out;
    out.set_directory_id(state.directory_id().string());
    return out;
  }
  [[nodiscard]] v1::Statement registered() const {
    auto out = statement();
    *out.mutable_authority_registered()->mutable_record() = World::record("ke-odpp", "KE", "ODPP");
    fill(*out.mutable_authority_registered()->mutable_authority_keys(), authority, threshold);
    return out;
  }
  [[nodiscard]] v1::Statement officer() const {
    auto out = statement();
    World::fill(*out.mutable_officer_enrolled()->mutable_officer(), "jmwangi", "J. Mwangi");
    return out;
  }
  [[nodiscard]] v1::Statement rotation() const {
    auto out = statement();
    out.mutable_registrar_keys_rotated()->set_revision(1);
    fill(*out.mutable_registrar_keys_rotated()->mutable_registrar_keys(), next, threshold);
    return out;
  }
  [[nodiscard]] bool accepts(const v1::Statement& statement, const Signers& signers) const {
    return state.check(World::sign(statement, signers)).has_value();
  }
};

template <class Check>
void for_every_t_of_n(Check check) {
  for (unsigned n = 1; n <= kMostKeys; ++n) {
    for (unsigned t = 1; t <= n; ++t) check(n, t);
  }
}

TEST(Threshold, OfAnAuthorityHolds) {
  for_every_t_of_n([](unsigned n, unsigned t) {
    Ground ground(n, t);
    ground.state.apply(World::sign(ground.registered(), chosen(ground.registrar, ~0U) + chosen(ground.authority, ~0U))).value();
    for (unsigned subset = 0; subset < 1U << n; ++subset) {
      const auto signers = chosen(ground.authority, subset);
      const bool enough = static_cast<unsigned>(std::popcount(subset)) >= t;
      EXPECT_EQ(ground.accepts(ground.officer(), signers), enough) << n << ' ' << t << ' ' << subset;
      EXPECT_FALSE(ground.accepts(ground.officer(), signers + first(ground.foreign, 1))) << "a key that has no say";
      EXPECT_FALSE(ground.accepts(ground.officer(), chosen(ground.registrar, subset))) << "the registrar enrols nobody";
    }
  });
}

// Both groups have to be complete, so only the pairs of two sufficient subsets pass.
TEST(Threshold, OfTwoGroupsTogetherHolds) {
  for_every_t_of_n([](unsigned n, unsigned t) {
    const Ground ground(n, t);
    const auto registration = ground.registered();
    const auto rotation = ground.rotation();
    const unsigned stride = n == kMostKeys ? 3 : 1;  // of the first group; each of the second
    for (unsigned a = 0; a < 1U << n; a += stride) {
      for (unsigned b = 0; b < 1U << n; ++b) {
        const bool enough = static_cast<unsigned>(std::popcount(a)) >= t && static_cast<unsigned>(std::popcount(b)) >= t;
        EXPECT_EQ(ground.accepts(registration, chosen(ground.registrar, a) + chosen(ground.authority, b)), enough);
        if (n < kMostKeys) EXPECT_EQ(ground.accepts(rotation, chosen(ground.registrar, a) + chosen(ground.next, b)), enough);
      }
    }
  });
}

// The same signature twice is one signature: in an envelope a key stands once.
TEST(Threshold, OneKeyTwiceIsOneKey) {
  Ground ground(3, 2);
  v1::SignedStatement envelope;
  envelope.ParseFromString(base::to_string(World::sign(ground.rotation(), first(ground.registrar, 1) + first(ground.next, 2))));
  *envelope.add_signatures() = envelope.signatures(0);
  EXPECT_FALSE(ground.state.check(base::as_bytes(envelope.SerializeAsString())));
}

TEST(Ceremony, CannotBeReplayed) {
  World world;
  for (std::size_t i = 0; i < world.entries.size(); ++i) {
    EXPECT_FALSE(world.log.check(world.entries[i])) << "entry " << i << " a second time";
  }
  // Nor in another directory, whoever holds the same keys.
  World other;
  other.append(other.officer("another", "A. Other"), other.odpp()).value();
  DirectoryState elsewhere;
  v1::Statement genesis = world.genesis();
  genesis.mutable_genesis()->set_name("Another directory");
  elsewhere.apply(World::sign(genesis, world.registrar())).value();
  for (std::size_t i = 0; i < world.entries.size(); ++i) EXPECT_FALSE(elsewhere.check(world.entries[i])) << i;
}

}  // namespace
}  // namespace valise::directory
