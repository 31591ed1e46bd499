// Row 7: a key package is handed out once, however many ask at the same time; and a member that drains another's store leaves
// honest claimers with the flagged last resort.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "tests/unit/server_store/store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::ClaimedKeyPackage;

struct KeyPackageRace : StoreFixture {};

TEST_F(KeyPackageRace, ThousandConcurrentClaimersGetNoPackageTwice) {
  constexpr std::uint32_t claimers = 1000, packages = 200, threads = 8, target = 5000;
  std::vector<base::Bytes> published;
  for (std::uint32_t n = 0; n < packages; ++n) {
    published.push_back({static_cast<base::Byte>(n), static_cast<base::Byte>(n >> 8U), 0x55});
  }
  for (std::size_t at = 0; at < published.size(); at += 100) {
    const std::vector<base::Bytes> some(published.begin() + static_cast<std::ptrdiff_t>(at),
                                        published.begin() + static_cast<std::ptrdiff_t>(at + 100));
    ASSERT_TRUE(
        wait_for<std::size_t>([&](auto done) { store_->publish_key_packages(device(target), some, {9}, std::move(done)); }));
  }
  std::vector<ClaimedKeyPackage> got(claimers);
  {
    std::vector<std::jthread> running;
    for (std::uint32_t thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        for (std::uint32_t who = thread; who < claimers; who += threads) {
          const auto claimed = wait_for<std::vector<ClaimedKeyPackage>>([&](auto done) {
            store_->claim_key_packages({.claimer = device(who), .key = key(who), .devices = {device(target)}}, std::move(done));
          });
          ASSERT_TRUE(claimed);
          got[who] = claimed->front();
        }
      });
    }
  }
  std::map<base::Bytes, int> times;
  std::uint32_t last_resorts = 0;
  for (const auto& claimed : got) {
    ASSERT_FALSE(claimed.key_package.empty()) << "an honest claim succeeds";
    if (claimed.last_resort) {
      ++last_resorts;
      EXPECT_EQ(claimed.key_package, base::Bytes{9});
    } else {
      ++times[claimed.key_package];
    }
  }
  EXPECT_EQ(times.size(), packages);
  EXPECT_TRUE(std::ranges::all_of(times, [](const auto& item) { return item.second == 1; }));
  EXPECT_EQ(last_resorts, claimers - packages);
}

}  // namespace
}  // namespace valise::server::store
