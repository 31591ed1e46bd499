#include "client-sdk/store/form_drafts.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

KeptFormDraft read_draft(sql::Rows& rows) {
  return {.id = static_cast<std::uint64_t>(rows.integer(0)), .draft = rows.bytes(1), .changed = rows.time(2)};
}

}  // namespace

base::Result<std::uint64_t> FormDrafts::put(std::optional<std::uint64_t> id, base::ByteView draft, base::UnixMillis now) {
  if (id) {
    if (!storable(*id)) return base::fail(StoreError::not_found);
    auto changed =
        write_one(*db_, "UPDATE form_drafts SET draft = ?, changed = ? WHERE id = ?", draft, now, static_cast<std::int64_t>(*id));
    if (!changed) return base::pass_on(changed);
    return *id;
  }
  auto added = write(*db_, "INSERT INTO form_drafts (draft, changed) VALUES (?, ?)", draft, now);
  if (!added) return base::pass_on(added);
  return read_number(*db_, "SELECT max(id) FROM form_drafts");
}

base::Result<std::optional<KeptFormDraft>> FormDrafts::find(std::uint64_t id) const {
  if (!storable(id)) return std::nullopt;
  return read_one(*db_, "SELECT id, draft, changed FROM form_drafts WHERE id = ?", read_draft, static_cast<std::int64_t>(id));
}

base::Result<std::vector<KeptFormDraft>> FormDrafts::list() const {
  return read_all(*db_, "SELECT id, draft, changed FROM form_drafts ORDER BY changed DESC, id DESC", read_draft);
}

base::Result<> FormDrafts::discard(std::uint64_t id) {
  if (!storable(id)) return base::fail(StoreError::not_found);
  return write_one(*db_, "DELETE FROM form_drafts WHERE id = ?", static_cast<std::int64_t>(id));
}

}  // namespace valise::sdk::store
