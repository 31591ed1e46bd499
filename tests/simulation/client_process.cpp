#include "tests/simulation/client_process.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <random>
#include <set>

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/connect.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/room_view.hpp"
#include "client-sdk/client/transfer.hpp"
#include "keys/crypto/hash.hpp"
#include "tests/simulation/graveyard.hpp"
#include "tests/simulation/must.hpp"
#include "tests/simulation/older_schema.hpp"
#include "tests/simulation/synced_files.hpp"
#include "wire/https_client.hpp"

namespace valise::simulation {

namespace client = sdk::client;
namespace store = sdk::store;
namespace net = sdk::net;

namespace {

constexpr unsigned kFilesPercent = 20;  // of the messages

bool is_alarm(const store::Notice& notice) {
  switch (notice.kind) {
    case store::NoticeKind::members_changed:
    case store::NoticeKind::information:
    case store::NoticeKind::removed_from_room: return false;
    default: return true;
  }
}

std::string digest_of(base::ByteView bytes) { return base::to_hex(crypto::Sha256::of(bytes)); }

// Most files are small; some are empty, and some take a few chunks of the relay's.
std::size_t some_size(Scheduler& scheduler) {
  constexpr std::size_t most[] = {0, 4'000, 4'000, 4'000, 200'000, 200'000, 200'000, 2'500'000};
  return scheduler.random().below(most[scheduler.random().below(std::size(most))] + 1);
}

base::Bytes some_content(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  base::Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<base::Byte>(i % 8 == 0 ? engine() : out[i - 1] + i);
  return out;
}

}  // namespace

ClientProcess::ClientProcess(Scheduler& scheduler, Network& network, const Offices& offices, std::size_t device,
                             base::RelayId relay, Histories& histories)
    : scheduler_(scheduler),
      network_(network),
      offices_(offices),
      device_(offices.devices[device]),
      office_(offices.office_of[device]),
      relay_(relay),
      histories_(histories),
      name_("device-" + std::to_string(device)),
      disk_(std::make_unique<tests::SimDisk>(scheduler.random().below(UINT32_MAX))),
      key_(store::DatabaseKey::from_bytes(scheduler.random().array<32>())) {
  create();
}

ClientProcess::~ClientProcess() { kill(); }

// create makes the profile of a device that was enrolled, and has verified the log so far.
void ClientProcess::create() {
  tests::write_file(database(), {});  // looked for by LocalStore::open; its content is on the simulated disk
  must(disk_->make_private(database()));
  auto made = must(store::LocalStore::open(database(), key_, *disk_));
  const auto& officer = device_.officer;
  must(made.transaction([&](store::Transaction& tx) -> base::Result<> {
    must(tx.device_secrets().put(
        {.signature = device_.signature_key.expose_seed(), .transport = device_.transport_key.expose_seed()}));
    must(tx.meta().set_identity({.directory = offices_.directory_id(),
                                 .device = device_.id,
                                 .authority = officer.authority.string(),
                                 .officer = officer.officer.string(),
                                 .label = name_,
                                 .enrolment = store::Enrolment::complete}));
    must(tx.directory_log().append(base::LogIndex(0), offices_.writer.entries()));
    const auto checkpoint = offices_.checkpoint();
    must(tx.meta().advance_head({.size = checkpoint.head().size,
                                 .root = base::to_array(checkpoint.head().root.view()),
                                 .checkpoint = checkpoint.format(),
                                 .verified_at = clock_.now()}));
    return tx.meta().set_relay({.address = "relay.example:7443", .pin = relay_});
  }));
}

base::Result<> ClientProcess::open() {
  auto profile = must(store::Profile::hold(folder_.path(), "simulation", clock_));
  auto opened = store::LocalStore::open(database(), key_, *disk_);
  if (!opened) return base::pass_on(opened);
  context_.reset(new client::Context{.profile = std::move(profile),
                                     .store = std::move(*opened),
                                     .clock = clock_,
                                     .random = scheduler_.random(),
                                     .io = {},
                                     .network_timeout = milliseconds(30'000),
                                     .identity = {},
                                     .log = {},
                                     .names = {},
                                     .dial = dial(),
                                     .open_https = open_https()});
  if (auto loaded = client::load(*context_); !loaded) return loaded;
  client::sweep_staged(*context_);
  return {};
}

// Where the power goes meanwhile, it is tried again later.
void ClientProcess::start() {
  scheduler_.trace(name_, "starts");
  if (auto opened = open(); !opened) {
    scheduler_.trace(name_, "cannot start: " + opened.error().message());
    if (disk_->has_power()) must(std::move(opened));
    if (context_) {
      const auto let_go = std::move(context_->profile);
      bury(std::move(context_));
    }
    disk_->power_cycle(loss_, scheduler_.random().below(UINT32_MAX));
    lose_unsynced_files(loss_);
    power_fails_ = false;
    return start_later();
  }
  loop_ = std::make_unique<EventLoop>(context_->io);
  process_ = scheduler_.attach(*loop_);
  asio::co_spawn(context_->io, live(), [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  });
}

void ClientProcess::end(tests::Loss loss) {
  if (!up()) return;
  scheduler_.trace(name_, loss == tests::Loss::nothing ? "is killed" : "loses power");
  scheduler_.detach(process_);
  loop_.reset();
  const auto let_go = std::move(context_->profile);  // the system releases its lock
  bury(std::move(context_));
  disk_->power_cycle(loss, scheduler_.random().below(UINT32_MAX));
  lose_unsynced_files(loss);
}

// Sealed files lie in the profile's folder, on a real disk.
void ClientProcess::lose_unsynced_files(tests::Loss loss) {
  if (loss == tests::Loss::nothing) return;
  std::set<std::filesystem::path> files;
  std::error_code none;
  for (const auto& file : std::filesystem::directory_iterator(folder_ / "transfers", none)) files.insert(file.path());
  for (const auto& file : files) {
    const auto size = std::filesystem::file_size(file);
    const auto synced = synced_size(file);
    if (size <= synced) continue;
    const auto left = loss == tests::Loss::all ? synced : synced + scheduler_.random().below(size - synced + 1);
    scheduler_.trace(name_, "loses " + std::to_string(size - left) + " bytes of " + file.filename().string());
    if (left == 0) {
      std::filesystem::remove(file);
    } else {
      std::filesystem::resize_file(file, left);
    }
  }
}

void ClientProcess::will_lose_power(std::uint64_t operations, tests::Loss loss) {
  disk_->cut_power_at(operations);
  loss_ = loss;
  if (!std::exchange(power_fails_, true)) watch_power(loss);
}

void ClientProcess::spare() {
  if (!disk_->has_power()) return;
  disk_->clear_faults();
  power_fails_ = false;
}

// Until the machine is off, its processes see a disk that fails.
void ClientProcess::watch_power(tests::Loss loss) {
  scheduler_.after(milliseconds(5), [this, loss] {
    if (!up()) spare();
    if (!power_fails_) return;
    if (disk_->has_power()) return watch_power(loss);
    power_fails_ = false;
    end(loss);
    start_later();
  });
}

void ClientProcess::start_later() {
  scheduler_.after(scheduler_.within(milliseconds(10), milliseconds(30'000)), [this] {
    if (!up()) start();
  });
}

sql::Database ClientProcess::raw_store() {
  auto store = must(sql::Database::open(database(), key_.expose(), {.mode = sql::OpenMode::existing, .files = disk_.get()}));
  store.leave_log(true);
  return store;
}

void ClientProcess::make_older() {
  auto store = raw_store();
  must(make_client_older(store));
}

int ClientProcess::schema() { return must(raw_store().user_version()); }

net::Dial ClientProcess::dial() {
  return [this](net::RelayEndpoint endpoint, net::Credential credential,
                net::SessionOptions options) -> asio::awaitable<net::Answer<std::shared_ptr<net::RelaySession>>> {
    auto connected = co_await network_.connect();
    if (!connected) co_return std::unexpected(net::RequestError{{net::NetError::unreachable, {}}, {}, {}});
    co_return co_await net::RelaySession::over(std::move(*connected), endpoint.pin, std::move(credential), options);
  };
}

net::OpenHttps ClientProcess::open_https() {
  return
      [this](std::string host, std::string, base::RelayId) -> asio::awaitable<base::Result<std::unique_ptr<wire::HttpsClient>>> {
        auto connected = co_await network_.connect_stream();
        if (!connected) co_return base::pass_on(connected);
        co_return wire::HttpsClient::over(std::move(*connected), std::move(host), wire::HttpsOptions{});
      };
}

asio::awaitable<void> ClientProcess::pause(milliseconds time) {
  asio::steady_timer timer(context_->io, time);
  co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> ClientProcess::live() {
  using std::chrono_literals::operator""s;
  co_await visit(0s);
  for (;;) {
    co_await pause(scheduler_.within(milliseconds(100), pace_));
    if (deed_) co_await misbehave();
    const auto choice = scheduler_.random().below(100);
    if (!calm_ && choice < 60) write();
    const bool stays = !calm_ && choice % 4 == 0;
    co_await visit(stays ? scheduler_.within(5s, 60s) : stay_);
    co_await save_files();
  }
}

void ClientProcess::put_back() {
  kill();
  bury(std::exchange(disk_, std::move(backup_)));
  disk_->power_cycle(tests::Loss::nothing, 1);
}

void ClientProcess::become_copy_of(const ClientProcess& other) {
  bury(std::exchange(disk_, other.disk_->copy(scheduler_.random().below(UINT32_MAX))));
  disk_->power_cycle(tests::Loss::nothing, 1);
  key_ = other.key_.duplicate();
  database_ = other.database_;
}

void ClientProcess::back_up() { backup_ = disk_->copy(scheduler_.random().below(UINT32_MAX)); }

asio::awaitable<void> ClientProcess::misbehave() {
  auto link = co_await client::connect(*context_);
  if (!link) co_return;
  const auto deed = std::exchange(deed_, {});
  co_await deed(*context_, *link);
  (*link)->close();
}

// A person writes: to a room that is there, or a first message to all other offices.
void ClientProcess::write() {
  auto seen = client::rooms_view(*context_);
  if (!seen) {  // the machine is about to be off
    last_error_ = "rooms: " + seen.error().message();
    scheduler_.trace(name_, last_error_);
    return;
  }
  auto rooms = std::move(*seen);
  std::erase_if(rooms, [](const valise::RoomView& room) { return room.left; });
  valise::Draft draft;
  if (rooms.empty() || (rooms.size() < 3 && scheduler_.chance(10))) {
    for (std::size_t office = 0; office < offices_.posts.size(); ++office) {
      if (office != office_) draft.to.push_back(offices_.posts[office]);
    }
    draft.subject = "Case of " + name_;
  } else {
    draft.room = rooms[scheduler_.random().below(rooms.size())].id;
  }
  std::optional<std::size_t> file;
  if (scheduler_.chance(kFilesPercent)) file = some_size(scheduler_);
  say(std::move(draft), file);
}

bool ClientProcess::say(valise::Draft draft, std::optional<std::size_t> file) {
  const tests::Written message{.sender = name_, .number = ++written_};
  draft.text = tests::text_of(message);
  const std::string digest = file ? attach(draft, *file) : std::string();
  auto composed = client::compose(*context_, draft, {});
  for (const auto& original : draft.files) std::filesystem::remove(original);
  if (!composed) {
    last_error_ = "compose: " + composed.error().message();
    scheduler_.trace(name_, last_error_);
    return false;
  }
  scheduler_.trace(name_, "writes " + draft.text + " in " + base::to_hex(composed->room.view()).substr(0, 8) +
                              (file ? ", with " + std::to_string(*file) + " bytes " + digest.substr(0, 8) : ""));
  auto& history = histories_[base::to_hex(composed->room.view())];
  history.invoked(message);
  if (file) history.carries(message, digest);
  if (!leaves_) history.promised(message);
  return true;
}

std::string ClientProcess::attach(valise::Draft& draft, std::size_t size) {
  const auto content = some_content(size, scheduler_.random().below(SIZE_MAX));
  const auto path = folder_ / "original";
  tests::write_file(path, base::to_string(content));
  draft.files.push_back(path);
  return digest_of(content);
}

void ClientProcess::note_file(const valise::MessageView& view) {
  tests::Written message;
  if (view.attachments.empty() || had_.contains(view.id) || view.device == base::to_hex(device_.id.view())) return;
  if (tests::written_of(view.text, message)) unsaved_.try_emplace(view.id, Unsaved{.room = view.room, .message = message});
}

void ClientProcess::look_for_files() {
  auto rooms = client::rooms_view(*context_);
  if (!rooms) return;
  for (const auto& room : *rooms) {
    const auto messages = client::history_view(*context_, room.id, valise::Client::everything);
    if (!messages) return;
    for (const auto& view : *messages) note_file(view);
  }
}

asio::awaitable<void> ClientProcess::save_files() {
  if (calm_) look_for_files();
  const auto unsaved = unsaved_;
  for (const auto& [id, file] : unsaved) {
    if (!calm_ && scheduler_.chance(50)) continue;
    const bool saved = co_await save_file(id, file.room, file.message);
    if (!saved) settled_ = false;
  }
}

// True: there is nothing left to do. What is gone is asked for again as long as there is trouble.
asio::awaitable<bool> ClientProcess::save_file(std::string id, std::string room, tests::Written message) {
  auto files = context_->store.transaction([&](store::Transaction& tx) -> base::Result<std::vector<store::Transfer>> {
    auto found = client::message_by(tx, id);
    if (!found) return base::pass_on(found);
    return tx.transfers().of_message(found->id, found->sender);
  });
  if (!files || files->empty()) co_return false;  // the machine is about to be off
  const client::OverLink<std::filesystem::path> fetch = [&](client::Link link) {
    return client::fetch_file(*context_, std::move(link), std::move(files->front()), folder_.path(), {});
  };
  auto saved = co_await client::over_own_link(*context_, fetch);
  if (saved) {
    const auto digest = digest_of(base::as_bytes(tests::read_file(*saved)));
    scheduler_.trace(name_, "saves file " + digest.substr(0, 8) + " of " + tests::text_of(message));
    histories_[room].fetched(name_, message, digest);
    std::filesystem::remove(*saved);
  } else {
    last_error_ = "file of " + tests::text_of(message) + ": " + saved.error().message();
    scheduler_.trace(name_, last_error_);
    if (saved.error().code != net::NetError::no_longer_there) co_return false;
    histories_[room].gone(name_, message);
    if (!calm_) co_return true;
  }
  had_.insert(id);
  unsaved_.erase(id);
  co_return true;
}

std::size_t ClientProcess::sealed_files() {
  client::sweep_staged(*context_);
  const std::filesystem::directory_iterator files(must(context_->profile.staging_folder()));
  return static_cast<std::size_t>(std::ranges::distance(files));
}

// A stay is ended as a person ends `valise recv --follow`.
asio::awaitable<void> ClientProcess::visit(milliseconds stay) {
  client::ExchangeOptions options;
  options.follow = stay.count() > 0;
  std::stop_source stop;
  options.stop = stop.get_token();
  options.on_message = [this](const valise::MessageView& view) {
    tests::Written message;
    if (tests::written_of(view.text, message)) histories_[view.room].shown(name_, message);
    note_file(view);
  };
  options.on_notice = [this](const valise::Notice& notice) { told_.push_back(notice.text); };
  if (options.follow) scheduler_.after(stay, [stop]() mutable { stop.request_stop(); });
  auto report = co_await client::exchange(*context_, std::move(options));
  if (!report) {
    last_error_ = report.error().message();
    scheduler_.trace(name_, "visit failed: " + last_error_);
    settled_ = false;
    co_return;
  }
  scheduler_.trace(name_, "visit: " + std::to_string(report->messages) + " received, " + std::to_string(report->sent) +
                              " sent, " + std::to_string(report->queued) + " queued");
  settled_ = calm_ && report->messages == 0 && report->sent == 0 && report->queued == 0 && report->changes == 0;
}

void ClientProcess::record_kept() {
  for (const auto& room : must(client::rooms_view(*context_))) {
    for (const auto& view : must(client::history_view(*context_, room.id, valise::Client::everything))) {
      tests::Written message;
      const bool ours = tests::written_of(view.text, message);
      histories_[room.id].kept(name_, ours ? message : tests::Written{.sender = "nobody: " + view.text, .number = 0});
    }
  }
}

std::vector<std::string> ClientProcess::alarms() {
  auto notices =
      must(context_->store.transaction([](store::Transaction& tx) { return tx.notices().list(store::NoticeFilter::all); }));
  std::vector<std::string> out;
  for (const auto& notice : notices) {
    if (is_alarm(notice)) out.push_back(name_ + ": " + notice.text);
  }
  return out;
}

std::map<std::string, std::string> ClientProcess::epochs() {
  std::map<std::string, std::string> out;
  for (const auto& room : must(client::rooms_view(*context_))) {
    if (!room.left) out[room.id] = must(client::room_view(*context_, room.id)).epoch_authenticator;
  }
  return out;
}

}  // namespace valise::simulation
