#include "keys/directory/record_rules.hpp"

#include <set>

#include "keys/directory/address.hpp"
#include "keys/directory/rule_error.hpp"
#include "keys/directory/text.hpp"

namespace valise::directory {
namespace {

using base::fail;
using base::Result;
using Mandates = google::protobuf::RepeatedPtrField<v1::Mandate>;
using OfficeDays = google::protobuf::RepeatedPtrField<v1::OfficeDay>;

constexpr std::uint32_t kMinutesPerDay = 24 * 60;

Result<> refuse(RuleError error, std::string_view field) { return fail(error, std::string(field)); }

using Checks = std::vector<Result<>>;

// first_failure of several checks; every check has been made, which is cheap.
Result<> first_failure(const Checks& checks) {
  const auto it = std::ranges::find_if(checks, [](const Result<>& check) { return !check; });
  return it == checks.end() ? Result<>{} : *it;
}

template <class List>
Result<> check_count(const List& list, std::string_view field) {
  if (list.size() > max_items) return refuse(RuleError::too_many_items, field);
  return {};
}

Result<> check_paragraphs(std::string_view text, Presence presence, std::string_view field) {
  const bool empty = text.empty() && presence == Presence::required;
  if (empty || text.size() > max_paragraphs || !is_paragraphs(text)) return refuse(RuleError::text_invalid, field);
  return {};
}

using TextCheck = Result<> (*)(std::string_view, Presence, std::string_view);
Result<> check_local_texts(const Texts& texts, TextCheck check, std::string_view field) {
  if (auto count = check_count(texts, field); !count) return count;
  std::set<std::string_view> languages;
  for (const auto& text : texts) {
    if (!is_language(text.language()) || !languages.insert(text.language()).second) {
      return refuse(RuleError::language_invalid, field);
    }
    if (auto ok = check(text.text(), Presence::required, field); !ok) return ok;
  }
  return {};
}

Result<> check_long_texts(const Texts& texts, std::string_view field) {
  return check_local_texts(texts, check_paragraphs, field);
}

Result<> check_lines(const Strings& lines, std::string_view field) {
  if (auto count = check_count(lines, field); !count) return count;
  for (const auto& line : lines) {
    if (auto ok = check_line(line, Presence::required, field); !ok) return ok;
  }
  return {};
}

Result<> check_mandates(const Mandates& mandates, std::string_view field) {
  if (auto count = check_count(mandates, field); !count) return count;
  for (const auto& mandate : mandates) {
    if (!is_name(mandate.convention())) return refuse(RuleError::id_invalid, field);
    if (!mandate.function().empty() && !is_name(mandate.function())) return refuse(RuleError::id_invalid, field);
    if (auto ok = check_line(mandate.article(), Presence::optional, field); !ok) return ok;
  }
  return {};
}

bool are_office_hours(const OfficeDays& days) {
  std::set<std::uint32_t> weekdays;
  for (const auto& day : days) {
    if (day.iso_weekday() < 1 || day.iso_weekday() > 7 || !weekdays.insert(day.iso_weekday()).second) return false;
    std::uint32_t closed_since = 0;
    for (const auto& interval : day.open()) {
      if (interval.opens() < closed_since || interval.opens() >= interval.closes()) return false;
      if (interval.closes() > kMinutesPerDay) return false;
      closed_since = interval.closes();
    }
  }
  return true;
}

bool is_time_zone(std::string_view text) {
  return text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
                  c == '-' || c == '/';
         });
}

Result<> check_identity(const v1::AuthorityRecord& record) {
  const auto id = AuthorityId::parse(record.authority_id());
  if (!id) return refuse(RuleError::id_invalid, "authority_id");
  const bool is_country = !id->country().empty();
  if (id->country() != record.country() || is_country != record.organisation().empty()) {
    return refuse(RuleError::country_mismatch, "country");
  }
  return check_line(record.organisation(), Presence::optional, "organisation");
}

Result<> check_office_hours(const OfficeDays& days) {
  if (!are_office_hours(days)) return refuse(RuleError::office_hours_invalid, "office_hours");
  return {};
}

Result<> check_time_zone(std::string_view zone) {
  if (!is_time_zone(zone)) return refuse(RuleError::value_invalid, "time_zone");
  return {};
}

Result<> check_last_confirmed(std::string_view date) {
  if (!date.empty() && !is_date(date)) return refuse(RuleError::date_invalid, "last_confirmed");
  return {};
}

Result<> check_interpol(v1::InterpolChannel channel) {
  if (!v1::InterpolChannel_IsValid(channel)) return refuse(RuleError::value_invalid, "interpol");
  return {};
}

Checks check_all(const v1::AuthorityRecord& record) {
  return {
      check_identity(record),
      check_names(record.names(), "names"),
      check_mandates(record.mandates(), "mandates"),
      check_paragraphs(record.postal_address(), Presence::optional, "postal_address"),
      check_line(record.service_to_contact(), Presence::optional, "service_to_contact"),
      check_line(record.telephone(), Presence::optional, "telephone"),
      check_line(record.telephone_24h(), Presence::optional, "telephone_24h"),
      check_line(record.fax(), Presence::optional, "fax"),
      check_line(record.email(), Presence::optional, "email"),
      check_line(record.website(), Presence::optional, "website"),
      check_office_hours(record.office_hours()),
      check_time_zone(record.time_zone()),
      check_last_confirmed(record.last_confirmed()),
      check_line(record.holiday_calendar(), Presence::optional, "holiday_calendar"),
      check_interpol(record.interpol()),
      check_languages(record.working_languages(), "working_languages"),
      check_languages(record.request_languages(), "request_languages"),
      check_lines(record.accepted_channels(), "accepted_channels"),
      check_long_texts(record.execution_requirements(), "execution_requirements"),
      check_long_texts(record.urgent_procedure(), "urgent_procedure"),
      check_long_texts(record.legal_basis(), "legal_basis"),
      check_lines(record.links(), "links"),
      check_long_texts(record.informal_channels(), "informal_channels"),
      check_long_texts(record.comments(), "comments"),
  };
}

Result<> check_networks(const Strings& networks) {
  if (auto count = check_count(networks, "networks"); !count) return count;
  std::set<std::string_view> seen;
  for (const auto& network : networks) {
    if (!is_name(network) || !seen.insert(network).second) return refuse(RuleError::id_invalid, "networks");
  }
  return {};
}

Result<> check_step(const v1::EscalationStep& step, const v1::Post& post) {
  if (step.officer_ids_size() > max_step_officers) return refuse(RuleError::too_many_items, "escalation");
  if (step.officer_ids().empty() == step.post_id().empty())
    return refuse(RuleError::escalation_invalid, "officer_ids or post_id");
  if (!step.post_id().empty() && !is_name(step.post_id())) return refuse(RuleError::id_invalid, "escalation");
  if (step.post_id() == post.post_id()) return refuse(RuleError::escalation_invalid, "post_id");
  std::set<std::string_view> seen;
  for (const auto& id : step.officer_ids()) {
    if (!is_name(id)) return refuse(RuleError::id_invalid, "escalation");
    if (!seen.insert(id).second) return refuse(RuleError::escalation_invalid, "officer_ids");
  }
  return {};
}

}  // namespace

Result<> check_line(std::string_view text, Presence presence, std::string_view field) {
  const bool empty = text.empty() && presence == Presence::required;
  if (empty || text.size() > max_line || !is_line(text)) return refuse(RuleError::text_invalid, field);
  return {};
}

Result<> check_names(const Texts& names, std::string_view field) {
  if (names.empty()) return refuse(RuleError::value_invalid, field);
  return check_local_texts(names, check_line, field);
}

Result<> check_languages(const Strings& languages, std::string_view field) {
  if (auto count = check_count(languages, field); !count) return count;
  std::set<std::string_view> seen;
  for (const auto& language : languages) {
    if (!is_language(language) || !seen.insert(language).second) return refuse(RuleError::language_invalid, field);
  }
  return {};
}

Result<> check_record(const v1::AuthorityRecord& record) { return first_failure(check_all(record)); }

std::vector<base::Error> record_errors(const v1::AuthorityRecord& record) {
  std::vector<base::Error> out;
  for (auto& check : check_all(record)) {
    if (!check) out.push_back(std::move(check.error()));
  }
  return out;
}

Result<> check_officer(const v1::Officer& officer) {
  return first_failure({check_line(officer.name(), Presence::required, "name"),
                        check_line(officer.title(), Presence::optional, "title"),
                        check_languages(officer.languages(), "languages")});
}

Result<> check_escalation(const v1::Post& post) {
  if (post.escalation_size() > max_escalation_steps) return refuse(RuleError::too_many_items, "escalation");
  std::uint32_t before = 0;
  for (const auto& step : post.escalation()) {
    if (step.after_minutes() <= before || step.after_minutes() > max_escalation_minutes) {
      return refuse(RuleError::escalation_invalid, "after_minutes");
    }
    before = step.after_minutes();
    if (auto ok = check_step(step, post); !ok) return ok;
  }
  return {};
}

Result<> check_post(const v1::Post& post) {
  if (!v1::PostKind_IsValid(post.kind()) || post.kind() == v1::POST_KIND_UNSPECIFIED) {
    return refuse(RuleError::value_invalid, "kind");
  }
  return first_failure({check_names(post.names(), "names"), check_networks(post.networks()),
                        check_languages(post.languages(), "languages"), check_mandates(post.mandates(), "mandates"),
                        check_escalation(post)});
}

}  // namespace valise::directory
