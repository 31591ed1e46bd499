#include "cli/progress_bar.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

constexpr std::size_t name_width = 28;
constexpr std::size_t least_width = 60;
constexpr std::size_t fixed_width = name_width + 22;  // around the bar: brackets, percentage, speed
constexpr auto redraw_interval = std::chrono::milliseconds(100);

std::string bar(const ProgressState& state, std::size_t width) {
  const auto done = std::min(state.done, state.total);
  const auto share = state.total == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(state.total);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
  return std::string(full, '#') + std::string(width - full, '.');
}

std::string percentage(const ProgressState& state) {
  if (state.total == 0) return "    ";
  const auto share = static_cast<double>(std::min(state.done, state.total)) / static_cast<double>(state.total);
  return fmt::format("{:3}%", static_cast<int>(share * 100));
}

std::string speed(std::uint64_t bytes, std::chrono::milliseconds elapsed) {
  if (elapsed.count() <= 0) return "";
  return fmt::format("{:.1f} MiB/s", static_cast<double>(bytes) / 1048.576 / static_cast<double>(elapsed.count()));
}

}  // namespace

std::string progress_line(const ProgressState& state, std::size_t width) {
  const auto bar_width = std::max(width, least_width) - fixed_width;
  return fmt::format("{:<{}} [{}] {} {:>12}", first_columns(terminal_line(state.what), name_width - 1), name_width,
                     bar(state, bar_width), percentage(state), speed(state.fresh, state.elapsed));
}

std::string size_text(std::uint64_t bytes, const language::Speaker& speaker) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes) / 1024;
  for (const char* unit : {"KiB", "MiB"}) {
    if (size < 1024) return fmt::format("{} {}", speaker.decimal(size, 1), unit);
    size /= 1024;
  }
  return speaker.decimal(size, 1) + " GiB";
}

void ProgressBar::begin(const std::string& what, std::uint64_t done, Clock::time_point now) {
  finish();
  drawing_ = true;
  what_ = what;
  first_ = done;
  started_ = now;
  drawn_ = now - redraw_interval;
}

void ProgressBar::show(const std::string& what, std::uint64_t done, std::uint64_t total, Clock::time_point now) {
  if (!visible_) return;
  if (!drawing_ || what != what_) begin(what, done, now);
  if (done < total && now - drawn_ < redraw_interval) return;
  drawn_ = now;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
  const auto line = progress_line({what, done, total, done - std::min(first_, done), elapsed}, width_);
  out_ << '\r' << line << "\x1b[K" << std::flush;
}

void ProgressBar::finish() {
  if (!drawing_) return;
  drawing_ = false;
  out_ << '\n' << std::flush;
}

Progress ProgressBar::callback() {
  if (!visible_) return {};
  return [this](const std::string& what, std::uint64_t done, std::uint64_t total) { show(what, done, total); };
}

}  // namespace valise::cli
