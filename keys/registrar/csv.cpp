#include "keys/registrar/csv.hpp"

#include <algorithm>

namespace valise::registrar {
namespace {

bool is_formula_sign(char c) { return c == '=' || c == '+' || c == '-' || c == '@' || c == '\'' || c == '\t'; }

char separator_of(std::string_view text) {
  const auto header = text.substr(0, text.find('\n'));
  return std::ranges::count(header, ';') > std::ranges::count(header, ',') ? ';' : ',';
}

class CsvReading {
 public:
  CsvReading(std::string_view text, std::string_view file, Problems& problems)
      : text_(text), file_(file), problems_(&problems), separator_(separator_of(text)) {}

  std::vector<CsvRow> read() {
    while (!text_.empty()) read_row();
    return std::move(rows_);
  }

 private:
  void read_row() {
    CsvRow row{.line = line_};
    for (;;) {
      row.cells.push_back(read_cell());
      if (text_.empty() || text_.front() != separator_) break;
      text_.remove_prefix(1);
    }
    end_line();
    if (row.cells.size() > 1 || !row.cells.front().empty()) rows_.push_back(std::move(row));
  }
  std::string read_cell() {
    if (!text_.starts_with('"')) {
      const char ends[] = {separator_, '\n', '\0'};
      auto cell = text_.substr(0, text_.find_first_of(ends));
      text_.remove_prefix(cell.size());
      if (cell.ends_with('\r')) cell.remove_suffix(1);
      return std::string(cell);
    }
    return read_quoted();
  }
  std::string read_quoted() {
    const auto begun = line_;
    std::string out;
    text_.remove_prefix(1);
    while (!text_.empty()) {
      const char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"' && !text_.starts_with('"')) {
        check_end_of_cell();
        return out;
      }
      if (c == '"') text_.remove_prefix(1);
      if (c == '\n') ++line_;
      out += c;
    }
    problems_->push_back({file_, begun, "", "a cell in quotation marks does not end"});
    return out;
  }
  void check_end_of_cell() {
    if (text_.empty() || text_.front() == separator_ || text_.front() == '\n' || text_.starts_with("\r\n")) return;
    problems_->push_back({file_, line_, "", "there is text behind the quotation marks of a cell"});
    const char ends[] = {separator_, '\n', '\0'};
    text_.remove_prefix(std::min(text_.size(), text_.find_first_of(ends)));
  }
  void end_line() {
    if (text_.starts_with('\r')) text_.remove_prefix(1);
    if (text_.starts_with('\n')) text_.remove_prefix(1);
    ++line_;
  }

  std::string_view text_;
  std::string file_;
  Problems* problems_;
  char separator_;
  std::size_t line_ = 1;
  std::vector<CsvRow> rows_;
};

std::string in_quotes(std::string_view cell) {
  std::string out = "\"";
  for (char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::vector<CsvRow> parse_csv(std::string_view text, std::string_view file, Problems& problems) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return CsvReading(text, file, problems).read();
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) out += ',';
    const auto safe = !cell.empty() && is_formula_sign(cell.front()) ? '\'' + cell : cell;
    out += safe.find_first_of(",;\"\r\n") == std::string::npos ? safe : in_quotes(safe);
  }
  return out + "\r\n";
}

std::string parse_cell(std::string_view cell) {
  if (cell.size() > 1 && cell.front() == '\'' && is_formula_sign(cell[1])) cell.remove_prefix(1);
  return std::string(cell);
}

}  // namespace valise::registrar
