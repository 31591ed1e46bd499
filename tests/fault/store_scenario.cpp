#include "tests/fault/store_scenario.hpp"

#include <algorithm>
#include <iterator>

namespace valise::tests {
namespace {

constexpr std::uint32_t kDevices = 4;
constexpr std::uint32_t kRooms = 2;
constexpr std::size_t kChunk = server::store::AttachmentStore::chunk_size;

}  // namespace

void StoreScenario::begin(StoreDriver& driver) {
  for (std::uint32_t n = 1; n <= kDevices; ++n) {
    driver.fetch(device(n));
    publish(driver, device(n));
  }
  driver.run();
  for (std::uint32_t n = 1; n <= kRooms; ++n) commit_by(driver, device(n), room(n), {});
  driver.run();
}

void StoreScenario::step(StoreDriver& driver) {
  clock_.advance(std::chrono::seconds(1 + random_.below(100)));
  if (sending_ == Sending::one_at_a_time) driver.send_unanswered();
  switch (random_.below(16)) {
    case 0:
    case 1: commit(driver); break;
    case 2: key_packages(driver); break;
    case 3: log_entry(driver); break;
    case 4: attachment(driver); break;
    case 5: sweep(driver); break;
    case 6:
    case 7:
    case 8:
    case 9: fetch(driver); break;
    default: burst(driver); break;
  }
  driver.run();
}

base::DeviceId StoreScenario::any_of(const std::set<base::DeviceId>& devices) {
  return devices.empty() ? device(1) : *std::next(devices.begin(), static_cast<std::ptrdiff_t>(random_.below(devices.size())));
}

bool StoreScenario::may_send(StoreDriver& driver, const base::DeviceId& sender) const {
  if (sending_ == Sending::pipelined) return true;
  return std::ranges::none_of(driver.history().requests(),
                              [&](const Request& request) { return !request.answered() && sender_of(request.ask) == sender; });
}

base::Bytes StoreScenario::bytes(std::size_t size) {
  base::Bytes out(size);
  const std::size_t pattern = random_.below(251) + 1;
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<base::Byte>(i % pattern);
  return out;
}

// Some of a burst go into one group, and reading goes on in between.
void StoreScenario::burst(StoreDriver& driver) {
  for (std::size_t left = 1 + random_.below(6); left > 0; --left) send_message(driver);
  if (random_.below(3) == 0) driver.fetch(device(static_cast<std::uint32_t>(1 + random_.below(kDevices))));
}

void StoreScenario::send_message(StoreDriver& driver) {
  const base::RoomId where = room(static_cast<std::uint32_t>(1 + random_.below(kRooms)));
  const std::size_t request = driver.history().requests().size();
  const std::size_t size = random_.below(10) == 0 ? 9000 : 200 + random_.below(1500);
  const base::DeviceId sender = any_of(driver.history().members(where));
  if (!may_send(driver, sender)) return;
  driver.ask(
      core::MessageSubmission{.room = where, .submitter = sender, .key = key(next_key_++), .message = body_of(request, size)});
}

// Every third time two members commit at the same position: only one may win (R4).
void StoreScenario::commit(StoreDriver& driver) {
  const base::RoomId where = room(static_cast<std::uint32_t>(1 + random_.below(kRooms)));
  const auto members = driver.history().members(where);
  const auto position = driver.history().position(where);
  commit_by(driver, any_of(members), where, position);
  if (random_.below(3) == 0) commit_by(driver, any_of(members), where, position);
}

void StoreScenario::commit_by(StoreDriver& driver, const base::DeviceId& by, const base::RoomId& where, base::RoomSeq position) {
  if (!may_send(driver, by)) return;
  const std::size_t request = driver.history().requests().size();
  core::CommitSubmission submission{.room = where,
                                    .submitter = by,
                                    .key = key(next_key_++),
                                    .expected_position = position,
                                    .commit = body_of(request, 300 + random_.below(3000))};
  const auto members = driver.history().members(where);
  for (std::uint32_t n = 1; n <= kDevices; ++n) {
    if (device(n) == by || random_.below(2) == 0) continue;
    (members.contains(device(n)) ? submission.remove : submission.add).push_back(device(n));
  }
  if (!submission.add.empty()) submission.welcome = body_of(request, 500);
  driver.ask(std::move(submission));
}

void StoreScenario::fetch(StoreDriver& driver) {
  const base::DeviceId who = device(static_cast<std::uint32_t>(1 + random_.below(kDevices)));
  driver.fetch(who);
  const auto mark = driver.history().mailbox(who).mark;
  if (mark.value() > 0 && random_.below(4) != 0) driver.ask(Acknowledge{who, mark});
}

void StoreScenario::publish(StoreDriver& driver, const base::DeviceId& who) {
  driver.ask(Publish{who, {bytes(400 + next_key_), bytes(900 + next_key_)}});
  ++next_key_;
}

void StoreScenario::key_packages(StoreDriver& driver) {
  const base::DeviceId who = device(static_cast<std::uint32_t>(1 + random_.below(kDevices)));
  if (random_.below(2) == 0) publish(driver, who);
  driver.ask(Claim{who, key(next_key_++), {device(1), device(2)}});
}

void StoreScenario::log_entry(StoreDriver& driver) {
  driver.ask(server::store::AppendEntry{.expected = base::LogIndex(log_size_),
                                        .entry = bytes(300),
                                        .leaf_hash = numbered<core::LeafHash>(static_cast<std::uint32_t>(log_size_)),
                                        .close = {}});
  ++log_size_;
}

// Most attachments are small; some have two chunks, which come in the other order.
void StoreScenario::attachment(StoreDriver& driver) {
  const std::size_t size = random_.below(4) == 0 ? kChunk + 20'000 : 1000 + random_.below(30'000);
  const base::DeviceId who = device(static_cast<std::uint32_t>(1 + random_.below(kDevices)));
  const std::size_t upload = driver.ask(Upload{{.room = room(1), .uploader = who, .key = key(next_key_++), .size = size}});
  driver.run();
  const std::size_t first = driver.history().requests().size();
  for (std::size_t at = 0; at < size; at += kChunk) {
    driver.history().asked(Chunk{upload, at, bytes(std::min(kChunk, size - at))});
  }
  for (std::size_t request = driver.history().requests().size(); request-- > first;) driver.send(request);
}

// Once in a while a month goes by first.
void StoreScenario::sweep(StoreDriver& driver) {
  if (random_.below(2) == 0) clock_.advance(std::chrono::hours(24 * 31));
  driver.ask(Sweep{});
}

}  // namespace valise::tests
