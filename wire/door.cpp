#include "wire/door.hpp"

#include "wire/peer_group.hpp"

namespace valise::wire {
namespace {

constexpr std::size_t kAddressesRemembered = 16'384;
// A minute's handshakes at once would take a second or two of the network thread, so a twelfth has to do.
constexpr std::uint64_t kWindows = 12;
constexpr std::chrono::seconds kWindow{60 / kWindows};

base::Monotonic now() { return std::chrono::steady_clock::now(); }

}  // namespace

Door::Door(const DoorLimits& limits, ListenerCounters& counters)
    : limits_(limits),
      counters_(counters),
      handshakes_({.amount = std::max<std::uint64_t>(1, limits.address_handshakes_per_minute / kWindows), .period = kWindow},
                  kAddressesRemembered) {}

std::unique_ptr<Door::Guest> Door::admit(const asio::ip::address& peer) {
  auto address = peer_group_of(peer);
  if (!has_room_for(address)) return nullptr;
  handshakes_.use(address, now(), 1);
  make_room_for_a_stranger();
  ++counters_.accepted;
  return std::make_unique<Guest>(*this, std::move(address));
}

bool Door::has_room_for(const std::string& address) {
  if (guests_ >= limits_.connections) {
    ++counters_.refused_full;
    return false;
  }
  const auto known = by_address_.find(address);
  const Count count = known == by_address_.end() ? Count{} : known->second;
  const bool crowd = count.guests >= limits_.address_connections || count.strangers >= limits_.address_strangers;
  if (crowd || handshakes_.wait(address, now(), 1).count() > 0) {
    ++counters_.refused_address;
    return false;
  }
  return true;
}

// The one that leaves may end at once, inside turn_out, and strike itself off the list.
void Door::make_room_for_a_stranger() {
  if (strangers_.size() < limits_.strangers || strangers_.empty()) return;
  Guest& oldest = *strangers_.front();
  no_stranger_any_more(oldest);
  ++counters_.strangers_turned_out;
  if (const auto turn_out = std::exchange(oldest.turn_out_, nullptr)) turn_out();
}

void Door::enter(Guest& guest) {
  auto& count = by_address_[guest.address_];
  ++guests_;
  ++count.guests;
  ++count.strangers;
  guest.place_ = strangers_.insert(strangers_.end(), &guest);
}

void Door::leave(Guest& guest) {
  no_stranger_any_more(guest);
  --guests_;
  const auto known = by_address_.find(guest.address_);
  if (--known->second.guests == 0) by_address_.erase(known);
}

void Door::no_stranger_any_more(Guest& guest) {
  if (!guest.place_) return;
  strangers_.erase(*guest.place_);
  guest.place_.reset();
  --by_address_.find(guest.address_)->second.strangers;
}

Door::Guest::Guest(Door& door, std::string address) : door_(door), address_(std::move(address)) { door_.enter(*this); }

Door::Guest::~Guest() { door_.leave(*this); }

void Door::Guest::trust() {
  door_.no_stranger_any_more(*this);
  turn_out_ = nullptr;
}

}  // namespace valise::wire
