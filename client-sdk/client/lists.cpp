// valise::Lists: parts of lists. What a part leaves out costs next to nothing: of rooms the row, of messages an index.
#include "valise/lists.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/client/room_view.hpp"
#include "keys/records/fold.hpp"

namespace valise {
namespace {

using base::pass_on;
using sdk::client::Context;
using sdk::client::publicly;
namespace internal = sdk::client;
namespace store = sdk::store;

// ---- rooms ----

// In a list of rooms that is ordered by their last activity.
struct Listed {
  const store::Room* room = nullptr;
  int rank = 0;
};

constexpr int kNew = 0, kWaiting = 1, kQuiet = 2, kClosed = 3, kLeft = 4;

int rank_of(const store::Room& room, const v1::RoomState& state, bool unread) {
  if (room.membership == store::Membership::removed) return kLeft;
  if (internal::is_closed(state)) return kClosed;
  if (unread) return kNew;
  return state.phase() == v1::ROOM_PHASE_WAITING ? kWaiting : kQuiet;
}

std::string searched_text(const store::Room& room, const v1::RoomState& state) {
  std::string out = room.subject;
  for (const std::string& address : internal::participants_of(state)) out += '\n' + address;
  for (const v1::Reference& reference : state.references()) out += '\n' + reference.number();
  return records::fold(out);
}

// At the beginning of a word; in scripts that write words together anywhere.
bool stands_in(const std::string& text, const std::string& word) {
  const bool anywhere = records::matches_inside(word);
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if (anywhere || at == 0) return true;
    const auto before = static_cast<unsigned char>(text[at - 1]);
    if (before < 0x80 && std::isalnum(before) == 0) return true;
  }
  return false;
}

bool matches(const std::vector<std::string>& words, const store::Room& room, const v1::RoomState& state) {
  if (words.empty()) return true;
  const std::string text = searched_text(room, state);
  return std::ranges::all_of(words, [&](const std::string& word) { return stands_in(text, word); });
}

// The words as they are typed: a reference number is one, whatever stands in it.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  const std::string folded = records::fold(text);
  for (std::size_t begin = 0; begin < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', begin), folded.size());
    if (end > begin) out.push_back(folded.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

base::Result<std::vector<Listed>> selected(const std::vector<store::Room>& rooms,
                                           const std::map<base::RoomId, std::uint64_t>& unread, const RoomQuery& query) {
  const auto words = words_of(query.text);
  std::vector<Listed> out;
  for (const store::Room& room : rooms) {
    auto state = internal::parse_room_state(room.state);
    if (!state) return pass_on(state);
    const int rank = rank_of(room, *state, unread.contains(room.id));
    if (query.current && rank >= kClosed) continue;
    if (matches(words, room, *state)) out.push_back({&room, rank});
  }
  std::ranges::sort(out, [](const Listed& a, const Listed& b) { return std::pair(a.rank, a.room) < std::pair(b.rank, b.room); });
  return out;
}

base::Result<RoomPart> rooms_of(const Context& context, store::Transaction& tx, const RoomQuery& query) {
  auto rooms = tx.rooms().list();
  if (!rooms) return pass_on(rooms);
  auto unread = tx.messages().unread_by_room();
  if (!unread) return pass_on(unread);
  auto listed = selected(*rooms, *unread, query);
  if (!listed) return pass_on(listed);
  RoomPart out{.rooms = {}, .first = std::min<std::uint64_t>(query.first, listed->size()), .total = listed->size()};
  const std::uint64_t end = out.first + std::min<std::uint64_t>(query.limit, listed->size() - out.first);
  for (std::uint64_t n = out.first; n < end; ++n) {
    auto view = internal::view_of(context, tx, *(*listed)[n].room);
    if (!view) return pass_on(view);
    out.rooms.push_back(std::move(*view));
  }
  return out;
}

// ---- messages ----

base::Result<MessagePart> shown(const Context& context, store::Transaction& tx,
                                base::Result<std::vector<store::Message>> messages, std::uint64_t first,
                                base::Result<std::uint64_t> total) {
  if (!messages) return pass_on(messages);
  if (!total) return pass_on(total);
  MessagePart out{.messages = {}, .first = first, .total = *total};
  for (const store::Message& message : *messages) {
    auto view = internal::view_of(context, tx, message);
    if (!view) return pass_on(view);
    out.messages.push_back(std::move(*view));
  }
  return out;
}

base::Result<std::uint64_t> unread_count(store::Transaction& tx) {
  auto received = tx.messages().unread_count();
  if (!received) return received;
  auto failed = tx.messages().failed_count();
  if (!failed) return failed;
  return *received + *failed;
}

// The store counts from the newest back, people from the beginning on, which new messages leave as it is.
base::Result<MessagePart> part_of(const Context& context, store::Transaction& tx, const base::RoomId& room,
                                  std::optional<std::uint64_t> wanted, std::uint64_t limit) {
  auto total = tx.messages().count(room);
  if (!total) return pass_on(total);
  const std::uint64_t last = *total - std::min(limit, *total);  // where the newest part begins
  const std::uint64_t first = std::min(wanted.value_or(last), last);
  const std::uint64_t size = std::min(limit, *total - first);
  return shown(context, tx, tx.messages().in_room(room, {.offset = *total - first - size, .limit = size}), first, *total);
}

template <class Read>
auto reading(Client& client, Read&& read) {
  const Context& context = internals(client).context();
  return publicly(internals(client).context().store.transaction([&](store::Transaction& tx) { return read(context, tx); }));
}

}  // namespace

Result<RoomPart> Lists::rooms(const RoomQuery& query) {
  return reading(*client_, [&](const Context& context, store::Transaction& tx) { return rooms_of(context, tx, query); });
}

Result<MessagePart> Lists::unread(std::uint64_t first, std::uint64_t limit) {
  return reading(*client_, [&](const Context& context, store::Transaction& tx) {
    auto messages = tx.messages().inbox(store::InboxFilter::unread, {.offset = first, .limit = limit});
    return shown(context, tx, std::move(messages), first, unread_count(tx));
  });
}

Result<MessagePart> Lists::read(std::uint64_t first, std::uint64_t limit) {
  return reading(*client_, [&](const Context& context, store::Transaction& tx) {
    auto messages = tx.messages().inbox(store::InboxFilter::read, {.offset = first, .limit = limit});
    return shown(context, tx, std::move(messages), first, tx.messages().read_count());
  });
}

Result<MessagePart> Lists::history(const std::string& room, std::optional<std::uint64_t> first, std::uint64_t limit) {
  return reading(*client_, [&](const Context& context, store::Transaction& tx) -> base::Result<MessagePart> {
    auto found = internal::room_by(tx, room);
    if (!found) return pass_on(found);
    return part_of(context, tx, found->id, first, limit);
  });
}

Result<MessagePart> Lists::around(const std::string& message, std::uint64_t limit) {
  return reading(*client_, [&](const Context& context, store::Transaction& tx) -> base::Result<MessagePart> {
    auto found = internal::message_by(tx, message);
    if (!found) return pass_on(found);
    auto place = tx.messages().place_in_room(*found);
    if (!place) return pass_on(place);
    return part_of(context, tx, found->room, *place - std::min(*place, limit / 2), limit);
  });
}

Result<std::vector<MessageView>> Lists::messages(const std::vector<std::string>& ids) {
  return reading(*client_, [&](const Context& context, store::Transaction& tx) -> base::Result<std::vector<MessageView>> {
    std::vector<MessageView> out;
    for (const std::string& id : ids) {
      auto found = internal::message_by(tx, id);
      if (!found) continue;
      auto view = internal::view_of(context, tx, *found);
      if (!view) return pass_on(view);
      out.push_back(std::move(*view));
    }
    return out;
  });
}

}  // namespace valise
