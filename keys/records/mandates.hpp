// Mandates: which conventions, articles and functions there are (the table mandates.inc). Replay accepts any identifier; the
// tools that write records accept what the table has, and conventions of one's own whose id begins with "x-".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "valise/v1/directory.pb.h"

namespace valise::records {

inline constexpr std::string_view mandate_table_version = "2026-11";

// mandate_fault says what is wrong with a mandate; nothing if the table has it. An empty article means the whole convention, an
// empty function all that the article has.
[[nodiscard]] std::optional<std::string> mandate_fault(const v1::Mandate& mandate);

// convention_name gives the English name of a convention; empty for one that the table does not have.
[[nodiscard]] std::string_view convention_name(std::string_view id);

}  // namespace valise::records
