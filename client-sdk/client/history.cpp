#include "client-sdk/client/history.hpp"

#include <algorithm>
#include <map>

#include "client-sdk/client/handed_on.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/room_rules.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::size_t kFullPart = 4 * 1024 * 1024;
constexpr std::uint64_t kEverything = std::numeric_limits<std::int64_t>::max();

// Whether a post's history goes over to a successor.
bool goes_over(v1::HistoryPolicy policy, const v1::RoomState& state) {
  return policy == v1::HISTORY_POLICY_ALL || (policy == v1::HISTORY_POLICY_OPEN_MATTERS && !is_closed(state));
}

// The rooms that the devices of one officer have for themselves hold nothing but histories.
bool is_for_history_only(const Context& context, const v1::RoomState& state) {
  return participants_of(state) == std::vector{context.identity->officer.string()};
}

class Writer {
 public:
  Writer(store::Transaction& tx, const Context& context, const HistoryTerms& terms, const TakePart& take)
      : tx_(tx), context_(context), terms_(terms), policy_(history_policy(context, terms.post)), take_(take) {}

  Result<> write() {
    auto rooms = tx_.rooms().list();
    if (!rooms) return pass_on(rooms);
    for (const store::Room& room : *rooms) {
      if (parts_ >= kMostHistoryParts) break;
      auto written = write_room(room);
      if (!written) return written;
    }
    return part_.messages().empty() ? Result<>{} : finish();
  }

 private:
  Result<> write_room(const store::Room& room) {
    auto state = parse_room_state(room.state);
    if (!state || room.membership == store::Membership::creating || is_for_history_only(context_, *state)) return {};
    if (is_successors() && !goes_over(policy_, *state)) return {};
    auto messages = tx_.messages().in_room(room.id, {.offset = 0, .limit = kEverything}, store::Which::all);
    if (!messages) return pass_on(messages);
    bool named = false;
    for (const store::Message& message : *messages) {
      if (!may_be_handed_on(message) || parts_ >= kMostHistoryParts) continue;
      if (auto added = add(room, message, named); !added) return added;
    }
    return {};
  }

  Result<> add(const store::Room& room, const store::Message& message, bool& named) {
    if (size_ > kFullPart) {
      if (auto finished = finish(); !finished) return finished;
      named = false;
    }
    const int contexts = part_.contexts_size();
    auto repeated = handed_on(tx_, message, *part_.mutable_contexts());
    if (!repeated) return pass_on(repeated);
    const bool wanted = *repeated && (!is_successors() || was_said_to(terms_.post, **repeated, part_.contexts()));
    if (!wanted) return {};
    if (part_.contexts_size() > contexts) size_ += part_.contexts(contexts).size();
    if (!named) name(room);
    named = true;
    (*repeated)->set_room_id(room.id.string());
    (*repeated)->set_read(message.read || is_successors());
    size_ += (*repeated)->ByteSizeLong() + 16;
    messages_ += message.spoken ? 1 : 0;
    *part_.add_messages() = std::move(**repeated);
    return {};
  }

  void name(const store::Room& room) {
    v1::HistoryRoom& out = *part_.add_rooms();
    out.set_room_id(room.id.string());
    out.set_state(base::to_string(room.state));
    out.set_created_at_ms(base::to_wire(room.created_at));
    size_ += out.ByteSizeLong() + 16;
  }

  Result<> finish() {
    auto taken = take_(part_, messages_);
    part_.Clear();
    size_ = 0;
    messages_ = 0;
    ++parts_;
    return taken;
  }

  [[nodiscard]] bool is_successors() const { return terms_.purpose == v1::HistoryBundle::SUCCESSOR; }

  store::Transaction& tx_;
  const Context& context_;
  const HistoryTerms& terms_;
  v1::HistoryPolicy policy_;
  const TakePart& take_;
  v1::History part_;
  std::size_t size_ = 0;
  std::uint64_t messages_ = 0;
  std::uint64_t parts_ = 0;
};

class Reader {
 public:
  Reader(store::Transaction& tx, Context& context, const v1::History& part, const HistoryTerms& terms, base::DeviceId by)
      : tx_(tx), context_(context), part_(part), terms_(terms), policy_(history_policy(context, terms.post)), by_(by) {
    for (const v1::HistoryRoom& room : part.rooms()) named_[room.room_id()] = &room;
  }

  Result<std::uint64_t> read() {
    std::uint64_t taken = 0;
    for (const v1::RepeatedMessage& repeated : part_.messages()) {
      auto came = take(repeated);
      if (!came) return pass_on(came);
      taken += *came ? 1 : 0;
    }
    return taken;
  }

 private:
  Result<bool> take(const v1::RepeatedMessage& repeated) {
    const auto id = base::RoomId::parse(repeated.room_id());
    if (!id || repeated.context() >= static_cast<std::uint64_t>(part_.contexts_size())) return false;
    if (is_successors() && !was_said_to(terms_.post, repeated, part_.contexts())) return false;
    auto room = room_for(*id, repeated);
    if (!room) return pass_on(room);
    if (!*room || !allowed(**room)) return false;
    auto taken = take_handed_on(tx_, context_, **room, repeated, part_.contexts(), by_);
    if (!taken || !*taken) return taken;
    return settle(*id, repeated);
  }

  // The room as it is known here; else as it is told. A stranger to it cannot make it up: somebody in it signed its state.
  Result<std::optional<store::Room>> room_for(const base::RoomId& id, const v1::RepeatedMessage& repeated) {
    auto known = tx_.rooms().find(id);
    if (!known || *known) return known;
    store::Room room{.id = id, .membership = store::Membership::removed};
    auto state = state_signed_for(repeated, part_.contexts());
    if (!state || !check_form(*state)) return std::nullopt;
    room.state = base::to_bytes(state->SerializeAsString());
    if (!is_authentic(context_, room, repeated, part_.contexts())) return std::nullopt;
    describe(room, *state, repeated);
    if (!allowed(room)) return std::nullopt;
    if (auto put = tx_.rooms().put(room); !put) return pass_on(put);
    return room;
  }

  // The own other device is believed how the room was at last.
  void describe(store::Room& room, v1::RoomState state, const v1::RepeatedMessage& repeated) {
    const auto named = named_.find(repeated.room_id());
    const base::UnixMillis now = context_.clock.now();
    room.created_at = room.active_at = std::min(base::from_wire(repeated.accepted_at_ms()), now);
    if (named != named_.end()) {
      room.created_at = std::min(base::from_wire(named->second->created_at_ms()), now);
      auto last = parse_room_state(base::as_bytes(named->second->state()));
      if (!is_successors() && last && check_form(*last)) {
        state = std::move(*last);
        room.state = base::to_bytes(state.SerializeAsString());
      }
    }
    room.epoch = 0;
    room.subject = state.subject();
    room.last_seq = base::RoomSeq(repeated.room_seq());
  }

  [[nodiscard]] bool allowed(const store::Room& room) const {
    if (!is_successors()) return true;
    auto state = parse_room_state(room.state);
    return state && goes_over(policy_, *state);
  }

  // Nobody is told that it arrived, and what was read is not new. True if people read it.
  Result<bool> settle(const base::RoomId& room, const v1::RepeatedMessage& repeated) {
    v1::Content content;
    if (!content.ParseFromString(repeated.content())) return false;
    const auto id = base::MessageId::parse(content.message_id());
    const auto sender = base::DeviceId::parse(repeated.sender());
    if (!id || !sender) return false;
    const store::OwedReceipt receipt{.message = {*id, *sender}, .room = room, .due_at = {}};
    if (auto settled = tx_.receipts().settle(receipt); !settled) return pass_on(settled);
    if (repeated.read()) {
      if (auto read = tx_.messages().mark_read(*id, *sender); !read) return pass_on(read);
    }
    auto stored = tx_.messages().find(*id, *sender);
    if (!stored) return pass_on(stored);
    return *stored && (*stored)->spoken;
  }

  [[nodiscard]] bool is_successors() const { return terms_.purpose == v1::HistoryBundle::SUCCESSOR; }

  store::Transaction& tx_;
  Context& context_;
  const v1::History& part_;
  const HistoryTerms& terms_;
  v1::HistoryPolicy policy_;
  base::DeviceId by_;
  std::map<std::string, const v1::HistoryRoom*> named_;
};

}  // namespace

v1::HistoryPolicy history_policy(const Context& context, const std::string& post) {
  const auto address = directory::PostAddress::parse(post);
  const directory::Post* found = address ? context.directory().post(*address) : nullptr;
  if (found == nullptr) return v1::HISTORY_POLICY_NONE;
  return found->details.history();
}

Result<> write_history(store::Transaction& tx, const Context& context, const HistoryTerms& terms, const TakePart& take) {
  return Writer(tx, context, terms, take).write();
}

Result<std::uint64_t> take_history(store::Transaction& tx, Context& context, const v1::History& part, const HistoryTerms& terms,
                                   base::DeviceId by) {
  return Reader(tx, context, part, terms, by).read();
}

}  // namespace valise::sdk::client
