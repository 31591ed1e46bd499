// Directory records as CSV, one authority a row, for those who keep their lists in a spreadsheet. The first row names the fields
// of v1::AuthorityRecord; a text in several languages has one column for each: names[en], names[fr]. In one cell stand, apart by
// " | ":
//   lists           en | sw
//   mandates        untoc:18:mutual-legal-assistance | budapest:35
//   office hours    mon 08:00-13:00 14:00-17:00 | tue 08:00-13:00
// Yes and no are written so. A backslash takes the meaning from "|" and from itself.
#pragma once

#include <span>

#include "keys/calendar/civil.hpp"
#include "keys/registrar/problems.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

// parse_records_csv reads all rows and checks all values; what is wrong is added to `problems`, in the order of the lines.
[[nodiscard]] std::vector<v1::AuthorityRecord> parse_records_csv(std::string_view csv, std::string_view file,
                                                                 calendar::LocalDay today, Problems& problems);
// format_records_csv gives CSV that parse_records_csv reads to the same records, but for the order of languages.
[[nodiscard]] std::string format_records_csv(std::span<const v1::AuthorityRecord> records);

}  // namespace valise::registrar
