#include "server/net/gatekeeper.hpp"

#include <gtest/gtest.h>

#include <set>

#include "server/net/costs.hpp"

namespace valise::server::net {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""min;

class StoodClock final : public base::Clock {
 public:
  base::UnixMillis now() const override { return {}; }
  base::Monotonic monotonic() const override { return time; }
  base::Monotonic time{std::chrono::hours(1)};
};

class GatekeeperTest : public ::testing::Test {
 protected:
  GatekeeperTest() {
    quotas.device_messages_per_minute = 10;
    quotas.authority_messages_per_minute = 15;
    quotas.claims_of_one_device_per_hour = 2;
    quotas.authority_requests_in_flight = 3;
    quotas.in_flight_mib = 1;
    quotas.authority_sessions = 2;
    quotas.address_requests_per_minute = 5;
  }
  // accepted counts how many of `tries` messages are taken.
  int accepted(Gatekeeper& keeper, const Account& account, int tries) {
    v1::ClientFrame frame;
    frame.mutable_submit_message();
    int out = 0;
    for (int i = 0; i < tries; ++i) out += pay(keeper, account, frame, 100) ? 0 : 1;
    return out;
  }

  core::Quotas quotas;
  StoodClock clock;
  const Account joyce{.who = "joyce", .whose = "ke-odpp"};
  const Account peter{.who = "peter", .whose = "ke-odpp"};
  const Account claire{.who = "claire", .whose = "fr-bepi"};
};

TEST_F(GatekeeperTest, DeviceAndAuthorityHaveEachTheirQuota) {
  Gatekeeper keeper(quotas, clock);
  EXPECT_EQ(accepted(keeper, joyce, 20), 10);
  EXPECT_EQ(accepted(keeper, peter, 20), 5) << "what is left of the authority's";
  EXPECT_EQ(accepted(keeper, claire, 20), 10) << "another authority";
  EXPECT_EQ(keeper.counters().over_quota[static_cast<std::size_t>(Metered::message)], 35U);
  clock.time += 1min;
  EXPECT_EQ(accepted(keeper, joyce, 20), 10);
}

TEST_F(GatekeeperTest, TellsWhenThereIsRoomAgain) {
  Gatekeeper keeper(quotas, clock);
  EXPECT_FALSE(keeper.take(joyce, Metered::message, 10));
  const auto wait = keeper.take(joyce, Metered::message);
  ASSERT_TRUE(wait);
  EXPECT_EQ(*wait, 6000ms);
  clock.time += *wait;
  EXPECT_FALSE(keeper.take(joyce, Metered::message));
}

TEST_F(GatekeeperTest, AcknowledgementsAreNeverRefused) {
  quotas.device_requests_per_minute = 1;
  Gatekeeper keeper(quotas, clock);
  v1::ClientFrame acknowledge, count;
  acknowledge.mutable_acknowledge();
  count.mutable_count_key_packages();
  EXPECT_FALSE(pay(keeper, joyce, count, 10));
  EXPECT_TRUE(pay(keeper, joyce, count, 10));
  EXPECT_FALSE(pay(keeper, joyce, acknowledge, 10));
}

// Threat row 7: one authority cannot take all packages of a device, and a claim that goes too far takes none.
TEST_F(GatekeeperTest, AnAuthorityClaimsOnlySoManyPackagesOfOneDevice) {
  Gatekeeper keeper(quotas, clock);
  v1::ClientFrame two, both;
  two.mutable_claim_key_packages()->add_device_ids("target");
  both.mutable_claim_key_packages()->add_device_ids("target");
  both.mutable_claim_key_packages()->add_device_ids("another");
  EXPECT_FALSE(pay(keeper, joyce, two, 10));
  EXPECT_FALSE(pay(keeper, peter, two, 10));
  EXPECT_TRUE(pay(keeper, joyce, both, 10));
  EXPECT_FALSE(pay(keeper, claire, both, 10));
  two.mutable_claim_key_packages()->set_device_ids(0, "another");
  EXPECT_FALSE(pay(keeper, joyce, two, 10));
  EXPECT_FALSE(pay(keeper, peter, two, 10)) << "the refused claim has used nothing up";
}

TEST_F(GatekeeperTest, StrangersPayByAddressAndBySize) {
  Gatekeeper keeper(quotas, clock);
  const Account stranger{.who = "192.0.2.1", .whose = {}, .stranger = true};
  const Account other{.who = "192.0.2.2", .whose = {}, .stranger = true};
  v1::ClientFrame append;
  append.mutable_append_statement();
  EXPECT_FALSE(pay(keeper, stranger, append, 3 * 1024));  // 4 of 5
  EXPECT_FALSE(pay(keeper, stranger, append, 10));
  EXPECT_TRUE(pay(keeper, stranger, append, 10));
  EXPECT_FALSE(pay(keeper, other, append, 10));
}

TEST_F(GatekeeperTest, RequestsUnderWayAreLimitedByAuthorityAndInBytes) {
  Gatekeeper keeper(quotas, clock);
  {
    const auto a = keeper.pass(joyce, 10), b = keeper.pass(joyce, 10), c = keeper.pass(peter, 10);
    EXPECT_TRUE(a && b && c);
    EXPECT_FALSE(keeper.pass(peter, 10));
    const auto d = keeper.pass(claire, 1024 * 1024 - 30);
    EXPECT_TRUE(d);
    EXPECT_FALSE(keeper.pass(claire, 1));
    EXPECT_EQ(keeper.counters().busy, 2U);
  }
  EXPECT_EQ(keeper.bytes_under_way(), 0U);
  EXPECT_TRUE(keeper.pass(peter, 10));
}

TEST_F(GatekeeperTest, SessionsAreLimitedByAuthority) {
  Gatekeeper keeper(quotas, clock);
  auto first = keeper.present(joyce);
  const auto second = keeper.present(peter);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(keeper.present(peter));
  EXPECT_TRUE(keeper.present(claire));
  first.reset();
  EXPECT_TRUE(keeper.present(peter));
}

// ---- every meter ----

// Kind is what is counted, by which quotas, and the request of which one takes one (for traffic: a MiB). Without a request it is
// taken where it happens: at a login, when a statement has been judged.
struct Kind {
  const char* name;
  Metered what;
  std::uint64_t core::Quotas::* own = nullptr;     // null: only the authority's counts
  std::uint64_t core::Quotas::* shared = nullptr;  // null: only the own one counts
  std::chrono::seconds period{60};
  void (*fill)(v1::ClientFrame&) = nullptr;
  std::size_t bytes = 100;
  // With four of the own and six of the authority's: how many joyce, then peter of the same authority, then claire get.
  int joyce = 4, peter = 2, claire = 4;
};

std::vector<Kind> kinds() {
  using Q = core::Quotas;
  using Frame = v1::ClientFrame;
  const auto commit = [](Frame& frame) { frame.mutable_submit_commit(); };
  const auto message = [](Frame& frame) { frame.mutable_submit_message(); };
  const auto claim = [](Frame& frame) { frame.mutable_claim_key_packages()->add_device_ids("target"); };
  const auto count = [](Frame& frame) { frame.mutable_count_key_packages(); };
  const std::chrono::seconds hour = std::chrono::hours(1);
  return {
      {.name = "Request",
       .what = Metered::request,
       .own = &Q::device_requests_per_minute,
       .shared = &Q::authority_requests_per_minute,
       .fill = count},
      {.name = "Message",
       .what = Metered::message,
       .own = &Q::device_messages_per_minute,
       .shared = &Q::authority_messages_per_minute,
       .fill = message},
      {.name = "Commit",
       .what = Metered::commit,
       .own = &Q::device_commits_per_hour,
       .shared = &Q::authority_commits_per_hour,
       .period = hour,
       .fill = commit},
      {.name = "Claim",
       .what = Metered::claim,
       .own = &Q::device_claims_per_hour,
       .shared = &Q::authority_claims_per_hour,
       .period = hour,
       .fill = claim},
      {.name = "ClaimOfOne",
       .what = Metered::claim_of_one,
       .own = &Q::claims_of_one_device_per_hour,
       .period = hour,
       .fill = claim,
       .peter = 0},  // it is the authority's
      {.name = "Traffic",
       .what = Metered::traffic,
       .own = &Q::device_traffic_mib_per_hour,
       .shared = &Q::authority_traffic_mib_per_hour,
       .period = hour,
       .fill = message,
       .bytes = 1024 * 1024},
      {.name = "Login", .what = Metered::login, .own = &Q::device_logins_per_minute, .shared = &Q::authority_logins_per_minute},
      {.name = "Statement",
       .what = Metered::statement,
       .shared = &Q::authority_statements_per_hour,
       .period = hour,
       .joyce = 6,
       .peter = 0,
       .claire = 6},
      {.name = "Anonymous", .what = Metered::anonymous, .own = &Q::address_requests_per_minute, .peter = 4},
  };
}

class EveryMeter : public ::testing::TestWithParam<Kind> {
 protected:
  EveryMeter() {
    if (GetParam().own != nullptr) quotas.*GetParam().own = 4;
    if (GetParam().shared != nullptr) quotas.*GetParam().shared = 6;
  }
  int accepted(const Account& account) {
    const auto& kind = GetParam();
    v1::ClientFrame frame;
    if (kind.fill != nullptr) kind.fill(frame);
    int out = 0;
    for (int tries = 0; tries < 10; ++tries) {
      const auto wait = kind.fill != nullptr ? pay(keeper(), account, frame, kind.bytes) : keeper().take(account, kind.what);
      EXPECT_TRUE(!wait || (*wait > 0ms && *wait <= kind.period)) << "when to come back";
      out += wait ? 0 : 1;
    }
    return out;
  }
  Gatekeeper& keeper() {
    if (!keeper_) keeper_.emplace(quotas, clock);
    return *keeper_;
  }

  core::Quotas quotas;
  StoodClock clock;
  std::optional<Gatekeeper> keeper_;
};

TEST_P(EveryMeter, HoldsTheDeviceAndItsAuthority) {
  const auto& kind = GetParam();
  const Account joyce{.who = "joyce", .whose = "ke-odpp"}, peter{.who = "peter", .whose = "ke-odpp"},
      claire{.who = "claire", .whose = "fr-bepi"};
  EXPECT_EQ(accepted(joyce), kind.joyce);
  EXPECT_EQ(accepted(peter), kind.peter);
  EXPECT_EQ(accepted(claire), kind.claire);
  const auto refused = static_cast<std::uint64_t>(30 - kind.joyce - kind.peter - kind.claire);
  for (std::size_t what = 0; what < kMetered; ++what) {
    EXPECT_EQ(keeper().counters().over_quota[what], what == static_cast<std::size_t>(kind.what) ? refused : 0U) << what;
  }
  clock.time += kind.period;
  EXPECT_EQ(accepted(joyce), kind.joyce) << "there is room again";
}

INSTANTIATE_TEST_SUITE_P(Of, EveryMeter, ::testing::ValuesIn(kinds()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(EveryMeterTest, IsInTheTable) {
  std::set<Metered> there;
  for (const auto& kind : kinds()) there.insert(kind.what);
  EXPECT_EQ(there.size(), kMetered);
}

}  // namespace
}  // namespace valise::server::net
