#include "server/core/digest.hpp"
#include "server/store/attachment_table.hpp"
#include "server/store/group_writer.hpp"
#include "server/store/opening.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlcipher_store.hpp"

namespace valise::server::store {
namespace {

// Fewer requests in a group: each brings up to 1 MiB, and a sync is soon the smaller part.
constexpr std::size_t kMaxGroup = 8;
constexpr std::size_t kMostInGroup = 16;

constexpr sql::Sql kLatest = "SELECT created_at FROM attachments ORDER BY id DESC LIMIT 1";

class SqlcipherAttachmentStore final : public AttachmentStore {
 public:
  SqlcipherAttachmentStore(Opened opened, SqlcipherOptions options, base::Random& random)
      : layers_(std::move(opened.layers)),
        lock_(std::move(opened.lock)),
        limits_(options.limits),
        clock_(std::move(opened.clock)),
        random_(random),
        writer_(std::move(opened.writing), {.max_group = kMaxGroup,
                                            .most_in_group = kMostInGroup,
                                            .checkpoint_pages = static_cast<int>(options.log_bytes / kAttachmentPageSize),
                                            .checkpointing = std::move(opened.checkpointing),
                                            .mark = std::move(opened.mark),
                                            .reserve = Reserve(*options.files, options.path),
                                            .page_size = kAttachmentPageSize,
                                            .executor = options.executor,
                                            .on_group = [] {},
                                            .on_fatal = std::move(options.on_fatal),
                                            .metrics = options.metrics}),
        reader_(std::move(opened.reading), options.executor) {}

  void create(NewAttachment attachment, Completion<base::AttachmentId> done) override {
    const core::RequestDigest digest = core::digest_of_attachment(attachment.room, attachment.size);
    write(attachment.uploader, std::move(done), [this, attachment, digest](Write& w) {
      return attachments::create(w, attachment, digest, random_.id<base::AttachmentId>());
    });
  }
  void write_chunk(base::AttachmentId id, base::DeviceId uploader, std::uint64_t offset, base::Bytes bytes,
                   Completion<core::AttachmentInfo> done) override {
    write(uploader, std::move(done), [id, uploader, offset, bytes = std::move(bytes)](Write& w) {
      return attachments::write_chunk(w, id, uploader, offset, bytes);
    });
  }
  void sweep(Completion<bool> done) override {
    write(Lane{}, std::move(done), [this](Write& w) { return sweep_step(w); }, Space::frees);
  }

  void info(base::AttachmentId id, Completion<core::AttachmentInfo> done) override {
    read_task(lane_of(id), std::move(done), [id](sql::Database& db) { return attachments::info(db, id); });
  }
  void read(base::AttachmentId id, std::uint64_t offset, std::size_t length, Completion<base::Bytes> done) override {
    read_task(lane_of(id), std::move(done),
              [id, offset, length](sql::Database& db) { return attachments::read(db, id, offset, length); });
  }

 private:
  // Who reads is not known here, so those who read one attachment share a lane.
  static Lane lane_of(const base::AttachmentId& id) { return Lane(base::to_array(id.view())); }

  template <class T, class Work>
  void write(const Lane& lane, Completion<T> done, Work work, Space space = Space::takes) {
    auto run = [this, work = std::move(work)](sql::Database& db) {
      Write write{db, limits_, clock_->now(), changes_, ledger_, {}};
      return work(write);
    };
    writer_.submit(make_task<T>(std::move(done), std::move(run), space), lane);
  }
  template <class T, class Work>
  void read_task(const Lane& lane, Completion<T> done, Work work) {
    reader_.submit(make_task<T>(std::move(done), std::move(work)), lane);
  }

  base::Result<bool> sweep_step(Write& w) {
    auto swept = attachments::sweep(w);
    if (!swept) return base::pass_on(swept);
    if (auto saved = clock_->save(w.db); !saved) return base::pass_on(saved);
    if (!swept->more) writer_.empty_log_after_group();
    return swept->more;
  }

  Layers layers_;
  std::unique_ptr<sql::FileLock> lock_;
  const core::Limits limits_;
  const std::unique_ptr<StoreClock> clock_;
  base::Random& random_;
  Changes changes_;  // stays empty
  Ledger ledger_;    // stays empty
  GroupWriter writer_;
  Reader reader_;  // last: its connection has to close first, so that the writer's can tidy up the log
};

}  // namespace

base::Result<std::unique_ptr<AttachmentStore>> open_attachment_store(SqlcipherOptions options, const StoreKey& key,
                                                                     base::Random& random) {
  auto opened = open_file(options, key, {attachment_schema(), kAttachmentPageSize, kLatest});
  if (!opened) return base::pass_on(opened);
  return std::make_unique<SqlcipherAttachmentStore>(std::move(*opened), std::move(options), random);
}

}  // namespace valise::server::store
