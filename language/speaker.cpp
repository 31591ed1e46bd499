#include "language/speaker.hpp"

#include <unicode/dtfmtsym.h>
#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "language/catalogue.hpp"

namespace valise::language {
namespace {

constexpr std::string_view first_strong_isolate = "\u2068";
constexpr std::string_view pop_isolate = "\u2069";

icu::Locale locale_of(Language language) {
  // Chinese as the United Nations write it; European digits in Arabic, too.
  switch (language) {
    case Language::ar: return icu::Locale("ar@numbers=latn");
    case Language::zh: return icu::Locale("zh_Hans");
    default: return icu::Locale(std::string(code_of(language)).c_str());
  }
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// A character disturbs a text if it runs against it; in a text from right to left also a digit, which would drag signs along.
bool disturbs(UChar32 c, bool right_to_left) {
  switch (u_charDirection(c)) {
    case U_LEFT_TO_RIGHT:
    case U_EUROPEAN_NUMBER: return right_to_left;
    case U_RIGHT_TO_LEFT:
    case U_RIGHT_TO_LEFT_ARABIC:
    case U_ARABIC_NUMBER: return !right_to_left;
    default: return false;
  }
}

bool disturbs(std::string_view text, bool right_to_left) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, i, size, c);
    if (disturbs(c, right_to_left)) return true;
  }
  return false;
}

std::optional<std::int64_t> number_in(const Argument& argument) {
  if (const auto* number = std::get_if<std::int64_t>(&argument.value)) return *number;
  const auto& text = std::get<std::string>(argument.value);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

const Argument* named(std::span<const Argument> arguments, std::string_view name) {
  const auto found = std::ranges::find(arguments, name, &Argument::name);
  return found == arguments.end() ? nullptr : &*found;
}

}  // namespace

// Made once for a language: ICU's objects are dear.
struct Speaker::Tools {
  explicit Tools(const icu::Locale& given) : locale(given) {
    UErrorCode status = U_ZERO_ERROR;
    plurals.reset(icu::PluralRules::forLocale(locale, status));
    numbers = icu::number::NumberFormatter::withLocale(locale);
    const icu::DateFormatSymbols symbols(locale, status);
    std::int32_t count = 0;
    const auto* names = symbols.getShortWeekdays(count);  // from 1, Sunday
    for (std::size_t i = 0; U_SUCCESS(status) && count > 7 && i < weekdays.size(); ++i) weekdays[i] = utf8(names[i + 1]);
  }

  [[nodiscard]] Category category(std::int64_t number) const {
    if (!plurals) return Category::other;
    const auto name = utf8(plurals->select(static_cast<double>(number)));
    const auto at = std::ranges::find(category_names, name);
    return at == category_names.end() ? Category::other : static_cast<Category>(at - category_names.begin());
  }

  icu::Locale locale;
  std::unique_ptr<icu::PluralRules> plurals;
  icu::number::LocalizedNumberFormatter numbers;
  std::array<std::string, 7> weekdays;  // from Sunday
};

Speaker::Speaker(Language language) : language_(language), tools_(std::make_shared<Tools>(locale_of(language))) {}

std::string Speaker::say(std::string_view id, std::initializer_list<Argument> arguments) const {
  return say(id, std::span(arguments.begin(), arguments.size()));
}

std::string Speaker::say(std::string_view id, std::span<const Argument> arguments) const {
  const Entry* entry = find(id);
  if (entry == nullptr) return std::string(id);
  const auto* counted = named(arguments, entry->plural);
  const auto count = counted != nullptr ? number_in(*counted) : std::nullopt;
  const auto category = count ? tools_->category(*count) : Category::other;
  const char* text = entry->form(language_, category);
  std::string_view rest = text != nullptr ? text : entry->form(Language::en, category);
  std::string out;
  for (;;) {
    const auto open = rest.find('{');
    const auto close = rest.find('}', std::min(open, rest.size()));
    out += rest.substr(0, open);
    if (close == std::string_view::npos) return out;
    const auto name = rest.substr(open + 1, close - open - 1);
    const auto* argument = named(arguments, name);
    if (argument == nullptr) {
      out += rest.substr(open, close - open + 1);
    } else if (const auto* words = std::get_if<std::string>(&argument->value);
               words != nullptr && !(count && argument == counted)) {
      out += set_apart(*words);
    } else {
      out += number(number_in(*argument).value_or(0));
    }
    rest.remove_prefix(close + 1);
  }
}

bool Speaker::knows(std::string_view id) { return find(id) != nullptr; }

std::string Speaker::number(std::int64_t value) const {
  UErrorCode status = U_ZERO_ERROR;
  auto out = utf8(tools_->numbers.formatInt(value, status).toString(status));
  return U_SUCCESS(status) ? out : std::to_string(value);
}

std::string Speaker::decimal(double value, int fraction_digits) const {
  UErrorCode status = U_ZERO_ERROR;
  const auto format = tools_->numbers.precision(icu::number::Precision::fixedFraction(fraction_digits));
  auto out = utf8(format.formatDouble(value, status).toString(status));
  return U_SUCCESS(status) ? out : std::to_string(value);
}

std::string Speaker::list(const std::vector<std::string>& words) const {
  const std::string_view comma = language_ == Language::ar ? "، " : language_ == Language::zh ? "、" : ", ";
  std::string out;
  for (const auto& word : words) {
    if (&word != words.data()) out += comma;
    out += set_apart(word);
  }
  return out;
}

std::string Speaker::weekday(int iso_weekday) const {
  return tools_->weekdays.at(static_cast<std::size_t>((iso_weekday % 7 + 7) % 7));
}

namespace {

// ICU makes something of any text; only codes are to be named.
bool is_code(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return (text.size() == 2 || text.size() == 3) && std::ranges::all_of(text, is_letter);
}

}  // namespace

std::string Speaker::language_name(std::string_view code) const {
  if (!is_code(code)) return std::string(code);
  icu::UnicodeString out;
  return utf8(icu::Locale(std::string(code).c_str()).getDisplayLanguage(tools_->locale, out));
}

std::string Speaker::country_name(std::string_view code) const {
  if (!is_code(code)) return std::string(code);
  icu::UnicodeString out;
  return utf8(icu::Locale("", std::string(code).c_str()).getDisplayCountry(tools_->locale, out));
}

namespace {

std::string formatted(const icu::Locale& locale, const char* skeleton, std::int64_t unix_millis, int utc_offset_minutes) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createInstanceForSkeleton(skeleton, locale, status));
  if (U_FAILURE(status) || !format) return {};
  format->adoptTimeZone(icu::TimeZone::getGMT()->clone());
  icu::UnicodeString out;
  format->format(static_cast<UDate>(unix_millis + std::int64_t{utc_offset_minutes} * 60'000), out);
  return utf8(out);
}

}  // namespace

std::string Speaker::date_time(std::int64_t unix_millis, int utc_offset_minutes) const {
  return formatted(tools_->locale, "yMMMMdHHmm", unix_millis, utc_offset_minutes);
}

std::string Speaker::date(std::int64_t unix_millis, int utc_offset_minutes) const {
  return formatted(tools_->locale, "yMMMMd", unix_millis, utc_offset_minutes);
}

std::string Speaker::set_apart(std::string_view words) const {
  if (!disturbs(words, is_right_to_left(language_))) return std::string(words);
  return std::string(first_strong_isolate) + std::string(words) + std::string(pop_isolate);
}

}  // namespace valise::language
