// From a request of the page to what the SDK answers. Nothing here knows of connections or of other pages.
#pragma once

#include <functional>

#include "valise/client.hpp"
#include "valise/rooms.hpp"
#include "valise/v1/desk.pb.h"

namespace valise::desk {

// Notes whose names begin so are the desk's own: pages neither see nor change them.
inline constexpr std::string_view kOwnNotes = "desk.";

struct Answer {
  std::function<v1::FromDesk(Client&)> make;  // nothing: not a request that is answered here
  bool asks_relay = false;                    // waits for the relay: for Live::errand
  bool changes = true;                        // may change what waits for somebody
};

class Waiting;

// inbox_answer_to gives how to answer a request about what is new and what waits (inbox_answers.cpp). `waiting` outlives it.
[[nodiscard]] Answer inbox_answer_to(const v1::ToDesk& request, Waiting& waiting);
// only_reads says of a request that it changes nothing that waits. What it does not know may.
[[nodiscard]] bool only_reads(v1::ToDesk::BodyCase request);

// answer_to gives how to answer a request about messages, rooms, the directory, search, records and notes.
[[nodiscard]] Answer answer_to(const v1::ToDesk& request, const std::filesystem::path& downloads);
// work_answer_to gives how to answer one about urgent matters, duty, alerts and cases (work_answers.cpp).
[[nodiscard]] Answer work_answer_to(const v1::ToDesk& request);

// form_answer_to gives how to answer one about forms (form_answers.cpp), room_answer_to one about what becomes of messages and
// rooms (room_answers.cpp).
[[nodiscard]] Answer form_answer_to(const v1::ToDesk& request);
[[nodiscard]] Answer room_answer_to(const v1::ToDesk& request);
// link_answer_to gives how to answer one about the history of one own device for another (link_answers.cpp).
[[nodiscard]] Answer link_answer_to(const v1::ToDesk& request);

// limit_of keeps a part of a list within bounds.
[[nodiscard]] inline std::size_t limit_of(std::uint32_t wanted) {
  constexpr std::size_t most = 500;
  return std::min<std::size_t>(wanted, most);
}

// sent tells the page what became of something that was queued.
[[nodiscard]] v1::FromDesk sent(const Result<SendReport>& report);
// room_changed tells it what became of a change of a room.
[[nodiscard]] v1::FromDesk room_changed(const Result<RoomChangeReport>& report);

}  // namespace valise::desk
