#include "client-sdk/net/backoff.hpp"

#include "test_relay.hpp"

namespace valise::sdk::net {
namespace {

using std::chrono::milliseconds;
constexpr BackoffLimits kLimits{.first = milliseconds(100), .longest = milliseconds(1000), .longest_request = milliseconds(5000)};

// FixedRandom gives the greatest number, so that the jitter's upper bound can be seen: 2^64-1 modulo (bound + 1).
class FixedRandom final : public base::Random {
 public:
  explicit FixedRandom(std::uint64_t number) : number_(number) {}
  void fill(base::MutableBytes out) override {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<base::Byte>(number_ >> (8 * (7 - i % 8)));
  }

 private:
  std::uint64_t number_;
};

TEST(Backoff, GrowsToItsLimitAndNoFurther) {
  SeededRandom random;
  Backoff backoff(random, kLimits);
  for (unsigned attempt = 0; attempt < 200; ++attempt) {
    const auto bound = std::min<long>(100L << std::min(attempt, 10U), 1000);
    const auto wait = backoff.next();
    EXPECT_GE(wait.count(), 0);
    EXPECT_LE(wait.count(), bound) << attempt;
  }
}

// Full jitter: the whole range is used, so that clients spread.
TEST(Backoff, UsesTheWholeRange) {
  SeededRandom random;
  Backoff backoff(random, kLimits);
  for (int i = 0; i < 10; ++i) static_cast<void>(backoff.next());
  long least = 1000, most = 0;
  for (int i = 0; i < 500; ++i) {
    const auto wait = backoff.next().count();
    least = std::min<long>(least, wait);
    most = std::max<long>(most, wait);
  }
  EXPECT_LT(least, 50);
  EXPECT_GT(most, 950);
}

TEST(Backoff, StartsAgainAfterSuccess) {
  FixedRandom random(100);  // the bound itself for the first wait
  Backoff backoff(random, kLimits);
  EXPECT_EQ(backoff.next(), milliseconds(100));
  for (int i = 0; i < 5; ++i) static_cast<void>(backoff.next());
  backoff.succeeded();
  FixedRandom large(101);  // one more than the bound gives 0
  Backoff other(large, kLimits);
  EXPECT_EQ(other.next(), milliseconds(0));
  EXPECT_EQ(backoff.next(), milliseconds(100));
}

TEST(Backoff, DoesAsTheRelayAsksOnceAndWithinLimits) {
  FixedRandom none(0);
  Backoff backoff(none, kLimits);
  backoff.relay_asks(milliseconds(3000));
  EXPECT_EQ(backoff.next(), milliseconds(3000));
  EXPECT_EQ(backoff.next(), milliseconds(0));
  backoff.relay_asks(std::chrono::hours(1000));
  EXPECT_EQ(backoff.next(), milliseconds(5000));
}

}  // namespace
}  // namespace valise::sdk::net
