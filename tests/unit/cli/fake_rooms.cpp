// valise::Rooms of the stand-in for the SDK (fake_client.hpp).
#include "tests/unit/cli/fake_client.hpp"
#include "valise/rooms.hpp"

namespace valise {
namespace {

Result<RoomChangeReport> changed(const std::string& call) {
  tests::world().calls.push_back(call);
  if (tests::world().error) return std::unexpected(*tests::world().error);
  return tests::world().room_change;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += " " + word;
  return out;
}

}  // namespace

Result<RoomChangeReport> Rooms::open(const NewRoom& room) {
  return changed("case open" + joined(room.to) + " " + room.subject + " " + room.reference + joined(room.handling));
}
Result<RoomChangeReport> Rooms::set_subject(const std::string& room, const std::string& subject) {
  return changed("case subject " + room + " " + subject);
}
Result<RoomChangeReport> Rooms::close(const std::string& room) { return changed("case close " + room); }
Result<RoomChangeReport> Rooms::reopen(const std::string& room) { return changed("case reopen " + room); }
Result<RoomChangeReport> Rooms::remove(const std::string& room, const std::vector<std::string>& addresses) {
  return changed("case remove " + room + joined(addresses));
}
Result<RoomChangeReport> Rooms::add_owner(const std::string& room, const std::string& post) {
  return changed("case owner " + room + " " + post);
}
Result<RoomChangeReport> Rooms::remove_owner(const std::string& room, const std::string& post) {
  return changed("case owner --remove " + room + " " + post);
}
Result<RoomChangeReport> Rooms::set_retention(const std::string& room, std::uint32_t days) {
  return changed("case keep " + room + " " + std::to_string(days));
}
Result<RoomChangeReport> Rooms::allow_read_receipts(const std::string& room, bool allowed) {
  return changed("case receipts " + room + (allowed ? " yes" : " no"));
}
Result<std::vector<AuthorityView>> Rooms::newcomers(const std::string&, const std::vector<std::string>&) {
  return tests::world().newcomers;
}
Result<RoomChangeReport> Rooms::admit(const std::string& room, const std::vector<std::string>& addresses,
                                      const std::vector<std::string>& confirmed) {
  return changed("case admit " + room + joined(addresses) + " confirmed" + joined(confirmed));
}
Result<RoomChangeReport> Rooms::guest(const std::string& room, const std::string& officer, Time until,
                                      const std::vector<std::string>& confirmed) {
  tests::world().guest_until = until;
  return changed("case guest " + room + " " + officer + " confirmed" + joined(confirmed));
}
Result<RoomChangeReport> Rooms::set_reference(const std::string& room, const std::string& number) {
  return changed("case reference " + room + " " + number);
}
Result<RoomChangeReport> Rooms::add_handling(const std::string& room, const std::string& condition) {
  return changed("case handling " + room + " " + condition);
}
Result<RoomChangeReport> Rooms::remove_handling(const std::string& room, const std::string& condition) {
  return changed("case handling --remove " + room + " " + condition);
}
Result<RoomChangeReport> Rooms::wait_for(const std::string& room, const std::vector<std::string>& addresses) {
  return changed("case state " + room + joined(addresses));
}
Result<RoomChangeReport> Rooms::leave(const std::string& room, const std::string& address) {
  return changed("case leave " + room + " " + address);
}

}  // namespace valise
