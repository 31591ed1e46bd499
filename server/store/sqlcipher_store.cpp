#include "server/store/sqlcipher_store.hpp"

#include <mutex>

#include "server/core/alert_time.hpp"
#include "server/core/digest.hpp"
#include "server/store/alert_table.hpp"
#include "server/store/channel_table.hpp"
#include "server/store/device_table.hpp"
#include "server/store/group_writer.hpp"
#include "server/store/invite_table.hpp"
#include "server/store/key_package_table.hpp"
#include "server/store/log_table.hpp"
#include "server/store/mailbox_table.hpp"
#include "server/store/opening.hpp"
#include "server/store/proposal_table.hpp"
#include "server/store/retention.hpp"
#include "server/store/room_table.hpp"
#include "server/store/schema.hpp"

namespace valise::server::store {
namespace {

constexpr sql::Sql kLatest = "SELECT at FROM answers ORDER BY at DESC LIMIT 1";

class SqlcipherStore final : public Store, private Notes {
 public:
  SqlcipherStore(Opened opened, SqlcipherOptions options)
      : layers_(std::move(opened.layers)),
        lock_(std::move(opened.lock)),
        limits_(options.limits),
        clock_(std::move(opened.clock)),
        monotonic_(*options.clock),
        writer_(std::move(opened.writing), {.checkpoint_pages = static_cast<int>(options.log_bytes / kStorePageSize),
                                            .checkpointing = std::move(opened.checkpointing),
                                            .mark = std::move(opened.mark),
                                            .reserve = Reserve(*options.files, options.path),
                                            .page_size = kStorePageSize,
                                            .executor = options.executor,
                                            .on_group = [this] { tell_observer(); },
                                            .on_fatal = std::move(options.on_fatal),
                                            .metrics = options.metrics,
                                            .notes = this}),
        reader_(std::move(opened.reading), options.executor) {}

  void observe(StoreObserver* observer) override {
    const std::scoped_lock lock(observer_mutex_);
    observer_ = observer;
  }

  // ---- directory log ----
  void append_entry(AppendEntry entry, Completion<base::LogIndex> done) override {
    write(std::move(done), [entry = std::move(entry)](Write& w) { return log::append(w, entry); });
  }
  void seed_log(std::vector<AppendEntry> entries, Completion<> done) override {
    write(std::move(done), [entries = std::move(entries)](Write& w) { return log::seed(w, entries); });
  }
  void put_served_head(std::string note, Completion<> done) override {
    write(std::move(done), [note = std::move(note)](Write& w) { return log::put_served_head(w, note); });
  }
  void close_device(base::DeviceId device, Completion<> done) override {
    write(std::move(done), [device](Write& w) { return devices::close(w, device); }, Space::frees);
  }
  void read_log(LogRange range, Completion<std::vector<base::Bytes>> done) override {
    read(std::move(done), [range](sql::Database& db) { return log::read(db, range); });
  }
  void log_size(Completion<std::uint64_t> done) override { read(std::move(done), log::size); }
  void read_served_head(Completion<std::string> done) override { read(std::move(done), log::read_served_head); }
  void find_entry(core::LeafHash leaf_hash, Completion<std::optional<base::LogIndex>> done) override {
    read(std::move(done), [leaf_hash](sql::Database& db) { return log::find(db, leaf_hash); });
  }

  // ---- enrolment ----
  void register_invite(core::InviteHash hash, core::Invite invite, Completion<> done) override {
    write(std::move(done), [hash, invite = std::move(invite)](Write& w) { return invites::add(w, hash, invite); });
  }
  void submit_enrolment(core::InviteHash hash, base::Bytes request, Completion<> done) override {
    write(std::move(done), [hash, request = std::move(request)](Write& w) { return invites::submit(w, hash, request); });
  }
  void close_invite(core::InviteHash hash, Completion<> done) override {
    write(std::move(done), [hash](Write& w) { return invites::erase(w, hash); }, Space::frees);
  }
  void find_invite(core::InviteHash hash, Completion<core::Invite> done) override {
    read(std::move(done), [this, hash](sql::Database& db) { return invites::find(db, hash, clock_->now()); });
  }

  // ---- proposals ----
  void put_proposal(core::Proposal proposal, Completion<> done) override {
    write(std::move(done), [proposal = std::move(proposal)](Write& w) { return proposals::put(w, proposal); });
  }
  void replace_proposal(core::ProposalId id, base::Bytes before, base::Bytes after, Completion<> done) override {
    write(std::move(done), [id, before = std::move(before), after = std::move(after)](Write& w) {
      return proposals::replace(w, id, before, after);
    });
  }
  void refuse_proposal(core::ProposalId id, base::Bytes refusal, Completion<> done) override {
    write(std::move(done), [id, refusal = std::move(refusal)](Write& w) { return proposals::refuse(w, id, refusal); });
  }
  void close_proposal(core::ProposalId id, Completion<> done) override {
    write(std::move(done), [id](Write& w) { return proposals::erase(w, id); }, Space::frees);
  }
  void find_proposal(core::ProposalId id, Completion<std::optional<core::Proposal>> done) override {
    read(std::move(done), [id](sql::Database& db) { return proposals::find(db, id); });
  }
  void list_proposals(ProposalRange range, Completion<std::vector<core::Proposal>> done) override {
    read(std::move(done), [range = std::move(range)](sql::Database& db) { return proposals::list(db, range); });
  }

  // ---- key packages ----
  void publish_key_packages(base::DeviceId device, std::vector<base::Bytes> packages, base::Bytes last_resort,
                            Completion<std::size_t> done) override {
    write(device, std::move(done), [device, packages = std::move(packages), last = std::move(last_resort)](Write& w) {
      return key_packages::publish(w, device, packages, last);
    });
  }
  void claim_key_packages(core::ClaimSubmission submission, Completion<std::vector<core::ClaimedKeyPackage>> done) override {
    const Lane lane = submission.claimer;
    write(lane, std::move(done), [submission = std::move(submission)](Write& w) { return key_packages::claim(w, submission); });
  }
  void count_key_packages(base::DeviceId device, Completion<std::size_t> done) override {
    read(device, std::move(done), [device](sql::Database& db) { return key_packages::count(db, device); });
  }

  // ---- rooms: the digests are made here, on the caller's thread, so that the writer has less to do ----
  void submit_commit(core::CommitSubmission submission, Completion<core::CommitOutcome> done) override {
    submit(std::move(submission), std::move(done));
  }
  void submit_message(core::MessageSubmission submission, Completion<core::Submitted> done) override {
    submit(std::move(submission), std::move(done));
  }
  void enter_incarnation(core::Incarnation incarnation, Completion<> done) override {
    write(std::move(done), [incarnation](Write& w) { return rooms::enter_incarnation(w, incarnation); });
  }
  void room_info(base::RoomId room, base::DeviceId asking, Completion<core::RoomInfo> done) override {
    read(asking, std::move(done), [room, asking](sql::Database& db) { return rooms::info(db, room, asking); });
  }
  void is_member(base::RoomId room, base::DeviceId device, Completion<bool> done) override {
    read(device, std::move(done), [room, device](sql::Database& db) { return rooms::is_member(db, room, device); });
  }

  // ---- mailboxes ----
  void acknowledge(base::DeviceId device, base::MailboxSeq up_to, Completion<> done) override {
    write(device, std::move(done), [device, up_to](Write& w) { return mailbox::acknowledge(w, device, up_to); }, Space::frees);
  }
  void read_deliveries(DeliveryRange range, Completion<std::vector<core::Delivery>> done) override {
    read(range.device, std::move(done), [range](sql::Database& db) { return mailbox::read(db, range); });
  }
  void mailbox_state(base::DeviceId device, Completion<core::MailboxState> done) override {
    read(device, std::move(done), [device](sql::Database& db) { return mailbox::state(db, device); });
  }

  // ---- alerts ----
  void advance_alert(AlertAdvance advance, Completion<bool> done) override {
    write(std::move(done), [advance = std::move(advance)](Write& w) { return alerts::advance(w, advance); });
  }
  void put_channel(core::Channel channel, Completion<core::Channel> done) override {
    write(std::move(done), [channel = std::move(channel)](Write& w) { return channels::put(w, channel); });
  }
  void begin_channel_test(core::ChannelId id, std::string code, Completion<core::Channel> done) override {
    write(std::move(done), [id, code = std::move(code)](Write& w) { return channels::begin_test(w, id, code); });
  }
  void confirm_channel(core::ChannelId id, std::string code, Completion<bool> done) override {
    write(std::move(done), [id, code = std::move(code)](Write& w) { return channels::confirm(w, id, code); });
  }
  void mark_channel(ChannelMark mark, Completion<bool> done) override {
    write(std::move(done), [mark = std::move(mark)](Write& w) { return channels::mark(w, mark); });
  }
  void remove_channel(core::ChannelId id, Completion<> done) override {
    write(std::move(done), [id](Write& w) { return channels::erase(w, id); }, Space::frees);
  }
  void due_alerts(std::size_t limit, Completion<DueAlerts> done) override {
    read(std::move(done), [this, limit](sql::Database& db) { return alerts::due(db, alert_now(), limit); });
  }
  void find_channel(core::ChannelId id, Completion<std::optional<core::Channel>> done) override {
    read(std::move(done), [id](sql::Database& db) { return channels::find(db, id); });
  }
  void channels_of(std::vector<std::string> addresses, Completion<std::vector<core::Channel>> done) override {
    read(std::move(done), [addresses = std::move(addresses)](sql::Database& db) { return channels::of(db, addresses); });
  }
  void idle_channels(std::chrono::milliseconds idle, std::size_t limit, Completion<std::vector<core::Channel>> done) override {
    read(std::move(done),
         [this, idle, limit](sql::Database& db) { return channels::idle_since(db, clock_->now() - idle, limit); });
  }
  void count_alerts(Completion<AlertCounts> done) override { read(std::move(done), alerts::count); }

  // ---- upkeep ----
  void sweep(Completion<bool> done) override {
    write(std::move(done), [this](Write& w) { return sweep_step(w); }, Space::frees);
  }

 private:
  // The relay's own work has a lane of its own; what devices ask for has theirs.
  template <class T, class Work>
  void write(Completion<T> done, Work work, Space space = Space::takes) {
    write(Lane{}, std::move(done), std::move(work), space);
  }
  template <class T, class Work>
  void write(const Lane& lane, Completion<T> done, Work work, Space space = Space::takes) {
    auto run = [this, work = std::move(work)](sql::Database& db) {
      Write write{db, limits_, clock_->now(), changes_, ledger_, alert_now()};
      return work(write);
    };
    writer_.submit(make_task<T>(std::move(done), std::move(run), space), lane);
  }
  template <class T, class Work>
  void read(Completion<T> done, Work work) {
    read(Lane{}, std::move(done), std::move(work));
  }
  template <class T, class Work>
  void read(const Lane& lane, Completion<T> done, Work work) {
    reader_.submit(make_task<T>(std::move(done), std::move(work)), lane);
  }
  template <class T, class Submission>
  void submit(Submission submission, Completion<T> done) {
    const core::RequestDigest digest = core::digest_of(submission);
    const Lane lane = submission.submitter;
    write(lane, std::move(done),
          [submission = std::move(submission), digest](Write& w) { return rooms::submit(w, submission, digest); });
  }

  base::UnixMillis alert_now() {
    const auto relay = clock_->now();
    const std::scoped_lock lock(alert_mutex_);
    return alert_time_.now(relay, monotonic_.monotonic());
  }

  // sweep_step empties the write-ahead log at the end of each round: what was acknowledged, handed out or closed since the last
  // one is in its old pages, too.
  base::Result<bool> sweep_step(Write& w) {
    auto step = retention_.step(w);
    if (!step) return base::pass_on(step);
    if (auto saved = clock_->save(w.db); !saved) return base::pass_on(saved);
    if (!step->more) writer_.empty_log_after_group();
    return step->more;
  }

  // ---- Notes ----
  // News of a transaction that failed are none, except that somebody might look.
  void begin() override {
    for (const NewDelivery& one : changes_.came) changes_.grown_mailboxes.insert(one.device);
    changes_.take_back(0);
    ledger_.begin();
  }
  void begin_request() override {
    came_before_ = changes_.came.size();
    ledger_.begin_request();
  }
  void undo_request(Undone undone) override {
    changes_.take_back(came_before_);
    if (undone == Undone::database) {
      ledger_.begin();
    } else {
      ledger_.undo_request();
    }
  }
  base::Result<> write(sql::Database& db) override { return ledger_.write(db); }

  void tell_observer() {
    Changes changes = std::exchange(changes_, {});
    const std::scoped_lock lock(observer_mutex_);
    if (observer_ == nullptr) return;
    if (!changes.grown_mailboxes.empty()) {
      const std::vector<base::DeviceId> devices(changes.grown_mailboxes.begin(), changes.grown_mailboxes.end());
      observer_->mailboxes_grew(devices);
    }
    if (!changes.came.empty()) observer_->deliveries_came(std::move(changes.came));
    if (changes.log_size) observer_->log_grew(*changes.log_size);
  }

  Layers layers_;
  std::unique_ptr<sql::FileLock> lock_;
  const core::Limits limits_;
  const std::unique_ptr<StoreClock> clock_;
  const base::Clock& monotonic_;
  std::mutex alert_mutex_;
  core::AlertTime alert_time_;
  std::mutex observer_mutex_;
  StoreObserver* observer_ = nullptr;
  Changes changes_;              // writer thread only
  std::size_t came_before_ = 0;  // writer thread only; of changes_, when the request at hand began
  Ledger ledger_;                // writer thread only
  Retention retention_;          // writer thread only
  GroupWriter writer_;
  Reader reader_;  // last: its connection has to close first, so that the writer's can tidy up the log
};

}  // namespace

base::Result<std::unique_ptr<Store>> open_store(SqlcipherOptions options, const StoreKey& key) {
  auto opened = open_file(options, key, {store_schema(), kStorePageSize, kLatest});
  if (!opened) return base::pass_on(opened);
  return std::make_unique<SqlcipherStore>(std::move(*opened), std::move(options));
}

}  // namespace valise::server::store
