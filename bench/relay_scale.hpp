// Scale says how long everything takes, and what is the same for the relay and its peers.
#pragma once

#include "bench/relay_load.hpp"

namespace valise::bench {

inline constexpr std::size_t kSenders = 8;
inline constexpr std::size_t kRecipients = 8;
inline constexpr std::size_t kWindow = 64;
inline constexpr std::uint64_t kUnbounded = std::uint64_t{1} << 40U;
inline constexpr Seconds kSettling{1};  // after W1, counted as the server's processor time: some do part of the work later

struct Scale {
  Seconds disk{1.5};
  Throughput echo{.window = kWindow, .messages = kUnbounded, .time = Seconds(4)};
  Throughput echo_serial{.window = 1, .messages = kUnbounded, .time = Seconds(3)};
  Throughput warm_up{.window = kWindow, .messages = 400 / kSenders, .time = Seconds(10)};
  Throughput w1{.window = kWindow, .messages = 100'000 / kSenders, .time = Seconds(10)};
  Throughput w1_serial{.window = 1, .messages = kUnbounded, .time = Seconds(5)};
  OpenLoop w1_latency{.per_second = 200, .messages = 2000};
  Throughput w2{.window = kWindow, .messages = 10'000 / kSenders, .time = Seconds(15)};
  // what follows is the relay's alone
  std::size_t authorities = 1740;
  std::vector<std::size_t> connections{2000, 10'000};  // W3, idle at the same time
  Seconds idle{5};
  std::vector<std::size_t> stored{1000, 100'000, 1'000'000};  // messages in the store
  std::size_t messages_at_depth = 8000;
  std::size_t attachment_chunks = 64;
};

[[nodiscard]] inline Scale quick() {
  return {.disk = Seconds(0.2),
          .echo = {.window = kWindow, .messages = 200, .time = Seconds(1)},
          .echo_serial = {.window = 1, .messages = 50, .time = Seconds(0.5)},
          .warm_up = {.window = kWindow, .messages = 10, .time = Seconds(1)},
          .w1 = {.window = kWindow, .messages = 100, .time = Seconds(1)},
          .w1_serial = {.window = 1, .messages = 20, .time = Seconds(0.5)},
          .w1_latency = {.per_second = 200, .messages = 100},
          .w2 = {.window = kWindow, .messages = 50, .time = Seconds(1)},
          .authorities = 20,
          .connections = {40, 100},
          .idle = Seconds(0.2),
          .stored = {100, 500},
          .messages_at_depth = 200,
          .attachment_chunks = 4};
}

// only_latency measures W1lat and what stands beside it, and next to nothing else (bench/latency_trace.py).
[[nodiscard]] inline Scale only_latency() {
  Scale out = quick();
  out.disk = Seconds(0.5);
  out.warm_up.messages = 50;
  out.w1_latency = Scale{}.w1_latency;
  return out;
}

// only_attachments moves attachments, long enough for a profile, and does next to nothing else.
[[nodiscard]] inline Scale only_attachments() {
  Scale out = quick();
  out.attachment_chunks = 256;  // the largest
  return out;
}

// only_deep goes to ten million messages: a quarter of an hour, and 20 GB of disk.
[[nodiscard]] inline Scale only_deep() {
  Scale out;
  out.stored.push_back(10'000'000);
  return out;
}

}  // namespace valise::bench
