// From the SDK's views to the contract of the page (valise/v1/desk.proto). Nothing is decided here.
#pragma once

#include "valise/live.hpp"
#include "valise/v1/desk.pb.h"

namespace valise::desk {

[[nodiscard]] v1::DeskFailure view_of(const Error& error);
[[nodiscard]] v1::DeskConnection view_of(const Connection& connection);
[[nodiscard]] v1::DeskSentence view_of(const Sentence& sentence);
[[nodiscard]] v1::DeskNotice view_of(const Notice& notice);
[[nodiscard]] v1::DeskMessage view_of(const MessageView& message);
[[nodiscard]] v1::DeskMessages view_of(const std::vector<MessageView>& messages);
[[nodiscard]] v1::DeskRoom view_of(const RoomView& room);
[[nodiscard]] v1::DeskStatus view_of(const Status& status);
// directory_views.cpp
[[nodiscard]] v1::DeskPost view_of(const PostView& post);
[[nodiscard]] v1::DeskAuthority view_of(const AuthorityView& authority);
[[nodiscard]] v1::DeskRecipient view_of(const RecipientView& recipient);

// put_person puts in who it is.
template <class View, class Told>
void put_person(const View& view, Told& out) {
  out.set_officer(view.officer);
  out.set_officer_name(view.officer_name);
}

[[nodiscard]] inline std::int64_t millis(Time time) { return time.time_since_epoch().count(); }
template <class Item>
[[nodiscard]] std::int64_t millis(const std::optional<Item>& time) {
  return time ? millis(*time) : 0;
}

}  // namespace valise::desk
