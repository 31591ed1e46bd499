// ClientProcess: one device of one officer: the real client of client-sdk over the simulated network. It writes, visits the
// relay, stays to listen, is killed and starts again, on a script drawn from the seed; what it did and saw goes into the
// histories of the rooms.
#pragma once

#include "client-sdk/client/connect.hpp"
#include "client-sdk/client/exchange.hpp"
#include "sql/database.hpp"
#include "tests/fault/history.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/offices.hpp"
#include "tests/simulation/process_clock.hpp"
#include "tests/support/sim_disk.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::simulation {

using Histories = std::map<std::string, tests::History>;  // by room

class ClientProcess {
 public:
  // `device` is the number of the device among the offices'.
  ClientProcess(Scheduler& scheduler, Network& network, const Offices& offices, std::size_t device, base::RelayId relay,
                Histories& histories);
  ~ClientProcess();
  ClientProcess(const ClientProcess&) = delete;
  ClientProcess& operator=(const ClientProcess&) = delete;

  void start();
  // kill ends it between two steps, as a signal does.
  void kill() { end(tests::Loss::nothing); }
  // will_lose_power cuts the power so many disk operations from now, in the midst of what it does then.
  void will_lose_power(std::uint64_t operations, tests::Loss loss);
  // will_fail lets the nth operation of a kind from now fail.
  void will_fail(tests::DiskOp op, std::uint64_t nth) { disk_->set_fault({.op = op, .nth = nth}); }
  // spare takes that back, unless it has happened.
  void spare();
  [[nodiscard]] bool up() const { return context_ != nullptr; }
  void jump_clock(milliseconds by) { clock_.jump(by); }

  // disk_operations counts what its disk did since it was new, or a copy.
  [[nodiscard]] std::uint64_t disk_operations() const { return disk_->operations(); }

  // will_leave: it is to be revoked one day, so what it says that it will send need not come.
  void will_leave() { leaves_ = true; }

  // At first it only visits the relay. work lets it write, rest ends that.
  void work() { calm_ = false; }
  void rest() { calm_ = true; }
  // visits_every says how long it stays away at most.
  void visits_every(milliseconds time) { pace_ = time; }
  // stays_for lets its visits last so long, as those of a desk that is open.
  void stays_for(milliseconds time) { stay_ = time; }
  // say queues a message of its officer, which has a file of so many bytes where a size is given. True unless its machine failed.
  bool say(valise::Draft draft, std::optional<std::size_t> file = {});
  // misbehave lets it do something with the relay that no client of ours does, at its next visit.
  using Deed = std::function<asio::awaitable<void>(sdk::client::Context&, sdk::client::Link)>;
  void misbehave(Deed deed) { deed_ = std::move(deed); }
  // context is for looking into it, and for acting as its officer, between two steps. Only while it is up.
  [[nodiscard]] sdk::client::Context& context() { return *context_; }
  // make_older makes its store what an older program would have left, so that its next start is one of a new version. schema
  // gives the version. Only while it is down.
  void make_older();
  [[nodiscard]] int schema();
  // back_up keeps a copy of its disk; put_back ends it and puts the copy in the place of the disk, as a person does with an old
  // backup of a whole computer, or a thief with a copied profile.
  void back_up();
  void put_back();
  // become_copy_of puts a copy of another one's disk in the place of its own: the same profile twice. Both are down.
  void become_copy_of(const ClientProcess& other);
  // settled says that a visit since unsettle() found nothing to do and left nothing to send.
  [[nodiscard]] bool settled() const { return settled_; }
  void unsettle() { settled_ = false; }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const tests::GeneratedDevice& device() const { return device_; }
  [[nodiscard]] const std::string& last_error() const { return last_error_; }
  // told gives the notices that its person has been shown at visits, in that order.
  [[nodiscard]] const std::vector<std::string>& told() const { return told_; }

  // sealed_files counts what is left in its profile of files that were to be sent or were fetched, after it was opened. Only
  // while it is up.
  [[nodiscard]] std::size_t sealed_files();

  // What its store holds. Only while it is up.
  void record_kept();
  [[nodiscard]] std::vector<std::string> alarms();
  [[nodiscard]] std::map<std::string, std::string> epochs();  // of each room: the epoch's authenticator

 private:
  asio::awaitable<void> live();
  asio::awaitable<void> pause(milliseconds time);
  void write();
  // attach gives the draft a file, and its digest.
  [[nodiscard]] std::string attach(valise::Draft& draft, std::size_t size);
  // save_files gets files of messages as a person does: some of those that came, and all when it rests.
  [[nodiscard]] asio::awaitable<void> save_files();
  [[nodiscard]] asio::awaitable<bool> save_file(std::string id, std::string room, tests::Written message);
  void note_file(const valise::MessageView& view);
  void look_for_files();
  [[nodiscard]] asio::awaitable<void> visit(milliseconds stay);
  asio::awaitable<void> misbehave();
  [[nodiscard]] sdk::net::Dial dial();
  [[nodiscard]] sdk::net::OpenHttps open_https();
  void create();
  void end(tests::Loss loss);
  [[nodiscard]] base::Result<> open();
  void start_later();
  void lose_unsynced_files(tests::Loss loss);
  [[nodiscard]] sql::Database raw_store();
  void watch_power(tests::Loss loss);
  [[nodiscard]] const std::filesystem::path& database() const { return database_; }

  Scheduler& scheduler_;
  Network& network_;
  const Offices& offices_;
  const tests::GeneratedDevice& device_;
  const std::size_t office_;
  const base::RelayId relay_;
  Histories& histories_;
  const std::string name_;
  tests::TempFolder folder_{"simulated-device"};                   // of its lock; the database is on the disk
  std::filesystem::path database_ = folder_.path() / "device.db";  // of a copy: as on the disk that was copied
  std::unique_ptr<tests::SimDisk> disk_;
  std::unique_ptr<tests::SimDisk> backup_;
  sdk::store::DatabaseKey key_;
  ProcessClock clock_;
  std::uint64_t written_ = 0;
  bool calm_ = true;
  milliseconds pace_{15'000};
  milliseconds stay_{0};
  Deed deed_;
  bool settled_ = false;
  bool leaves_ = false;
  std::string last_error_;
  std::vector<std::string> told_;
  struct Unsaved {
    std::string room;
    tests::Written message;
  };
  std::map<std::string, Unsaved> unsaved_;  // messages with files, by id
  std::set<std::string> had_;               // those whose file was saved, or is gone for good

  std::unique_ptr<sdk::client::Context> context_;
  std::unique_ptr<EventLoop> loop_;
  int process_ = 0;
  bool power_fails_ = false;
  tests::Loss loss_ = tests::Loss::nothing;  // of the power cut that is to come
};

}  // namespace valise::simulation
