// Whether an office is open at a given local time, and when it opens or closes next. Public holidays are not known here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/times.hpp"

namespace valise::cli {

struct OpenState {
  bool open = false;
  int minutes_left = 0;  // until it closes, or until it opens; counted on the wall clock
};

// open_state gives nothing for an office without (valid) hours. Hours that close at or before they open run into the next day.
[[nodiscard]] std::optional<OpenState> open_state(const std::vector<OpenHours>& hours, const ZoneTime& there);

// hours_text gives "Mon 08:00-13:00, Mon 14:00-17:00, ..."
[[nodiscard]] std::string hours_text(const std::vector<OpenHours>& hours);
// open_text gives "open now, closes in 2 h 05 min" or "closed now, opens in 40 min".
[[nodiscard]] std::string open_text(const OpenState& state);

}  // namespace valise::cli
