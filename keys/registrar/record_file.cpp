#include "keys/registrar/record_file.hpp"

#include <set>
#include <sstream>

#include "keys/records/record_check.hpp"
#include "keys/registrar/record_fields.hpp"
#include "keys/registrar/toml_reading.hpp"

namespace valise::registrar {
namespace {

using directory::Strings;
using directory::Texts;

class RecordReading final : public RecordVisitor {
 public:
  RecordReading(const toml::table& table, std::string_view file, Problems& problems) : table_(table), reading_(file, problems) {}

  void text(std::string_view field, std::string& value) override {
    if (const auto* node = find(field)) value = reading_.text(*node, field).value_or("");
  }
  void date(std::string_view field, std::string& value) override {
    const auto* node = find(field);
    if (node == nullptr) return;
    if (const auto* date = node->as_date()) {
      std::ostringstream formatted;
      formatted << date->get();
      value = formatted.str();
    } else {
      value = reading_.text(*node, field).value_or("");
    }
  }
  void interpol(std::string_view field, std::string& value) override {
    text(field, value);
    if (const auto* node = find(field); node != nullptr && node->is_string() && !is_interpol(value)) {
      reading_.refuse(*node, field, "INTERPOL is yes, no or urgent-only");
    }
  }
  void flag(std::string_view field, bool& value) override {
    if (const auto* node = find(field)) value = reading_.flag(*node, field).value_or(false);
  }
  void list(std::string_view field, Strings& value) override {
    const auto* node = find(field);
    if (node == nullptr) return;
    for (auto& item : reading_.texts(*node, field)) *value.Add() = std::move(item);
  }
  void texts(std::string_view field, Texts& value) override {
    const auto* node = find(field);
    const auto* table = node == nullptr ? nullptr : reading_.table(*node, field);
    if (table == nullptr) return;
    for (const auto& [language, text] : *table) {
      auto& added = *value.Add();
      added.set_language(std::string(language.str()));
      added.set_text(reading_.text(text, field).value_or(""));
    }
  }
  void mandates(std::string_view field, Mandates& value) override {
    const auto* node = find(field);
    const auto* items = node == nullptr ? nullptr : reading_.list(*node, field);
    if (items == nullptr) return;
    for (const auto& item : *items) {
      if (const auto* table = reading_.table(item, field)) read_mandate(*table, *value.Add());
    }
  }
  void hours(std::string_view field, OfficeDays& value) override {
    const auto* node = find(field);
    const auto* table = node == nullptr ? nullptr : reading_.table(*node, field);
    if (table == nullptr) return;
    for (const auto& [name, intervals] : *table) {
      const auto weekday = calendar::parse_weekday(name.str());
      if (!weekday) {
        reading_.refuse(intervals, field, "office hours are given for monday to sunday");
        continue;
      }
      auto& day = *value.Add();
      day.set_iso_weekday(static_cast<std::uint32_t>(*weekday));
      for (const auto& interval : reading_.texts(intervals, field)) {
        if (!add_interval(interval, day)) reading_.refuse(intervals, field, "office hours are written like 08:00-13:00");
      }
    }
    in_order_of_the_week(value);
  }

  // refuse_unknown notes what no field has asked for.
  void refuse_unknown() {
    for (const auto& [key, value] : table_) {
      if (!known_.contains(std::string(key.str()))) reading_.refuse(value, key.str(), "there is no such field");
    }
  }
  void refuse(const records::RecordFault& fault) { reading_.refuse_line(line_of(fault), fault.field, fault.reason); }

 private:
  const toml::node* find(std::string_view field) {
    known_.emplace(field);
    return table_.get(field);
  }
  void read_mandate(const toml::table& table, v1::Mandate& out) {
    for (const auto& [key, value] : table) {
      const auto name = "mandates." + std::string(key.str());
      if (key == "convention") {
        out.set_convention(reading_.text(value, name).value_or(""));
      } else if (key == "article") {
        out.set_article(reading_.text(value, name).value_or(""));
      } else if (key == "function") {
        out.set_function(reading_.text(value, name).value_or(""));
      } else {
        reading_.refuse(value, name, "there is no such field");
      }
    }
  }
  // The line of a list's item, of a table's entry, or of the field; the first one where the field is missing.
  [[nodiscard]] std::size_t line_of(const records::RecordFault& fault) const {
    const auto* node = table_.get(fault.field);
    if (node == nullptr) return 1;
    const auto index = static_cast<std::size_t>(std::max(fault.item, 0));
    if (fault.item >= 0 && node->is_array() && index < node->as_array()->size()) {
      return TomlReading::line_of(*node->as_array()->get(index));
    }
    if (fault.item >= 0 && node->is_table() && index < node->as_table()->size()) {
      return TomlReading::line_of(std::next(node->as_table()->begin(), fault.item)->second);
    }
    return TomlReading::line_of(*node);
  }

  const toml::table& table_;
  TomlReading reading_;
  std::set<std::string> known_;
};

// ---- writing ----

class RecordWriting final : public RecordVisitor {
 public:
  void text(std::string_view field, std::string& value) override {
    if (!value.empty()) out_.insert(field, value);
  }
  void date(std::string_view field, std::string& value) override { text(field, value); }
  void interpol(std::string_view field, std::string& value) override { text(field, value); }
  void flag(std::string_view field, bool& value) override {
    if (value) out_.insert(field, true);
  }
  void list(std::string_view field, Strings& value) override {
    toml::array items;
    for (const auto& item : value) items.push_back(item);
    if (!items.empty()) out_.insert(field, std::move(items));
  }
  void texts(std::string_view field, Texts& value) override {
    toml::table items;
    for (const auto& item : value) items.insert(item.language(), item.text());
    if (!items.empty()) out_.insert(field, std::move(items));
  }
  void mandates(std::string_view field, Mandates& value) override {
    toml::array items;
    for (const auto& mandate : value) {
      toml::table table{{"convention", mandate.convention()}};
      if (!mandate.article().empty()) table.insert("article", mandate.article());
      if (!mandate.function().empty()) table.insert("function", mandate.function());
      items.push_back(std::move(table));
    }
    if (!items.empty()) out_.insert(field, std::move(items));
  }
  void hours(std::string_view field, OfficeDays& value) override {
    toml::table days;
    for (const auto& day : value) {
      if (day.iso_weekday() < 1 || day.iso_weekday() > 7) continue;
      toml::array intervals;
      for (const auto& interval : day.open()) intervals.push_back(interval_text(interval));
      days.insert(calendar::weekday_name(static_cast<int>(day.iso_weekday())), std::move(intervals));
    }
    if (!days.empty()) out_.insert(field, std::move(days));
  }
  [[nodiscard]] std::string finish() const {
    std::ostringstream text;
    text << out_ << '\n';
    return text.str();
  }

 private:
  toml::table out_;
};

}  // namespace

v1::AuthorityRecord parse_record(std::string_view toml, std::string_view file, calendar::LocalDay today, Problems& problems) {
  v1::AuthorityRecord record;
  const auto table = parse_toml(toml, file, problems);
  if (!table) return record;
  const auto before = problems.size();
  RecordReading reading(*table, file, problems);
  visit_fields(record, reading);
  reading.refuse_unknown();
  // What could not be read is not judged, too: one fault is named once.
  const Problems unread(problems.begin() + static_cast<std::ptrdiff_t>(before), problems.end());
  for (const auto& fault : records::record_faults(record, today)) {
    const auto is_same = [&](const Problem& p) { return p.field == fault.field || p.field.starts_with(fault.field + '.'); };
    if (std::ranges::none_of(unread, is_same)) reading.refuse(fault);
  }
  in_order(problems);
  return record;
}

std::string format_record(const v1::AuthorityRecord& record) {
  auto copy = record;
  RecordWriting writing;
  visit_fields(copy, writing);
  return writing.finish();
}

}  // namespace valise::registrar
