#include "client-sdk/client/status_view.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/directory_view.hpp"
#include "client-sdk/client/enrol.hpp"
#include "client-sdk/client/head_age.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/room_view.hpp"
#include "client-sdk/client/sentences.hpp"

namespace valise::sdk::client {

Result<valise::DirectoryHead> head_view(Context& context) {
  const directory::Head head = context.log.head();
  valise::DirectoryHead out{.size = head.size, .root = base::to_hex(head.root.view()), .warning = {}};
  auto age = head_age(context);
  if (!age) return pass_on(age);
  if (!*age) return out;
  out.known = true;
  if ((*age)->alarming()) out.warning = to_public(age_sentences(**age, head.size));
  out.witnessed = (*age)->witnessed;
  const auto vouched = (*age)->without_clock() ? (*age)->vouched : std::max((*age)->vouched, std::chrono::milliseconds(0));
  out.age_seconds = std::chrono::duration_cast<std::chrono::seconds>(vouched).count();
  return out;
}

Result<valise::Status> status_view(Context& context) {
  auto head = head_view(context);
  if (!head) return pass_on(head);
  valise::Status out{.enrolment = enrolment_view(context), .head = std::move(*head), .posts = {}, .alarms = {}, .recoveries = {}};
  if (!out.head.warning.empty()) {
    out.alarms.push_back({.level = valise::Notice::Level::alarm,
                          .at = context.clock.now(),
                          .room = {},
                          .text = in_english(out.head.warning),
                          .sentences = out.head.warning});
  }
  if (context.identity) {
    for (const auto& post : context.directory().posts_of(context.identity->officer)) out.posts.push_back(post.string());
  }
  for (const auto& [id, authority] : context.directory().tables().authorities) {
    if (auto recovery = recovery_of(authority)) out.recoveries.push_back(std::move(*recovery));
  }
  auto filled = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto rooms = tx.rooms().count();
    if (!rooms) return pass_on(rooms);
    auto unread = tx.messages().unread_count();
    if (!unread) return pass_on(unread);
    auto waiting = tx.outbox().waiting_count();
    if (!waiting) return pass_on(waiting);
    auto failed = tx.messages().failed_count();
    if (!failed) return pass_on(failed);
    auto notices = tx.notices().list(store::NoticeFilter::unseen);
    if (!notices) return pass_on(notices);
    out.rooms = *rooms;
    out.unread = *unread;
    out.queued = *waiting;
    out.failed = *failed;
    for (const store::Notice& notice : *notices) {
      if (auto shown = view_of(notice); shown.level != valise::Notice::Level::info) out.alarms.push_back(std::move(shown));
    }
    return {};
  });
  if (!filled) return pass_on(filled);
  return out;
}

Result<valise::SendReport> send_report(Context& context, base::MessageId id) {
  auto view = context.store.transaction([&](store::Transaction& tx) -> Result<valise::MessageView> {
    auto message = tx.messages().find(id, context.device());
    if (!message) return pass_on(message);
    if (!*message) return fail(store::StoreError::not_found);
    return view_of(context, tx, **message);
  });
  if (!view) return pass_on(view);
  valise::SendReport out{.message = view->id,
                         .room = view->room,
                         .state = view->state,
                         .reason = view->state_reason,
                         .error = view->state_error,
                         .recipients = {},
                         .warning = {},
                         .failed = view->failed,
                         .devices = view->recipients.size()};
  out.delivered = static_cast<std::uint64_t>(
      std::ranges::count_if(view->recipients, [](const valise::RecipientState& one) { return one.delivered_at.has_value(); }));
  if (view->failed) out.reason_kind = valise::ErrorKind::failed;
  if (auto head = head_view(context)) out.warning = std::move(head->warning);
  if (auto room = room_view(context, view->room)) out.recipients = std::move(room->members);
  std::erase_if(out.recipients, [](const valise::MemberView& member) { return member.self; });
  return out;
}

namespace {

Result<std::vector<valise::MessageView>> unsent_view(const Context& context, store::Transaction& tx, std::size_t limit) {
  auto waiting = tx.outbox().waiting();
  if (!waiting) return pass_on(waiting);
  std::vector<valise::MessageView> out;
  for (const store::OutboxItem& item : *waiting) {
    if (out.size() >= limit) break;
    auto message = tx.messages().find(item.message, item.sender);
    if (!message) return pass_on(message);
    if (!*message || !(*message)->spoken) continue;
    auto view = view_of(context, tx, **message);
    if (!view) return pass_on(view);
    out.push_back(std::move(*view));
  }
  return out;
}

}  // namespace

Result<std::vector<valise::MessageView>> inbox_view(const Context& context, store::Transaction& tx,
                                                    const valise::InboxFilter& filter) {
  if (filter.unsent) return unsent_view(context, tx, filter.limit);
  std::optional<base::RoomId> only;
  if (!filter.room.empty()) {
    auto room = room_by(tx, filter.room);
    if (!room) return pass_on(room);
    only = room->id;
  }
  const auto which = filter.unread_only ? store::InboxFilter::unread : store::InboxFilter::all;
  std::vector<valise::MessageView> out;
  constexpr std::uint64_t page = 100;
  for (std::uint64_t offset = 0; out.size() < filter.limit; offset += page) {
    auto messages = tx.messages().inbox(which, {.offset = offset, .limit = page});
    if (!messages) return pass_on(messages);
    for (const store::Message& message : *messages) {
      if ((only && message.room != *only) || out.size() >= filter.limit) continue;
      auto view = view_of(context, tx, message);
      if (!view) return pass_on(view);
      out.push_back(std::move(*view));
    }
    if (messages->size() < page) break;
  }
  return out;
}

}  // namespace valise::sdk::client
