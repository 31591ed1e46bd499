#include "client-sdk/client/history_exchange.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/client/sealed_file.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/speech.hpp"
#include "client-sdk/client/transfer.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using store::LinkState;

// ---- rooms ----

Result<base::RoomId> room_of_one(store::Transaction& tx, Context& context, const std::string& address, const std::string& subject,
                                 bool owned) {
  auto rooms = tx.rooms().list();
  if (!rooms) return pass_on(rooms);
  std::optional<base::RoomId> found;
  for (const store::Room& room : *rooms) {
    auto state = parse_room_state(room.state);
    const bool fits = room.membership != store::Membership::removed && state && participants_of(*state) == std::vector{address};
    if (fits && !is_closed(*state) && (!found || room.id < *found)) found = room.id;
  }
  if (found) return *found;
  v1::RoomState state;
  state.set_subject(subject);
  state.add_participants(address);
  if (owned) state.add_owners(address);
  if (auto formed = check_form(state); !formed) return pass_on(formed);
  const base::UnixMillis now = context.clock.now();
  const store::Room room{.id = context.random.id<base::RoomId>(),
                         .membership = store::Membership::creating,
                         .subject = subject,
                         .state = base::to_bytes(state.SerializeAsString()),
                         .created_at = now,
                         .active_at = now,
                         .own_update_at = now};
  if (auto put = tx.rooms().put(room); !put) return pass_on(put);
  return room.id;
}

// What a part is put into must reach its receiver: the room made, and the receiver in it. False where that cannot be now.
asio::awaitable<Result<bool>> reaches(Context& context, Link link, base::RoomId id, base::DeviceId receiver, Intake intake) {
  auto row = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().find(id); });
  if (!row) co_return pass_on(row);
  if (*row && (*row)->membership == store::Membership::creating) {
    auto opened = co_await open_room(context, link, id);
    if (!opened && opened.error().code == ClientError::nobody_ready) co_return false;
    if (!opened) co_return pass_on(opened);
  }
  auto room = co_await bring_up_to_date(context, link, id, std::move(intake));
  if (room) co_return devices_in(room->group).contains(receiver);
  const auto code = room.error().code;
  const bool later = code == ClientError::state_lost || code == ClientError::room_busy || code == ClientError::left_room;
  co_return later ? Result<bool>(false) : pass_on(room);
}

// ---- handing over ----

// What a history is put into until it is queued; files that were not are removed.
class Sealed {
 public:
  explicit Sealed(Context& context) : context_(context) {}
  Sealed(const Sealed&) = delete;
  Sealed& operator=(const Sealed&) = delete;
  ~Sealed() {
    std::error_code ignored;
    for (const store::NewTransfer& part : parts) std::filesystem::remove(part.path, ignored);
  }

  Result<> seal(const base::RoomId& room, const v1::History& part) {
    auto folder = context_.profile.staging_folder();
    if (!folder) return pass_on(folder);
    const auto path = *folder / (base::to_hex(context_.random.array<16>()) + ".out");
    std::string plain = part.SerializeAsString();
    auto sealed = seal_bytes(base::as_bytes(plain), path, context_.random);
    crypto::wipe(plain);
    if (!sealed) return pass_on(sealed);
    parts.push_back({.message = {},
                     .sender = context_.device(),
                     .room = room,
                     .position = 0,
                     .direction = store::TransferDirection::upload,
                     .state = store::TransferState::active,
                     .attachment = {},
                     .key = context_.random.id<base::IdempotencyKey>(),
                     .name = "history",
                     .media_type = "application/octet-stream",
                     .size = sealed->facts.size,
                     .sha256 = sealed->facts.sha256,
                     .stored_size = sealed->facts.stored_size,
                     .chunk_size = sealed->facts.chunk_size,
                     .file_key = std::move(sealed->key).retag<store::StoredFileKeyTag>(),
                     .path = path});
    return {};
  }

  std::vector<store::NewTransfer> parts;

 private:
  Context& context_;
};

Result<> queue_part(store::Transaction& tx, Context& context, const HistoryTerms& terms, Sealed& sealed, std::size_t number,
                    std::uint64_t messages) {
  store::NewTransfer& file = sealed.parts[number];
  Speech speech;
  speech.room = file.room;
  speech.from = terms.post;
  v1::HistoryBundle& bundle = *speech.content.mutable_history_bundle();
  bundle.set_purpose(terms.purpose);
  bundle.set_post(terms.post);
  bundle.set_receiver(terms.receiver.string());
  bundle.set_messages(messages);
  bundle.set_part(static_cast<std::uint32_t>(number + 1));
  bundle.set_parts(static_cast<std::uint32_t>(sealed.parts.size()));
  auto id = queue_speech(tx, context, std::move(speech));
  if (!id) return pass_on(id);
  file.message = *id;
  auto put = tx.transfers().put(file);
  return put ? Result<>{} : pass_on(put);
}

struct HandedOver {
  std::uint64_t parts = 0;
  std::uint64_t messages = 0;
};

// All parts, or none. An own device hears also that there is nothing.
Result<HandedOver> hand_over(store::Transaction& tx, Context& context, const base::RoomId& room, const HistoryTerms& terms,
                             Sealed& sealed) {
  std::vector<std::uint64_t> counts;
  const TakePart take = [&](const v1::History& part, std::uint64_t messages) {
    counts.push_back(messages);
    return sealed.seal(room, part);
  };
  if (auto written = write_history(tx, context, terms, take); !written) return pass_on(written);
  if (counts.empty() && terms.purpose == v1::HistoryBundle::OWN_DEVICE) {
    if (auto told = take({}, 0); !told) return pass_on(told);
  }
  HandedOver out{.parts = counts.size(), .messages = 0};
  for (std::size_t number = 0; number < counts.size(); ++number) {
    if (auto queued = queue_part(tx, context, terms, sealed, number, counts[number]); !queued) return pass_on(queued);
    out.messages += counts[number];
  }
  return out;
}

// In one transaction with what says that it was done; the sealed files stay only if that is durable.
template <class Note>
Result<> hand_over_once(Context& context, const base::RoomId& room, const HistoryTerms& terms, const Note& note_it) {
  Sealed sealed(context);
  auto done = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto handed = hand_over(tx, context, room, terms, sealed);
    return handed ? note_it(tx, *handed) : pass_on(handed);
  });
  if (done) sealed.parts.clear();
  return done;
}

asio::awaitable<Result<bool>> give_to(Context& context, Link link, store::DeviceLink agreed, Intake intake) {
  auto room = context.store.transaction([&](store::Transaction& tx) { return own_devices_room(tx, context); });
  if (!room) co_return pass_on(room);
  auto there = co_await reaches(context, link, *room, *agreed.peer, std::move(intake));
  if (!there || !*there) co_return there;
  const HistoryTerms terms{.purpose = v1::HistoryBundle::OWN_DEVICE, .post = {}, .receiver = *agreed.peer};
  auto done = hand_over_once(context, *room, terms, [&](store::Transaction& tx, const HandedOver& handed) {
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

// ---- successors ----

std::vector<std::string> roster_of(const Context& context, const directory::PostAddress& address) {
  std::vector<std::string> out;
  const directory::Post* post = context.directory().post(address);
  if (post == nullptr) return out;
  for (const auto& officer : post->roster) out.push_back(officer.string());
  return out;
}

Result<> note_staff_of(store::Transaction& tx, const Context& context, const directory::PostAddress& address) {
  const std::string post = address.string();
  auto known = tx.histories().staff(post);
  if (!known) return pass_on(known);
  const auto roster = roster_of(context, address);
  const bool owes = !known->empty() && history_policy(context, post) > v1::HISTORY_POLICY_NONE;
  for (const std::string& officer : roster) {
    if (std::ranges::find(*known, officer, &store::Staff::officer) != known->end()) continue;
    const bool owed = owes && officer != context.identity->officer.string();
    if (auto set = tx.histories().set_staff(post, {.officer = officer, .owed = owed}); !set) return set;
  }
  for (const store::Staff& one : *known) {
    if (std::ranges::find(roster, one.officer) != roster.end()) continue;
    if (auto dropped = tx.histories().drop_staff(post, one.officer); !dropped) return dropped;
  }
  return {};
}

struct Owed {
  std::string post;
  std::string officer;
};

Result<std::vector<Owed>> owed(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<Owed>> {
    std::vector<Owed> out;
    for (const directory::PostAddress& post : context.directory().posts_of(context.identity->officer)) {
      auto staff = tx.histories().staff(post.string());
      if (!staff) return pass_on(staff);
      for (const store::Staff& one : *staff) {
        if (one.owed) out.push_back({.post = post.string(), .officer = one.officer});
      }
    }
    return out;
  });
}

Result<> settle_owed(store::Transaction& tx, const Owed& debt) {
  return tx.histories().set_staff(debt.post, {.officer = debt.officer, .owed = false});
}

// To each device that the officer has when the first of them can be reached. Later ones get it from those (valise/linking.hpp).
asio::awaitable<Result<bool>> give_to_successor(Context& context, Link link, Owed debt, Intake intake) {
  const auto officer = directory::OfficerAddress::parse(debt.officer);
  const auto devices = officer ? context.directory().devices_of(*officer) : std::vector<base::DeviceId>{};
  if (history_policy(context, debt.post) <= v1::HISTORY_POLICY_NONE) {
    auto settled = context.store.transaction([&](store::Transaction& tx) { return settle_owed(tx, debt); });
    if (!settled) co_return pass_on(settled);
    co_return false;
  }
  if (devices.empty()) co_return false;
  auto room = context.store.transaction([&](store::Transaction& tx) { return post_room(tx, context, debt.post); });
  if (!room) co_return pass_on(room);
  std::vector<base::DeviceId> reached;
  for (const base::DeviceId& device : devices) {
    auto there = co_await reaches(context, link, *room, device, intake);
    if (!there) co_return there;
    if (*there) reached.push_back(device);
  }
  bool queued = false;
  for (const base::DeviceId& device : reached) {
    const HistoryTerms terms{.purpose = v1::HistoryBundle::SUCCESSOR, .post = debt.post, .receiver = device};
    auto done = hand_over_once(context, *room, terms, [&](store::Transaction& tx, const HandedOver& handed) {
      queued = queued || handed.parts > 0;
      return settle_owed(tx, debt);
    });
    if (!done) co_return pass_on(done);
  }
  co_return queued;
}

asio::awaitable<Result<bool>> keep_successions(Context& context, Link link, Intake intake) {
  auto debts = owed(context);
  if (!debts) co_return pass_on(debts);
  bool queued = false;
  for (Owed& debt : *debts) {
    auto given = co_await give_to_successor(context, link, std::move(debt), intake);
    if (!given) co_return given;
    queued = queued || *given;
  }
  co_return queued;
}

// ---- taking in ----

Result<std::optional<store::Transfer>> file_of(Context& context, const store::MessageKey& message) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::optional<store::Transfer>> {
    auto files = tx.transfers().of_message(message.id, message.sender);
    if (!files) return pass_on(files);
    if (files->size() != 1) return std::nullopt;
    return std::move(files->front());
  });
}

// The last part is told to the person; a link is over with it.
Result<> settle_taken(store::Transaction& tx, Context& context, const store::HistoryPart& part) {
  auto parts = tx.histories().parts_of(part.link, part.post, part.message.sender);
  if (!parts) return pass_on(parts);
  const bool over = std::ranges::none_of(*parts, [](const auto& one) { return one.state == store::PartState::waiting; });
  std::uint64_t taken = 0;
  for (const store::HistoryPart& one : *parts) taken += one.taken;
  const bool successors = part.link.value() == 0;
  if (!over || (!successors && parts->size() < part.parts)) return {};
  if (successors && taken == 0) return {};
  if (!successors) {
    auto links = tx.histories().open_links();
    if (!links) return pass_on(links);
    for (store::DeviceLink& link : *links) {
      if (link.id != part.link) continue;
      link.state = LinkState::done;
      link.messages = taken;
      if (auto updated = tx.histories().update(link); !updated) return updated;
    }
  }
  const std::string who = member_text(context, part.message.sender);
  auto text = successors ? said("notices.history_of_post", {{"who", who}, {"post", part.post}, {"count", std::to_string(taken)}})
                         : said("notices.history_came", {{"who", who}, {"count", std::to_string(taken)}});
  return note(tx, context, store::NoticeKind::information, std::move(text), {});
}

Result<> take_part(Context& context, const store::HistoryPart& part, const base::Bytes& plain) {
  v1::History history;
  const bool good = history.ParseFromArray(plain.data(), static_cast<int>(plain.size()));
  const HistoryTerms terms{.purpose = part.link.value() == 0 ? v1::HistoryBundle::SUCCESSOR : v1::HistoryBundle::OWN_DEVICE,
                           .post = part.post,
                           .receiver = context.device()};
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto taken = good ? take_history(tx, context, history, terms, part.message.sender) : Result<std::uint64_t>(0);
    if (!taken) return pass_on(taken);
    if (auto settled = tx.histories().settle_part(part.message, store::PartState::taken, *taken); !settled) return settled;
    return settle_taken(tx, context, part);
  });
}

Result<> give_part_up(Context& context, const store::HistoryPart& part) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto settled = tx.histories().settle_part(part.message, store::PartState::failed, 0); !settled) return settled;
    auto noted = note(tx, context, store::NoticeKind::transfer_failed,
                      said("notices.history_damaged", {{"who", member_text(context, part.message.sender)}}), {});
    return noted ? settle_taken(tx, context, part) : noted;
  });
}

bool is_lost_for_good(const std::error_code& code) {
  return code == ClientError::attachment_altered || code == ClientError::no_attachments || code == net::NetError::no_longer_there;
}

asio::awaitable<Result<>> fetch_part(Context& context, Link link, store::HistoryPart part) {
  auto file = file_of(context, part.message);
  if (!file) co_return pass_on(file);
  if (!*file || (*file)->size > kLargestHistory) co_return give_part_up(context, part);
  auto sealed = co_await download(context, link, **file, {});
  if (!sealed && is_lost_for_good(sealed.error().code)) co_return give_part_up(context, part);
  if (!sealed) co_return pass_on(sealed);
  const auto key = (*file)->file_key.duplicate().retag<crypto::FileKeyTag>();
  auto plain = open_bytes(
      *sealed, key,
      {.size = (*file)->size, .sha256 = (*file)->sha256, .stored_size = (*file)->stored_size, .chunk_size = (*file)->chunk_size});
  std::error_code ignored;
  auto done = plain ? take_part(context, part, *plain)
                    : (is_lost_for_good(plain.error().code) ? give_part_up(context, part) : pass_on(plain));
  if (plain) crypto::wipe(*plain);
  if (done) std::filesystem::remove(*sealed, ignored);
  co_return done;
}

asio::awaitable<Result<>> fetch_parts(Context& context, Link link) {
  auto parts = context.store.transaction([](store::Transaction& tx) { return tx.histories().parts_waiting(); });
  if (!parts) co_return pass_on(parts);
  for (store::HistoryPart& part : *parts) {
    auto fetched = co_await fetch_part(context, link, std::move(part));
    // The relay may have it later, or not be reached: it stays for the next visit.
    if (!fetched && (is_trust_failure(fetched.error()) || !link->open())) co_return fetched;
  }
  co_return Result<>{};
}

}  // namespace

Result<base::RoomId> own_devices_room(store::Transaction& tx, Context& context) {
  return room_of_one(tx, context, context.identity->officer.string(), "Own devices", false);
}

Result<base::RoomId> post_room(store::Transaction& tx, Context& context, const std::string& post) {
  return room_of_one(tx, context, post, "Duty at " + post, true);
}

Result<> note_staff(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    const auto own = context.directory().posts_of(context.identity->officer);
    for (const directory::PostAddress& post : own) {
      if (auto noted = note_staff_of(tx, context, post); !noted) return noted;
    }
    auto known = tx.histories().posts();
    if (!known) return pass_on(known);
    for (const std::string& post : *known) {
      const bool mine = std::ranges::any_of(own, [&](const auto& address) { return address.string() == post; });
      if (mine) continue;
      if (auto dropped = tx.histories().drop_post(post); !dropped) return dropped;
    }
    return {};
  });
}

asio::awaitable<Result<bool>> keep_histories(Context& context, Link link, Intake intake) {
  if (auto fetched = co_await fetch_parts(context, link); !fetched) co_return pass_on(fetched);
  auto given = co_await keep_links(context, link, intake);
  if (!given) co_return given;
  auto owed = co_await keep_successions(context, link, intake);
  if (!owed) co_return owed;
  co_return *given || *owed;
}

}  // namespace valise::sdk::client
