#include "client-sdk/client/link_refusal.hpp"

#include <algorithm>

#include "client-sdk/client/content.hpp"
#include "client-sdk/client/link_code.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/speech.hpp"
#include "keys/crypto/constant_time.hpp"

namespace valise::sdk::client {
namespace {

using store::DeviceLink;
using store::LinkState;

bool is_over(const DeviceLink& link, base::UnixMillis now) {
  return link.state == LinkState::done || link.state == LinkState::ended || now >= link.expires;
}

Result<> end_link(store::Transaction& tx, const Context& context, DeviceLink link, base::DeviceId peer) {
  link.state = LinkState::ended;
  if (auto updated = tx.histories().update(link); !updated) return updated;
  return note(tx, context, store::NoticeKind::information, said("notices.link_replaced", {{"who", member_text(context, peer)}}),
              {});
}

bool is_asked_under(const DeviceLink& link, const Context& context, const std::string& mac) {
  const auto own = request_mac(link.key, context.device());
  return own.size() == mac.size() && crypto::constant_time_equal(own, base::as_bytes(mac));
}

// What this device sent, if the answer is about a part of a history of its own.
Result<std::optional<v1::HistoryBundle>> own_part(store::Transaction& tx, const Context& context, const v1::Content& answer) {
  const auto id = base::MessageId::parse(answer.in_reply_to());
  if (!id) return std::nullopt;
  auto message = tx.messages().find(*id, context.device());
  if (!message) return pass_on(message);
  if (!*message) return std::nullopt;
  const auto content = parse_content((*message)->content);
  const bool part = content && content->history_bundle().purpose() == v1::HistoryBundle::OWN_DEVICE &&
                    content->history_bundle().parts() > 0 &&
                    content->history_bundle().code_mac() == answer.history_bundle().code_mac();
  return part ? std::optional(content->history_bundle()) : std::nullopt;
}

}  // namespace

Result<> refuse_code(store::Transaction& tx, Context& context, const store::Message& message, const v1::HistoryBundle& bundle) {
  if (bundle.code_mac().empty() || bundle.part() > 1) return {};
  const bool asked = bundle.parts() == 0;
  auto links = tx.histories().links();
  if (!links) return pass_on(links);
  const bool had = std::ranges::any_of(
      *links, [&](const DeviceLink& link) { return link.gives == asked && is_over(link, context.clock.now()); });
  if (!had) return {};
  auto participants = participants_in(tx, message.room);
  if (!participants) return pass_on(participants);
  if (*participants != std::vector{context.identity->officer.string()}) return {};
  Speech speech;
  speech.room = message.room;
  speech.content.set_in_reply_to(message.id.string());
  v1::HistoryBundle& answer = *speech.content.mutable_history_bundle();
  answer.set_purpose(v1::HistoryBundle::OWN_DEVICE);
  answer.set_receiver(message.sender.string());
  answer.set_code_mac(bundle.code_mac());
  auto queued = queue_speech(tx, context, std::move(speech));
  return queued ? Result<>{} : pass_on(queued);
}

bool is_refusal(const v1::Content& content, base::DeviceId sender) {
  const v1::HistoryBundle& bundle = content.history_bundle();
  return bundle.purpose() == v1::HistoryBundle::OWN_DEVICE && bundle.parts() == 0 && content.attachments().empty() &&
         !bundle.code_mac().empty() && bundle.receiver() != sender.string();
}

Result<> take_refusal(store::Transaction& tx, Context& context, const store::Message& message, const v1::Content& content) {
  const v1::HistoryBundle& answer = content.history_bundle();
  if (answer.receiver() != context.device().string()) return {};
  auto part = own_part(tx, context, content);
  if (!part) return pass_on(part);
  auto links = tx.histories().links();
  if (!links) return pass_on(links);
  for (auto link = links->rbegin(); link != links->rend(); ++link) {
    if (link->peer != message.sender || link->state == LinkState::ended) continue;
    const bool given = *part && link->gives && link->parts == (*part)->parts();
    const bool asked =
        !*part && !link->gives && link->state == LinkState::agreed && is_asked_under(*link, context, answer.code_mac());
    if (given || asked) return end_link(tx, context, std::move(*link), message.sender);
  }
  return {};
}

}  // namespace valise::sdk::client
