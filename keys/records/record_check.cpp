#include "keys/records/record_check.hpp"

#include <algorithm>

#include "keys/calendar/zone.hpp"
#include "keys/directory/address.hpp"
#include "keys/directory/record_rules.hpp"
#include "keys/records/country.hpp"
#include "keys/records/mandates.hpp"

namespace valise::records {
namespace {

using directory::Strings;
using directory::Texts;

class Faults {
 public:
  void add(std::string_view field, std::string_view reason, int item = -1) {
    const bool said = std::ranges::any_of(found_, [&](const RecordFault& f) { return f.field == field && f.item == item; });
    if (!said) found_.push_back({std::string(field), item, std::string(reason)});
  }
  // has tells whether a field as a whole broke a rule of the directory; then nothing finer is said about it.
  [[nodiscard]] bool has(std::string_view field) const {
    return std::ranges::any_of(found_, [&](const RecordFault& f) { return f.field == field; });
  }
  [[nodiscard]] std::vector<RecordFault> take() { return std::move(found_); }

 private:
  std::vector<RecordFault> found_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// International form: +254 20 273 2090, ext. 4
bool is_telephone(std::string_view text) {
  const auto digits = std::ranges::count_if(text, is_digit);
  return text.starts_with('+') && digits >= 6 && digits <= 24;
}
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  const bool one = at != std::string_view::npos && text.find('@', at + 1) == std::string_view::npos;
  return one && at > 0 && text.find('.', at) != std::string_view::npos && text.back() != '.' &&
         text.find(' ') == std::string_view::npos;
}
bool is_link(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.find(' ') == std::string_view::npos;
}

void check_languages(Faults& faults, const Strings& languages, std::string_view field) {
  if (faults.has(field)) return;
  for (int i = 0; i < languages.size(); ++i) {
    if (!is_known_language(languages[i])) faults.add(field, "there is no such language (BCP 47)", i);
  }
}

void check_texts(Faults& faults, const Texts& texts, std::string_view field) {
  if (faults.has(field)) return;
  for (int i = 0; i < texts.size(); ++i) {
    if (!is_known_language(texts[i].language())) faults.add(field, "there is no such language (BCP 47)", i);
  }
}

void check_names(Faults& faults, const Texts& names) {
  check_texts(faults, names, "names");
  const auto is_official = [](const v1::LocalText& name) {
    const auto language = name.language().substr(0, name.language().find('-'));
    return std::ranges::any_of(std::initializer_list<std::string_view>{"ar", "en", "es", "fr", "ru", "zh"},
                               [&](std::string_view official) { return language == official; });
  };
  if (!faults.has("names") && std::ranges::none_of(names, is_official)) {
    faults.add("names", "a name in Arabic, Chinese, English, French, Russian or Spanish is missing");
  }
}

void check_identity(Faults& faults, const v1::AuthorityRecord& record) {
  if (!record.country().empty() && !is_country(record.country())) faults.add("country", "ISO 3166-1 has no such code");
  check_names(faults, record.names());
  if (faults.has("mandates")) return;
  for (int i = 0; i < record.mandates_size(); ++i) {
    if (const auto fault = mandate_fault(record.mandates(i))) faults.add("mandates", *fault, i);
  }
}

void check_contact(Faults& faults, const v1::AuthorityRecord& record) {
  const auto wanted = [&](const std::string& value, std::string_view field, bool (*fits)(std::string_view),
                          std::string_view reason) {
    if (!value.empty() && !fits(value)) faults.add(field, reason);
  };
  constexpr std::string_view number = "a number is written in the international form, such as +254 20 273 2090";
  wanted(record.telephone(), "telephone", is_telephone, number);
  wanted(record.telephone_24h(), "telephone_24h", is_telephone, number);
  wanted(record.fax(), "fax", is_telephone, number);
  wanted(record.email(), "email", is_email, "this is not an e-mail address");
  wanted(record.website(), "website", is_link, "a website begins with https:// or http://");
  for (int i = 0; i < record.links_size(); ++i) {
    if (!is_link(record.links(i))) faults.add("links", "a link begins with https:// or http://", i);
  }
}

void check_time(Faults& faults, const v1::AuthorityRecord& record, calendar::LocalDay today) {
  if (!record.time_zone().empty() && !calendar::Zone::find(record.time_zone())) {
    faults.add("time_zone", "there is no such IANA time zone");
  }
  if (record.time_zone().empty() && !record.office_hours().empty())
    faults.add("time_zone", "office hours mean nothing without one");
  if (!record.holiday_calendar().empty() && !directory::is_name(record.holiday_calendar())) {
    faults.add("holiday_calendar", "a calendar is named like ke, or de-by");
  }
  const auto confirmed = calendar::parse_day(record.last_confirmed());
  if (confirmed && *confirmed > today + std::chrono::days(1)) faults.add("last_confirmed", "the date lies in the future");
}

}  // namespace

std::vector<RecordFault> record_faults(const v1::AuthorityRecord& record, calendar::LocalDay today) {
  Faults faults;
  for (const auto& error : directory::record_errors(record)) faults.add(error.context, error.code.message());
  check_identity(faults, record);
  check_contact(faults, record);
  check_time(faults, record, today);
  check_languages(faults, record.working_languages(), "working_languages");
  check_languages(faults, record.request_languages(), "request_languages");
  check_texts(faults, record.execution_requirements(), "execution_requirements");
  check_texts(faults, record.urgent_procedure(), "urgent_procedure");
  check_texts(faults, record.legal_basis(), "legal_basis");
  check_texts(faults, record.informal_channels(), "informal_channels");
  check_texts(faults, record.comments(), "comments");
  return faults.take();
}

}  // namespace valise::records
