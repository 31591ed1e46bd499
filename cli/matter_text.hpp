// Urgent matters and what waits, for people.
#pragma once

#include "cli/output.hpp"
#include "valise/matters.hpp"

namespace valise::cli {

// matter_line says in a few words who has an urgent message in charge, or for whom it waits, and how long there is.
[[nodiscard]] std::string matter_line(const MatterView& matter, Time now, const Output& output);
// act_line says what a message says about another: "takes the matter in charge"; empty for other messages.
[[nodiscard]] std::string act_line(const MessageView& message, const Output& output);
// waiting_row is one line of the list of what waits.
[[nodiscard]] std::string waiting_row(const WaitingItem& item, Time now, const Output& output);

}  // namespace valise::cli
