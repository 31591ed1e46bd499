#include "server/net/acknowledgements.hpp"

namespace valise::server::net {

Acknowledgements::Acknowledgements(asio::any_io_executor executor, store::Store& store, EventLog& events)
    : store_(store), events_(events), timer_(executor), erased_(executor), tasks_(executor) {}

void Acknowledgements::note(const base::DeviceId& device, base::MailboxSeq up_to, std::uint64_t news) {
  auto& noted = noted_[device];
  noted.up_to = std::max(noted.up_to, up_to);
  deliveries_ += news;
  if (deliveries_ >= many) return erase_all();
  erase_later();
}

void Acknowledgements::erase_later() {
  if (std::exchange(waiting_, true)) return;
  timer_.expires_after(collect);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;  // this may be gone
    waiting_ = false;
    erase_all();
  });
}

void Acknowledgements::erase_all() {
  deliveries_ = 0;
  for (auto& noted : noted_) erase(noted);
}

void Acknowledgements::erase(All::value_type& noted) {
  auto& [device, state] = noted;
  if (std::exchange(state.being_erased, true)) return;
  tasks_.spawn(erase_up_to(device, state.up_to));
}

// What was noted meanwhile waits for the next time. What could not be erased comes again, and is acknowledged again.
asio::awaitable<void> Acknowledgements::erase_up_to(base::DeviceId device, base::MailboxSeq up_to) {
  auto start = [&](store::Completion<> done) { store_.acknowledge(device, up_to, std::move(done)); };
  auto erased = co_await ask<void>(start);
  if (!erased) events_.write(Severity::warning, "acknowledged deliveries not erased", {{"reason", erased.error().code}});
  const auto place = noted_.find(device);
  place->second.being_erased = false;
  if (place->second.up_to <= up_to) {
    noted_.erase(place);
  } else {
    erase_later();
  }
  erased_.notify();
}

asio::awaitable<void> Acknowledgements::settle(base::DeviceId device) {
  for (auto place = noted_.find(device); place != noted_.end(); place = noted_.find(device)) {
    erase(*place);
    co_await erased_.wait();
  }
}

asio::awaitable<void> Acknowledgements::finish() {
  while (!noted_.empty()) {
    erase_all();
    co_await erased_.wait();
  }
  timer_.cancel();
  co_await tasks_.join();
}

}  // namespace valise::server::net
