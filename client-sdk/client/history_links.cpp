// What own devices have agreed by a code: handed over, settled, ended.
#include "client-sdk/client/history_exchange.hpp"
#include "client-sdk/client/history_parts.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/sentences.hpp"

namespace valise::sdk::client {
namespace {

using store::LinkState;

asio::awaitable<Result<bool>> give_to(Context& context, Link link, store::DeviceLink agreed, Intake intake) {
  auto room = context.store.transaction([&](store::Transaction& tx) { return own_devices_room(tx, context); });
  if (!room) co_return pass_on(room);
  auto there = co_await reaches(context, link, *room, *agreed.peer, std::move(intake));
  if (!there || !*there) co_return there;
  const HistoryTerms terms{.purpose = v1::HistoryBundle::OWN_DEVICE, .post = {}, .receiver = *agreed.peer};
  auto done = hand_over(context, *room, terms, [&](store::Transaction& tx, const HandedOver& handed) {
    agreed.state = LinkState::under_way;
    agreed.parts = handed.parts;
    agreed.messages = handed.messages;
    return tx.histories().update(agreed);
  });
  if (!done) co_return pass_on(done);
  co_return true;
}

// A link is done when nothing of it waits any more.
Result<> settle_given(Context& context, store::DeviceLink link) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto waiting = tx.outbox().waiting();
    if (!waiting) return pass_on(waiting);
    for (const store::OutboxItem& item : *waiting) {
      auto message = tx.messages().find(item.message, item.sender);
      if (!message) return pass_on(message);
      if (*message && content_of(**message).history_bundle().receiver() == link.peer->string()) return {};
    }
    link.state = LinkState::done;
    if (auto updated = tx.histories().update(link); !updated) return updated;
    return note(
        tx, context, store::NoticeKind::information,
        said("notices.history_given", {{"who", member_text(context, *link.peer)}, {"count", std::to_string(link.messages)}}), {});
  });
}

Result<> end(Context& context, store::DeviceLink link) {
  link.state = LinkState::ended;
  return context.store.transaction([&](store::Transaction& tx) { return tx.histories().update(link); });
}

}  // namespace

asio::awaitable<Result<bool>> keep_links(Context& context, Link link, Intake intake) {
  auto links = context.store.transaction([](store::Transaction& tx) { return tx.histories().open_links(); });
  if (!links) co_return pass_on(links);
  bool queued = false;
  for (store::DeviceLink& one : *links) {
    const bool gone = one.peer && !context.directory().active(*one.peer);
    if (gone || context.clock.now() >= one.expires) {
      if (auto ended = end(context, std::move(one)); !ended) co_return pass_on(ended);
    } else if (one.gives && one.state == LinkState::agreed) {
      auto given = co_await give_to(context, link, std::move(one), intake);
      if (!given) co_return given;
      queued = queued || *given;
    } else if (one.gives && one.state == LinkState::under_way) {
      if (auto settled = settle_given(context, std::move(one)); !settled) co_return pass_on(settled);
    }
  }
  co_return queued;
}

}  // namespace valise::sdk::client
