// valise::Linking.
#include "valise/linking.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/history_exchange.hpp"
#include "client-sdk/client/link_code.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/speech.hpp"
#include "keys/crypto/constant_time.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
namespace store = sdk::store;
using base::fail;
using base::pass_on;
using internal::ClientError;
using internal::Context;
using internal::LinkCode;
using internal::publicly;
using namespace std::chrono_literals;

constexpr auto kCodeLife = 1h;
constexpr auto kHandingOver = 14 * 24h;

LinkPart part_of(bool gives) { return gives ? LinkPart::gives : LinkPart::receives; }

std::string label_of(const Context& context, const base::DeviceId& device) {
  const auto* known = context.directory().device(device);
  return known == nullptr ? std::string() : known->label;
}

DeviceLinkView::State state_of(const store::DeviceLink& link, base::UnixMillis now) {
  const bool over = now >= link.expires && link.state != store::LinkState::done;
  if (over) return DeviceLinkView::State::ended;
  switch (link.state) {
    case store::LinkState::shown: return DeviceLinkView::State::shown;
    case store::LinkState::agreed: return DeviceLinkView::State::agreed;
    case store::LinkState::under_way: return DeviceLinkView::State::under_way;
    case store::LinkState::done: return DeviceLinkView::State::done;
    case store::LinkState::ended: break;
  }
  return DeviceLinkView::State::ended;
}

base::Result<DeviceLinkView> view_of(store::Transaction& tx, const Context& context, const store::DeviceLink& link) {
  DeviceLinkView out{.part = part_of(link.gives),
                     .state = state_of(link, context.clock.now()),
                     .device = link.peer ? base::to_hex(link.peer->view()) : std::string(),
                     .label = link.peer ? label_of(context, *link.peer) : std::string(),
                     .expires = link.expires,
                     .messages = link.messages,
                     .parts = link.parts};
  if (link.gives || !link.peer) return out;
  auto parts = tx.histories().parts_of(link.id, {}, *link.peer);
  if (!parts) return pass_on(parts);
  std::uint64_t messages = 0;
  for (const store::HistoryPart& part : *parts) {
    out.parts_done += part.state == store::PartState::waiting ? 0 : 1;
    messages += part.taken;
  }
  out.messages = std::max(out.messages, messages);
  return out;
}

base::Result<HistoryExtent> extent(Context& context) {
  auto found = context.store.transaction([](store::Transaction& tx) { return tx.histories().extent(); });
  if (!found) return pass_on(found);
  return HistoryExtent{.rooms = found->rooms, .messages = found->messages, .bytes = found->bytes};
}

// Only the newest code counts.
base::Result<> end_shown(store::Transaction& tx) {
  auto links = tx.histories().open_links();
  if (!links) return pass_on(links);
  for (store::DeviceLink& link : *links) {
    if (link.state != store::LinkState::shown) continue;
    link.state = store::LinkState::ended;
    if (auto ended = tx.histories().update(link); !ended) return ended;
  }
  return {};
}

base::Result<LinkOffer> shown(Context& context, LinkPart part) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  const bool gives = part == LinkPart::gives;
  const LinkCode code =
      LinkCode::make(context.random, {.gives = gives, .device = context.device(), .expires = context.clock.now() + kCodeLife});
  auto put = context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
    if (auto ended = end_shown(tx); !ended) return ended;
    auto kept = tx.histories().put_link(
        {.gives = gives, .state = store::LinkState::shown, .key = code.key(), .peer = {}, .expires = code.terms().expires});
    return kept ? base::Result<>{} : pass_on(kept);
  });
  if (!put) return pass_on(put);
  return LinkOffer{.code = code.text(), .qr = {}, .part = part, .expires = code.terms().expires};
}

// A code of another active device of the same officer, in time.
base::Result<LinkCode> checked(Context& context, const std::string& text) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  auto code = LinkCode::parse(text);
  if (!code) return code;
  const base::DeviceId& device = code->terms().device;
  const bool own = device != context.device() && context.directory().active(device) &&
                   internal::same_officer(context, device, context.device());
  if (!own) return fail(ClientError::not_own_device);
  const auto left = code->terms().expires - context.clock.now();
  if (left <= 0ms) return fail(ClientError::link_code_expired);
  if (left > 2 * kCodeLife) return fail(ClientError::link_code_invalid);
  return code;
}

// Who shows what it gives is told who has the code; who gives to a device that shows one knows already.
base::Result<> ask(store::Transaction& tx, Context& context, const store::StoredLinkKey& key) {
  auto room = internal::own_devices_room(tx, context);
  if (!room) return pass_on(room);
  internal::Speech speech;
  speech.room = *room;
  const auto mac = internal::request_mac(key, context.device());
  v1::HistoryBundle& request = *speech.content.mutable_history_bundle();
  request.set_purpose(v1::HistoryBundle::OWN_DEVICE);
  request.set_receiver(context.device().string());
  request.set_code_mac(mac.data(), mac.size());
  auto queued = internal::queue_speech(tx, context, std::move(speech));
  return queued ? base::Result<>{} : pass_on(queued);
}

// The same code again is the same link.
base::Result<std::optional<store::DeviceLink>> entered_before(store::Transaction& tx, const store::NewDeviceLink& entered) {
  auto links = tx.histories().open_links();
  if (!links) return pass_on(links);
  for (store::DeviceLink& link : *links) {
    const bool same = link.gives == entered.gives && link.peer == entered.peer &&
                      crypto::constant_time_equal(link.key.expose(), entered.key.expose());
    if (same) return std::move(link);
  }
  return std::nullopt;
}

base::Result<DeviceLinkView> entered(Context& context, const std::string& text) {
  auto code = checked(context, text);
  if (!code) return pass_on(code);
  const bool gives = !code->terms().gives;
  store::NewDeviceLink link{.gives = gives,
                            .state = store::LinkState::agreed,
                            .key = code->key(),
                            .peer = code->terms().device,
                            .expires = context.clock.now() + kHandingOver};
  return context.store.transaction([&](store::Transaction& tx) -> base::Result<DeviceLinkView> {
    auto before = entered_before(tx, link);
    if (!before) return pass_on(before);
    if (*before) return view_of(tx, context, **before);
    if (!gives) {
      if (auto asked = ask(tx, context, link.key); !asked) return pass_on(asked);
    }
    auto id = tx.histories().put_link(link);
    if (!id) return pass_on(id);
    return view_of(tx, context, store::DeviceLink{std::move(link), *id, 0, 0});
  });
}

base::Result<std::vector<DeviceLinkView>> listed(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> base::Result<std::vector<DeviceLinkView>> {
    auto links = tx.histories().links();
    if (!links) return pass_on(links);
    std::vector<DeviceLinkView> out;
    for (auto link = links->rbegin(); link != links->rend(); ++link) {
      auto view = view_of(tx, context, *link);
      if (!view) return pass_on(view);
      out.push_back(std::move(*view));
    }
    return out;
  });
}

base::Result<std::uint64_t> ended(Context& context) {
  return context.store.transaction([](store::Transaction& tx) -> base::Result<std::uint64_t> {
    auto links = tx.histories().open_links();
    if (!links) return pass_on(links);
    for (store::DeviceLink& link : *links) {
      link.state = store::LinkState::ended;
      if (auto over = tx.histories().update(link); !over) return pass_on(over);
    }
    return links->size();
  });
}

}  // namespace

Result<HistoryExtent> Linking::history() { return publicly(extent(internals(*client_).context())); }

Result<LinkOffer> Linking::show(LinkPart part) {
  auto offer = publicly(shown(internals(*client_).context(), part));
  if (!offer) return offer;
  auto qr = qr_code(offer->code);
  if (!qr) return std::unexpected(qr.error());
  offer->qr = std::move(*qr);
  return offer;
}

Result<DeviceLinkView> Linking::read(const std::string& code) {
  Context& context = internals(*client_).context();
  auto found = publicly(checked(context, code));
  if (!found) return std::unexpected(found.error());
  const auto& terms = found->terms();
  return DeviceLinkView{.part = part_of(!terms.gives),
                        .state = DeviceLinkView::State::shown,
                        .device = base::to_hex(terms.device.view()),
                        .label = label_of(context, terms.device),
                        .expires = terms.expires};
}

Result<DeviceLinkView> Linking::enter(const std::string& code) {
  auto& client = internals(*client_);
  auto link = publicly(entered(client.context(), code));
  if (link && client.live()) client.following().nudge();
  return link;
}

Result<std::vector<DeviceLinkView>> Linking::list() { return publicly(listed(internals(*client_).context())); }

Result<std::uint64_t> Linking::cancel() { return publicly(ended(internals(*client_).context())); }

}  // namespace valise
