#include "keys/registrar/record_csv.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "keys/records/record_check.hpp"
#include "keys/registrar/csv.hpp"
#include "keys/registrar/record_fields.hpp"

namespace valise::registrar {
namespace {

using directory::Strings;
using directory::Texts;

constexpr std::string_view kBetween = " | ";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The items of a cell, with "\|" and "\\" taken back.
std::vector<std::string> split(std::string_view cell) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] == '\\' && i + 1 < cell.size()) {
      out.back() += cell[++i];
    } else if (cell[i] == '|') {
      out.emplace_back();
    } else {
      out.back() += cell[i];
    }
  }
  for (auto& item : out) item = std::string(trimmed(item));
  std::erase(out, "");
  return out;
}

std::string escaped(std::string_view item) {
  std::string out;
  for (char c : item) {
    if (c == '|' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) out += std::string(out.empty() ? std::string_view() : kBetween) + escaped(item);
  return out;
}

std::vector<std::string> parts(std::string_view text, char separator) {
  std::vector<std::string> out(1);
  for (char c : text) {
    if (c == separator) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

// Column: "names[fr]" is the field names in the language fr.
struct Column {
  std::string field;
  std::string language;
};
Column parse_column(std::string_view header) {
  header = trimmed(header);
  const auto bracket = header.find('[');
  if (bracket == std::string_view::npos || !header.ends_with(']')) return {std::string(header), ""};
  return {std::string(header.substr(0, bracket)), std::string(header.substr(bracket + 1, header.size() - bracket - 2))};
}

// One row, read field by field.
class RowReading final : public RecordVisitor {
 public:
  RowReading(const std::vector<Column>& columns, const CsvRow& row, std::string_view file, Problems& problems)
      : columns_(columns), row_(row), file_(file), problems_(&problems) {}

  void text(std::string_view field, std::string& value) override { value = cell(field); }
  void date(std::string_view field, std::string& value) override { value = cell(field); }
  void interpol(std::string_view field, std::string& value) override {
    value = cell(field);
    if (!value.empty() && !is_interpol(value)) refuse(field, "INTERPOL is yes, no or urgent-only");
  }
  void flag(std::string_view field, bool& value) override {
    const auto text = cell(field);
    value = text == "yes";
    if (!text.empty() && text != "yes" && text != "no") refuse(field, "yes or no is wanted");
  }
  void list(std::string_view field, Strings& value) override {
    for (auto& item : split(cell(field))) *value.Add() = std::move(item);
  }
  void texts(std::string_view field, Texts& value) override {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].field != field || columns_[i].language.empty()) continue;
      auto text = cell(i);
      if (text.empty()) continue;
      auto& added = *value.Add();
      added.set_language(columns_[i].language);
      added.set_text(std::move(text));
    }
  }
  void mandates(std::string_view field, Mandates& value) override {
    for (const auto& item : split(cell(field))) {
      const auto fields = parts(item, ':');
      if (fields.size() > 3) refuse(field, "a mandate is written like untoc:18:mutual-legal-assistance");
      auto& mandate = *value.Add();
      mandate.set_convention(fields[0]);
      if (fields.size() > 1) mandate.set_article(fields[1]);
      if (fields.size() > 2) mandate.set_function(fields[2]);
    }
  }
  void hours(std::string_view field, OfficeDays& value) override {
    for (const auto& item : split(cell(field))) {
      const auto words = parts(item, ' ');
      const auto weekday = calendar::parse_weekday(words.front());
      if (!weekday) {
        refuse(field, "office hours are written like mon 08:00-13:00 14:00-17:00 | tue 08:00-13:00");
        continue;
      }
      auto& day = *value.Add();
      day.set_iso_weekday(static_cast<std::uint32_t>(*weekday));
      for (std::size_t i = 1; i < words.size(); ++i) {
        if (!words[i].empty() && !add_interval(words[i], day)) refuse(field, "office hours are written like 08:00-13:00");
      }
    }
    in_order_of_the_week(value);
  }

  void refuse(std::string_view field, std::string_view reason) {
    const auto known = [&](const Problem& p) { return p.line == row_.line && p.field == field && p.reason == reason; };
    if (std::ranges::any_of(*problems_, known)) return;
    problems_->push_back({file_, row_.line, std::string(field), std::string(reason)});
  }
  // was_refused tells whether the field of this row could not be read.
  [[nodiscard]] bool was_refused(std::string_view field) const {
    return std::ranges::any_of(*problems_, [&](const Problem& p) { return p.line == row_.line && p.field == field; });
  }

 private:
  [[nodiscard]] std::string cell(std::size_t column) const {
    return column < row_.cells.size() ? parse_cell(row_.cells[column]) : std::string();
  }
  [[nodiscard]] std::string cell(std::string_view field) const {
    const auto it = std::ranges::find_if(columns_, [&](const Column& c) { return c.field == field && c.language.empty(); });
    return it == columns_.end() ? std::string() : cell(static_cast<std::size_t>(it - columns_.begin()));
  }

  const std::vector<Column>& columns_;
  const CsvRow& row_;
  std::string file_;
  Problems* problems_;
};

// Which columns there may be: plain ones, and those in languages.
class FieldNames final : public RecordVisitor {
 public:
  FieldNames() {
    v1::AuthorityRecord record;
    visit_fields(record, *this);
  }
  void text(std::string_view field, std::string&) override { plain.emplace(field); }
  void date(std::string_view field, std::string&) override { plain.emplace(field); }
  void interpol(std::string_view field, std::string&) override { plain.emplace(field); }
  void flag(std::string_view field, bool&) override { plain.emplace(field); }
  void list(std::string_view field, Strings&) override { plain.emplace(field); }
  void texts(std::string_view field, Texts&) override { in_languages.emplace(field); }
  void mandates(std::string_view field, Mandates&) override { plain.emplace(field); }
  void hours(std::string_view field, OfficeDays&) override { plain.emplace(field); }

  std::set<std::string> plain;
  std::set<std::string> in_languages;
};

std::vector<Column> read_header(const CsvRow& row, std::string_view file, Problems& problems) {
  const FieldNames names;
  std::vector<Column> out;
  std::set<std::string> seen;
  const auto refuse = [&](std::string_view header, std::string_view reason) {
    problems.push_back({std::string(file), row.line, std::string(header), std::string(reason)});
  };
  for (const auto& header : row.cells) {
    out.push_back(parse_column(header));
    const auto& column = out.back();
    if (!seen.insert(std::string(trimmed(header))).second) refuse(header, "there are two columns of this name");
    if (names.in_languages.contains(column.field)) {
      if (column.language.empty()) refuse(header, "the column has a language behind it: " + column.field + "[en]");
    } else if (!names.plain.contains(column.field) || !column.language.empty()) {
      refuse(header, "there is no such field");
    }
  }
  if (!seen.contains("authority_id")) refuse("authority_id", "the column is missing");
  return out;
}

// ---- writing ----

using Cells = std::map<std::string, std::string>;

class RowWriting final : public RecordVisitor {
 public:
  explicit RowWriting(Cells& cells) : cells_(&cells) {}
  void text(std::string_view field, std::string& value) override { put(field, value); }
  void date(std::string_view field, std::string& value) override { put(field, value); }
  void interpol(std::string_view field, std::string& value) override { put(field, value); }
  void flag(std::string_view field, bool& value) override { put(field, value ? "yes" : ""); }
  void list(std::string_view field, Strings& value) override { put(field, joined({value.begin(), value.end()})); }
  void texts(std::string_view field, Texts& value) override {
    for (const auto& text : value) put(std::string(field) + '[' + text.language() + ']', text.text());
  }
  void mandates(std::string_view field, Mandates& value) override {
    std::vector<std::string> items;
    for (const auto& mandate : value) {
      auto& item = items.emplace_back(mandate.convention());
      if (!mandate.article().empty() || !mandate.function().empty()) item += ':' + mandate.article();
      if (!mandate.function().empty()) item += ':' + mandate.function();
    }
    put(field, joined(items));
  }
  void hours(std::string_view field, OfficeDays& value) override {
    std::vector<std::string> items;
    for (const auto& day : value) {
      if (day.iso_weekday() < 1 || day.iso_weekday() > 7) continue;
      auto& item = items.emplace_back(calendar::weekday_name(static_cast<int>(day.iso_weekday())).substr(0, 3));
      for (const auto& interval : day.open()) item += ' ' + interval_text(interval);
    }
    put(field, joined(items));
  }

 private:
  void put(std::string_view column, std::string_view value) {
    if (!value.empty()) (*cells_)[std::string(column)] = value;
  }
  Cells* cells_;
};

// All columns that any row fills, in the order of the fields; of one field, in the order of the languages.
class ColumnsInUse final : public RecordVisitor {
 public:
  explicit ColumnsInUse(const std::set<std::string>& used) : used_(used) {
    v1::AuthorityRecord record;
    visit_fields(record, *this);
  }
  void text(std::string_view field, std::string&) override { take(field); }
  void date(std::string_view field, std::string&) override { take(field); }
  void interpol(std::string_view field, std::string&) override { take(field); }
  void flag(std::string_view field, bool&) override { take(field); }
  void list(std::string_view field, Strings&) override { take(field); }
  void texts(std::string_view field, Texts&) override {
    const auto beginning = std::string(field) + '[';
    for (auto it = used_.lower_bound(beginning); it != used_.end() && it->starts_with(beginning); ++it) columns.push_back(*it);
  }
  void mandates(std::string_view field, Mandates&) override { take(field); }
  void hours(std::string_view field, OfficeDays&) override { take(field); }

  std::vector<std::string> columns;

 private:
  void take(std::string_view field) {
    if (used_.contains(std::string(field))) columns.emplace_back(field);
  }
  const std::set<std::string>& used_;
};

}  // namespace

std::vector<v1::AuthorityRecord> parse_records_csv(std::string_view csv, std::string_view file, calendar::LocalDay today,
                                                   Problems& problems) {
  std::vector<v1::AuthorityRecord> out;
  const auto rows = parse_csv(csv, file, problems);
  if (rows.empty()) {
    problems.push_back({std::string(file), 0, "", "the file is empty"});
    return out;
  }
  const auto columns = read_header(rows.front(), file, problems);
  std::map<std::string, std::size_t> lines;  // of the authorities
  for (const auto& row : std::span(rows).subspan(1)) {
    RowReading reading(columns, row, file, problems);
    if (row.cells.size() != columns.size()) reading.refuse("", "the row has another number of cells than the first one");
    auto& record = out.emplace_back();
    visit_fields(record, reading);
    const auto [earlier, fresh] = lines.try_emplace(record.authority_id(), row.line);
    if (!fresh) reading.refuse("authority_id", "the authority stands on line " + std::to_string(earlier->second) + " already");
    auto faults = records::record_faults(record, today);  // what could not be read is not judged, too
    std::erase_if(faults, [&](const records::RecordFault& fault) { return reading.was_refused(fault.field); });
    for (const auto& fault : faults) reading.refuse(fault.field, fault.reason);
  }
  in_order(problems);
  return out;
}

std::string format_records_csv(std::span<const v1::AuthorityRecord> records) {
  std::vector<Cells> rows;
  std::set<std::string> used{"authority_id"};
  for (const auto& record : records) {
    auto copy = record;
    RowWriting writing(rows.emplace_back());
    visit_fields(copy, writing);
    for (const auto& [column, cell] : rows.back()) used.insert(column);
  }
  const auto columns = ColumnsInUse(used).columns;
  auto out = csv_line(columns);
  for (const auto& row : rows) {
    std::vector<std::string> cells;
    for (const auto& column : columns) {
      const auto it = row.find(column);
      cells.push_back(it == row.end() ? std::string() : it->second);
    }
    out += csv_line(cells);
  }
  return out;
}

}  // namespace valise::registrar
