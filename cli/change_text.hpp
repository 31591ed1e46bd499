// Conditions, origins and later changes of a message, for people.
#pragma once

#include "cli/output.hpp"
#include "valise/messages.hpp"

namespace valise::cli {

// handling_text says handling conditions in words; the originator's own words stand in quotation marks.
[[nodiscard]] std::string handling_text(const std::vector<std::string>& conditions, const Output& output);

// origin_text says, in labelled lines, where a forwarded message comes from: whose word that is, and what of it is verified here.
[[nodiscard]] std::string origin_text(const MessageView& message, const Output& output);
// changes_text says in labelled lines that its author changed or retracted a message.
[[nodiscard]] std::string changes_text(const MessageView& message, const Output& output);
// earlier_words gives what stood in a changed message before, the newest first.
[[nodiscard]] std::string earlier_words(const MessageView& message, const Output& output);
// newest_words gives the text as its author left it.
[[nodiscard]] const std::string& newest_words(const MessageView& message);
// marks_text gives the marks of a line in a list: retracted, changed, forwarded.
[[nodiscard]] std::string marks_text(const MessageView& message, const Output& output);

}  // namespace valise::cli
