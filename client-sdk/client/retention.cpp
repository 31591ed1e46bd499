// valise::Retention: erasure of what is older than a room's messages are to be kept.
#include "valise/retention.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/retention.hpp"
#include "client-sdk/client/room_group.hpp"

namespace valise {
namespace {

using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;
using sdk::client::room_by;
namespace store = sdk::store;

constexpr std::uint32_t longest = 36'525;

std::optional<std::uint32_t> days_of(const store::Retained& kept) {
  if (kept.own) return kept.days;
  return kept.agreed_days == 0 ? std::nullopt : std::optional(kept.agreed_days);
}

std::optional<base::UnixMillis> agreed_from(const store::Retained& kept) {
  if (kept.agreed_days == 0 || !kept.agreed_since) return std::nullopt;
  return *kept.agreed_since + sdk::client::kAgreementGrace;
}

// Before when messages came that are not kept any more.
std::optional<base::UnixMillis> limit_of(const Context& context, const store::Retained& kept) {
  const auto days = days_of(kept);
  const auto now = context.clock.now();
  if (!days || (!kept.own && now < agreed_from(kept).value_or(now))) return std::nullopt;
  return now - std::chrono::hours(24) * *days;
}

// kept_in gives what holds for a room, having looked up what its members agreed. In a room that this device has left, nothing new
// is agreed.
base::Result<store::Retained> kept_in(const Context& context, store::Transaction& tx, const store::Room& room) {
  auto state = sdk::client::parse_room_state(room.state);
  if (!state) return pass_on(state);
  const std::uint32_t agreed = std::min(state->retention_days(), longest);
  if (auto noted = tx.retention().note_agreed(room.id, agreed, context.clock.now()); !noted) return pass_on(noted);
  return tx.retention().of(room.id);
}

base::Result<RetentionView> view_of(const Context& context, store::Transaction& tx, const store::Room& room) {
  auto kept = kept_in(context, tx, room);
  if (!kept) return pass_on(kept);
  RetentionView out{.room = base::to_hex(room.id.view()),
                    .subject = room.subject,
                    .days = days_of(*kept),
                    .own = kept->own,
                    .agreed_days = kept->agreed_days,
                    .agreed_from = agreed_from(*kept),
                    .erased = kept->erased,
                    .last_erasure = kept->last_erasure};
  if (const auto limit = limit_of(context, *kept)) {
    auto due = tx.retention().due(room.id, *limit);
    if (!due) return pass_on(due);
    out.due = *due;
  }
  return out;
}

// Encrypted copies in the profile go; what a person saved elsewhere is theirs.
void remove_staged(const Context& context, const std::vector<std::filesystem::path>& files) {
  const auto staging = context.profile.staging_folder();
  std::error_code ignored;
  for (const auto& file : files) {
    if (staging && file.parent_path() == *staging) std::filesystem::remove(file, ignored);
  }
}

RetentionView told(const Context& context, const store::Room& room, const store::Retained& kept, std::uint64_t erased) {
  return {.room = base::to_hex(room.id.view()),
          .subject = room.subject,
          .days = days_of(kept),
          .own = kept.own,
          .agreed_days = kept.agreed_days,
          .agreed_from = agreed_from(kept),
          .erased = erased,
          .last_erasure = context.clock.now()};
}

// erase_in erases what is due in one room, and says how much, unless nothing was.
base::Result<> erase_in(Context& context, const store::Room& room, std::vector<RetentionView>& out) {
  std::vector<std::filesystem::path> files;
  auto done = context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
    auto kept = kept_in(context, tx, room);
    if (!kept) return pass_on(kept);
    const auto limit = limit_of(context, *kept);
    if (!limit) return {};
    auto erased = tx.retention().erase(room.id, *limit, context.clock.now());
    if (!erased) return pass_on(erased);
    files = std::move(erased->files);
    if (erased->messages > 0) out.push_back(told(context, room, *kept, erased->messages));
    return {};
  });
  if (done) remove_staged(context, files);
  return done;
}

}  // namespace

namespace sdk::client {

Result<Erasure> erase_due(Context& context) {
  auto rooms = context.store.transaction([](store::Transaction& tx) { return tx.rooms().list(); });
  if (!rooms) return pass_on(rooms);
  Erasure out;
  for (const store::Room& room : *rooms) {
    auto done = erase_in(context, room, out.erased);
    if (!done) out.failed.push_back({.room = room.id, .subject = room.subject, .why = std::move(done.error())});
  }
  return out;
}

}  // namespace sdk::client

Result<std::vector<RetentionView>> Retention::show() {
  Context& context = internals(*client_).context();
  return publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<std::vector<RetentionView>> {
    auto rooms = tx.rooms().list();
    if (!rooms) return pass_on(rooms);
    std::vector<RetentionView> out;
    for (const store::Room& room : *rooms) {
      auto view = view_of(context, tx, room);
      if (!view) return pass_on(view);
      out.push_back(std::move(*view));
    }
    return out;
  }));
}

Result<> Retention::set(const std::string& room, std::optional<std::uint32_t> days) {
  Context& context = internals(*client_).context();
  return publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
    if (days && (*days == 0 || *days > longest)) return base::fail(ClientError::retention_out_of_range);
    auto found = room_by(tx, room);
    if (!found) return pass_on(found);
    return tx.retention().set_days(found->id, days);
  }));
}

namespace {

// Whoever asks for it learns of the first room in which it failed; it is done in the others all the same.
base::Result<std::vector<RetentionView>> erase_now(Context& context) {
  auto done = sdk::client::erase_due(context);
  if (!done) return pass_on(done);
  if (auto scrubbed = context.store.scrub(); !scrubbed) return pass_on(scrubbed);
  if (done->failed.empty()) return std::move(done->erased);
  auto& [room, subject, why] = done->failed.front();
  return base::with_context("room " + base::to_hex(room.view()).substr(0, 8), std::move(why));
}

}  // namespace

Result<std::vector<RetentionView>> Retention::run() { return publicly(erase_now(internals(*client_).context())); }

}  // namespace valise
