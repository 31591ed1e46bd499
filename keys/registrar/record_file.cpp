#include "keys/registrar/record_file.hpp"

#include <toml++/toml.h>

#include <functional>
#include <map>
#include <sstream>

#include "keys/directory/record_rules.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::Strings;
using directory::Texts;

constexpr std::string_view kWeekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
constexpr std::string_view kInterpol[] = {"", "yes", "no", "urgent-only"};

// Reading gathers the first failure with its place.
class Reading {
 public:
  explicit Reading(std::string_view file) : file_(file) {}

  [[nodiscard]] std::string place(const toml::node& node, std::string_view field) const {
    return file_ + ':' + std::to_string(node.source().begin.line) + ": " + std::string(field);
  }
  void refuse(RecordFileError error, const toml::node& node, std::string_view field) {
    if (result_) result_ = fail(error, place(node, field));
  }
  [[nodiscard]] const Result<>& result() const { return result_; }

 private:
  std::string file_;
  Result<> result_;
};

using ReadField = std::function<void(Reading&, const toml::node&, std::string_view)>;

ReadField text(std::string* out) {
  return [out](Reading& reading, const toml::node& node, std::string_view field) {
    if (const auto* value = node.as_string()) {
      *out = value->get();
    } else {
      reading.refuse(RecordFileError::wrong_type, node, field);
    }
  };
}
ReadField flag(const std::function<void(bool)>& set) {
  return [set](Reading& reading, const toml::node& node, std::string_view field) {
    if (const auto* value = node.as_boolean()) return set(value->get());
    reading.refuse(RecordFileError::wrong_type, node, field);
  };
}
ReadField date(std::string* out) {
  return [out](Reading& reading, const toml::node& node, std::string_view field) {
    if (const auto* value = node.as_date()) {
      std::ostringstream formatted;
      formatted << value->get();
      *out = formatted.str();
    } else {
      text(out)(reading, node, field);
    }
  };
}
ReadField list(Strings* out) {
  return [out](Reading& reading, const toml::node& node, std::string_view field) {
    const auto* items = node.as_array();
    if (items == nullptr) return reading.refuse(RecordFileError::wrong_type, node, field);
    for (const auto& item : *items) text(out->Add())(reading, item, field);
  };
}
ReadField texts(Texts* out) {
  return [out](Reading& reading, const toml::node& node, std::string_view field) {
    const auto* table = node.as_table();
    if (table == nullptr) return reading.refuse(RecordFileError::wrong_type, node, field);
    for (const auto& [language, value] : *table) {
      auto& added = *out->Add();
      added.set_language(std::string(language.str()));
      text(added.mutable_text())(reading, value, field);
    }
  };
}

void read_mandate(Reading& reading, const toml::table& table, v1::Mandate& out) {
  for (const auto& [key, value] : table) {
    const auto name = "mandates." + std::string(key.str());
    if (key == "convention") {
      text(out.mutable_convention())(reading, value, name);
    } else if (key == "article") {
      text(out.mutable_article())(reading, value, name);
    } else if (key == "function") {
      text(out.mutable_function())(reading, value, name);
    } else {
      reading.refuse(RecordFileError::unknown_field, value, name);
    }
  }
}
ReadField mandates(v1::AuthorityRecord& record) {
  return [&record](Reading& reading, const toml::node& node, std::string_view field) {
    const auto* items = node.as_array();
    if (items == nullptr) return reading.refuse(RecordFileError::wrong_type, node, field);
    for (const auto& item : *items) {
      if (!item.is_table()) return reading.refuse(RecordFileError::wrong_type, item, field);
      read_mandate(reading, *item.as_table(), *record.add_mandates());
    }
  };
}

std::optional<std::uint32_t> parse_minutes(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const auto number = [&](std::size_t i) { return static_cast<std::uint32_t>((text[i] - '0') * 10 + (text[i + 1] - '0')); };
  if (number(3) > 59 || number(0) * 60 + number(3) > 24 * 60) return std::nullopt;
  return number(0) * 60 + number(3);
}
void read_interval(Reading& reading, const toml::node& node, v1::OfficeDay& day) {
  const auto* value = node.as_string();
  if (value == nullptr) return reading.refuse(RecordFileError::wrong_type, node, "office_hours");
  const std::string_view interval = value->get();
  const auto hyphen = interval.find('-');
  const auto opens = parse_minutes(interval.substr(0, hyphen));
  const auto closes = hyphen == std::string_view::npos ? std::nullopt : parse_minutes(interval.substr(hyphen + 1));
  if (!opens || !closes) return reading.refuse(RecordFileError::bad_interval, node, "office_hours");
  auto& added = *day.add_open();
  added.set_opens(*opens);
  added.set_closes(*closes);
}
ReadField office_hours(v1::AuthorityRecord& record) {
  return [&record](Reading& reading, const toml::node& node, std::string_view field) {
    const auto* table = node.as_table();
    if (table == nullptr) return reading.refuse(RecordFileError::wrong_type, node, field);
    for (const auto& [key, value] : *table) {
      if (std::ranges::find(kWeekdays, key.str()) == std::end(kWeekdays)) {
        return reading.refuse(RecordFileError::bad_weekday, value, field);
      }
    }
    for (std::uint32_t day = 1; day <= 7; ++day) {  // in the order of the week, so that the file's order does not matter
      const auto* intervals = table->get(kWeekdays[day - 1]);
      if (intervals == nullptr) continue;
      if (!intervals->is_array()) return reading.refuse(RecordFileError::wrong_type, *intervals, field);
      auto& added = *record.add_office_hours();
      added.set_iso_weekday(day);
      for (const auto& interval : *intervals->as_array()) read_interval(reading, interval, added);
    }
  };
}
ReadField interpol(v1::AuthorityRecord& record) {
  return [&record](Reading& reading, const toml::node& node, std::string_view field) {
    std::string value;
    text (&value)(reading, node, field);
    const auto it = std::ranges::find(kInterpol, value);
    if (value.empty() || it == std::end(kInterpol)) return reading.refuse(RecordFileError::bad_interpol, node, field);
    record.set_interpol(static_cast<v1::InterpolChannel>(it - std::begin(kInterpol)));
  };
}

std::map<std::string, ReadField, std::less<>> fields_of(v1::AuthorityRecord& r) {
  return {
      {"authority_id", text(r.mutable_authority_id())},
      {"country", text(r.mutable_country())},
      {"organisation", text(r.mutable_organisation())},
      {"names", texts(r.mutable_names())},
      {"mandates", mandates(r)},
      {"postal_address", text(r.mutable_postal_address())},
      {"service_to_contact", text(r.mutable_service_to_contact())},
      {"telephone", text(r.mutable_telephone())},
      {"telephone_24h", text(r.mutable_telephone_24h())},
      {"fax", text(r.mutable_fax())},
      {"email", text(r.mutable_email())},
      {"website", text(r.mutable_website())},
      {"office_hours", office_hours(r)},
      {"holiday_calendar", text(r.mutable_holiday_calendar())},
      {"time_zone", text(r.mutable_time_zone())},
      {"working_languages", list(r.mutable_working_languages())},
      {"request_languages", list(r.mutable_request_languages())},
      {"interpol", interpol(r)},
      {"accepted_channels", list(r.mutable_accepted_channels())},
      {"encryption_required", flag([&r](bool on) { r.set_encryption_required(on); })},
      {"e_signature_required", flag([&r](bool on) { r.set_e_signature_required(on); })},
      {"execution_requirements", texts(r.mutable_execution_requirements())},
      {"urgent_procedure", texts(r.mutable_urgent_procedure())},
      {"legal_basis", texts(r.mutable_legal_basis())},
      {"links", list(r.mutable_links())},
      {"informal_channels", texts(r.mutable_informal_channels())},
      {"comments", texts(r.mutable_comments())},
      {"last_confirmed", date(r.mutable_last_confirmed())},
  };
}

// The library reports by exception.
Result<toml::table> parse_toml(std::string_view text, std::string_view file_name) {
  try {
    return toml::parse(text, file_name);
  } catch (const toml::parse_error& error) {
    const auto line = std::to_string(error.source().begin.line);
    return fail(RecordFileError::not_toml, std::string(file_name) + ':' + line);
  }
}

// The rule's error, at the line of the field that it names.
base::Unexpected bad_value(const Reading& reading, const toml::table& table, const base::Error& error) {
  const auto* node = table.get(error.context);
  return fail(RecordFileError::bad_value,
              reading.place(node == nullptr ? static_cast<const toml::node&>(table) : *node, error.message()));
}

// ---- writing ----

toml::array to_array(const Strings& items) {
  toml::array out;
  for (const auto& item : items) out.push_back(item);
  return out;
}
toml::table to_table(const Texts& items) {
  toml::table out;
  for (const auto& item : items) out.insert(item.language(), item.text());
  return out;
}
std::string to_clock(std::uint32_t minutes) {
  const auto two = [](std::uint32_t n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return two(minutes / 60) + ':' + two(minutes % 60);
}
toml::table to_table(const google::protobuf::RepeatedPtrField<v1::OfficeDay>& days) {
  toml::table out;
  for (const auto& day : days) {
    if (day.iso_weekday() < 1 || day.iso_weekday() > 7) continue;
    toml::array intervals;
    for (const auto& interval : day.open()) intervals.push_back(to_clock(interval.opens()) + '-' + to_clock(interval.closes()));
    out.insert(kWeekdays[day.iso_weekday() - 1], std::move(intervals));
  }
  return out;
}
toml::array to_array(const google::protobuf::RepeatedPtrField<v1::Mandate>& mandates) {
  toml::array out;
  for (const auto& mandate : mandates) {
    toml::table table{{"convention", mandate.convention()}};
    if (!mandate.article().empty()) table.insert("article", mandate.article());
    if (!mandate.function().empty()) table.insert("function", mandate.function());
    out.push_back(std::move(table));
  }
  return out;
}

void put(toml::table& out, std::string_view key, const std::string& value) {
  if (!value.empty()) out.insert(key, value);
}
void put(toml::table& out, std::string_view key, const Strings& value) {
  if (!value.empty()) out.insert(key, to_array(value));
}
void put(toml::table& out, std::string_view key, const Texts& value) {
  if (!value.empty()) out.insert(key, to_table(value));
}

}  // namespace

Result<v1::AuthorityRecord> parse_record(std::string_view toml, std::string_view file_name) {
  auto parsed = parse_toml(toml, file_name);
  if (!parsed) return pass_on(parsed);
  v1::AuthorityRecord record;
  const auto fields = fields_of(record);
  Reading reading(file_name);
  for (const auto& [key, value] : *parsed) {
    const auto field = fields.find(key.str());
    if (field == fields.end()) {
      reading.refuse(RecordFileError::unknown_field, value, key.str());
    } else {
      field->second(reading, value, key.str());
    }
  }
  if (!reading.result()) return base::Unexpected(reading.result().error());
  if (auto checked = directory::check_record(record); !checked) return bad_value(reading, *parsed, checked.error());
  return record;
}

std::string format_record(const v1::AuthorityRecord& r) {
  toml::table out;
  put(out, "authority_id", r.authority_id());
  put(out, "country", r.country());
  put(out, "organisation", r.organisation());
  put(out, "names", r.names());
  if (!r.mandates().empty()) out.insert("mandates", to_array(r.mandates()));
  put(out, "postal_address", r.postal_address());
  put(out, "service_to_contact", r.service_to_contact());
  put(out, "telephone", r.telephone());
  put(out, "telephone_24h", r.telephone_24h());
  put(out, "fax", r.fax());
  put(out, "email", r.email());
  put(out, "website", r.website());
  if (!r.office_hours().empty()) out.insert("office_hours", to_table(r.office_hours()));
  put(out, "holiday_calendar", r.holiday_calendar());
  put(out, "time_zone", r.time_zone());
  put(out, "working_languages", r.working_languages());
  put(out, "request_languages", r.request_languages());
  const auto interpol = static_cast<std::size_t>(r.interpol());
  if (interpol > 0 && interpol < std::size(kInterpol)) out.insert("interpol", kInterpol[interpol]);
  put(out, "accepted_channels", r.accepted_channels());
  if (r.encryption_required()) out.insert("encryption_required", true);
  if (r.e_signature_required()) out.insert("e_signature_required", true);
  put(out, "execution_requirements", r.execution_requirements());
  put(out, "urgent_procedure", r.urgent_procedure());
  put(out, "legal_basis", r.legal_basis());
  put(out, "links", r.links());
  put(out, "informal_channels", r.informal_channels());
  put(out, "comments", r.comments());
  put(out, "last_confirmed", r.last_confirmed());
  std::ostringstream text;
  text << out << '\n';
  return text.str();
}

}  // namespace valise::registrar
