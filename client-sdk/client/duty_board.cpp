#include "client-sdk/client/duty_board.hpp"

namespace valise::sdk::client {
namespace {

bool staffed(const directory::Post& post, const directory::OfficerAddress& officer) {
  return post.ever_staffed.contains(officer);
}

void take(DutyBoard& board, const directory::Post& post, const DutyWord& word) {
  const auto& taken = word.content.duty_taken();
  if (taken.post() != post.address.string()) return;
  const bool accepts = !taken.sheet().empty();
  const bool fits = board.waiting && taken.sheet() == board.waiting->id.string() && word.officer == board.waiting->to;
  if (accepts && !fits) return;
  board.holder = DutyHolder{.officer = word.officer, .since = word.at, .by_sheet = accepts};
  board.waiting.reset();
}

void hand_over(DutyBoard& board, const directory::Post& post, const DutyWord& word) {
  const auto& sheet = word.content.handover_sheet();
  const auto to = directory::OfficerAddress::parse(sheet.to_officer());
  if (sheet.post() != post.address.string() || !to || !staffed(post, *to) || *to == word.officer) return;
  board.waiting = WaitingSheet{.id = word.id, .from = word.officer, .to = *to, .at = word.at, .sheet = sheet};
}

std::string lines(const char* title, const google::protobuf::RepeatedPtrField<v1::HandoverItem>& items) {
  if (items.empty()) return {};
  std::string out = std::string(title) + "\n";
  for (int i = 0; i < std::min(items.size(), kMostItems); ++i) out += "- " + items.at(i).text().substr(0, kLongestItem) + "\n";
  return out;
}

}  // namespace

DutyBoard board_of(const directory::Post& post, const std::vector<DutyWord>& words) {
  DutyBoard board;
  for (const auto& word : words) {
    if (word.content.from_post() != post.address.string() || !staffed(post, word.officer)) continue;
    if (word.content.has_duty_taken()) take(board, post, word);
    if (word.content.has_handover_sheet()) hand_over(board, post, word);
  }
  return board;
}

std::string handover_text(const v1::HandoverSheet& sheet) {
  auto out = "Hand-over of " + sheet.post() + " to " + sheet.to_officer() + "\n";
  out += lines("Open:", sheet.open()) + lines("Promised:", sheet.promises());
  if (!sheet.remarks().empty()) out += sheet.remarks().substr(0, kLongestRemarks) + "\n";
  out.pop_back();
  return out;
}

std::string taken_text(const v1::DutyTaken& taken) {
  auto out = (taken.sheet().empty() ? "Has taken the duty of " : "Has accepted the hand-over of ") + taken.post();
  if (!taken.remarks().empty()) out += "\n" + taken.remarks().substr(0, kLongestRemarks);
  return out;
}

}  // namespace valise::sdk::client
