#include "server/store/opening.hpp"

#include "server/store/reserve.hpp"
#include "sql/schema.hpp"

namespace valise::server::store {
namespace {

base::Unexpected failed(const std::filesystem::path& path, base::Error error) {
  return with_context(path.string(), to_store_error(std::move(error)));
}

Layers layers_of(const SqlcipherOptions& options) {
  Layers out;
  sql::FileSystem* files = options.files;
  if (options.metrics != nullptr) {
    const auto tell = [metrics = options.metrics](std::chrono::nanoseconds time) { metrics->sync_seconds.observe(time); };
    out.timed = std::make_unique<sql::TimedFiles>(*files, tell);
    files = out.timed.get();
  }
  out.gathered = std::make_unique<sql::GatheredLog>(*files);
  return out;
}

base::Result<std::optional<sql::Database>> open_for_checkpoints(const SqlcipherOptions& options, const StoreKey& key,
                                                                const Layout& layout, sql::FileSystem* files) {
  if (options.executor != nullptr) return std::nullopt;
  auto opened = sql::Database::open(options.path, key.expose(),
                                    {.mode = sql::OpenMode::existing,
                                     .page_size = layout.page_size,
                                     .wal_autocheckpoint_pages = 0,
                                     .cache_kib = 64,
                                     .files = files});
  if (!opened) return base::pass_on(opened);
  return std::optional(std::move(*opened));
}

base::Result<Opened> open_once(const SqlcipherOptions& options, const StoreKey& key, const Layout& layout) {
  const std::filesystem::path& path = options.path;
  auto layers = layers_of(options);
  sql::FileSystem* files = layers.gathered.get();
  auto lock = files->lock(path);
  if (!lock) return failed(path, std::move(lock.error()));
  sql::LogMark mark(*files, path);
  if (auto whole = mark.check(); !whole) return failed(path, std::move(whole.error()));
  auto writing =
      sql::Database::open(path, key.expose(), {.page_size = layout.page_size, .wal_autocheckpoint_pages = 0, .files = files});
  if (!writing) return failed(path, std::move(writing.error()));
  writing->leave_log(true);  // until it is certain that it is ours: then the mark is taken back
  if (auto current = sql::migrate(*writing, layout.schema); !current) return failed(path, std::move(current.error()));
  auto clock = StoreClock::load(*writing, layout.latest, *options.clock);
  if (!clock) return failed(path, std::move(clock.error()));
  auto reading =
      sql::Database::open(path, key.expose(), {.mode = sql::OpenMode::read_only, .page_size = layout.page_size, .files = files});
  if (!reading) return failed(path, std::move(reading.error()));
  auto checkpointing = open_for_checkpoints(options, key, layout, files);
  if (!checkpointing) return failed(path, std::move(checkpointing.error()));
  if (auto taken = mark.take_back(); !taken) return failed(path, std::move(taken.error()));
  writing->leave_log(false);
  return Opened{.layers = std::move(layers),
                .lock = std::move(*lock),
                .writing = std::move(*writing),
                .reading = std::move(*reading),
                .checkpointing = std::move(*checkpointing),
                .mark = std::move(mark),
                .clock = std::move(*clock)};
}

}  // namespace

// Opening writes a little: a relay that fell while its disk was full gets up again from what was kept for that, so it is kept
// from the start on.
base::Result<Opened> open_file(const SqlcipherOptions& options, const StoreKey& key, const Layout& layout) {
  Reserve reserve(*options.files, options.path);
  if (auto opened = open_once(options, key, layout); opened || opened.error().code != StoreError::full) {
    static_cast<void>(reserve.keep(0));
    return opened;
  }
  reserve.give_up();
  return open_once(options, key, layout);
}

}  // namespace valise::server::store
