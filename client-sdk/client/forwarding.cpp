// The public Forwarding.
#include "valise/forwarding.hpp"

#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/forward.hpp"
#include "client-sdk/client/safe_name.hpp"
#include "client-sdk/client/send_off.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
namespace store = sdk::store;
using base::fail;
using base::pass_on;
using internal::ClientError;
using internal::Context;

base::Result<> add_saved_files(store::Transaction& tx, const store::Message& message, Draft& draft) {
  auto files = tx.transfers().of_message(message.id, message.sender);
  if (!files) return pass_on(files);
  for (const store::Transfer& file : *files) {
    const bool saved = file.direction == store::TransferDirection::download && file.state == store::TransferState::complete;
    std::error_code ignored;
    if (!saved || !std::filesystem::exists(file.path, ignored)) return fail(ClientError::files_not_saved);
    draft.files.push_back(file.path);
    draft.file_names.push_back(internal::safe_name(file.name));
  }
  return {};
}

struct Prepared {
  Draft draft;
  v1::Content origin;  // only where the words come from
};

base::Result<Prepared> prepare(store::Transaction& tx, const Context& context, const ForwardDraft& wanted) {
  auto plan = internal::plan_forward(tx, context, wanted);
  if (!plan) return pass_on(plan);
  if (!plan->check.allowed()) return fail(ClientError::forward_not_allowed);
  auto room = tx.rooms().find(plan->original.room);
  if (!room) return pass_on(room);
  Prepared out;
  *out.origin.mutable_forwarded() = internal::origin_of(context, *plan);
  out.draft.to = wanted.to;
  out.draft.room = wanted.room;
  out.draft.from = wanted.from;
  out.draft.subject = !wanted.subject.empty() || !*room ? wanted.subject : (*room)->subject;
  out.draft.text = plan->text;
  out.draft.handling = plan->check.handling;
  if (!wanted.with_files) return out;
  if (auto added = add_saved_files(tx, plan->original, out.draft); !added) return pass_on(added);
  return out;
}

base::Result<base::MessageId> compose_forward(Context& context, const ForwardDraft& wanted, const Progress& progress) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  auto prepared = context.store.transaction([&](store::Transaction& tx) { return prepare(tx, context, wanted); });
  if (!prepared) return pass_on(prepared);
  auto composed = internal::compose(context, prepared->draft, progress, &prepared->origin);
  if (!composed) return pass_on(composed);
  return composed->message;
}

}  // namespace

Result<ForwardCheck> Forwarding::check(const ForwardDraft& draft) {
  Context& context = internals(*client_).context();
  return internal::publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<ForwardCheck> {
    auto plan = internal::plan_forward(tx, context, draft);
    if (!plan) return pass_on(plan);
    return std::move(plan->check);
  }));
}

Result<SendReport> Forwarding::forward(const ForwardDraft& draft, const Progress& progress) {
  auto& impl = internals(*client_);
  return internal::send_off(impl, compose_forward(impl.context(), draft, progress));
}

Result<SendReport> Forwarding::ask(const ForwardDraft& draft, const std::string& reason) {
  auto& impl = internals(*client_);
  return internal::send_off(impl, internal::queue_wish_to_forward(impl.context(), draft, reason));
}

Result<SendReport> Forwarding::grant(const std::string& wish, const std::string& remark) {
  auto& impl = internals(*client_);
  return internal::send_off(impl, internal::queue_forward_answer(impl.context(), wish, true, remark));
}

Result<SendReport> Forwarding::refuse(const std::string& wish, const std::string& reason) {
  auto& impl = internals(*client_);
  return internal::send_off(impl, internal::queue_forward_answer(impl.context(), wish, false, reason));
}

}  // namespace valise
