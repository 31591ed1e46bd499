// Speaker: says texts of the catalogue in one language.
//
// Plural forms follow CLDR. Numbers are written as the language groups them, always in European digits, because they stand beside
// reference numbers, dates and identifiers that people compare character by character. What is put into a text from outside
// (names, addresses, paths) is set apart by U+2068 and U+2069 where its direction could disturb the text around it. A Speaker is
// cheap to copy and belongs to one thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "language/language.hpp"

namespace valise::language {

// Argument is what stands for {name} in a text: a number, or words from outside, which must be harmless to show already.
struct Argument {
  template <std::integral Number>
  Argument(std::string_view parameter, Number number) : name(parameter), value(static_cast<std::int64_t>(number)) {}
  Argument(std::string_view parameter, std::string text) : name(parameter), value(std::move(text)) {}
  Argument(std::string_view parameter, std::string_view text) : name(parameter), value(std::string(text)) {}
  Argument(std::string_view parameter, const char* text) : name(parameter), value(std::string(text)) {}

  std::string name;
  std::variant<std::int64_t, std::string> value;
};

class Speaker {
 public:
  explicit Speaker(Language language = Language::en);

  [[nodiscard]] Language language() const { return language_; }

  // say gives a text with its arguments. An id that is not in the catalogue is given back as it is: a fault, but never silence.
  // The parameter of a plural may come as text of digits.
  [[nodiscard]] std::string say(std::string_view id, std::initializer_list<Argument> arguments = {}) const;
  [[nodiscard]] std::string say(std::string_view id, std::span<const Argument> arguments) const;
  // knows tells whether the catalogue has a text of this id.
  [[nodiscard]] static bool knows(std::string_view id);

  // number and decimal write numbers as the language does: "12,345", "12 345", "1,5".
  [[nodiscard]] std::string number(std::int64_t value) const;
  [[nodiscard]] std::string decimal(double value, int fraction_digits) const;
  // list joins words with the language's comma, each set apart where its direction asks for it.
  [[nodiscard]] std::string list(const std::vector<std::string>& words) const;
  // weekday gives the short name of a day, 1 Monday .. 7 Sunday: "Mon", "lun.".
  [[nodiscard]] std::string weekday(int iso_weekday) const;
  // language_name and country_name give what the language calls another ("sw": "Swahili") and a country ("KE": "Kenya"), by their
  // codes of ISO 639 and ISO 3166; a code that nobody knows is given back.
  [[nodiscard]] std::string language_name(std::string_view code) const;
  [[nodiscard]] std::string country_name(std::string_view code) const;
  // date_time writes an instant, shifted by an offset from UTC, with the month in words: "22 November 2026, 14:05".
  [[nodiscard]] std::string date_time(std::int64_t unix_millis, int utc_offset_minutes = 0) const;
  [[nodiscard]] std::string date(std::int64_t unix_millis, int utc_offset_minutes = 0) const;
  // set_apart gives words from outside as `say` would put them in.
  [[nodiscard]] std::string set_apart(std::string_view words) const;

 private:
  struct Tools;
  Language language_;
  std::shared_ptr<const Tools> tools_;
};

}  // namespace valise::language
