// The readable form of a record: one HTML page that needs nothing else, for the screen and for paper, in any of the six
// languages.
#pragma once

#include "client-sdk/record/record.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::record {

// page gives record.html. Whatever people wrote is text there and never markup; its direction is its own.
[[nodiscard]] std::string page(const Record& record, const language::Speaker& speaker);

}  // namespace valise::sdk::record
