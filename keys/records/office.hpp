// Whether an office is open: its weekly hours, and the public holidays of its calendar, on the time line of its zone.
#pragma once

#include <vector>

#include "keys/calendar/zone.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::records {

using base::UnixMillis;

struct OfficeState {
  bool open = false;
  std::optional<UnixMillis> until;     // when it closes, or opens next; nothing if it does not within two months
  std::optional<v1::Holiday> holiday;  // today, and the office is closed all day for it
  bool holidays_known = false;         // the calendar has days of this year
};

class Office {
 public:
  using Days = google::protobuf::RepeatedPtrField<v1::OfficeDay>;
  // Office keeps references to hours and calendar; without a calendar (null) no day is a holiday.
  Office(const Days& hours, const v1::HolidayCalendarPublished* calendar, calendar::Zone zone)
      : hours_(&hours), calendar_(calendar), zone_(std::move(zone)) {}

  // state_at gives nothing for an office without hours.
  [[nodiscard]] std::optional<OfficeState> state_at(UnixMillis instant) const;
  // holiday gives the public holiday of a date, or null.
  [[nodiscard]] const v1::Holiday* holiday(calendar::LocalDay day) const;

 private:
  struct Open {
    UnixMillis from;
    UnixMillis to;
  };
  void append(std::vector<Open>& out, calendar::LocalDay day) const;
  [[nodiscard]] bool knows_year(calendar::LocalDay day) const;

  const Days* hours_;
  const v1::HolidayCalendarPublished* calendar_;
  calendar::Zone zone_;
};

// confirmation_overdue tells whether a record's last confirmation (YYYY-MM-DD, or empty) is more than a year old.
[[nodiscard]] bool confirmation_overdue(std::string_view last_confirmed, calendar::LocalDay today);

}  // namespace valise::records
