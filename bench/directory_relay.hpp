// The generated directory served by the real valised on loopback, and a device that fetches it. On wire::Connection itself, so
// that the same bytes can be fetched once with all that a client does with them, and once with nothing.
#pragma once

#include <map>

#include "bench/relay_client.hpp"
#include "tests/generator/generate.hpp"
#include "tests/support/programs.hpp"

namespace valise::bench {

// Page is one answer of the relay, as it came.
struct Page {
  std::uint64_t first = 0;
  base::Bytes frame;
};

class ServedDirectory {
 public:
  // The constructor makes the directory, imports it and starts the relay, which serves the tiles to anybody. Throws
  // std::runtime_error, as all of this does.
  ServedDirectory(const std::filesystem::path& folder, const tests::Scale& scale);

  [[nodiscard]] const std::vector<base::Bytes>& entries() const { return made_.entries; }
  [[nodiscard]] const base::RelayId& relay() const { return description_.id; }
  [[nodiscard]] std::string tiles() const { return "https://" + process_.address() + "/v1/directory"; }
  [[nodiscard]] pid_t pid() { return process_.process().pid(); }

  void connect();
  void close();
  // ask gives the relay's answer to GetLog for 1000 entries.
  [[nodiscard]] base::Bytes ask(std::uint64_t first);
  // fetch takes everything from `first` on, page after page, and hands each page over.
  template <class Take>
  void fetch(std::uint64_t first, Take&& take) {
    while (first < entries().size()) first += take(Page{first, ask(first)});
  }

 private:
  [[nodiscard]] asio::awaitable<void> log_in_once();
  [[nodiscard]] asio::awaitable<void> exchange(std::uint64_t first, base::Bytes& out);

  tests::SeededRandom random_;
  tests::RelayProcess process_;
  tests::RelayDescription description_;
  tests::GeneratedDirectory made_;
  Loop loop_;
  std::shared_ptr<wire::Connection> connection_;
  std::uint64_t last_id_ = 1;
};

}  // namespace valise::bench
