// Presence: what the replayed directory says about a moment: whose clock shows what, which office is open, who is on duty.
#pragma once

#include "keys/directory/state.hpp"
#include "keys/records/duty.hpp"
#include "keys/records/office.hpp"

namespace valise::records {

// zone_of gives the zone of an authority's record; nothing if it names none, or one that this tz release does not know.
[[nodiscard]] std::optional<calendar::Zone> zone_of(const directory::Authority& authority);

// office_at gives nothing where hours or zone are not known. The holidays are those of the calendar that the record names.
[[nodiscard]] std::optional<OfficeState> office_at(const directory::DirectoryState& state, const directory::Authority& authority,
                                                   UnixMillis instant);

// overdue tells whether an authority has not confirmed its record for a year, by the date there.
[[nodiscard]] bool overdue(const directory::Authority& authority, UnixMillis instant);

// duty_at says who is on duty at a post. Officers who were retired since do not count. Where the plan cannot be read for want of
// a known zone, the whole staff counts, as it does without a plan: nobody is left out by a fault in the directory.
[[nodiscard]] Duty duty_at(const directory::DirectoryState& state, const directory::Post& post, UnixMillis instant);

// staffed_at tells whether a post of this authority is active and somebody is on duty there, as duty_at has it, who has an active
// device. For searches, which ask it of every post.
[[nodiscard]] bool staffed_at(const directory::DirectoryState& state, const directory::Authority& authority,
                              const directory::Post& post, UnixMillis instant, calendar::Zones& zones);

}  // namespace valise::records
