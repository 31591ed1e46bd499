#include "server/store/opening.hpp"

#include "sql/schema.hpp"

namespace valise::server::store {
namespace {

base::Unexpected failed(const std::filesystem::path& path, base::Error error) {
  return with_context(path.string(), to_store_error(std::move(error)));
}

}  // namespace

base::Result<Opened> open_file(const SqlcipherOptions& options, const StoreKey& key, std::span<const sql::Sql> schema,
                               int page_size) {
  const std::filesystem::path& path = options.path;
  auto lock = options.files->lock(path);
  if (!lock) return failed(path, std::move(lock.error()));
  auto writing =
      sql::Database::open(path, key.expose(), {.page_size = page_size, .wal_autocheckpoint_pages = 0, .files = options.files});
  if (!writing) return failed(path, std::move(writing.error()));
  if (auto current = sql::migrate(*writing, schema); !current) return failed(path, std::move(current.error()));
  auto reading =
      sql::Database::open(path, key.expose(), {.mode = sql::OpenMode::read_only, .page_size = page_size, .files = options.files});
  if (!reading) return failed(path, std::move(reading.error()));
  return Opened{std::move(*lock), std::move(*writing), std::move(*reading)};
}

}  // namespace valise::server::store
