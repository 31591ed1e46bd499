// Work: what a server was measured to do, and how a run is measured.
#pragma once

#include "bench/relay_load.hpp"
#include "bench/relay_usage.hpp"

namespace valise::bench {

// Work is a rate and the server's processor time for each message.
struct Work {
  double per_second = 0;
  double cpu_us = 0;
  double network_us = 0;  // of the server's first thread

  [[nodiscard]] double store_us() const { return cpu_us - network_us; }
};

// measured runs `run`, which gives a Done. What the server does later on account of it is not in the figures.
template <class Run>
[[nodiscard]] Work measured(pid_t server, const Run& run) {
  const auto before = Usage::of(server);
  const Done done = run();
  const auto after = Usage::of(server);
  const auto each = 1e6 / static_cast<double>(done.count);
  return {done.per_second(), (after.all() - before.all()) * each, (after.main_thread() - before.main_thread()) * each};
}

template <class T>
[[nodiscard]] std::vector<Paced*> load_of(std::vector<std::unique_ptr<T>>& senders) {
  std::vector<Paced*> out;
  for (auto& sender : senders) out.push_back(sender.get());
  return out;
}

}  // namespace valise::bench
