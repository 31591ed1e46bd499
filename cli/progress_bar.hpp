// A progress bar of one line on standard error: name, bar, percentage, speed. Drawn only for a person at a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include "language/speaker.hpp"
#include "valise/messages.hpp"

namespace valise::cli {

struct ProgressState {
  std::string what;  // may be a peer's file name
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // bytes; 0 if not known
  std::uint64_t fresh = 0;  // of `done`, in `elapsed`; what was there before does not count as speed
  std::chrono::milliseconds elapsed{};
};

// progress_line draws a state within `width` columns: "draft.pdf   [#####.....]  50%   3.1 MiB/s". The name is made harmless.
[[nodiscard]] std::string progress_line(const ProgressState& state, std::size_t width);
// size_text gives "17 B", "1.5 KiB", "3.1 MiB".
[[nodiscard]] std::string size_text(std::uint64_t bytes, const language::Speaker& speaker);

// ProgressBar redraws at most ten times a second, starts a new line for each new name, and leaves whole lines behind.
class ProgressBar {
 public:
  using Clock = std::chrono::steady_clock;

  ProgressBar(std::ostream& out, bool visible, std::size_t width = 78) : out_(out), visible_(visible), width_(width) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { finish(); }

  void show(const std::string& what, std::uint64_t done, std::uint64_t total, Clock::time_point now = Clock::now());
  // finish ends the line that is being drawn, if any.
  void finish();
  // callback refers to this object and must not outlive it; empty where nothing is to be shown.
  [[nodiscard]] Progress callback();

 private:
  void begin(const std::string& what, std::uint64_t done, Clock::time_point now);

  std::ostream& out_;
  bool visible_;
  std::size_t width_;
  bool drawing_ = false;
  std::string what_;
  std::uint64_t first_ = 0;  // where this run began
  Clock::time_point started_;
  Clock::time_point drawn_;
};

}  // namespace valise::cli
