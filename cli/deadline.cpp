#include "cli/deadline.hpp"

#include <charconv>

#include "cli/globals.hpp"

namespace valise::cli {
namespace {

using std::chrono::minutes;

// Taker reads a fixed form from the front of a text.
class Taker {
 public:
  explicit Taker(std::string_view text) : rest_(text) {}

  std::optional<int> digits(std::size_t count) {
    int value = 0;
    if (rest_.size() < count) return std::nullopt;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + count, value);
    if (error != std::errc() || end != rest_.data() + count || rest_.front() == '-') return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }
  bool any_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == characters.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<minutes> clock_of(Taker& text) {
  const auto hour = text.digits(2);
  if (!hour || !text.any_of(":")) return std::nullopt;
  const auto minute = text.digits(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return minutes(*hour * 60 + *minute);
}

// The offset from UTC.
std::optional<minutes> zone_of(Taker& text) {
  if (text.any_of("Zz")) return minutes(0);
  const bool west = text.next() == '-';
  if (!text.any_of("+-")) return std::nullopt;
  const auto offset = clock_of(text);
  return offset ? std::optional(west ? -*offset : *offset) : std::nullopt;
}

std::optional<Time> parse_moment(Taker text) {
  const auto year = text.digits(4);
  if (!year || !text.any_of("-")) return std::nullopt;
  const auto month = text.digits(2);
  if (!month || !text.any_of("-")) return std::nullopt;
  const auto day = text.digits(2);
  if (!day || !text.any_of("Tt ")) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  const auto clock = clock_of(text);
  if (!clock || !date.ok()) return std::nullopt;
  if (text.any_of(":") && !text.digits(2)) return std::nullopt;
  const auto zone = zone_of(text);
  if (!zone || !text.done()) return std::nullopt;
  return Time(std::chrono::sys_days(date)) + *clock - *zone;
}

}  // namespace

std::optional<Time> parse_deadline(std::string_view text, Time now) {
  if (text.ends_with('d')) {
    const auto days = parse_duration(std::string(text.substr(0, text.size() - 1)) + "h");
    return days && *days <= std::chrono::days(1) * 2 ? std::optional(now + *days * 24) : std::nullopt;
  }
  if (const auto duration = parse_duration(text)) return now + *duration;
  return parse_moment(Taker(text));
}

}  // namespace valise::cli
