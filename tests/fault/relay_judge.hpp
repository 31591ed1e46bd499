// RelayJudge: works out from a RelayHistory what must have happened and compares that with what the devices were given.
#pragma once

#include "tests/fault/relay_history.hpp"

namespace valise::tests {

class RelayJudge {
 public:
  explicit RelayJudge(const RelayHistory& history);

  [[nodiscard]] std::set<base::DeviceId> members(const base::RoomId& room) const;
  [[nodiscard]] base::RoomSeq position(const base::RoomId& room) const;
  [[nodiscard]] std::vector<std::string> problems();

 private:
  // Room is a room as the accepted submissions make it, taken in the order of their positions.
  struct Room {
    std::set<base::DeviceId> members;
    base::RoomSeq position;
    base::RoomSeq last;
  };
  // Meant is a delivery that must have been made.
  struct Meant {
    Written name;
    core::DeliveryKind kind = core::DeliveryKind::message;
    std::set<base::DeviceId> to;
  };

  void replay();
  void replay_commit(const core::CommitSubmission& commit, std::size_t request, const core::Submitted& answer);
  void replay_message(const core::MessageSubmission& message, std::size_t request, const core::Submitted& answer);
  void next_position(Room& room, std::size_t request, const core::Submitted& answer);

  void check_answers();
  void check_deliveries();
  void excuse_expired(std::map<Written, std::set<std::string>>& recipients);
  void check_delivery(const base::DeviceId& device, const core::Delivery& delivery);
  void check_key_packages();
  void check_log();
  void check_attachments();
  [[nodiscard]] std::optional<Written> written_as(const core::Delivery& delivery) const;

  const RelayHistory& history_;
  std::map<base::RoomId, Room> rooms_;
  std::vector<Meant> meant_;
  std::vector<std::string> found_;
};

}  // namespace valise::tests
