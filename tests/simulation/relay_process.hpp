// RelayProcess: the real relay (server/net over server/store) in the simulated world. It is killed, loses power, starts again.
#pragma once

#include "server/net/relay.hpp"
#include "server/store/sqlcipher_store.hpp"
#include "sql/database.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/process_clock.hpp"
#include "tests/simulation/store_executor.hpp"
#include "tests/support/sim_disk.hpp"

namespace valise::simulation {

class RelayProcess {
 public:
  RelayProcess(Scheduler& scheduler, Network& network, const wire::TlsServerContext& identity, const crypto::SigningKey& log_key,
               std::string log_origin, server::alert::AlertSender* outside = nullptr);
  ~RelayProcess();
  RelayProcess(const RelayProcess&) = delete;
  RelayProcess& operator=(const RelayProcess&) = delete;

  // seed writes the directory's first entries into a new store. Before the first start.
  void seed(const std::vector<base::Bytes>& entries);
  // start gives whether it is up: on a full disk, on one that has rotted, or where the power goes, it may not be able to.
  bool start();
  // kill ends it as a signal does.
  void kill();
  // lose_power ends it and what its disk had not synced.
  void lose_power(tests::Loss loss);
  // will_lose_power lets that happen in the midst of what the disk does, so many operations from now.
  void will_lose_power(std::uint64_t operations, tests::Loss loss);
  // spare takes that back, unless it has happened.
  void spare();
  // will_fail lets the nth operation of a kind from now fail.
  void will_fail(tests::DiskOp op, std::uint64_t nth) { disk_->set_fault({.op = op, .nth = nth}); }
  // make_older makes its store what an older program would have left (older_schema.hpp), so that its next start is one of a new
  // version. schema gives the version. Only while it is down.
  void make_older();
  [[nodiscard]] int schema();
  // fill_disk leaves room for so many bytes more, until spare().
  void fill_disk(std::uint64_t left) { disk_->set_capacity(disk_->used() + left); }
  // rot flips a bit somewhere on the disk, or takes the end of a file away, or all of it. From then on it may end by itself, and
  // not start any more, until it is restored.
  void rot();
  // back_up keeps a copy of the disk; restore ends the process and puts the copy in the place of the disk.
  void back_up();
  void restore();
  [[nodiscard]] bool has_backup() const { return backup_ != nullptr; }
  [[nodiscard]] bool rotten() const { return rotten_; }
  [[nodiscard]] bool up() const { return relay_ != nullptr; }
  void jump_clock(milliseconds by) { clock_.jump(by); }
  // disk_operations counts what its disk did since it was new, or a copy.
  [[nodiscard]] std::uint64_t disk_operations() const { return disk_->operations(); }
  // waiting gives the number of devices for which something waits.
  [[nodiscard]] std::size_t waiting(const std::vector<base::DeviceId>& devices);
  // kept_files gives how many attachments it keeps, whole or not. Only while it is down.
  [[nodiscard]] std::size_t kept_files();

 private:
  [[nodiscard]] base::Result<> open();
  [[nodiscard]] sql::Database raw_store();
  bool cannot_start(const base::Error& error);
  void bury_all();
  void watch_power(tests::Loss loss);

  Scheduler& scheduler_;
  Network& network_;
  const wire::TlsServerContext identity_;
  const crypto::SigningSeed log_key_;
  const std::string log_origin_;
  server::alert::AlertSender* const outside_;
  std::unique_ptr<tests::SimDisk> disk_;
  std::unique_ptr<tests::SimDisk> backup_;
  server::net::Incarnation incarnation_;
  const server::store::StoreKey key_;
  const server::store::StoreKey attachments_key_;
  ProcessClock clock_;
  server::net::SilentLog events_;

  std::unique_ptr<StoreExecutor> executor_;
  std::unique_ptr<boost::asio::io_context> io_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<server::store::Store> store_;
  std::unique_ptr<server::store::AttachmentStore> attachments_;
  std::unique_ptr<server::net::Relay> relay_;
  int process_ = 0;
  bool power_fails_ = false;
  tests::Loss loss_ = tests::Loss::nothing;  // of the power cut that is to come
  bool rotten_ = false;
};

}  // namespace valise::simulation
