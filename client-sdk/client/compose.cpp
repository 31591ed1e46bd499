#include "client-sdk/client/compose.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/handling.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/room_queue.hpp"
#include "client-sdk/client/speech.hpp"
#include "client-sdk/client/transfer.hpp"
#include "valise/alerts.hpp"

namespace valise::sdk::client {
namespace {

struct Target {
  store::Room room;
  bool fresh = false;
  base::MessageId in_reply_to;
  std::vector<std::string> handling;  // of the message that is answered: a reply keeps to it
};

Result<std::vector<std::string>> participants_in(const store::Room& room) {
  auto state = parse_room_state(room.state);
  if (!state) return pass_on(state);
  return addresses_in(*state);
}

}  // namespace

Result<store::Room> planned_room(Context& context, const std::string& subject, const std::vector<std::string>& to,
                                 const std::string& from) {
  if (subject.empty()) return fail(ClientError::subject_missing);
  auto participants = resolve(context.directory(), to, context.clock.now());
  if (!participants) return pass_on(participants);
  if (std::ranges::find(*participants, from) == participants->end()) participants->insert(participants->begin(), from);
  v1::RoomState state;
  state.set_subject(subject);
  for (const std::string& address : *participants) state.add_participants(address);
  state.add_owners(from);
  if (auto formed = check_form(state); !formed) return pass_on(formed);
  const base::UnixMillis now = context.clock.now();
  return store::Room{.id = context.random.id<base::RoomId>(),
                     .membership = store::Membership::creating,
                     .subject = subject,
                     .state = base::to_bytes(state.SerializeAsString()),
                     .created_at = now,
                     .active_at = now,
                     .own_update_at = now};
}

namespace {

Result<Target> existing_target(Context& context, const valise::Draft& draft) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<Target> {
    Target out;
    std::string room_name = draft.room;
    if (!draft.in_reply_to.empty()) {
      auto message = message_by(tx, draft.in_reply_to);
      if (!message) return pass_on(message);
      out.in_reply_to = message->id;
      const v1::Content answered = content_of(*message);
      out.handling.assign(answered.handling().begin(), answered.handling().end());
      if (room_name.empty()) room_name = base::to_hex(message->room.view());
    }
    auto room = room_by(tx, room_name);
    if (!room) return pass_on(room);
    if (room->membership == store::Membership::removed) return fail(ClientError::left_room);
    auto state = state_to_be(tx, *room);
    if (!state) return pass_on(state);
    if (is_closed(*state)) return fail(ClientError::room_closed);
    out.room = std::move(*room);
    return out;
  });
}

Result<Target> target_of(Context& context, const valise::Draft& draft, std::string& from) {
  if (!draft.room.empty() || !draft.in_reply_to.empty()) {
    auto target = existing_target(context, draft);
    if (!target) return target;
    auto participants = participants_in(target->room);
    if (!participants) return pass_on(participants);
    auto post = speaking_address(context, draft.from, *participants);
    if (!post) return pass_on(post);
    from = std::move(*post);
    return target;
  }
  auto post = own_post(context, draft.from);
  if (!post) return pass_on(post);
  from = std::move(*post);
  auto room = planned_room(context, draft.subject, draft.to, from);
  if (!room) return pass_on(room);
  return Target{.room = std::move(*room), .fresh = true, .in_reply_to = {}, .handling = {}};
}

Result<std::vector<store::NewTransfer>> stage_all(Context& context, const valise::Draft& draft, base::MessageId message,
                                                  base::RoomId room, const valise::Progress& progress) {
  std::vector<store::NewTransfer> out;
  for (const std::filesystem::path& file : draft.files) {
    const std::string name = out.size() < draft.file_names.size() ? draft.file_names[out.size()] : file.filename().string();
    auto staged = stage(context, file, name, message, room, static_cast<std::uint32_t>(out.size()), progress);
    if (!staged) {
      for (const store::NewTransfer& earlier : out) std::filesystem::remove(earlier.path);
      return pass_on(staged);
    }
    out.push_back(std::move(*staged));
  }
  return out;
}

std::string first_other(const std::vector<std::string>& participants, const std::string& from) {
  const auto other = std::ranges::find_if(participants, [&](const std::string& address) { return address != from; });
  return other == participants.end() ? std::string() : *other;
}

// The post that an urgent message asks to act: the first participant that is not the sender's own.
std::string asked_post(const Target& target, const std::string& from) {
  auto participants = participants_in(target.room);
  return participants ? first_other(*participants, from) : std::string();
}

// A kept form may have waited for longer than its deadline.
valise::Draft with_deadline(valise::Draft draft, base::UnixMillis now) {
  const auto usual = valise::usual_time(draft.urgency);
  if (usual && (!draft.acknowledge_by || *draft.acknowledge_by <= now)) draft.acknowledge_by = now + *usual;
  return draft;
}

// The address that is asked to act, as the body says, else the first participant that is not the sender's own.
Result<std::string> asked_by(const Target& target, const v1::Content* body, const std::string& from) {
  if (body == nullptr || body->asks().empty()) return asked_post(target, from);
  auto participants = participants_in(target.room);
  if (!participants) return pass_on(participants);
  const bool takes_part = std::ranges::find(*participants, body->asks()) != participants->end();
  if (!takes_part) return fail(ClientError::address_unknown, body->asks());
  return body->asks();
}

Result<v1::Content> content_for(const Target& target, const valise::Draft& draft, base::MessageId id, const std::string& from,
                                const v1::Content* body, base::UnixMillis now) {
  auto content = draft_content(draft, id, target.in_reply_to, from, now);
  if (!content) return content;
  if (body != nullptr) content->MergeFrom(*body);
  if (auto inherited = add_handling(*content, target.handling); !inherited) return pass_on(inherited);
  if (body != nullptr || draft.urgency != valise::Urgency::routine) {
    auto asked = asked_by(target, body, from);
    if (!asked) return pass_on(asked);
    content->set_asks(*asked);
  }
  if (content->ByteSizeLong() > kLongestContent) return fail(ClientError::message_too_large);
  return content;
}

Result<> enqueue_draft(Context& context, const Target& target, const v1::Content& content, const valise::Draft& draft,
                       const std::vector<store::NewTransfer>& files, const Within& within) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (target.fresh) {
      if (auto put = tx.rooms().put(target.room); !put) return put;
    }
    store::Outgoing outgoing{.room = target.room.id, .message = {}, .sender = {}, .key = {}, .queued_at = {}};
    outgoing.acknowledge_by = draft.acknowledge_by;
    if (draft.urgency != valise::Urgency::routine) outgoing.post = content.asks();
    if (auto queued = enqueue(tx, context, content, std::move(outgoing)); !queued) return queued;
    for (const store::NewTransfer& file : files) {
      if (auto put = tx.transfers().put(file); !put) return pass_on(put);
    }
    return within ? within(tx) : Result<>{};
  });
}

}  // namespace

Result<store::Room> room_by(store::Transaction& tx, const std::string& prefix) {
  auto room = tx.rooms().with_prefix(prefix);
  if (!room && room.error().code == store::StoreError::not_found) return fail(ClientError::room_unknown, prefix);
  return room;
}

Result<store::Message> message_by(store::Transaction& tx, const std::string& prefix) {
  auto message = tx.messages().with_prefix(prefix);
  if (!message && message.error().code == store::StoreError::not_found) return fail(ClientError::message_unknown, prefix);
  return message;
}

Result<std::string> asked_of(Context& context, const valise::Draft& draft, const std::string& asks) {
  if (!asks.empty()) return asks;
  if (draft.room.empty() && draft.in_reply_to.empty()) {
    auto from = own_post(context, draft.from);
    if (!from) return pass_on(from);
    auto participants = resolve(context.directory(), draft.to, context.clock.now());
    if (!participants) return pass_on(participants);
    return first_other(*participants, *from);
  }
  std::string from;
  auto target = target_of(context, draft, from);
  if (!target) return pass_on(target);
  return asked_post(*target, from);
}

Result<Composed> compose(Context& context, const valise::Draft& wish, const valise::Progress& progress, const v1::Content* body,
                         const Within& within) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  const valise::Draft draft = with_deadline(wish, context.clock.now());
  std::string from;
  auto target = target_of(context, draft, from);
  if (!target) return pass_on(target);
  const auto id = context.random.id<base::MessageId>();
  auto content = content_for(*target, draft, id, from, body, context.clock.now());
  if (!content) return pass_on(content);
  auto files = stage_all(context, draft, id, target->room.id, progress);
  if (!files) return pass_on(files);
  auto queued = enqueue_draft(context, *target, *content, draft, *files, within);
  if (!queued) {
    for (const store::NewTransfer& file : *files) std::filesystem::remove(file.path);
    return pass_on(queued);
  }
  return Composed{.message = id, .room = target->room.id};
}

}  // namespace valise::sdk::client
