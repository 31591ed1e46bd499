#include "client-sdk/client/waiting.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/forward.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/unsettled.hpp"

namespace valise::sdk::client {
namespace {

using valise::MatterState;
using valise::WaitingItem;

WaitingItem item_of(const valise::MatterView& matter) {
  const bool open = matter.state == MatterState::open;
  return {.what = open ? WaitingItem::What::answer : WaitingItem::What::charge,
          .for_me = open ? matter.asks_me : matter.mine,
          .message = matter.message,
          .room = matter.room,
          .subject = matter.subject,
          .whom = open ? matter.asked : matter.officer,
          .urgency = matter.urgency,
          .since = matter.sent_at,
          .due = matter.answer_by,
          .overdue = matter.overdue,
          .promised = false,
          .debt = {}};
}

// What colleagues of the post have in charge is theirs; what others have among themselves is not waited for here.
bool concerns_me(const valise::MatterView& matter) {
  if (matter.state == MatterState::open) return matter.asks_me || matter.outgoing;
  return matter.state == MatterState::in_charge && (matter.mine || matter.outgoing);
}

Result<> add_matter(const Context& context, store::Transaction& tx, const store::Message& message,
                    std::vector<WaitingItem>& out) {
  auto matter = matter_of(context, tx, {.id = message.id, .sender = message.sender});
  if (!matter) return pass_on(matter);
  if (*matter && concerns_me(**matter)) out.push_back(item_of(**matter));
  return {};
}

WaitingItem item_of(const valise::FormView& form, const valise::FormDebt& debt, valise::Urgency urgency) {
  return {.what = WaitingItem::What::form,
          .for_me = debt.mine,
          .message = form.message,
          .room = form.room,
          .subject = form.subject,
          .whom = debt.who,
          .urgency = urgency,
          .since = form.sent_at,
          .due = debt.due,
          .overdue = debt.overdue,
          .promised = debt.promised,
          .debt = debt.what};
}

Result<> add_form(const Context& context, store::Transaction& tx, const store::Message& message, std::vector<WaitingItem>& out) {
  auto form = form_view(context, tx, message);
  if (!form) return pass_on(form);
  for (const valise::FormDebt& debt : form->debts) {
    if (debt.mine || debt.yours) out.push_back(item_of(*form, debt, from_wire(static_cast<v1::Urgency>(message.urgency))));
  }
  return {};
}

Result<> add_wish(const Context& context, store::Transaction& tx, const store::Message& message, std::vector<WaitingItem>& out) {
  auto wish = open_wish(tx, context, message);
  if (!wish) return pass_on(wish);
  if (!*wish) return {};
  auto room = tx.rooms().find(message.room);
  if (!room) return pass_on(room);
  out.push_back({.what = WaitingItem::What::permission,
                 .for_me = (*wish)->for_me,
                 .message = base::to_hex(message.id.view()),
                 .room = base::to_hex(message.room.view()),
                 .subject = *room ? (*room)->subject : std::string(),
                 .whom = (*wish)->asked,
                 .since = message.sent_at});
  return {};
}

// An urgent form waits as a form.
Result<> add(const Context& context, store::Transaction& tx, const store::Message& message, std::vector<WaitingItem>& out) {
  switch (message.body) {
    case v1::Content::kForm: return add_form(context, tx, message, out);
    case v1::Content::kForwardWish: return add_wish(context, tx, message, out);
    default: return add_matter(context, tx, message, out);
  }
}

// What an emergency wants of a person goes before what is overdue and can wait. What others owe is in the order of its time.
bool more_pressing(const WaitingItem& a, const WaitingItem& b) {
  if (a.for_me != b.for_me) return a.for_me;
  if (a.for_me && a.urgency != b.urgency) return a.urgency > b.urgency;
  if (a.overdue != b.overdue) return a.overdue;
  if (a.due.has_value() != b.due.has_value()) return a.due.has_value();
  if (a.due && *a.due != *b.due) return *a.due < *b.due;
  return a.since != b.since ? a.since < b.since : a.message < b.message;
}

}  // namespace

Result<std::vector<WaitingItem>> waiting(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<WaitingItem>> {
    auto messages = unsettled(tx, context);
    if (!messages) return pass_on(messages);
    std::vector<WaitingItem> out;
    for (const store::Message& message : *messages) {
      if (auto added = add(context, tx, message, out); !added) return pass_on(added);
    }
    std::ranges::sort(out, more_pressing);
    return out;
  });
}

}  // namespace valise::sdk::client
