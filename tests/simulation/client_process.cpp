#include "tests/simulation/client_process.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/connect.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/room_view.hpp"
#include "tests/simulation/graveyard.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {

namespace client = sdk::client;
namespace store = sdk::store;
namespace net = sdk::net;

namespace {

bool is_alarm(const store::Notice& notice) {
  switch (notice.kind) {
    case store::NoticeKind::members_changed:
    case store::NoticeKind::information:
    case store::NoticeKind::removed_from_room: return false;
    default: return true;
  }
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

void ClientProcess::start() {
  scheduler_.trace(name_, "starts");
  auto profile = must(store::Profile::hold(folder_.path(), "simulation", clock_));
  auto opened = must(store::LocalStore::open(database(), key_, *disk_));
  context_.reset(new client::Context{.profile = std::move(profile),
                                     .store = std::move(opened),
                                     .clock = clock_,
                                     .random = scheduler_.random(),
                                     .io = {},
                                     .network_timeout = milliseconds(30'000),
                                     .identity = {},
                                     .log = {},
                                     .names = {},
                                     .dial = dial()});
  must(client::load(*context_));
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
}

void ClientProcess::will_lose_power(std::uint64_t operations, tests::Loss loss) {
  disk_->cut_power_at(operations);
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
    scheduler_.after(scheduler_.within(milliseconds(10), milliseconds(30'000)), [this] {
      if (!up()) start();
    });
  });
}

net::Dial ClientProcess::dial() {
  return [this](net::RelayEndpoint endpoint, net::Credential credential,
                net::SessionOptions options) -> asio::awaitable<net::Answer<std::shared_ptr<net::RelaySession>>> {
    auto connected = co_await network_.connect();
    if (!connected) co_return std::unexpected(net::RequestError{{net::NetError::unreachable, {}}, {}, {}});
    co_return co_await net::RelaySession::over(std::move(*connected), endpoint.pin, std::move(credential), options);
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
  const tests::Written message{.sender = name_, .number = ++written_};
  draft.text = tests::text_of(message);
  auto composed = client::compose(*context_, draft, {});
  if (!composed) {
    last_error_ = "compose: " + composed.error().message();
    scheduler_.trace(name_, last_error_);
    return;
  }
  scheduler_.trace(name_, "writes " + draft.text + " in " + base::to_hex(composed->room.view()).substr(0, 8));
  auto& history = histories_[base::to_hex(composed->room.view())];
  history.invoked(message);
  if (!leaves_) history.promised(message);
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
