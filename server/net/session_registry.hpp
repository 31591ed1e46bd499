// SessionRegistry: the sessions that live in this process, by device, so that news find them and a newer session fences the
// older. One executor. Sessions enter themselves and leave before they end.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <unordered_map>

#include "base/ids.hpp"
#include "server/store/store.hpp"
#include "wire/connection.hpp"

namespace valise::server::net {

// LiveSession is what the rest of the relay can tell a session. None of these waits.
class LiveSession {
 public:
  virtual ~LiveSession() = default;
  // number is this session's alone in this process; later ones have higher ones.
  [[nodiscard]] virtual std::uint64_t number() const = 0;
  // fence: a newer session of the device is there.
  virtual void fence() = 0;
  // cut_off: the directory does not admit the identity any more.
  virtual void cut_off() = 0;
  virtual void mailbox_grew() = 0;
  // delivery_came: the mailbox grew by this one.
  virtual void delivery_came(core::Delivery delivery) = 0;
  virtual void log_grew() = 0;
  // depart: finish what is under way, tell the client to come back after about this time, and end within `deadline`.
  virtual void depart(wire::milliseconds reconnect_after, wire::milliseconds deadline) = 0;
  // abort ends it at once.
  virtual void abort() = 0;
  // still_admitted judges the session's identity by the directory as it is now.
  [[nodiscard]] virtual bool still_admitted() const = 0;
};

class SessionRegistry {
 public:
  void add(LiveSession& session) { all_.insert(&session); }
  void remove(LiveSession& session) { all_.erase(&session); }
  // enter makes a session the one of its device and fences the one before.
  void enter(const base::DeviceId& device, LiveSession& session);
  // leave does nothing if another session has taken the device's place.
  void leave(const base::DeviceId& device, LiveSession& session);

  void mailboxes_grew(std::span<const base::DeviceId> devices);
  void deliveries_came(std::vector<store::NewDelivery> deliveries);
  // recheck cuts off those whom the directory does not admit any more.
  void recheck();
  // log_grew tells all that members are shown more of the log.
  void log_grew();
  // depart_all asks `reconnect_after` for each session's own time.
  void depart_all(const std::function<wire::milliseconds()>& reconnect_after, wire::milliseconds deadline);
  void abort_all();
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  // Told in the order in which they came: by their places in memory no course of events could be repeated.
  struct CameFirst {
    bool operator()(const LiveSession* one, const LiveSession* other) const { return one->number() < other->number(); }
  };

  std::set<LiveSession*, CameFirst> all_;
  std::unordered_map<base::DeviceId, LiveSession*> by_device_;
};

}  // namespace valise::server::net
