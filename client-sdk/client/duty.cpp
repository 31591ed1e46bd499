// Duty: the post's own room, sheets, and who has the duty.
#include "valise/duty.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/directory_view.hpp"
#include "client-sdk/client/duty.hpp"
#include "client-sdk/client/duty_board.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/send_off.hpp"
#include "client-sdk/client/speech.hpp"
#include "valise/forms.hpp"
#include "valise/matters.hpp"
#include "valise/room_titles.hpp"

namespace valise {
namespace {

using base::fail;
using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;
namespace internal = sdk::client;
namespace store = sdk::store;
template <class T>
using Inner = base::Result<T>;

constexpr std::uint64_t kLooked = 2000;  // messages that are looked at

const directory::Post* post_at(const Context& context, const std::string& address) {
  const auto parsed = directory::PostAddress::parse(address);
  return parsed ? context.directory().post(*parsed) : nullptr;
}

// ---- the post's own room ----

bool is_duty_room(const store::Room& room, const std::string& post) {
  if (room.membership == store::Membership::removed) return false;
  auto state = internal::parse_room_state(room.state);
  return state && internal::participants_of(*state) == std::vector{post};
}

// The one room of a post whose only participant it is. Two devices may have made one each at the same time: the smaller id
// counts.
Inner<std::optional<base::RoomId>> find_room(store::Transaction& tx, const std::string& post) {
  auto rooms = tx.rooms().list();
  if (!rooms) return pass_on(rooms);
  std::optional<base::RoomId> out;
  for (const auto& room : *rooms) {
    if (is_duty_room(room, post) && (!out || room.id < *out)) out = room.id;
  }
  return out;
}

Inner<base::RoomId> ensure_room(Context& context, const std::string& post) {
  auto found = context.store.transaction([&](store::Transaction& tx) { return find_room(tx, post); });
  if (!found) return pass_on(found);
  if (*found) return **found;
  auto composed = internal::compose(context,
                                    {.to = {post},
                                     .from = post,
                                     .subject = std::string(kDutyTitle) + post,
                                     .text = "This room is for those who staff " + post + ": who has the duty, and hand-overs."},
                                    {});
  if (!composed) return pass_on(composed);
  return composed->room;
}

Inner<std::vector<internal::DutyWord>> words_of(Context& context, store::Transaction& tx, const std::string& post) {
  std::vector<internal::DutyWord> out;
  auto room = find_room(tx, post);
  if (!room) return pass_on(room);
  if (!*room) return out;
  auto messages = tx.messages().in_room(**room, {.offset = 0, .limit = kLooked});
  if (!messages) return pass_on(messages);
  for (const auto& message : *messages) {
    const auto* device = context.directory().device(message.sender);
    auto content = internal::parse_content(message.content);
    if (device == nullptr || !content || !(content->has_duty_taken() || content->has_handover_sheet())) continue;
    out.push_back({.id = message.id, .officer = device->officer, .at = message.received_at, .content = std::move(*content)});
  }
  return out;
}

Inner<internal::DutyBoard> board_at(Context& context, const directory::Post& post) {
  return context.store.transaction([&](store::Transaction& tx) -> Inner<internal::DutyBoard> {
    auto words = words_of(context, tx, post.address.string());
    if (!words) return pass_on(words);
    return internal::board_of(post, *words);
  });
}

// ---- open matters ----

// What asks the post and is not over: nobody has answered it, or an officer has it in charge.
Inner<std::vector<HandoverItem>> open_matters_of(Context& context, const std::string& post) {
  auto matters =
      internal::list_matters(context, {.post = post, .unsettled = true, .incoming = true, .outgoing = false, .room = {}});
  if (!matters) return pass_on(matters);
  std::vector<HandoverItem> out;
  for (const auto& matter : *matters) {
    if (out.size() >= internal::kMostItems) break;
    out.push_back({.room = matter.room,
                   .message = matter.message,
                   .text = matter.from + ": " + matter.subject,
                   .due = matter.answer_by,
                   .in_charge = matter.officer});
  }
  return out;
}

// What the post owes to forms: promised, or still open. An urgent form stands among the matters already.
base::Result<> add_forms(Context& context, const std::string& post, std::vector<HandoverItem>& open,
                         std::vector<HandoverItem>& promises) {
  auto forms = internal::list_forms(context, FormFilter());
  if (!forms) return pass_on(forms);
  for (const auto& form : *forms) {
    for (const auto& debt : form.debts) {
      const bool of_post = debt.who.empty() ? debt.mine : debt.who == post;
      auto& list = debt.promised ? promises : open;
      const bool listed = std::ranges::find(list, form.message, &HandoverItem::message) != list.end();
      if (!of_post || listed || list.size() >= internal::kMostItems) continue;
      list.push_back({.room = form.room,
                      .message = form.message,
                      .text = form.from + ": " + form.subject,
                      .due = debt.due,
                      .in_charge = form.history.empty() ? std::string() : form.history.back().officer});
    }
  }
  return {};
}

// ---- saying it ----

Inner<base::MessageId> say(Context& context, const std::string& post, v1::Content content) {
  auto room = ensure_room(context, post);
  if (!room) return pass_on(room);
  return context.store.transaction([&](store::Transaction& tx) {
    return internal::queue_speech(
        tx, context, {.room = *room, .content = std::move(content), .from = post, .asks = {}, .answer_by = {}, .settles = {}});
  });
}

void fill(v1::HandoverItem& out, const HandoverItem& item) {
  if (const auto room = base::parse_hex(item.room)) out.set_room_id(base::to_string(*room));
  if (const auto message = base::parse_hex(item.message)) out.set_message_id(base::to_string(*message));
  out.set_text(item.text.substr(0, internal::kLongestItem));
  if (item.due) out.set_due_ms(base::to_wire(*item.due));
  out.set_in_charge(item.in_charge);
}

HandoverItem item_of(const v1::HandoverItem& item) {
  HandoverItem out{.room = base::to_hex(base::as_bytes(item.room_id())),
                   .message = base::to_hex(base::as_bytes(item.message_id())),
                   .text = item.text().substr(0, internal::kLongestItem),
                   .due = {},
                   .in_charge = item.in_charge()};
  constexpr std::uint64_t end_of_9999 = 253'402'300'799'000;
  if (item.due_ms() != 0) out.due = base::from_wire(std::min(item.due_ms(), end_of_9999));
  return out;
}

std::vector<HandoverItem> items_of(const google::protobuf::RepeatedPtrField<v1::HandoverItem>& items) {
  std::vector<HandoverItem> out;
  for (int i = 0; i < std::min(items.size(), internal::kMostItems); ++i) out.push_back(item_of(items.at(i)));
  return out;
}

// colleague gives the address of an officer of the post's roster: "ke-odpp/@akimani", "@akimani" or "akimani".
Inner<std::string> colleague(const Context& context, const directory::Post& post, const std::string& text) {
  auto full = text;
  if (full.find('/') == std::string::npos) {
    full = post.address.authority.string() + "/" + (full.starts_with('@') ? "" : "@") + full;
  }
  const auto officer = directory::OfficerAddress::parse(full);
  const bool other = officer && *officer != context.identity->officer;
  if (!other || std::ranges::find(post.roster, *officer) == post.roster.end()) return fail(ClientError::not_a_colleague, text);
  return officer->string();
}

OfficerName name_of(const Context& context, const directory::OfficerAddress& address) {
  const auto* officer = context.directory().officer(address);
  return {.address = address.string(), .name = officer == nullptr ? std::string() : officer->details.name()};
}

Handover view_of(const Context& context, const internal::WaitingSheet& waiting) {
  return {.id = base::to_hex(waiting.id.view()),
          .post = waiting.sheet.post(),
          .from = name_of(context, waiting.from),
          .to = name_of(context, waiting.to),
          .at = waiting.at,
          .open = items_of(waiting.sheet.open()),
          .promises = items_of(waiting.sheet.promises()),
          .remarks = waiting.sheet.remarks().substr(0, internal::kLongestRemarks)};
}

Inner<DutyStatus> status_of(Context& context, const directory::Post& post) {
  const internal::DirectoryView view(context.directory(), context.clock.now());
  const auto clock = [&](const directory::AuthorityId& id) {
    const auto* authority = context.directory().authority(id);
    return authority == nullptr ? std::nullopt : view.without_posts(*authority).local;
  };
  DutyStatus out{.post = post.address.string(), .plan = view.of(post).duty, .there = clock(post.address.authority)};
  out.here = clock(context.identity->officer.authority);
  auto board = board_at(context, post);
  if (!board) return pass_on(board);
  if (board->holder) {
    out.holder = name_of(context, board->holder->officer);
    out.since = board->holder->since;
    out.by_sheet = board->holder->by_sheet;
  }
  if (board->waiting) out.waiting = view_of(context, *board->waiting);
  return out;
}

Inner<std::vector<DutyStatus>> statuses(Context& context, const std::string& wanted) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  std::vector<std::string> posts;
  if (wanted.empty()) {
    for (const auto& post : context.directory().posts_of(context.identity->officer)) posts.push_back(post.string());
  } else {
    posts.push_back(wanted);
  }
  std::vector<DutyStatus> out;
  for (const auto& address : posts) {
    const auto* post = post_at(context, address);
    if (post == nullptr || post->retired) return fail(ClientError::address_unknown, address);
    auto status = status_of(context, *post);
    if (!status) return pass_on(status);
    out.push_back(std::move(*status));
  }
  return out;
}

Inner<base::MessageId> queue_taken(Context& context, const std::string& post, const std::string& sheet,
                                   const std::string& remarks) {
  v1::Content content;
  auto& taken = *content.mutable_duty_taken();
  taken.set_post(post);
  taken.set_sheet(sheet);
  taken.set_remarks(remarks.substr(0, internal::kLongestRemarks));
  return say(context, post, std::move(content));
}

Inner<base::MessageId> queue_sheet(Context& context, const std::string& address, const HandoverDraft& draft,
                                   const std::vector<HandoverItem>& open) {
  auto to = colleague(context, *post_at(context, address), draft.to);
  if (!to) return pass_on(to);
  v1::Content content;
  auto& sheet = *content.mutable_handover_sheet();
  sheet.set_post(address);
  sheet.set_to_officer(*to);
  for (const auto& item : open) fill(*sheet.add_open(), item);
  for (const auto& item : draft.promises) fill(*sheet.add_promises(), item);
  sheet.set_remarks(draft.remarks.substr(0, internal::kLongestRemarks));
  return say(context, address, std::move(content));
}

Inner<std::vector<HandoverItem>> all_that_is_open(Context& context, const std::string& post) {
  auto open = open_matters_of(context, post);
  std::vector<HandoverItem> promises;
  if (!open) return open;
  if (auto added = add_forms(context, post, *open, promises); !added) return pass_on(added);
  for (auto& promise : promises) {
    if (std::ranges::find(*open, promise.message, &HandoverItem::message) == open->end()) open->push_back(std::move(promise));
  }
  return open;
}

}  // namespace

Inner<base::MessageId> internal::queue_take(Context& context, const std::string& wanted, const std::string& remarks) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  auto post = internal::own_post(context, wanted);
  if (!post) return pass_on(post);
  return queue_taken(context, *post, {}, remarks);
}

Inner<base::MessageId> internal::queue_handover(Context& context, const HandoverDraft& draft) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  auto post = internal::own_post(context, draft.post);
  if (!post) return pass_on(post);
  auto open = open_matters_of(context, *post);
  if (!open) return pass_on(open);
  auto whole = draft;
  if (auto added = add_forms(context, *post, *open, whole.promises); !added) return pass_on(added);
  return queue_sheet(context, *post, whole, *open);
}

Inner<base::MessageId> internal::queue_acceptance(Context& context, const std::string& wanted, const std::string& remarks) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  for (const auto& address : context.directory().posts_of(context.identity->officer)) {
    if (!wanted.empty() && address.string() != wanted) continue;
    auto board = board_at(context, *context.directory().post(address));
    if (!board) return pass_on(board);
    if (!board->waiting || board->waiting->to != context.identity->officer) continue;
    return queue_taken(context, address.string(), board->waiting->id.string(), remarks);
  }
  return fail(ClientError::no_handover);
}

Inner<std::vector<DutyStatus>> internal::duty_statuses(Context& context, const std::string& post) {
  return statuses(context, post);
}

Result<std::vector<DutyStatus>> Duty::status(const std::string& post) {
  return publicly(statuses(internals(*client_).context(), post));
}

Result<std::vector<HandoverItem>> Duty::open_matters(const std::string& post) {
  return publicly(all_that_is_open(internals(*client_).context(), post));
}

Result<SendReport> Duty::take(const std::string& post, const std::string& remarks) {
  return internal::send_off(internals(*client_), internal::queue_take(internals(*client_).context(), post, remarks));
}

Result<SendReport> Duty::handover(const HandoverDraft& draft) {
  return internal::send_off(internals(*client_), internal::queue_handover(internals(*client_).context(), draft));
}

Result<SendReport> Duty::accept(const std::string& post, const std::string& remarks) {
  return internal::send_off(internals(*client_), internal::queue_acceptance(internals(*client_).context(), post, remarks));
}

}  // namespace valise
