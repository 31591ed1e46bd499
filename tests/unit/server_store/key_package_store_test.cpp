#include <set>
#include <thread>

#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::ClaimedKeyPackage;
using core::Refusal;

class KeyPackageStore : public StoreFixture {
 protected:
  base::Result<std::size_t> publish(std::uint32_t of, std::vector<base::Bytes> packages, base::Bytes last_resort = {}) {
    return wait_for<std::size_t>([&](auto done) {
      store_->publish_key_packages(device(of), std::move(packages), std::move(last_resort), std::move(done));
    });
  }
  base::Result<std::vector<ClaimedKeyPackage>> claim(std::uint32_t by, base::IdempotencyKey key,
                                                     std::vector<base::DeviceId> devices) {
    return wait_for<std::vector<ClaimedKeyPackage>>([&](auto done) {
      store_->claim_key_packages({.claimer = device(by), .key = key, .devices = std::move(devices)}, std::move(done));
    });
  }
  std::size_t count(std::uint32_t of) {
    return wait_for<std::size_t>([&](auto done) { store_->count_key_packages(device(of), std::move(done)); }).value();
  }
  static std::vector<base::Bytes> packages(std::uint32_t from, std::uint32_t number) {
    std::vector<base::Bytes> out;
    for (std::uint32_t n = from; n < from + number; ++n) {
      out.push_back({static_cast<base::Byte>(n), static_cast<base::Byte>(n >> 8), 0x55});
    }
    return out;
  }
};

TEST_F(KeyPackageStore, AreHandedOutOnceInOrderThenTheLastResort) {
  EXPECT_EQ(publish(2, packages(0, 2), {9}).value(), 2U);
  EXPECT_EQ(claim(1, key(1), {device(2), device(3)}).value(),
            (std::vector<ClaimedKeyPackage>{{device(2), {0, 0, 0x55}, false}, {device(3), {}, false}}));
  EXPECT_EQ(claim(1, key(2), {device(2)})->front().key_package, (base::Bytes{1, 0, 0x55}));
  EXPECT_EQ(count(2), 0U);
  for (std::uint32_t n = 3; n < 5; ++n) {
    EXPECT_EQ(claim(1, key(n), {device(2)}).value(), (std::vector<ClaimedKeyPackage>{{device(2), {9}, true}}));
  }
  ASSERT_TRUE(publish(2, {}, {10}));
  EXPECT_EQ(claim(1, key(6), {device(2)})->front().key_package, base::Bytes{10});
}

TEST_F(KeyPackageStore, R6ARepeatedClaimGetsTheSamePackages) {
  ASSERT_TRUE(publish(2, packages(0, 2)));
  const auto first = claim(1, key(1), {device(2)});
  open();
  EXPECT_EQ(claim(1, key(1), {device(2)}).value(), first.value());
  EXPECT_EQ(count(2), 1U);
  EXPECT_EQ(claim(1, key(1), {device(3)}).error().code, Refusal::key_reused);
  EXPECT_EQ(claim(1, key(2), {device(3), device(3)}).error().code, Refusal::malformed);
}

TEST_F(KeyPackageStore, ARepeatedPublicationBringsNothingBack) {
  ASSERT_TRUE(publish(2, packages(0, 2)));
  ASSERT_TRUE(claim(1, key(1), {device(2)}));
  EXPECT_EQ(publish(2, packages(0, 2)).value(), 1U);
}

TEST_F(KeyPackageStore, KeepsItsLimits) {
  EXPECT_EQ(publish(2, packages(0, 150)).value(), 150U);
  EXPECT_EQ(publish(2, packages(150, 51)).error().code, Refusal::quota);
  EXPECT_EQ(count(2), 150U);  // all or nothing
  EXPECT_EQ(publish(2, packages(150, 50)).value(), 200U);
  EXPECT_EQ(publish(2, {{}}).error().code, Refusal::malformed);
  EXPECT_EQ(publish(2, {base::Bytes(limits_.key_package_bytes + 1)}).error().code, Refusal::too_large);
  EXPECT_EQ(claim(1, key(1), std::vector(limits_.devices_per_claim + 1, device(2))).error().code, Refusal::quota);
}

TEST_F(KeyPackageStore, AClosedDeviceHasNone) {
  ASSERT_TRUE(publish(2, packages(0, 2), {9}));
  ASSERT_TRUE(wait_for([&](auto done) { store_->close_device(device(2), std::move(done)); }));
  EXPECT_EQ(count(2), 0U);
  EXPECT_TRUE(claim(1, key(1), {device(2)})->front().key_package.empty());
  EXPECT_EQ(publish(2, packages(0, 1)).error().code, Refusal::not_authorised);
}

TEST_F(KeyPackageStore, AThousandClaimersAtOnceNeverGetTheSameOne) {
  constexpr std::uint32_t kClaimers = 1000;
  constexpr std::uint32_t kThreads = 8;
  ASSERT_TRUE(publish(2, packages(0, 200)));
  std::vector<std::promise<std::vector<ClaimedKeyPackage>>> answers(kClaimers);
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t n = t; n < kClaimers; n += kThreads) {
        store_->claim_key_packages({.claimer = device(100 + n), .key = key(n), .devices = {device(2)}},
                                   [&answer = answers[n]](auto claimed) { answer.set_value(std::move(claimed.value())); });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<base::Bytes> given;
  std::uint32_t none = 0;
  for (auto& answer : answers) {
    const auto claimed = answer.get_future().get();
    ASSERT_EQ(claimed.size(), 1U);
    if (claimed[0].key_package.empty()) {
      ++none;
    } else {
      EXPECT_TRUE(given.insert(claimed[0].key_package).second);
    }
  }
  EXPECT_EQ(given.size(), 200U);
  EXPECT_EQ(none, kClaimers - 200);
}

}  // namespace
}  // namespace valise::server::store
