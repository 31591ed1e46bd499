// valise::Retention: erasure of what is older than a room's messages are to be kept.
#include "valise/retention.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"

namespace valise {
namespace {

using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;
using sdk::client::room_by;
namespace store = sdk::store;

constexpr std::uint32_t longest = 36'525;

std::optional<base::UnixMillis> limit_of(const Context& context, const store::Retained& kept) {
  if (!kept.days) return std::nullopt;
  return context.clock.now() - std::chrono::hours(24) * *kept.days;
}

base::Result<RetentionView> view_of(const Context& context, store::Transaction& tx, const store::Room& room) {
  auto kept = tx.retention().of(room.id);
  if (!kept) return pass_on(kept);
  RetentionView out{.room = base::to_hex(room.id.view()),
                    .subject = room.subject,
                    .days = kept->days,
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

base::Result<std::vector<RetentionView>> erase_due(Context& context, store::Transaction& tx,
                                                   std::vector<std::filesystem::path>& files) {
  auto rooms = tx.rooms().list();
  if (!rooms) return pass_on(rooms);
  std::vector<RetentionView> out;
  for (const store::Room& room : *rooms) {
    auto kept = tx.retention().of(room.id);
    if (!kept) return pass_on(kept);
    const auto limit = limit_of(context, *kept);
    if (!limit) continue;
    auto erased = tx.retention().erase(room.id, *limit, context.clock.now());
    if (!erased) return pass_on(erased);
    files.insert(files.end(), erased->files.begin(), erased->files.end());
    if (erased->messages == 0) continue;
    out.push_back({.room = base::to_hex(room.id.view()),
                   .subject = room.subject,
                   .days = kept->days,
                   .erased = erased->messages,
                   .last_erasure = context.clock.now()});
  }
  return out;
}

}  // namespace

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

Result<std::vector<RetentionView>> Retention::run() {
  Context& context = internals(*client_).context();
  std::vector<std::filesystem::path> files;
  auto erased = context.store.transaction([&](store::Transaction& tx) { return erase_due(context, tx, files); });
  if (!erased) return publicly(std::move(erased));
  remove_staged(context, files);
  if (auto scrubbed = context.store.scrub(); !scrubbed)
    return publicly(base::Result<std::vector<RetentionView>>(pass_on(scrubbed)));
  return publicly(std::move(erased));
}

}  // namespace valise
