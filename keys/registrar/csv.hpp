// CSV as spreadsheets read and write it (RFC 4180): quoted cells may hold separators, quotation marks and line breaks.
#pragma once

#include "keys/registrar/problems.hpp"

namespace valise::registrar {

struct CsvRow {
  std::size_t line = 0;  // on which it begins, from 1
  std::vector<std::string> cells;
};

// parse_csv gives the rows. The separator is a comma, or a semicolon where the first line has more of those, as spreadsheets of
// some countries write it. A byte order mark at the beginning is skipped, and so are empty lines.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text, std::string_view file, Problems& problems);

// csv_line gives one row with its line end. A cell that a spreadsheet would take for a formula ("+254...") gets an apostrophe in
// front, which parse_cell takes away.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells);
[[nodiscard]] std::string parse_cell(std::string_view cell);

}  // namespace valise::registrar
