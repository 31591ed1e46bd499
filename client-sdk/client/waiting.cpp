#include "client-sdk/client/waiting.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/forward.hpp"
#include "client-sdk/client/matter.hpp"

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
          .promised = false};
}

// What colleagues of the post have in charge is theirs; what others have among themselves is not waited for here.
bool concerns_me(const valise::MatterView& matter) {
  if (matter.state == MatterState::open) return matter.asks_me || matter.outgoing;
  return matter.state == MatterState::in_charge && (matter.mine || matter.outgoing);
}

Result<> add_matters(const Context& context, store::Transaction& tx, std::vector<WaitingItem>& out) {
  auto matters = unsettled_matters(context, tx);
  if (!matters) return pass_on(matters);
  for (const auto& [matter, view] : *matters) {
    if (!concerns_me(view)) continue;
    auto message = tx.messages().find(matter.message.id, matter.message.sender);
    if (!message) return pass_on(message);
    if (*message && (*message)->body == v1::Content::kForm) continue;  // waits as a form
    out.push_back(item_of(view));
  }
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
          .promised = debt.promised};
}

Result<> add_forms(const Context& context, store::Transaction& tx, std::vector<WaitingItem>& out) {
  auto messages = tx.messages().of_body(v1::Content::kForm);
  if (!messages) return pass_on(messages);
  for (const store::Message& message : *messages) {
    // Most forms are settled: what is shown of one is put together only where somebody waits.
    auto owed = obligations(context, tx, message);
    if (!owed) return pass_on(owed);
    const auto waits = [](const Obligation& one) { return one.debt.mine || one.debt.yours; };
    if (std::ranges::none_of(*owed, waits)) continue;
    auto form = form_view(context, tx, message);
    if (!form) return pass_on(form);
    for (const valise::FormDebt& debt : form->debts) {
      if (debt.mine || debt.yours) out.push_back(item_of(*form, debt, from_wire(static_cast<v1::Urgency>(message.urgency))));
    }
  }
  return {};
}

Result<> add_wishes(const Context& context, store::Transaction& tx, std::vector<WaitingItem>& out) {
  auto wishes = open_wishes(tx, context);
  if (!wishes) return pass_on(wishes);
  for (const OpenWish& wish : *wishes) {
    auto room = tx.rooms().find(wish.message.room);
    if (!room) return pass_on(room);
    out.push_back({.what = WaitingItem::What::permission,
                   .for_me = wish.for_me,
                   .message = base::to_hex(wish.message.id.view()),
                   .room = base::to_hex(wish.message.room.view()),
                   .subject = *room ? (*room)->subject : std::string(),
                   .whom = wish.asked,
                   .since = wish.message.sent_at});
  }
  return {};
}

bool more_pressing(const WaitingItem& a, const WaitingItem& b) {
  if (a.for_me != b.for_me) return a.for_me;
  if (a.overdue != b.overdue) return a.overdue;
  if (a.due.has_value() != b.due.has_value()) return a.due.has_value();
  if (a.due && *a.due != *b.due) return *a.due < *b.due;
  return a.since != b.since ? a.since < b.since : a.message < b.message;
}

}  // namespace

Result<std::vector<WaitingItem>> waiting(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<WaitingItem>> {
    std::vector<WaitingItem> out;
    if (auto added = add_matters(context, tx, out); !added) return pass_on(added);
    if (auto added = add_forms(context, tx, out); !added) return pass_on(added);
    if (auto added = add_wishes(context, tx, out); !added) return pass_on(added);
    std::ranges::sort(out, more_pressing);
    return out;
  });
}

}  // namespace valise::sdk::client
