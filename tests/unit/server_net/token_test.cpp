#include "server/net/token.hpp"

#include <gtest/gtest.h>

#include "base/text_encoding.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::server::net {
namespace {

struct SetClock final : base::Clock {
  base::UnixMillis time = base::from_wire(1'800'000'000'000);
  base::UnixMillis now() const override { return time; }
  base::Monotonic monotonic() const override { return {}; }
};

TEST(AttachmentTokens, LiveFifteenMinutesForOneDevice) {
  directory::TestRandom random;
  SetClock clock;
  const AttachmentTokens tokens(random, clock);
  const auto device = random.id<base::DeviceId>();
  const auto issued = tokens.issue(device);
  EXPECT_EQ(issued.expires_at, clock.time + std::chrono::minutes(15));
  EXPECT_EQ(tokens.check(issued.token), device);
  clock.time = issued.expires_at - std::chrono::milliseconds(1);
  EXPECT_TRUE(tokens.check(issued.token));
  clock.time = issued.expires_at;
  EXPECT_FALSE(tokens.check(issued.token));
}

TEST(AttachmentTokens, EveryChangedByteIsNoticed) {
  directory::TestRandom random;
  const SetClock clock;
  const AttachmentTokens tokens(random, clock);
  const AttachmentTokens others(random, clock);
  const auto token = tokens.issue(random.id<base::DeviceId>()).token;
  EXPECT_FALSE(others.check(token));
  auto bytes = base::parse_base64url(token).value();
  for (auto& byte : bytes) {
    byte ^= 1;
    EXPECT_FALSE(tokens.check(base::to_base64url(bytes)));
    byte ^= 1;
  }
  EXPECT_FALSE(tokens.check(""));
  EXPECT_FALSE(tokens.check(token.substr(1)));
  EXPECT_FALSE(tokens.check(token + "A"));
}

}  // namespace
}  // namespace valise::server::net
