// Rosters as TOML files: the staff of a post, the weekly plan, dated exceptions.
//
//   officers = ["jmwangi", "akimani"]       # the whole staff, by their ids
//   overlap = 15                            # minutes that who is relieved stays on duty
//   [[shifts]]
//   officer = "jmwangi"
//   days = ["mon", "tue", "wed"]            # one turn beginning on each of them
//   from = "08:00"
//   to = "20:00"                            # at or before `from`: on the next day
//   [[shifts]]
//   officer = "akimani"
//   from = "fri 17:00"                      # a turn over several days names both of its ends
//   to = "mon 08:00"
//   [[exceptions]]
//   from = 2026-12-24                       # or 2026-12-24T08:00:00
//   to = 2026-12-26                         # a date counts in full
//   replaces = "jmwangi"                    # whose turns; without it: everybody's
//   officer = "akimani"                     # who instead, or: nobody = true
//   reason = "Leave"
//   every = 2                               # weeks after which it comes again, as long as it begins
//   until = 2027-06-30                      # at this date or before: officers who take turns by the week
#pragma once

#include "keys/registrar/problems.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

// parse_roster fills officers, shifts, exceptions and overlap of a roster; an exception that comes again is written out, because the
// log knows no repetition. What is wrong is added to `problems`.
[[nodiscard]] v1::RosterPublished parse_roster(std::string_view toml, std::string_view file, Problems& problems);
// format_roster gives TOML that parse_roster reads to the same roster.
[[nodiscard]] std::string format_roster(const v1::RosterPublished& roster);

}  // namespace valise::registrar
