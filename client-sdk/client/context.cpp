#include "client-sdk/client/context.hpp"

#include <algorithm>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/sentences.hpp"

namespace valise::sdk::client {

Result<> Context::enrolled() const {
  if (!identity) return fail(ClientError::not_enrolled);
  const directory::Device* known = directory().device(device());
  if (known == nullptr) return fail(ClientError::enrolment_pending);
  if (known->signature_key != identity->signature_key.verify_key()) return fail(ClientError::enrolment_other_device);
  if (!directory().active(device())) return fail(ClientError::device_revoked);
  return {};
}

Result<std::optional<DeviceIdentity>> load_identity(store::LocalStore& store) {
  return store.transaction([](store::Transaction& tx) -> Result<std::optional<DeviceIdentity>> {
    auto facts = tx.meta().identity();
    if (!facts) return pass_on(facts);
    auto keys = tx.device_secrets().load();
    if (!keys) return pass_on(keys);
    if (!*facts || !*keys) return std::nullopt;
    auto officer = directory::OfficerAddress::parse((*facts)->authority + "/@" + (*facts)->officer);
    if (!officer) return pass_on(officer);
    return DeviceIdentity{.facts = **facts,
                          .officer = *officer,
                          .signature_key = crypto::SigningKey::from_seed((*keys)->signature),
                          .transport_key = crypto::SigningKey::from_seed((*keys)->transport)};
  });
}

namespace {

Result<> keep(store::Transaction& tx, store::NewNotice notice) {
  auto unseen = tx.notices().list(store::NoticeFilter::unseen);
  if (!unseen) return pass_on(unseen);
  const bool known = std::ranges::any_of(*unseen, [&](const store::Notice& old) {
    return old.kind == notice.kind && old.room == notice.room && old.text == notice.text;
  });
  if (known) return {};
  auto appended = tx.notices().append(notice);
  if (!appended) return pass_on(appended);
  return {};
}

}  // namespace

Result<> note(store::Transaction& tx, const Context& context, store::NoticeKind kind, std::string text,
              std::optional<base::RoomId> room) {
  return keep(tx, {.kind = kind, .at = context.clock.now(), .room = room, .text = std::move(text)});
}

Result<> note(store::Transaction& tx, const Context& context, store::NoticeKind kind, std::vector<store::Sentence> said,
              std::optional<base::RoomId> room) {
  return keep(tx,
              {.kind = kind, .at = context.clock.now(), .room = room, .text = in_english(said), .sentences = std::move(said)});
}

Result<> notify(Context& context, store::NoticeKind kind, std::string text, std::optional<base::RoomId> room) {
  return context.store.transaction([&](store::Transaction& tx) { return note(tx, context, kind, std::move(text), room); });
}

Result<> notify(Context& context, store::NoticeKind kind, std::vector<store::Sentence> said, std::optional<base::RoomId> room) {
  return context.store.transaction([&](store::Transaction& tx) { return note(tx, context, kind, std::move(said), room); });
}

}  // namespace valise::sdk::client
