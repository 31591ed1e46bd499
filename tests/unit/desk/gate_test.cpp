// Who gets past the gate of the desk, request by request.
#include "desk/gate.hpp"

#include <gtest/gtest.h>

#include "tests/support/seeded_random.hpp"

namespace valise::desk {
namespace {

class HandClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return {}; }
  [[nodiscard]] base::Monotonic monotonic() const override { return now_; }
  void advance(std::chrono::milliseconds time) { now_ += time; }

 private:
  base::Monotonic now_{};
};

class GateTest : public ::testing::Test {
 protected:
  HandClock clock;
  tests::SeededRandom random;
  Gate gate{"127.0.0.1:4711", clock, random};

  static Approach opening() {
    return {.method = "GET", .path = "/", .host = "127.0.0.1:4711", .origin = "", .fetch_site = "none"};
  }
  static Approach script() {
    return {.method = "GET", .path = "/desk.js", .host = "127.0.0.1:4711", .origin = "", .fetch_site = "same-origin"};
  }
  static Approach login() {
    return {.method = "POST",
            .path = "/login",
            .host = "127.0.0.1:4711",
            .origin = "http://127.0.0.1:4711",
            .fetch_site = "same-origin"};
  }
  static Approach socket() {
    return {.method = "GET",
            .path = "/socket",
            .host = "127.0.0.1:4711",
            .origin = "http://127.0.0.1:4711",
            .fetch_site = "",
            .socket = true};
  }
  template <class Change>
  bool admits(Approach approach, Change&& change) {
    change(approach);
    return gate.admits(approach);
  }
};

TEST_F(GateTest, LetsItsOwnPageIn) {
  for (const auto& approach : {opening(), script(), login(), socket()}) EXPECT_TRUE(gate.admits(approach)) << approach.path;
}

TEST_F(GateTest, RefusesEveryOtherHost) {
  for (const auto* host : {"", "127.0.0.1", "127.0.0.1:4712", "localhost:4711", "evil.example:4711", "127.0.0.1:4711.",
                           "127.1:4711", "[::1]:4711", "127.0.0.1:4711 evil.example"}) {
    for (const auto& approach : {opening(), script(), login(), socket()}) {
      EXPECT_FALSE(admits(approach, [&](Approach& a) { a.host = host; })) << host << " " << approach.path;
    }
  }
}

TEST_F(GateTest, RefusesWhatComesFromAnotherPage) {
  for (const auto* site : {"cross-site", "same-site", "none", ""}) {
    EXPECT_FALSE(admits(script(), [&](Approach& a) { a.fetch_site = site; })) << site;
    EXPECT_FALSE(admits(login(), [&](Approach& a) { a.fetch_site = site; })) << site;
  }
  for (const auto* site : {"cross-site", "same-site", ""}) {
    EXPECT_FALSE(admits(opening(), [&](Approach& a) { a.fetch_site = site; })) << site;
  }
  EXPECT_FALSE(admits(socket(), [](Approach& a) { a.fetch_site = "cross-site"; }));
}

TEST_F(GateTest, RefusesChangesAndSocketsOfAnotherOrigin) {
  for (const auto* origin : {"", "null", "http://127.0.0.1:4712", "https://127.0.0.1:4711", "http://evil.example"}) {
    EXPECT_FALSE(admits(login(), [&](Approach& a) { a.origin = origin; })) << origin;
    EXPECT_FALSE(admits(socket(), [&](Approach& a) { a.origin = origin; })) << origin;
  }
}

TEST_F(GateTest, TakesACodeOnceAndForAMinute) {
  const auto code = gate.new_code();
  const auto bearer = gate.exchange(code);
  ASSERT_TRUE(bearer);
  EXPECT_TRUE(gate.knows(*bearer));
  EXPECT_FALSE(gate.knows(code)) << "the code itself is no bearer";
  EXPECT_FALSE(gate.exchange(code)) << "twice";
  const auto late = gate.new_code();
  clock.advance(Gate::kCodeLife);
  EXPECT_FALSE(gate.exchange(late)) << "after its time";
  EXPECT_FALSE(gate.exchange(""));
  EXPECT_FALSE(gate.knows(""));
}

}  // namespace
}  // namespace valise::desk
