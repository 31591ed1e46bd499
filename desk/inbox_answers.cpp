// Requests about what is new and what waits.
#include "desk/answers.hpp"
#include "desk/reply.hpp"
#include "desk/waiting.hpp"
#include "desk/work_views.hpp"
#include "valise/lists.hpp"

namespace valise::desk {
namespace {

using Make = std::function<v1::FromDesk(Client&)>;

v1::FromDesk unsent(Client& client, std::size_t limit) {
  const InboxFilter filter{.unread_only = false, .room = {}, .limit = limit, .unsent = true};
  return answer(client.inbox(filter), [](v1::FromDesk& out, const auto& all) { *out.mutable_messages() = view_of(all); });
}

Make inbox(const v1::DeskGetInbox& request, Waiting& waiting) {
  return [request, limit = limit_of(request.limit()), &waiting](Client& client) {
    if (request.unsent()) return unsent(client, limit);
    const auto waits = waiting.of(client);
    if (!waits) return failure(waits.error());
    Lists lists(client);
    const auto part = request.read() ? lists.read(request.first(), limit) : lists.unread(request.first(), limit);
    return answer(part, [&](v1::FromDesk& out, const MessagePart& shown) {
      put(shown, *out.mutable_messages());
      for (auto& message : *out.mutable_messages()->mutable_messages())
        message.set_waits((*waits)->messages.contains(message.id()));
    });
  };
}

// A part of the items, and the ids of the messages that they are about.
v1::DeskWaitingPart part_of(const std::vector<WaitingItem>& items, std::uint64_t wanted, std::size_t limit,
                            std::vector<std::string>& messages) {
  v1::DeskWaitingPart out;
  const std::size_t first = wanted < items.size() ? wanted : 0;
  out.set_first(first);
  out.set_total(items.size());
  for (std::size_t n = first; n < std::min(first + limit, items.size()); ++n) {
    *out.add_items() = view_of(items[n]);
    messages.push_back(items[n].message);
  }
  return out;
}

Make waits(const v1::DeskGetWaiting& request, Waiting& waiting) {
  return [request, limit = limit_of(request.limit()), &waiting](Client& client) {
    const auto list = waiting.of(client);
    if (!list) return failure(list.error());
    std::vector<std::string> ids;
    v1::DeskWaiting told;
    *told.mutable_for_me() = part_of((*list)->for_me, request.first_for_me(), limit, ids);
    *told.mutable_for_others() = part_of((*list)->for_others, request.first_for_others(), limit, ids);
    return answer(Lists(client).messages(ids), [&](v1::FromDesk& out, const auto& messages) {
      for (const auto& message : messages) *told.add_messages() = view_of(message);
      *out.mutable_waiting() = std::move(told);
    });
  };
}

}  // namespace

Answer inbox_answer_to(const v1::ToDesk& request, Waiting& waiting) {
  switch (request.body_case()) {
    case v1::ToDesk::kGetInbox: return {inbox(request.get_inbox(), waiting)};
    case v1::ToDesk::kGetWaiting: return {waits(request.get_waiting(), waiting)};
    default: return {};
  }
}

bool only_reads(v1::ToDesk::BodyCase request) {
  switch (request) {
    case v1::ToDesk::kGetStatus:
    case v1::ToDesk::kGetInbox:
    case v1::ToDesk::kGetWaiting:
    case v1::ToDesk::kGetRooms:
    case v1::ToDesk::kGetRoom:
    case v1::ToDesk::kMarkRead:
    case v1::ToDesk::kSearch:
    case v1::ToDesk::kFind:
    case v1::ToDesk::kGetAuthority:
    case v1::ToDesk::kGetRecipients:
    case v1::ToDesk::kGetReach:
    case v1::ToDesk::kGetUncallable:
    case v1::ToDesk::kGetDuty:
    case v1::ToDesk::kShowAttachment:
    case v1::ToDesk::kGetNotes:
    case v1::ToDesk::kKeepNote:
    case v1::ToDesk::kGetLog:
    case v1::ToDesk::kGetForm:
    case v1::ToDesk::kGetForms:
    case v1::ToDesk::kGetFormDrafts:
    case v1::ToDesk::kGetFormKinds:
    case v1::ToDesk::kKeepForm: return true;
    default: return false;
  }
}

}  // namespace valise::desk
