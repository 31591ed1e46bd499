#include "tests/fault/relay_judge.hpp"

#include <algorithm>

#include "tests/support/store_parts.hpp"

namespace valise::tests {
namespace {

std::string name_of(const base::DeviceId& device) { return "device " + std::to_string(number_of(device)); }
std::string name_of(std::size_t request) { return "request " + std::to_string(request); }

// Welcomes have names of their own, since whoever is added has no commit.
Written commit_name(const base::DeviceId& sender, std::size_t request) { return {name_of(sender), request}; }
Written welcome_name(const base::DeviceId& sender, std::size_t request) { return {"a Welcome by " + name_of(sender), request}; }

// accepted gives the numbers of the accepted submissions in the order of their positions in their rooms.
std::vector<std::size_t> accepted(const std::vector<Request>& requests) {
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (const auto* answer = std::get_if<core::Submitted>(&requests[i].answer)) order.emplace_back(answer->room_seq.value(), i);
  }
  std::ranges::sort(order);
  std::vector<std::size_t> out;
  for (const auto& [seq, request] : order) out.push_back(request);
  return out;
}

}  // namespace

RelayJudge::RelayJudge(const RelayHistory& history) : history_(history) { replay(); }

std::set<base::DeviceId> RelayJudge::members(const base::RoomId& room) const {
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? std::set<base::DeviceId>{} : found->second.members;
}

base::RoomSeq RelayJudge::position(const base::RoomId& room) const {
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? base::RoomSeq{} : found->second.position;
}

void RelayJudge::replay() {
  for (const std::size_t i : accepted(history_.requests_)) {
    const Request& request = history_.requests_[i];
    const auto& answer = std::get<core::Submitted>(request.answer);
    if (const auto* commit = std::get_if<core::CommitSubmission>(&request.ask)) replay_commit(*commit, i, answer);
    if (const auto* message = std::get_if<core::MessageSubmission>(&request.ask)) replay_message(*message, i, answer);
  }
}

// R3: each position of a room is given once, and none is left out.
void RelayJudge::next_position(Room& room, std::size_t request, const core::Submitted& answer) {
  if (answer.room_seq.value() != room.last.value() + 1) {
    found_.push_back("positions: " + name_of(request) + " has " + std::to_string(answer.room_seq.value()) + " after " +
                     std::to_string(room.last.value()) + " (R3)");
  }
  room.last = answer.room_seq;
}

void RelayJudge::replay_commit(const core::CommitSubmission& commit, std::size_t request, const core::Submitted& answer) {
  Room& room = rooms_[commit.room];
  next_position(room, request, answer);
  if (commit.expected_position != room.position) found_.push_back("two commits: " + name_of(request) + " (R4)");
  std::set<base::DeviceId> to = room.members;
  to.erase(commit.submitter);
  meant_.push_back({commit_name(commit.submitter, request), core::DeliveryKind::commit, to});
  if (!commit.welcome.empty()) {
    meant_.push_back(
        {welcome_name(commit.submitter, request), core::DeliveryKind::welcome, {commit.add.begin(), commit.add.end()}});
  }
  room.position = answer.room_seq;
  room.members.insert(commit.submitter);
  for (const auto& device : commit.remove) room.members.erase(device);
  room.members.insert(commit.add.begin(), commit.add.end());
}

void RelayJudge::replay_message(const core::MessageSubmission& message, std::size_t request, const core::Submitted& answer) {
  Room& room = rooms_[message.room];
  next_position(room, request, answer);
  std::set<base::DeviceId> to = room.members;
  to.erase(message.submitter);
  meant_.push_back({commit_name(message.submitter, request), core::DeliveryKind::message, to});
}

std::vector<std::string> RelayJudge::problems() {
  found_.insert(found_.end(), history_.problems_.begin(), history_.problems_.end());
  check_answers();
  check_deliveries();
  check_key_packages();
  check_log();
  check_attachments();
  return found_;
}

void RelayJudge::check_answers() {
  for (std::size_t i = 0; i < history_.requests_.size(); ++i) {
    if (!history_.requests_[i].answered()) found_.push_back("unanswered: " + name_of(i));
  }
}

// ---- R1 to R4: who got what, by the rules that all histories keep ----

void RelayJudge::check_deliveries() {
  History history;
  std::map<Written, std::set<std::string>> recipients;
  for (const Meant& meant : meant_) {
    history.invoked(meant.name);
    history.promised(meant.name);
    auto& to = recipients[meant.name];
    for (const auto& device : meant.to) to.insert(name_of(device));
  }
  std::vector<std::string> devices;
  for (const auto& [device, box] : history_.mailboxes_) {
    devices.push_back(name_of(device));
    for (const auto& delivery : box.had) {
      if (delivery.kind == core::DeliveryKind::expired) continue;
      check_delivery(device, delivery);
      if (const auto name = written_as(delivery)) history.kept(name_of(device), *name);
    }
  }
  excuse_expired(recipients);
  for (const auto& [name, to] : recipients) history.meant_for(name, to);
  for (auto& problem : history.problems(devices)) found_.push_back(std::move(problem));
}

// What ended visibly is not lost: the tombstones a device saw must stand for exactly what it did not get (R1, R8).
void RelayJudge::excuse_expired(std::map<Written, std::set<std::string>>& recipients) {
  for (const auto& [device, box] : history_.mailboxes_) {
    std::set<Written> had;
    for (const auto& delivery : box.had) {
      if (const auto name = written_as(delivery)) had.insert(*name);
    }
    std::uint64_t missing = 0;
    for (const Meant& meant : meant_) {
      const auto& answer = std::get<core::Submitted>(history_.requests_[meant.name.number].answer);
      if (!meant.to.contains(device) || had.contains(meant.name) || answer.accepted_at >= history_.cutoff_) continue;
      recipients[meant.name].erase(name_of(device));
      ++missing;
    }
    if (missing != box.skipped) {
      found_.push_back("tombstones: " + name_of(device) + " misses " + std::to_string(missing) + ", tombstones stand for " +
                       std::to_string(box.skipped) + " (R8)");
    }
  }
}

// R3, R6: a delivery is what its sender was told, and is numbered where it belongs.
void RelayJudge::check_delivery(const base::DeviceId& device, const core::Delivery& delivery) {
  const std::string where = name_of(device) + ", delivery " + std::to_string(delivery.seq.value());
  const auto request = request_in(delivery.body);
  if (!request || *request >= history_.requests_.size()) return found_.push_back("phantom: " + where);
  const auto* answer = std::get_if<core::Submitted>(&history_.requests_[*request].answer);
  if (answer == nullptr) return found_.push_back("phantom: " + where + " was not accepted");
  if (answer->room_seq != delivery.room_seq || answer->accepted_at != delivery.accepted_at) {
    found_.push_back("changed: " + where + " is not what its sender was told");
  }
}

std::optional<Written> RelayJudge::written_as(const core::Delivery& delivery) const {
  const auto request = request_in(delivery.body);
  if (!request || *request >= history_.requests_.size()) return std::nullopt;
  const auto sender = sender_of(history_.requests_[*request].ask);
  return delivery.kind == core::DeliveryKind::welcome ? welcome_name(sender, *request) : commit_name(sender, *request);
}

// ---- the rest of what the relay keeps ----

// Each package is handed out once, and none is lost: what was published is there or was handed out.
void RelayJudge::check_key_packages() {
  std::map<base::DeviceId, std::set<base::Bytes>> there;
  for (const Request& request : history_.requests_) {
    const auto* publish = std::get_if<Publish>(&request.ask);
    if (publish != nullptr && request.answer == Answer(Done{})) {
      there[publish->device].insert(publish->packages.begin(), publish->packages.end());
    }
  }
  for (const Request& request : history_.requests_) {
    const auto* claimed = std::get_if<std::vector<core::ClaimedKeyPackage>>(&request.answer);
    if (claimed == nullptr) continue;
    for (const auto& one : *claimed) {
      if (!one.key_package.empty() && there[one.device].erase(one.key_package) == 0) {
        found_.push_back("key package of " + name_of(one.device) + " was handed out twice or never published");
      }
    }
  }
  for (const auto& [device, count] : history_.key_packages_) {
    if (there[device].size() != count) {
      found_.push_back("key packages of " + name_of(device) + ": " + std::to_string(count) + " instead of " +
                       std::to_string(there[device].size()));
    }
  }
}

void RelayJudge::check_log() {
  std::vector<base::Bytes> expected;
  for (const Request& request : history_.requests_) {
    if (const auto* entry = std::get_if<server::store::AppendEntry>(&request.ask)) expected.push_back(entry->entry);
  }
  if (history_.log_ != expected) {
    found_.push_back("log: " + std::to_string(history_.log_.size()) + " entries, " + std::to_string(expected.size()) +
                     " appended, or others");
  }
}

void RelayJudge::check_attachments() {
  for (const auto& [upload, content] : history_.attachments_) {
    base::Bytes expected;
    for (const Request& request : history_.requests_) {
      const auto* chunk = std::get_if<Chunk>(&request.ask);
      if (chunk != nullptr && chunk->upload == upload && expected.size() == chunk->offset) base::append(expected, chunk->bytes);
    }
    if (!content) {
      found_.push_back("attachment of " + name_of(upload) + ": " + content.error().message());
    } else if (*content != expected) {
      found_.push_back("attachment of " + name_of(upload) + " has other bytes");
    }
  }
}

}  // namespace valise::tests
