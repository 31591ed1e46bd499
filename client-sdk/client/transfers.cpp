// The public Transfers.
#include "valise/transfers.hpp"

#include <algorithm>

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/kept_reason.hpp"
#include "client-sdk/client/transfer.hpp"

namespace valise {
namespace {

using base::fail;
using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;
namespace store = sdk::store;
using store::TransferState;

bool is_unsent(const store::Transfer& file) {
  return file.direction == store::TransferDirection::upload &&
         (file.state == TransferState::active || file.state == TransferState::offered);
}

// A queued message, and those of its files that are not whole at the relay.
struct Unsent {
  store::Message message;
  std::vector<store::Transfer> files;
};

base::Result<Unsent> unsent(store::Transaction& tx, const std::string& message) {
  auto found = sdk::client::message_by(tx, message);
  if (!found) return pass_on(found);
  auto files = tx.transfers().of_message(found->id, found->sender);
  if (!files) return pass_on(files);
  std::erase_if(*files, [](const store::Transfer& file) { return !is_unsent(file); });
  if (files->empty() || found->state != store::MessageState::queued) return fail(ClientError::not_being_sent);
  return Unsent{std::move(*found), std::move(*files)};
}

base::Result<> set_all(store::Transaction& tx, const Unsent& unsent, TransferState state) {
  for (const auto& file : unsent.files) {
    if (auto set = tx.transfers().set_state(file.id, state); !set) return set;
  }
  return {};
}

base::Result<> give_up(store::Transaction& tx, const store::Message& message) {
  auto waiting = tx.outbox().waiting();
  if (!waiting) return pass_on(waiting);
  const auto item = std::ranges::find(*waiting, message.id, &store::OutboxItem::message);
  if (item == waiting->end() || item->protected_form) return fail(ClientError::not_being_sent);
  if (auto given_up = tx.outbox().give_up(item->id, sdk::client::kept({ClientError::sending_cancelled, {}})); !given_up)
    return given_up;
  return tx.messages().mark_read(message.id, message.sender);  // its author knows
}

// set lets the files of a message wait, or go on.
base::Result<> set(Context& context, const std::string& message, TransferState state) {
  return context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
    auto found = unsent(tx, message);
    return found ? set_all(tx, *found, state) : base::Result<>(pass_on(found));
  });
}

}  // namespace

Result<> Transfers::hold(const std::string& message) {
  return publicly(set(internals(*client_).context(), message, TransferState::offered));
}

Result<> Transfers::release(const std::string& message) {
  auto& impl = internals(*client_);
  auto released = set(impl.context(), message, TransferState::active);
  if (released && impl.live()) impl.following().nudge();
  return publicly(std::move(released));
}

Result<> Transfers::cancel(const std::string& message) {
  Context& context = internals(*client_).context();
  auto cancelled = context.store.transaction([&](store::Transaction& tx) -> base::Result<base::MessageId> {
    auto found = unsent(tx, message);
    if (!found) return pass_on(found);
    if (auto set = set_all(tx, *found, TransferState::failed); !set) return pass_on(set);
    if (auto given_up = give_up(tx, found->message); !given_up) return pass_on(given_up);
    return found->message.id;
  });
  if (!cancelled) return publicly(base::Result<>(pass_on(cancelled)));
  sdk::client::forget_staged(context, *cancelled);
  return {};
}

Result<> Transfers::discard(const std::string& message, std::size_t position) {
  Context& context = internals(*client_).context();
  auto file = context.store.transaction([&](store::Transaction& tx) -> base::Result<store::Transfer> {
    auto found = sdk::client::message_by(tx, message);
    if (!found) return pass_on(found);
    auto files = tx.transfers().of_message(found->id, found->sender);
    if (!files) return pass_on(files);
    const bool there = position < files->size() && (*files)[position].direction == store::TransferDirection::download;
    if (!there) return fail(ClientError::no_attachments);
    return std::move((*files)[position]);
  });
  if (!file) return publicly(base::Result<>(pass_on(file)));
  return publicly(sdk::client::discard_download(context, *file));
}

}  // namespace valise
