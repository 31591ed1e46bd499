#include "client-sdk/client/history_bundle.hpp"

#include <algorithm>

#include "client-sdk/client/history.hpp"
#include "client-sdk/client/link_code.hpp"
#include "client-sdk/client/link_refusal.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/sentences.hpp"
#include "keys/crypto/constant_time.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
using store::LinkState;

constexpr auto kHandingOver = 14 * 24h;  // so long a part may come after the first

bool is_mac(const crypto::Digest& expected, const std::string& given) {
  return given.size() == expected.size() && crypto::constant_time_equal(expected, base::as_bytes(given));
}

bool is_own_other_device(const Context& context, const base::DeviceId& device) {
  return device != context.device() && context.directory().active(device) && same_officer(context, device, context.device());
}

Result<> take_request(store::Transaction& tx, Context& context, const store::Message& message, const v1::HistoryBundle& request) {
  auto links = tx.histories().open_links();
  if (!links) return pass_on(links);
  for (store::DeviceLink& link : *links) {
    if (!link.gives) continue;
    const bool waits = link.state == LinkState::shown && context.clock.now() < link.expires;
    if (!is_mac(request_mac(link.key, message.sender), request.code_mac())) continue;
    if (!waits) return link.state == LinkState::shown ? refuse_code(tx, context, message, request) : Result<>{};
    link.state = LinkState::agreed;
    link.peer = message.sender;
    link.expires = context.clock.now() + kHandingOver;
    if (auto updated = tx.histories().update(link); !updated) return updated;
    return note(tx, context, store::NoticeKind::information,
                said("notices.history_agreed", {{"who", member_text(context, message.sender)}}), {});
  }
  return refuse_code(tx, context, message, request);
}

bool is_sound(const v1::HistoryBundle& bundle, const v1::Content& content) {
  return content.attachments_size() == 1 && content.attachments(0).size() <= kLargestHistory && bundle.part() > 0 &&
         bundle.part() <= bundle.parts() && bundle.parts() <= kMostHistoryParts;
}

Result<> take_own_part(store::Transaction& tx, Context& context, const store::Message& message, const v1::HistoryBundle& bundle,
                       const v1::Attachment& file) {
  auto links = tx.histories().open_links();
  if (!links) return pass_on(links);
  for (store::DeviceLink& link : *links) {
    const bool expected = !link.gives && context.clock.now() < link.expires && (!link.peer || *link.peer == message.sender);
    const auto mac = bundle_mac(link.key, context.device(), base::as_bytes(file.attachment_id()), base::as_bytes(file.sha256()));
    if (!expected || !is_mac(mac, bundle.code_mac()) || (link.parts != 0 && link.parts != bundle.parts())) continue;
    auto put = tx.histories().put_part(
        {.message = key_of(message), .link = link.id, .post = {}, .part = bundle.part(), .parts = bundle.parts()});
    if (!put) return pass_on(put);
    if (!*put || link.state == LinkState::under_way) return {};
    link.state = LinkState::under_way;
    link.peer = message.sender;
    link.parts = bundle.parts();
    link.expires = context.clock.now() + kHandingOver;
    return tx.histories().update(link);
  }
  return refuse_code(tx, context, message, bundle);
}

// In the room whose only participant is the post, by a colleague on it, for one who is on it.
Result<bool> is_among_colleagues(store::Transaction& tx, const Context& context, const store::Message& message,
                                 const std::string& post) {
  auto participants = participants_in(tx, message.room);
  if (!participants) return pass_on(participants);
  const auto address = directory::PostAddress::parse(post);
  const directory::Device* sender = context.directory().device(message.sender);
  if (!address || sender == nullptr || *participants != std::vector{post}) return false;
  const auto posts = context.directory().posts_of(sender->officer);
  return std::ranges::find(posts, *address) != posts.end();
}

Result<> take_post_part(store::Transaction& tx, Context& context, const store::Message& message,
                        const v1::HistoryBundle& bundle) {
  if (!own_post(context, bundle.post())) return {};
  if (history_policy(context, bundle.post()) <= v1::HISTORY_POLICY_NONE) return {};
  auto waiting = tx.histories().parts_waiting();
  if (!waiting) return pass_on(waiting);
  const auto same = std::ranges::count_if(*waiting, [&](const auto& part) { return part.message.sender == message.sender; });
  if (static_cast<std::uint64_t>(same) >= kMostHistoryParts) return {};
  auto put = tx.histories().put_part({.message = key_of(message),
                                      .link = store::DeviceLinkId(0),
                                      .post = bundle.post(),
                                      .part = bundle.part(),
                                      .parts = bundle.parts()});
  return put ? Result<>{} : pass_on(put);
}

// A colleague was quicker.
Result<> note_handed_over(store::Transaction& tx, const Context& context, const base::DeviceId& receiver,
                          const std::string& post) {
  const directory::Device* device = context.directory().device(receiver);
  if (device == nullptr) return {};
  auto staff = tx.histories().staff(post);
  if (!staff) return pass_on(staff);
  const auto one = std::ranges::find(*staff, device->officer.string(), &store::Staff::officer);
  if (one == staff->end() || !one->owed) return {};
  return tx.histories().set_staff(post, {.officer = one->officer, .owed = false});
}

}  // namespace

Result<> take_history_bundle(store::Transaction& tx, Context& context, const store::Message& message,
                             const v1::Content& content) {
  if (message.direction == store::Direction::outgoing) return {};
  const v1::HistoryBundle& bundle = content.history_bundle();
  const auto receiver = base::DeviceId::parse(bundle.receiver());
  if (!receiver) return {};
  if (bundle.purpose() == v1::HistoryBundle::OWN_DEVICE) {
    if (!is_own_other_device(context, message.sender)) return {};
    if (is_refusal(content, message.sender)) return take_refusal(tx, context, message, content);
    const bool request = bundle.parts() == 0 && content.attachments().empty();
    if (request) return *receiver == message.sender ? take_request(tx, context, message, bundle) : Result<>{};
    const bool part = *receiver == context.device() && is_sound(bundle, content);
    return part ? take_own_part(tx, context, message, bundle, content.attachments(0)) : Result<>{};
  }
  if (bundle.purpose() != v1::HistoryBundle::SUCCESSOR || !is_sound(bundle, content)) return {};
  auto among = is_among_colleagues(tx, context, message, bundle.post());
  if (!among) return pass_on(among);
  if (!*among) return {};
  if (*receiver == context.device()) return take_post_part(tx, context, message, bundle);
  return note_handed_over(tx, context, *receiver, bundle.post());
}

Result<> finish_bundle(store::Transaction& tx, v1::Content& content) {
  if (content.history_bundle().purpose() != v1::HistoryBundle::OWN_DEVICE || content.attachments_size() != 1) return {};
  const auto receiver = base::DeviceId::parse(content.history_bundle().receiver());
  auto links = tx.histories().open_links();
  if (!links) return pass_on(links);
  for (const store::DeviceLink& link : *links) {
    if (!receiver || !link.gives || link.peer != receiver) continue;
    const v1::Attachment& file = content.attachments(0);
    const auto mac = bundle_mac(link.key, *receiver, base::as_bytes(file.attachment_id()), base::as_bytes(file.sha256()));
    content.mutable_history_bundle()->set_code_mac(mac.data(), mac.size());
  }
  return {};
}

}  // namespace valise::sdk::client
