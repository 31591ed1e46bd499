// DutyBoard: what officers of a post said about the duty, read from the messages of the post's own room.
//
//   anybody of the post --DutyTaken--> has the duty
//   somebody --HandoverSheet to X--> waits for X --DutyTaken(sheet) by X--> X has the duty
//
// A sheet waits until it is accepted by whom it names, or somebody takes the duty otherwise, or a newer sheet takes its place.
// What somebody says who never staffed the post, or of another post, is without effect.
#pragma once

#include <optional>

#include "client-sdk/client/context.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// DutyWord is one message about the duty; in the order of the room.
struct DutyWord {
  base::MessageId id;
  directory::OfficerAddress officer;  // who wrote
  base::UnixMillis at;
  v1::Content content;
};

struct DutyHolder {
  directory::OfficerAddress officer;
  base::UnixMillis since;
  bool by_sheet = false;
};
struct WaitingSheet {
  base::MessageId id;
  directory::OfficerAddress from;
  directory::OfficerAddress to;
  base::UnixMillis at;
  v1::HandoverSheet sheet;
};
struct DutyBoard {
  std::optional<DutyHolder> holder;
  std::optional<WaitingSheet> waiting;
};

[[nodiscard]] DutyBoard board_of(const directory::Post& post, const std::vector<DutyWord>& words);

// handover_text and taken_text say in plain words what such a message says, for lists of messages.
[[nodiscard]] std::string handover_text(const v1::HandoverSheet& sheet);
[[nodiscard]] std::string taken_text(const v1::DutyTaken& taken);

// What a sheet may hold; more is cut off when it is made, and by readers.
inline constexpr int kMostItems = 100;
inline constexpr std::size_t kLongestItem = 1000;
inline constexpr std::size_t kLongestRemarks = 8000;

}  // namespace valise::sdk::client
