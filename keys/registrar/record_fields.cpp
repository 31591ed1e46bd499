#include "keys/registrar/record_fields.hpp"

#include <algorithm>
#include <array>

#include "keys/calendar/civil.hpp"

namespace valise::registrar {
namespace {

constexpr std::array<std::string_view, 4> kInterpol = {"", "yes", "no", "urgent-only"};  // by number of v1::InterpolChannel

std::string interpol_word(v1::InterpolChannel channel) {
  const auto number = static_cast<std::size_t>(channel);
  return std::string(number < kInterpol.size() ? kInterpol[number] : std::string_view());
}

}  // namespace

bool is_interpol(std::string_view text) { return !text.empty() && std::ranges::find(kInterpol, text) != kInterpol.end(); }

void visit_fields(v1::AuthorityRecord& r, RecordVisitor& v) {
  v.text("authority_id", *r.mutable_authority_id());
  v.text("country", *r.mutable_country());
  v.text("organisation", *r.mutable_organisation());
  v.texts("names", *r.mutable_names());
  v.mandates("mandates", *r.mutable_mandates());
  v.text("postal_address", *r.mutable_postal_address());
  v.text("service_to_contact", *r.mutable_service_to_contact());
  v.text("telephone", *r.mutable_telephone());
  v.text("telephone_24h", *r.mutable_telephone_24h());
  v.text("fax", *r.mutable_fax());
  v.text("email", *r.mutable_email());
  v.text("website", *r.mutable_website());
  v.hours("office_hours", *r.mutable_office_hours());
  v.text("holiday_calendar", *r.mutable_holiday_calendar());
  v.text("time_zone", *r.mutable_time_zone());
  v.list("working_languages", *r.mutable_working_languages());
  v.list("request_languages", *r.mutable_request_languages());
  auto interpol = interpol_word(r.interpol());
  v.interpol("interpol", interpol);
  if (const auto it = std::ranges::find(kInterpol, interpol); it != kInterpol.end()) {
    r.set_interpol(static_cast<v1::InterpolChannel>(it - kInterpol.begin()));
  }
  v.list("accepted_channels", *r.mutable_accepted_channels());
  bool encryption = r.encryption_required();
  v.flag("encryption_required", encryption);
  r.set_encryption_required(encryption);
  bool e_signature = r.e_signature_required();
  v.flag("e_signature_required", e_signature);
  r.set_e_signature_required(e_signature);
  v.texts("execution_requirements", *r.mutable_execution_requirements());
  v.texts("urgent_procedure", *r.mutable_urgent_procedure());
  v.texts("legal_basis", *r.mutable_legal_basis());
  v.list("links", *r.mutable_links());
  v.texts("informal_channels", *r.mutable_informal_channels());
  v.texts("comments", *r.mutable_comments());
  v.date("last_confirmed", *r.mutable_last_confirmed());
}

bool add_interval(std::string_view text, v1::OfficeDay& day) {
  const auto hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return false;
  const auto opens = calendar::parse_clock(text.substr(0, hyphen));
  const auto closes = calendar::parse_clock(text.substr(hyphen + 1));
  if (!opens || !closes) return false;
  auto& added = *day.add_open();
  added.set_opens(static_cast<std::uint32_t>(*opens));
  added.set_closes(static_cast<std::uint32_t>(*closes));
  return true;
}

std::string interval_text(const v1::OpenInterval& interval) {
  return calendar::clock_text(static_cast<int>(interval.opens())) + '-' +
         calendar::clock_text(static_cast<int>(interval.closes()));
}

void in_order_of_the_week(OfficeDays& days) {
  std::sort(days.begin(), days.end(), [](const auto& a, const auto& b) { return a.iso_weekday() < b.iso_weekday(); });
}

}  // namespace valise::registrar
