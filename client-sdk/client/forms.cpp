// The public Forms.
#include "valise/forms.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/duty.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form_queue.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/send_off.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
namespace store = sdk::store;
using base::fail;
using base::pass_on;
using internal::ClientError;
using internal::publicly;

// The first time until which something is owed; what has none comes last.
Time first_due(const FormView& form) {
  auto out = Time::max();
  for (const FormDebt& debt : form.debts) out = std::min(out, debt.due.value_or(Time::max()));
  return out;
}

bool waits_for_me(const FormView& form) {
  return std::ranges::any_of(form.debts, [](const FormDebt& debt) { return debt.mine; });
}

bool more_pressing(const FormView& a, const FormView& b) {
  if (a.open != b.open) return a.open;
  if (waits_for_me(a) != waits_for_me(b)) return waits_for_me(a);
  if (first_due(a) != first_due(b)) return first_due(a) < first_due(b);
  return a.sent_at != b.sent_at ? a.sent_at > b.sent_at : a.message < b.message;
}

base::Result<store::KeptFormDraft> kept(store::Transaction& tx, const std::string& id) {
  auto number = internal::draft_id(id);
  if (!number) return pass_on(number);
  auto found = tx.form_drafts().find(*number);
  if (!found) return pass_on(found);
  if (!*found) return fail(ClientError::draft_unknown);
  return std::move(**found);
}

}  // namespace

Result<FormDraft> Forms::begin(const FormDraft& wish) {
  return publicly(internal::prefilled(internals(*client_).context(), wish));
}

Result<FormDraft> Forms::keep(FormDraft draft) {
  auto& context = internals(*client_).context();
  return publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<FormDraft> {
    std::optional<std::uint64_t> id;
    if (!draft.id.empty()) {
      auto before = kept(tx, draft.id);
      if (!before) return pass_on(before);
      id = before->id;
    }
    draft.changed = context.clock.now();
    auto put = tx.form_drafts().put(id, internal::to_store(draft), draft.changed);
    if (!put) return pass_on(put);
    draft.id = std::to_string(*put);
    return draft;
  }));
}

Result<std::vector<FormDraft>> Forms::drafts() {
  auto& context = internals(*client_).context();
  return publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<std::vector<FormDraft>> {
    auto list = tx.form_drafts().list();
    if (!list) return pass_on(list);
    std::vector<FormDraft> out;
    for (const auto& one : *list) out.push_back(internal::from_store(one));
    return out;
  }));
}

Result<FormDraft> Forms::draft(const std::string& id) {
  auto& context = internals(*client_).context();
  return publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<FormDraft> {
    auto found = kept(tx, id);
    if (!found) return pass_on(found);
    return internal::from_store(*found);
  }));
}

Result<> Forms::discard(const std::string& id) {
  auto& context = internals(*client_).context();
  return publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
    auto found = kept(tx, id);
    if (!found) return pass_on(found);
    return tx.form_drafts().discard(found->id);
  }));
}

Result<SendReport> Forms::send(const FormDraft& draft, const Progress& progress) {
  auto& impl = internals(*client_);
  auto composed = internal::compose_form(impl.context(), draft, progress);
  if (!composed) return publicly(base::Result<SendReport>(pass_on(composed)));
  return internal::send_off(impl, composed->message, progress);
}

base::Result<std::vector<FormView>> internal::list_forms(internal::Context& context, const FormFilter& filter) {
  return context.store.transaction([&](store::Transaction& tx) -> base::Result<std::vector<FormView>> {
    std::string room;
    if (!filter.room.empty()) {
      auto found = internal::room_by(tx, filter.room);
      if (!found) return pass_on(found);
      room = base::to_hex(found->id.view());
    }
    auto all = internal::list_forms(context, tx, filter.open ? internal::WhichForms::open : internal::WhichForms::all);
    if (!all) return pass_on(all);
    std::erase_if(*all, [&](const FormView& form) {
      return (!room.empty() && form.room != room) || (!filter.kind.empty() && form.kind != filter.kind);
    });
    std::ranges::sort(*all, more_pressing);
    return all;
  });
}

Result<std::vector<FormView>> Forms::list(const FormFilter& filter) {
  return publicly(internal::list_forms(internals(*client_).context(), filter));
}

Result<FormView> Forms::show(const std::string& message) {
  auto& context = internals(*client_).context();
  return publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<FormView> {
    auto form = internal::form_by(tx, message);
    if (!form) return pass_on(form);
    return internal::form_view(context, tx, *form);
  }));
}

Result<SendReport> Forms::report(const std::string& message, const FormReport& report) {
  auto& impl = internals(*client_);
  return internal::send_off(impl, internal::queue_report(impl.context(), message, report));
}

Result<SendReport> Forms::comment(const std::string& message, const CommentDraft& comment) {
  auto& impl = internals(*client_);
  return internal::send_off(impl, internal::queue_comment(impl.context(), message, comment));
}

}  // namespace valise
