// A stand-in for the SDK: valise::Client's functions answer from a World that the test fills, and write down what they were
// given.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "valise/client.hpp"
#include "valise/delivery.hpp"
#include "valise/editing.hpp"
#include "valise/forwarding.hpp"
#include "valise/matters.hpp"
#include "valise/rooms.hpp"

namespace valise::tests {

struct World {
  std::optional<Error> open_error;
  std::optional<Error> error;  // what every other function fails with
  Enrolment enrolment;
  Enrolment approved;
  SyncReport sync;
  std::vector<AuthorityView> authorities;
  PostView post;
  std::vector<RecipientView> recipients;
  std::vector<NetworkView> networks;
  SendReport send;
  std::vector<MessageView> mailbox;  // what receive hands out, once
  std::vector<Notice> notices;
  std::uint64_t queued = 0;
  std::uint64_t failed = 0;
  WaitReport waited;
  ForwardCheck forward_check;
  std::function<void()> while_following;
  std::vector<MessageView> messages;
  std::vector<std::filesystem::path> saved;
  std::optional<Error> save_error;
  std::vector<RoomView> rooms;
  RoomChangeReport room_change;
  std::vector<AuthorityView> newcomers;
  Status status;
  std::vector<MatterView> matters;
  std::vector<WaitingItem> waiting;
  std::vector<Check> checks;

  // Written down.
  std::vector<std::string> calls;
  ProfileOptions profile;  // of create or open
  EnrolOptions enrol_options;
  std::chrono::milliseconds patience{};
  DirectoryQuery query;
  std::vector<std::string> asked_for;  // whose recipients
  Draft draft;
  InboxFilter filter;
  std::filesystem::path folder;
  int receives = 0;
  WaitOptions wait_options;
  ForwardDraft forward_draft;
  Time guest_until{};
};

// world gives the one that all clients answer from; reset_world empties it.
[[nodiscard]] World& world();
void reset_world();

}  // namespace valise::tests
