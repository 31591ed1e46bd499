// PaperRelay: a relay that is in the test's hands: what it takes lies there, and the test gives it out, altered, twice, in
// another order, to half of the members or not at all. Behind it are real devices with real groups and stores.
#pragma once

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/delivery.hpp"
#include "client-sdk/client/key_package_stock.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/room_queue.hpp"
#include "client-sdk/net/run.hpp"
#include "tests/unit/sdk_client/room_fixture.hpp"

namespace valise::sdk::client {

struct PaperRelay {
  struct Room {
    std::uint64_t seq = 0, position = 0;
    std::set<std::string> members;
  };
  std::map<std::string, Room> rooms;
  std::map<std::string, std::vector<std::string>> packages;  // by device
  std::map<std::string, std::vector<v1::Delivery>> boxes;    // by device: what came for it and was not given out yet
  base::UnixMillis now;
  // A fork: commits are taken whatever position they are for, and each device is told of nothing but what it was given.
  bool forks = false;
  std::map<std::string, std::uint64_t> given;  // by device: the last number in any room
  bool keeps_commits = false;                  // it takes commits, and gives them to nobody
};

class PaperLink final : public net::RelayLink {
 public:
  PaperLink(PaperRelay& relay, base::DeviceId device) : relay_(relay), device_(device.string()) {}

  [[nodiscard]] const v1::Hello& hello() const override { return hello_; }
  using RelayLink::request;
  [[nodiscard]] asio::awaitable<net::Reply> request(v1::ClientFrame frame, std::chrono::milliseconds) override {
    v1::RelayFrame out;
    switch (frame.request_case()) {
      case v1::ClientFrame::kPublishKeyPackages: publish(frame.publish_key_packages()); [[fallthrough]];
      case v1::ClientFrame::kCountKeyPackages:
        out.mutable_key_packages_published()->set_available(static_cast<std::uint32_t>(relay_.packages[device_].size()));
        break;
      case v1::ClientFrame::kClaimKeyPackages: claim(frame.claim_key_packages(), *out.mutable_key_packages_claimed()); break;
      case v1::ClientFrame::kGetRoom: {
        const auto& room = relay_.rooms[frame.get_room().room_id()];
        out.mutable_room_info()->set_handshake_position(room.position);
        out.mutable_room_info()->set_last_seq(relay_.forks ? relay_.given[device_] : room.seq);
        for (const auto& member : room.members) out.mutable_room_info()->add_device_ids(member);
        break;
      }
      case v1::ClientFrame::kSubmitMessage:
        number(*out.mutable_submitted(), take(frame.submit_message().room_id(), v1::DELIVERY_KIND_MESSAGE,
                                              frame.submit_message().message(), kNobody, kNobody));
        break;
      case v1::ClientFrame::kSubmitCommit: {
        const auto& commit = frame.submit_commit();
        if (!relay_.forks && relay_.rooms[commit.room_id()].position != commit.expected_position()) {
          co_return std::unexpected(net::RequestError{{net::RelayFailure::conflict, {}}, {}, {}});
        }
        number(*out.mutable_submitted(), take_commit(commit));
        break;
      }
      default: co_return std::unexpected(net::RequestError{{net::NetError::unreachable, {}}, {}, {}});
    }
    co_return out;
  }
  [[nodiscard]] asio::awaitable<net::Answer<v1::Subscribed>> subscribe(std::uint32_t) override { co_return v1::Subscribed{}; }
  [[nodiscard]] asio::awaitable<base::Result<net::Push>> next_push(std::chrono::milliseconds) override {
    co_return base::fail(net::NetError::timeout);
  }
  void close() override {}
  [[nodiscard]] bool open() const override { return true; }

 private:
  void publish(const v1::PublishKeyPackages& packages) {
    for (const auto& package : packages.key_packages()) relay_.packages[device_].push_back(package);
  }
  void claim(const v1::ClaimKeyPackages& asked, v1::KeyPackagesClaimed& out) {
    for (const auto& device : asked.device_ids()) {
      auto& claimed = *out.add_claimed();
      claimed.set_device_id(device);
      auto& stock = relay_.packages[device];
      if (stock.empty()) continue;
      claimed.set_key_package(stock.back());
      stock.pop_back();
    }
  }
  void number(v1::Submitted& out, std::uint64_t seq) const {
    out.set_room_seq(seq);
    out.set_accepted_at_ms(base::to_wire(relay_.now));
  }
  template <class Ids>
  std::uint64_t take(const std::string& id, v1::DeliveryKind kind, const std::string& message, const Ids& added,
                     const Ids& removed) {
    auto& room = relay_.rooms[id];
    v1::Delivery delivery;
    delivery.set_room_id(id);
    delivery.set_room_seq(++room.seq);
    relay_.given[device_] = room.seq;
    delivery.set_kind(kind);
    delivery.set_message(message);
    delivery.set_accepted_at_ms(base::to_wire(relay_.now));
    for (const auto& device : added) delivery.add_added(device);
    for (const auto& device : removed) delivery.add_removed(device);
    if (kind == v1::DELIVERY_KIND_COMMIT && relay_.keeps_commits) return room.seq;
    for (const auto& member : room.members) {
      if (member != device_) relay_.boxes[member].push_back(delivery);
    }
    return room.seq;
  }
  std::uint64_t take_commit(const v1::SubmitCommit& commit) {
    auto& room = relay_.rooms[commit.room_id()];
    room.members.insert(device_);
    const auto seq = take(commit.room_id(), v1::DELIVERY_KIND_COMMIT, commit.commit(), commit.add(), commit.remove());
    room.position = seq;
    for (const auto& device : commit.remove()) room.members.erase(device);
    for (const auto& device : commit.add()) {
      room.members.insert(device);
      v1::Delivery welcome;
      welcome.set_room_id(commit.room_id());
      welcome.set_room_seq(seq);
      welcome.set_kind(v1::DELIVERY_KIND_WELCOME);
      welcome.set_message(commit.welcome());
      welcome.set_accepted_at_ms(base::to_wire(relay_.now));
      relay_.boxes[device].push_back(welcome);
    }
    return seq;
  }

  inline static const std::vector<std::string> kNobody;
  PaperRelay& relay_;
  const std::string device_;
  v1::Hello hello_;
};

// PaperRelayTest: the six devices of RoomTest, who have key packages at the relay.
class PaperRelayTest : public RoomTest {
 protected:
  PaperRelayTest() {
    relay_.now = clock_.time;
    for (std::size_t device = 0; device < 6; ++device) {
      marks_.push_back(0);
      must_run(device, replenish_key_packages(context(device), link(device)));
    }
  }

  [[nodiscard]] Link link(std::size_t device) { return std::make_shared<PaperLink>(relay_, offices_.devices[device].id); }
  template <class T>
  base::Result<T> run(std::size_t device, asio::awaitable<base::Result<T>> work) {
    context(device).io.restart();
    return net::run(context(device).io, std::move(work));
  }
  template <class T>
  void must_run(std::size_t device, asio::awaitable<base::Result<T>> work) {
    if (auto done = run(device, std::move(work)); !done) throw std::runtime_error(done.error().message());
  }

  // open lets device 0 open a room with all three offices; all come in and have read its first message.
  std::string open() {
    valise::Draft draft{.to = {post(1), post(2)}, .from = post(0), .subject = "Case", .text = "Opened"};
    const auto composed = compose(context(0), draft, {});
    if (!composed) throw std::runtime_error(composed.error().message());
    work(0);
    for (std::size_t device = 1; device < 6; ++device) take_all(device);
    return composed->room.string();
  }
  void speak(std::size_t device, const std::string& room, const std::string& text) {
    valise::Draft draft{.room = base::to_hex(base::as_bytes(room)), .text = text};
    if (auto composed = compose(context(device), draft, {}); !composed) throw std::runtime_error(composed.error().message());
    work(device);
  }
  void wish(std::size_t device, const std::string& room, const v1::RoomWish& wish) {
    within(device, [&](store::Transaction& tx) -> Result<store::RoomChangeId> {
      auto row = tx.rooms().find(*base::RoomId::parse(base::as_bytes(room)));
      return row ? queue_wish(tx, context(device), **row, wish) : Result<store::RoomChangeId>(pass_on(row));
    });
    work(device);
  }
  // work does what is queued.
  void work(std::size_t device) {
    const Intake intake = []() -> asio::awaitable<Result<>> { co_return fail(net::NetError::timeout); };
    for (auto& errand : within(device, [](store::Transaction& tx) { return errands(tx); })) {
      if (auto* item = std::get_if<store::OutboxItem>(&errand)) {
        must_run(device, send_item(context(device), link(device), std::move(*item), intake, {}));
      } else {
        must_run(device, make_change(context(device), link(device), std::move(std::get<store::RoomChange>(errand)), intake));
      }
    }
  }

  // give hands a delivery to a device as the next of its mailbox. Refused, it may be given again, or another in its place.
  Result<Taken> give(std::size_t device, v1::Delivery delivery) {
    const auto seq = delivery.room_seq();
    delivery.set_mailbox_seq(marks_[device] + 1);
    auto taken = run(device, take_delivery(context(device), link(device), std::move(delivery)));
    if (!taken) return taken;
    ++marks_[device];
    relay_.given[offices_.devices[device].id.string()] = seq;
    return taken;
  }
  // give_twice is an honest second time for what was refused: then it counts as what its sender made of it.
  Result<Taken> give_twice(std::size_t device, const v1::Delivery& delivery) {
    auto taken = give(device, delivery);
    return taken ? std::move(taken) : give(device, delivery);
  }
  [[nodiscard]] std::vector<v1::Delivery> box(std::size_t device) {
    return std::exchange(relay_.boxes[offices_.devices[device].id.string()], {});
  }
  void take_all(std::size_t device) {
    for (const auto& delivery : box(device)) {
      if (auto taken = give(device, delivery); !taken) throw std::runtime_error(taken.error().message());
    }
  }

  [[nodiscard]] std::vector<std::string> texts(std::size_t device, const std::string& room) {
    std::vector<std::string> out;
    const auto rows = within(device, [&](store::Transaction& tx) {
      return tx.messages().in_room(*base::RoomId::parse(base::as_bytes(room)), {.offset = 0, .limit = 100'000},
                                   store::Which::all);
    });
    for (const auto& row : rows) {
      if (const auto content = parse_content(row.content); content && content->has_text()) out.push_back(content->text().text());
    }
    return out;
  }
  [[nodiscard]] std::size_t alarms(std::size_t device, const std::string& words) {
    const auto all = within(device, [](store::Transaction& tx) { return tx.notices().list(store::NoticeFilter::all); });
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [&](const store::Notice& notice) { return notice.text.find(words) != notice.text.npos; }));
  }
  // see_all: what was seen is told again when it happens again.
  void see_all(std::size_t device) {
    within(device, [](store::Transaction& tx) -> Result<> {
      auto all = tx.notices().list(store::NoticeFilter::all);
      return all && !all->empty() ? tx.notices().mark_seen(all->back().id) : Result<>{};
    });
  }
  // group gives a copy of a device's group: a hostile member does with it what our client would not.
  [[nodiscard]] RoomGroup group(std::size_t device, const std::string& room) {
    return load_room_group(context(device), *base::RoomId::parse(base::as_bytes(room))).value();
  }

  PaperRelay relay_;

 private:
  std::vector<std::uint64_t> marks_;
};

}  // namespace valise::sdk::client
