// Devices of three offices that share a room, each with a store of its own: what one says is taken by the others, in the order of
// the room, as if it had come out of the encryption. A hostile member says what it likes.
#pragma once

#include <gtest/gtest.h>

#include "client-sdk/client/context.hpp"
#include "client-sdk/client/effects.hpp"
#include "client-sdk/client/reference.hpp"
#include "tests/simulation/office_context.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::sdk::client {

class HeldClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return time; }
  [[nodiscard]] base::Monotonic monotonic() const override { return base::Monotonic{}; }
  base::UnixMillis time = base::from_wire(1'795'420'800'000);
};

// RoomTest: two devices (or as many as it is told) of the first office's officer (0, 1), two of the second's (2, 3), two of the
// third's (4, 5). The room's participants are all three posts.
class RoomTest : public testing::Test {
 protected:
  explicit RoomTest(std::size_t devices_each = 2)
      : offices_(simulation::make_offices(random_, random_.id<base::RelayId>(), 3, devices_each)) {
    v1::RoomState state;
    for (const auto& post : offices_.posts) state.add_participants(post);
    for (std::size_t i = 0; i < offices_.devices.size(); ++i) contexts_.push_back(make_context(i, state));
  }

  [[nodiscard]] Context& context(std::size_t device) { return *contexts_[device]; }
  [[nodiscard]] const std::string& post(std::size_t office) const { return offices_.posts[office]; }

  // content gives one of a device, for its own post, with a fresh id.
  v1::Content content(std::size_t device) {
    v1::Content out;
    out.set_message_id(random_.id<base::MessageId>().string());
    out.set_sent_at_ms(base::to_wire(clock_.time));
    out.set_from_post(post(offices_.office_of[device]));
    return out;
  }
  v1::Content urgent(std::size_t device, const std::string& asks) {
    auto out = content(device);
    out.mutable_text()->set_text("Please keep the log");
    out.set_urgency(v1::URGENCY_URGENT);
    out.set_asks(asks);
    out.set_acknowledge_by_ms(base::to_wire(clock_.time + std::chrono::hours(2)));
    return out;
  }
  store::MessageKey key(std::size_t device, const v1::Content& said) const {
    return {*base::MessageId::parse(said.message_id()), offices_.devices[device].id};
  }
  // say lets a device say it: all devices store it at the next place in the room and let it take effect.
  store::MessageKey say(std::size_t device, const v1::Content& said) {
    ++seq_;
    for (std::size_t i = 0; i < contexts_.size(); ++i) take(i, device, said);
    return key(device, said);
  }
  // within runs `body` in a transaction of a device's store, which must succeed, and gives its value.
  template <class Body>
  auto within(std::size_t device, Body&& body) {
    auto result = context(device).store.transaction(std::forward<Body>(body));
    if (!result) throw std::runtime_error(result.error().message());
    if constexpr (!std::is_void_v<typename decltype(result)::value_type>) return std::move(*result);
  }
  void take(std::size_t at, std::size_t device, const v1::Content& said) { take(at, device, said, room_); }
  void take(std::size_t at, std::size_t device, const v1::Content& said, const base::RoomId& room) {
    const auto message = simulation::message_of(said, offices_.devices[device].id, at == device,
                                                {.room = room, .seq = base::RoomSeq(seq_), .at = clock_.time});
    within(at, [&](store::Transaction& tx) -> Result<> {
      if (auto inserted = tx.messages().insert(message); !inserted || *inserted == store::Inserted::duplicate) {
        return inserted ? Result<>{} : Result<>(pass_on(inserted));
      }
      return take_effect(tx, context(at), message, said);
    });
  }
  std::size_t notices(std::size_t device, store::NoticeKind kind) {
    const auto all = within(device, [](store::Transaction& tx) { return tx.notices().list(store::NoticeFilter::all); });
    return static_cast<std::size_t>(std::ranges::count(all, kind, &store::Notice::kind));
  }

  tests::SeededRandom random_{6};
  HeldClock clock_;
  simulation::Offices offices_;
  const base::RoomId room_ = random_.id<base::RoomId>();
  std::uint64_t seq_ = 0;

 private:
  std::unique_ptr<Context> make_context(std::size_t index, const v1::RoomState& state) {
    auto out = simulation::context_of(offices_, index, folder_ / ("device-" + std::to_string(index)), clock_, random_);
    auto put = out->store.transaction([&](store::Transaction& tx) {
      return tx.rooms().put({.id = room_, .subject = "Request 17", .state = base::to_bytes(state.SerializeAsString())});
    });
    if (!put) throw std::runtime_error(put.error().message());
    return out;
  }

  tests::TempFolder folder_{"valise-room"};
  std::vector<std::unique_ptr<Context>> contexts_;
};

}  // namespace valise::sdk::client
