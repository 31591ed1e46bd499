// record_faults: everything that is wrong with a record, for whoever writes one. More than replay asks for: countries, zones,
// languages and mandates must exist, numbers and addresses have the form by which they can be used from abroad.
#pragma once

#include <string>
#include <vector>

#include "keys/calendar/civil.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::records {

struct RecordFault {
  std::string field;  // name of v1::AuthorityRecord's field
  int item = -1;      // which one of a list, from 0; -1: the field as a whole
  std::string reason;
};

// record_faults gives all faults, in the order of the fields; none for a good record. `today` is asked for dates in the future.
[[nodiscard]] std::vector<RecordFault> record_faults(const v1::AuthorityRecord& record, calendar::LocalDay today);

}  // namespace valise::records
