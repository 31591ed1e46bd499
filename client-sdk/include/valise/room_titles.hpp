// Titles of the rooms that programs open by themselves. They travel in English, as other implementations show them; a reader sees
// them in the own language.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "valise/messages.hpp"

namespace valise {

inline constexpr std::string_view kOwnDevicesTitle = "Own devices";
inline constexpr std::string_view kDutyTitle = "Duty at ";  // the address of a post follows

// title_of gives the text of the catalogue that a room's subject stands for; nothing for what a person called a room.
[[nodiscard]] inline std::optional<Sentence> title_of(std::string_view subject) {
  if (subject == kOwnDevicesTitle) return Sentence{"room.title.own_devices", {}};
  if (!subject.starts_with(kDutyTitle)) return std::nullopt;
  return Sentence{"room.title.duty", {{"post", std::string(subject.substr(kDutyTitle.size()))}}};
}

}  // namespace valise
