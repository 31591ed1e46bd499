// Acknowledgements: what devices have said they have, until it is erased.
//
// An acknowledgement promises nothing that would have to be durable before its answer: if the relay ends before the deliveries
// are erased, they come again, and devices drop what they have had (docs/PROTOCOL.md, "Mailboxes"). So it is answered at once,
// and what all devices acknowledged within `collect` is erased together, by one commit and with each page touched once (R8);
// sooner where much has come together. Lives on the relay's executor; store and log outlive it.
#pragma once

#include <unordered_map>

#include "server/net/ask.hpp"
#include "server/net/event_log.hpp"
#include "wire/signal.hpp"
#include "wire/task_group.hpp"

namespace valise::server::net {

class Acknowledgements {
 public:
  static constexpr wire::milliseconds collect{100};
  static constexpr std::uint64_t many = 512;  // deliveries

  Acknowledgements(asio::any_io_executor executor, store::Store& store, EventLog& events);

  // note: the device has all up to `up_to`, which has been delivered to it; `news` of these deliveries were not noted before.
  void note(const base::DeviceId& device, base::MailboxSeq up_to, std::uint64_t news);
  // settle returns when what was noted of a device is erased, or could not be.
  [[nodiscard]] asio::awaitable<void> settle(base::DeviceId device);
  // finish settles everybody; nothing is noted after it.
  [[nodiscard]] asio::awaitable<void> finish();

 private:
  struct Noted {
    base::MailboxSeq up_to;
    bool being_erased = false;
  };
  using All = std::unordered_map<base::DeviceId, Noted>;

  void erase_later();
  void erase_all();
  void erase(All::value_type& noted);
  asio::awaitable<void> erase_up_to(base::DeviceId device, base::MailboxSeq up_to);

  store::Store& store_;
  EventLog& events_;
  All noted_;
  std::uint64_t deliveries_ = 0;  // noted since all were erased
  bool waiting_ = false;
  asio::steady_timer timer_;
  wire::Signal erased_;
  wire::TaskGroup tasks_;
};

}  // namespace valise::server::net
