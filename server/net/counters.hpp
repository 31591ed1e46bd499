// Counters: what the relay refused, and why. May be read from any thread; nothing in them tells of anybody.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace valise::server::net {

// Metered is what is counted in a time (core::Quotas).
enum class Metered : std::uint8_t { request, message, commit, claim, claim_of_one, traffic, login, statement, anonymous };
inline constexpr std::size_t kMetered = 9;

struct Counters {
  using Counter = std::atomic<std::uint64_t>;

  std::array<Counter, kMetered> over_quota{};  // requests refused with QUOTA, by what was used up
  Counter over_stored_quota{0};                // the same, since too much of theirs is kept here
  Counter over_sessions{0};                    // authentications, since the authority has too many sessions
  Counter busy{0};                             // requests refused with BUSY: too many under way
  Counter frames_refused{0};                   // not a frame, or too large
  Counter authentications_refused{0};

  void refused(Metered what) { ++over_quota[static_cast<std::size_t>(what)]; }
};

}  // namespace valise::server::net
