#include "client-sdk/forms/moments.hpp"

#include <charconv>

namespace valise::sdk::forms {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Taker reads a fixed form from the front of a text.
class Taker {
 public:
  explicit Taker(std::string_view text) : rest_(text) {}

  std::optional<int> digits(std::size_t count) {
    int value = 0;
    if (rest_.size() < count || rest_.front() == '-') return std::nullopt;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + count, value);
    if (error != std::errc() || end != rest_.data() + count) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }
  bool take(char c) {
    if (next() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  std::string_view rest_;
};

std::optional<Time> date_of(Taker& text) {
  const auto year = text.digits(4);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = text.digits(2);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = text.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional<Time>(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<minutes> clock_of(Taker& text) {
  const auto hour = text.digits(2);
  if (!hour || !text.take(':')) return std::nullopt;
  const auto minute = text.digits(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return minutes(*hour * 60 + *minute);
}

std::optional<seconds> seconds_of(Taker& text) {
  if (!text.take(':')) return seconds(0);
  const auto value = text.digits(2);
  return value && *value < 60 ? std::optional(seconds(*value)) : std::nullopt;
}

std::optional<minutes> offset_of(Taker& text) {
  if (text.take('Z')) return minutes(0);
  const bool west = text.take('-');
  if (!west && !text.take('+')) return std::nullopt;
  const auto offset = clock_of(text);
  return offset ? std::optional(west ? -*offset : *offset) : std::nullopt;
}

}  // namespace

std::optional<Time> parse_date(std::string_view text) {
  Taker taker(text);
  auto date = date_of(taker);
  return taker.next() == '\0' && text.size() == 10 ? date : std::nullopt;
}

std::optional<Time> parse_moment(std::string_view text) {
  Taker taker(text);
  const auto date = date_of(taker);
  if (!date || !taker.take('T')) return std::nullopt;
  const auto clock = clock_of(taker);
  if (!clock) return std::nullopt;
  const auto second = seconds_of(taker);
  if (!second) return std::nullopt;
  const auto offset = offset_of(taker);
  if (!offset || taker.next() != '\0') return std::nullopt;
  return *date + *clock + *second - *offset;
}

std::string date_text(Time time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  const auto padded = [](unsigned number, std::size_t width) {
    auto text = std::to_string(number);
    return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
  };
  return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-" + padded(static_cast<unsigned>(date.month()), 2) +
         "-" + padded(static_cast<unsigned>(date.day()), 2);
}

}  // namespace valise::sdk::forms
