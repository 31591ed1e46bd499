// The SDK's views as JSON, member by member under their own names. docs/CLI.md documents these shapes; they only grow.
#pragma once

#include <boost/json/object.hpp>

#include "valise/client.hpp"
#include "valise/matters.hpp"
#include "valise/rooms.hpp"

namespace valise::cli {

[[nodiscard]] boost::json::object json_of(const AuthorityView& authority);
[[nodiscard]] boost::json::object json_of(const KeyRecovery& recovery);
[[nodiscard]] boost::json::object json_of(const PostView& post);
[[nodiscard]] boost::json::object json_of(const OfficerView& officer);
[[nodiscard]] boost::json::object json_of(const NetworkView& network);
[[nodiscard]] boost::json::object json_of(const MessageView& message);
[[nodiscard]] boost::json::object json_of(const MatterView& matter);
[[nodiscard]] boost::json::object json_of(const WaitingItem& item);
[[nodiscard]] boost::json::object json_of(const RoomChangeReport& report);
[[nodiscard]] boost::json::object json_of(const RoomView& room);
[[nodiscard]] boost::json::object json_of(const MemberView& member);
[[nodiscard]] boost::json::object json_of(const Notice& notice);
[[nodiscard]] boost::json::object json_of(const Enrolment& enrolment);
[[nodiscard]] boost::json::object json_of(const DirectoryHead& head);
[[nodiscard]] boost::json::object json_of(const SendReport& report);
[[nodiscard]] boost::json::object json_of(const Status& status);
[[nodiscard]] boost::json::object json_of(const Check& check);

// array_of gives a list of views.
template <class View>
[[nodiscard]] boost::json::array array_of(const std::vector<View>& views) {
  boost::json::array array;
  for (const auto& view : views) array.push_back(json_of(view));
  return array;
}

}  // namespace valise::cli
