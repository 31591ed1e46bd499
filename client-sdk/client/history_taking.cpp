// Taking in the parts of a history that came: fetched, opened, and each taken by one transaction.
#include <algorithm>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/history_parts.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/sealed_file.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/transfer.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

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
      link.state = store::LinkState::done;
      link.messages = taken;
      if (auto updated = tx.histories().update(link); !updated) return updated;
    }
  }
  const std::string who = member_text(context, part.message.sender);
  auto text = successors ? said("notices.history_of_post", {{"who", who}, {"post", part.post}, {"count", std::to_string(taken)}})
                         : said("notices.history_came", {{"who", who}, {"count", std::to_string(taken)}});
  return note(tx, context, store::NoticeKind::information, std::move(text), {});
}

// A part is settled once and for all, and what was fetched of it is not gone on with.
Result<> settle(store::Transaction& tx, const store::HistoryPart& part, store::PartState state, std::uint64_t taken) {
  if (auto settled = tx.histories().settle_part(part.message, state, taken); !settled) return settled;
  auto files = tx.transfers().of_message(part.message.id, part.message.sender);
  if (!files) return pass_on(files);
  for (const store::Transfer& file : *files) {
    if (auto set = tx.transfers().set_progress(file.id, 0); !set) return set;
  }
  return {};
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
    if (auto settled = settle(tx, part, store::PartState::taken, *taken); !settled) return settled;
    return settle_taken(tx, context, part);
  });
}

Result<> give_part_up(Context& context, const store::HistoryPart& part) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto settled = settle(tx, part, store::PartState::failed, 0); !settled) return settled;
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
  std::error_code ignored;  // a leftover is ciphertext, and swept when the profile is opened next
  auto done = plain ? take_part(context, part, *plain)
                    : (is_lost_for_good(plain.error().code) ? give_part_up(context, part) : pass_on(plain));
  if (plain) crypto::wipe(*plain);
  if (done) std::filesystem::remove(*sealed, ignored);
  co_return done;
}

}  // namespace

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

}  // namespace valise::sdk::client
