// StoreFixture: a store in a folder of its own with a clock that stands still, and waiting for completions.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "server/store/sqlcipher_store.hpp"
#include "tests/support/store_parts.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::server::store {

// wait_for calls start(completion) and gives what the completion was called with.
template <class T = void, class Start>
base::Result<T> wait_for(Start&& start) {
  std::promise<base::Result<T>> promise;
  auto result = promise.get_future();
  start(Completion<T>([promise = std::move(promise)](base::Result<T> value) mutable { promise.set_value(std::move(value)); }));
  return result.get();
}

using tests::device;
using tests::key;
using tests::numbered;
using tests::room;
using tests::seq;
using tests::StoppedClock;
using tests::store_key;

class StoreFixture : public testing::Test {
 protected:
  void SetUp() override { open(); }

  [[nodiscard]] std::filesystem::path path() const { return folder_ / "relay.db"; }
  [[nodiscard]] SqlcipherOptions options() {
    return {.path = path(), .limits = limits_, .clock = &clock_, .on_fatal = [this](const base::Error&) { ++fatal_; }};
  }
  base::Result<> try_open(base::Byte fill = 1) {
    store_.reset();
    auto opened = open_store(options(), store_key(fill));
    if (!opened) return base::pass_on(opened);
    store_ = std::move(*opened);
    return {};
  }
  void open() {
    const auto opened = try_open();
    ASSERT_TRUE(opened) << opened.error().message();
  }

  // ---- the operations that most tests need, waited for ----
  base::Result<core::CommitOutcome> commit(core::CommitSubmission submission) {
    return wait_for<core::CommitOutcome>([&](auto done) { store_->submit_commit(std::move(submission), std::move(done)); });
  }
  base::Result<core::Submitted> send(core::MessageSubmission submission) {
    return wait_for<core::Submitted>([&](auto done) { store_->submit_message(std::move(submission), std::move(done)); });
  }
  // send_text sends from a device to a room under a fresh key.
  base::Result<core::Submitted> send_text(std::uint32_t to, std::uint32_t from, std::string_view text) {
    return send({.room = room(to), .submitter = device(from), .key = key(next_key_++), .message = base::to_bytes(text)});
  }
  // make_room makes room n with device 1 as its creator and the others added.
  void make_room(std::uint32_t n, std::vector<base::DeviceId> others) {
    const auto made =
        commit({.room = room(n), .submitter = device(1), .key = key(next_key_++), .commit = {1}, .add = std::move(others)});
    ASSERT_TRUE(made) << made.error().message();
    ASSERT_TRUE(std::holds_alternative<core::Submitted>(*made));
  }
  std::vector<core::Delivery> deliveries(std::uint32_t of, std::uint64_t after = 0) {
    return read({.device = device(of), .after = seq(after)});
  }
  std::vector<core::Delivery> read(DeliveryRange range) {
    return wait_for<std::vector<core::Delivery>>([&](auto done) { store_->read_deliveries(range, std::move(done)); }).value();
  }
  core::MailboxState mailbox(std::uint32_t of) {
    return wait_for<core::MailboxState>([&](auto done) { store_->mailbox_state(device(of), std::move(done)); }).value();
  }
  base::Result<> acknowledge(std::uint32_t of, std::uint64_t up_to) {
    return wait_for([&](auto done) { store_->acknowledge(device(of), seq(up_to), std::move(done)); });
  }
  // sweep_all sweeps until there is nothing more to do.
  void sweep_all() {
    while (wait_for<bool>([&](auto done) { store_->sweep(std::move(done)); }).value()) {
    }
  }

  StoppedClock clock_;
  core::Limits limits_;
  tests::TempFolder temporary_{"valise-store"};
  std::filesystem::path folder_ = temporary_.path();
  std::unique_ptr<Store> store_;
  std::atomic<int> fatal_ = 0;
  std::uint32_t next_key_ = 1'000'000;
};

}  // namespace valise::server::store
