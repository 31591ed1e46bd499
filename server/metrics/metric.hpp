// Counter, Gauge, Histogram: what is counted. Any thread may count and read at any time; counting costs one relaxed atomic
// addition (a histogram two), so it may stand on the busiest path. They live as long as their Registry and are never moved.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace valise::server::metrics {

class Counter {
 public:
  void add(std::uint64_t more = 1) { value_.fetch_add(more, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double more) { value_.fetch_add(more, std::memory_order_relaxed); }
  [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// Histogram counts observations by upper bounds, which ascend; what is above the last falls into +Inf.
class Histogram {
 public:
  explicit Histogram(std::span<const double> bounds) : bounds_(bounds.begin(), bounds.end()), counts_(bounds.size() + 1) {}

  void observe(double value) {
    std::size_t bucket = 0;
    while (bucket < bounds_.size() && value > bounds_[bucket]) ++bucket;
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }
  void observe(std::chrono::nanoseconds time) { observe(std::chrono::duration<double>(time).count()); }

  [[nodiscard]] std::span<const double> bounds() const { return bounds_; }
  // count gives those in one bucket alone, from 0 to bounds().size().
  [[nodiscard]] std::uint64_t count(std::size_t bucket) const { return counts_[bucket].load(std::memory_order_relaxed); }
  [[nodiscard]] double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  std::atomic<double> sum_{0};
};

// Bounds in seconds: of work on the disk and of requests, and of what may wait for days.
inline constexpr std::array<double, 13> kWorkSeconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                     0.025,  0.05,    0.1,    0.25,  1.0,    5.0};
inline constexpr std::array<double, 12> kWaitSeconds{0.005, 0.01, 0.025, 0.1,    0.5,      2.0,
                                                     10.0,  60.0, 600.0, 3600.0, 86'400.0, 604'800.0};
// Bounds of how many requests share a commit.
inline constexpr std::array<double, 10> kGroupSizes{1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

}  // namespace valise::server::metrics
