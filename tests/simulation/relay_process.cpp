#include "tests/simulation/relay_process.hpp"

#include <boost/asio/co_spawn.hpp>

#include "server/store/schema.hpp"
#include "sql/log_mark.hpp"
#include "tests/simulation/graveyard.hpp"
#include "tests/simulation/must.hpp"
#include "tests/simulation/older_schema.hpp"

namespace valise::simulation {

namespace store = server::store;
namespace relay = server::net;

namespace {

constexpr const char* kStorePath = "/relay/relay.db";
constexpr const char* kFilesPath = "/relay/attachments.db";

}  // namespace

RelayProcess::RelayProcess(Scheduler& scheduler, Network& network, const wire::TlsServerContext& identity,
                           const crypto::SigningKey& log_key, std::string log_origin, server::alert::AlertSender* outside)
    : scheduler_(scheduler),
      network_(network),
      identity_(identity),
      log_key_(log_key.expose_seed()),
      log_origin_(std::move(log_origin)),
      outside_(outside),
      disk_(std::make_unique<tests::SimDisk>(scheduler.random().below(UINT32_MAX))),
      incarnation_(scheduler.random().array<server::net::kIncarnationSize>()),
      key_(store::StoreKey::from_bytes(scheduler.random().array<32>())),
      attachments_key_(store::StoreKey::from_bytes(scheduler.random().array<32>())) {}

RelayProcess::~RelayProcess() { kill(); }

base::Result<> RelayProcess::open() {
  io_ = std::make_unique<boost::asio::io_context>(1);
  loop_ = std::make_unique<EventLoop>(*io_);
  process_ = scheduler_.attach(*loop_);
  executor_ = std::make_unique<StoreExecutor>(scheduler_);
  const auto on_fatal = [this](const base::Error&) { scheduler_.after(milliseconds(0), [this] { kill(); }); };
  const auto options = [&](const char* file) {
    return store::SqlcipherOptions{
        .path = file, .limits = {}, .clock = &clock_, .on_fatal = on_fatal, .files = disk_.get(), .executor = executor_.get()};
  };
  auto opened = store::open_store(options(kStorePath), key_);
  if (!opened) return pass_on(opened);
  store_ = std::move(*opened);
  auto files = store::open_attachment_store(options(kFilesPath), attachments_key_, scheduler_.random());
  if (!files) return pass_on(files);
  attachments_ = std::move(*files);
  return {};
}

void RelayProcess::bury_all() {
  scheduler_.detach(process_);
  loop_.reset();
  executor_->stop();
  bury(std::move(relay_));
  bury(std::move(io_));  // and with it whatever its coroutines were doing
  bury(std::move(store_));
  bury(std::move(attachments_));
  bury(std::move(executor_));
}

void RelayProcess::seed(const std::vector<base::Bytes>& entries) {
  must(open());
  directory::DirectoryState before;
  std::vector<store::AppendEntry> log;
  for (const auto& entry : entries) {
    log.push_back(relay::append_entry_of(entry, before));
    must(before.apply(entry));
  }
  bool done = false;
  store_->seed_log(std::move(log), [&](base::Result<> result) {
    must(std::move(result));
    done = true;
  });
  scheduler_.run(std::chrono::minutes(1), [&] { return done; });
  bury_all();
  disk_->power_cycle(tests::Loss::nothing, 1);
}

bool RelayProcess::cannot_start(const base::Error& error) {
  scheduler_.trace("relay", "cannot start: " + error.message());
  return rotten_ || !disk_->has_power() || error.code == store::StoreError::full;
}

bool RelayProcess::start() {
  scheduler_.trace("relay", "starts");
  if (auto opened = open(); !opened) {
    if (!cannot_start(opened.error())) must(std::move(opened));
    bury_all();
    const bool cut = !disk_->has_power();
    disk_->power_cycle(cut ? loss_ : tests::Loss::nothing, cut ? scheduler_.random().below(UINT32_MAX) : 1);
    power_fails_ = power_fails_ && !cut;
    return false;
  }
  relay_ = std::make_unique<relay::Relay>(
      io_->get_executor(),
      relay::RelayParts{.store = *store_,
                        .attachments = *attachments_,
                        .clock = clock_,
                        .random = scheduler_.random(),
                        .events = events_,
                        .tls = identity_,
                        .log_key = crypto::SigningKey::from_seed(log_key_),
                        .listen = [this](auto executor, const auto&, auto, auto, wire::ListenerOptions options,
                                         wire::PeerHandler& handler) { return network_.listen(executor, options, handler); },
                        .alert_sender = outside_},
      relay::RelayOptions{.log_origin = log_origin_, .incarnation = incarnation_, .alerts = {.look = std::chrono::hours(1)}});
  asio::co_spawn(*io_, relay_->start(), [this](std::exception_ptr failure, base::Result<> started) {
    if (failure) std::rethrow_exception(failure);
    if (started) return;
    if (!cannot_start(started.error())) must(std::move(started));
    scheduler_.after(milliseconds(0), [this] { kill(); });
  });
  return true;
}

void RelayProcess::kill() {
  if (!up()) return;
  scheduler_.trace("relay", "is killed");
  network_.relay_died(true);
  bury_all();
  disk_->power_cycle(tests::Loss::nothing, scheduler_.random().below(UINT32_MAX));
}

void RelayProcess::lose_power(tests::Loss loss) {
  if (!up()) return;
  scheduler_.trace("relay", std::string("loses power: ").append(tests::text_of(loss)));
  network_.relay_died(false);
  bury_all();
  disk_->power_cycle(loss, scheduler_.random().below(UINT32_MAX));
}

void RelayProcess::will_lose_power(std::uint64_t operations, tests::Loss loss) {
  disk_->cut_power_at(operations);
  loss_ = loss;
  if (!std::exchange(power_fails_, true)) watch_power(loss);
}

void RelayProcess::spare() {
  if (!disk_->has_power()) return;
  disk_->clear_faults();
  power_fails_ = false;
}

// Until the machine is off, its processes see a disk that fails.
void RelayProcess::watch_power(tests::Loss loss) {
  scheduler_.after(milliseconds(5), [this, loss] {
    if (!up()) spare();
    if (!power_fails_) return;
    if (disk_->has_power()) return watch_power(loss);
    power_fails_ = false;
    lose_power(loss);
  });
}

// How far the logs reach is noted without a sync (sql/log_mark.hpp), and a kernel writes that out within seconds, which this disk
// does not do by itself. Damage of what is younger than that, before a power cut, only clients would notice.
void RelayProcess::rot() {
  for (const char* mark : {"/relay/relay.db-mark", "/relay/attachments.db-mark"}) {
    if (const auto noted = disk_->read(mark)) must(disk_->write(mark, *noted, sql::FileSystem::Sync::yes));
  }
  auto files = disk_->paths();
  std::erase_if(files, [this](const std::string& path) { return disk_->size_of(path) == 0; });
  const auto& path = files[scheduler_.random().below(files.size())];
  const auto byte = scheduler_.random().below(disk_->size_of(path));
  switch (scheduler_.random().below(4)) {
    case 0:
      scheduler_.trace("relay", path + " ends after " + std::to_string(byte) + " bytes");
      disk_->cut(path, byte);
      break;
    case 1:
      scheduler_.trace("relay", path + " is missing");
      disk_->erase(path);
      break;
    default:
      scheduler_.trace("relay", "a bit flips in byte " + std::to_string(byte) + " of " + path);
      disk_->flip_bit(path, 8 * byte + scheduler_.random().below(8));
  }
  rotten_ = true;
}

void RelayProcess::back_up() { backup_ = disk_->copy(scheduler_.random().below(UINT32_MAX)); }

void RelayProcess::restore() {
  kill();
  scheduler_.trace("relay", "is restored from its backup");
  bury(std::exchange(disk_, std::move(backup_)));
  disk_->power_cycle(tests::Loss::nothing, 1);
  rotten_ = false;
  incarnation_ = scheduler_.random().array<server::net::kIncarnationSize>();  // as `valised restore` draws one
}

// To look at it changes nothing.
sql::Database RelayProcess::raw_store() {
  auto store = must(sql::Database::open(kStorePath, key_.expose(), {.files = disk_.get()}));
  store.leave_log(true);
  return store;
}

void RelayProcess::make_older() {
  must(sql::LogMark(*disk_, kStorePath).take_back());
  auto store = raw_store();
  must(make_relay_older(store));
}

int RelayProcess::schema() { return must(raw_store().user_version()); }

std::size_t RelayProcess::kept_files() {
  auto files = must(sql::Database::open(kFilesPath, attachments_key_.expose(),
                                        {.page_size = store::kAttachmentPageSize, .files = disk_.get()}));
  return static_cast<std::size_t>(must(files.value("SELECT count(*) FROM attachments")).value_or(0));
}

std::size_t RelayProcess::waiting(const std::vector<base::DeviceId>& devices) {
  std::size_t out = 0;
  std::size_t answers = 0;
  for (const auto& device : devices) {
    store_->mailbox_state(device, [&](base::Result<server::core::MailboxState> state) {
      ++answers;
      if (must(std::move(state)).first_seq.value() != 0) ++out;
    });
  }
  scheduler_.run(std::chrono::minutes(1), [&] { return answers == devices.size(); });
  return out;
}

}  // namespace valise::simulation
