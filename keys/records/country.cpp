#include "keys/records/country.hpp"

#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/uregion.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>

namespace valise::records {
namespace {

struct Country {
  std::string_view code;
  std::string_view name;
};
constexpr auto kCountries = std::to_array<Country>({
#include "keys/records/countries.inc"
});
static_assert(std::ranges::is_sorted(kCountries, {}, &Country::code));

const Country* find(std::string_view code) {
  const auto* it = std::ranges::lower_bound(kCountries, code, {}, &Country::code);
  return it != kCountries.end() && it->code == code ? it : nullptr;
}

bool is_known_script(const char* script) {
  if (*script == '\0') return true;
  UScriptCode code{};
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getCode(script, &code, 1, &status) == 1 && U_SUCCESS(status);
}

bool is_known_region(const char* region) {
  if (*region == '\0') return true;
  UErrorCode status = U_ZERO_ERROR;
  const auto* known = uregion_getRegionFromCode(region, &status);
  return U_SUCCESS(status) && known != nullptr && uregion_getType(known) != URGN_UNKNOWN;
}

}  // namespace

bool is_country(std::string_view code) { return find(code) != nullptr; }

std::string country_name(std::string_view code, std::string_view language) {
  const auto* country = find(code);
  if (country == nullptr) return {};
  const icu::Locale place("", country->code.data());
  icu::UnicodeString name;
  place.getDisplayCountry(icu::Locale(std::string(language).c_str()), name);
  std::string out;
  name.toUTF8String(out);
  return out.empty() || out == code ? std::string(country->name) : out;
}

bool is_known_language(std::string_view tag) {
  const std::string text(tag);
  char locale[ULOC_FULLNAME_CAPACITY] = {};
  std::int32_t parsed = 0;
  UErrorCode status = U_ZERO_ERROR;
  uloc_forLanguageTag(text.c_str(), locale, sizeof locale, &parsed, &status);
  if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING || parsed != static_cast<std::int32_t>(text.size()))
    return false;
  const icu::Locale known(locale);
  return *uloc_getISO3Language(locale) != '\0' && is_known_script(known.getScript()) && is_known_region(known.getCountry());
}

}  // namespace valise::records
