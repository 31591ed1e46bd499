// Directory records as TOML files, which an authority writes and everybody can read before signing. Fields have the names of
// v1::AuthorityRecord; texts in several languages are tables (`[names]` en = "..."), mandates an array of tables, office hours a
// table of weekdays. Unknown fields are errors: a slip of the pen must not go unseen.
#pragma once

#include <string>

#include "keys/calendar/civil.hpp"
#include "keys/registrar/problems.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

// parse_record reads a record and checks all of its values (keys/records/record_check.hpp); what is wrong is added to `problems`,
// all of it, in the order of the lines.
[[nodiscard]] v1::AuthorityRecord parse_record(std::string_view toml, std::string_view file, calendar::LocalDay today,
                                               Problems& problems);
// format_record gives TOML that parse_record reads to the same record.
[[nodiscard]] std::string format_record(const v1::AuthorityRecord& record);

}  // namespace valise::registrar
