#include "client-sdk/client/reference.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_group.hpp"

namespace valise::sdk::client {

std::optional<store::MessageKey> key_of(const v1::MessageRef& reference) {
  const auto id = base::MessageId::parse(reference.message_id());
  const auto sender = base::DeviceId::parse(reference.sender());
  if (!id || !sender) return std::nullopt;
  return store::MessageKey{*id, *sender};
}

v1::MessageRef reference_to(const store::MessageKey& key) {
  v1::MessageRef out;
  out.set_message_id(key.id.string());
  out.set_sender(key.sender.string());
  return out;
}

Result<std::optional<store::Message>> target_in(store::Transaction& tx, const base::RoomId& room,
                                                const v1::MessageRef& reference) {
  const auto key = key_of(reference);
  if (!key) return std::nullopt;
  auto message = tx.messages().find(key->id, key->sender);
  if (!message) return message;
  if (*message && (*message)->room != room) return std::nullopt;
  return message;
}

v1::Content content_of(const store::Message& message) {
  v1::Content content;
  if (!content.ParseFromArray(message.content.data(), static_cast<int>(message.content.size()))) return {};
  return content;
}

bool author_represents(const Context& context, const base::DeviceId& device, const std::string& address) {
  const directory::Device* known = context.directory().device(device);
  return known != nullptr && represents(context.directory(), known->officer, address);
}

bool same_officer(const Context& context, const base::DeviceId& a, const base::DeviceId& b) {
  const directory::Device* first = context.directory().device(a);
  const directory::Device* second = context.directory().device(b);
  return first != nullptr && second != nullptr && first->officer == second->officer;
}

Result<std::vector<store::Message>> messages_about(store::Transaction& tx, const store::MessageKey& target,
                                                   std::initializer_list<int> bodies) {
  std::vector<store::Message> out;
  for (const int body : bodies) {
    auto keys = tx.links().about(target, body);
    if (!keys) return pass_on(keys);
    for (const store::MessageKey& key : *keys) {
      auto message = tx.messages().find(key.id, key.sender);
      if (!message) return pass_on(message);
      if (*message) out.push_back(std::move(**message));
    }
  }
  std::ranges::sort(out, {}, [](const store::Message& message) {
    const auto place = message.room_seq ? message.room_seq->value() : std::numeric_limits<std::uint64_t>::max();
    return std::tuple(place, message.sent_at, message.id);
  });
  return out;
}

Result<bool> is_retracted(store::Transaction& tx, const store::MessageKey& message) {
  auto retractions = tx.links().about(message, v1::Content::kRetraction);
  if (!retractions) return pass_on(retractions);
  return !retractions->empty();
}

Result<std::vector<std::string>> participants_in(store::Transaction& tx, const base::RoomId& id) {
  auto room = tx.rooms().find(id);
  if (!room) return pass_on(room);
  if (!*room) return std::vector<std::string>{};
  auto state = parse_room_state((*room)->state);
  if (!state) return pass_on(state);
  return participants_of(*state);
}

}  // namespace valise::sdk::client
