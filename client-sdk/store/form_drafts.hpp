// FormDrafts: forms that are being written, each kept after every field until it is sent or discarded.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

struct KeptFormDraft {
  std::uint64_t id = 0;
  base::Bytes draft;  // serialised FormDraft
  base::UnixMillis changed;
};

class FormDrafts {
 public:
  explicit FormDrafts(sql::Database& db) : db_(&db) {}

  // put replaces the draft of this id; without one it makes a new one. It gives the id; not_found where there is none of this id.
  [[nodiscard]] base::Result<std::uint64_t> put(std::optional<std::uint64_t> id, base::ByteView draft, base::UnixMillis now);
  [[nodiscard]] base::Result<std::optional<KeptFormDraft>> find(std::uint64_t id) const;
  // list gives all, the last changed first.
  [[nodiscard]] base::Result<std::vector<KeptFormDraft>> list() const;
  // discard fails with not_found if there is no such draft.
  [[nodiscard]] base::Result<> discard(std::uint64_t id);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
