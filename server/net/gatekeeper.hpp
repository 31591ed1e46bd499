// Gatekeeper: what sessions and HTTP requests may use of the relay, by device, authority and address (core/quotas.hpp). It knows
// meters and numbers only; what a request costs is said by those who handle it. One executor, like everything here; memory is
// bounded whatever strangers do.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/quota.hpp"
#include "server/core/quotas.hpp"
#include "server/net/counters.hpp"

namespace valise::server::net {

// Account is who pays: a device, an administrator's key or an address; and the authority behind it, if any. Made once for a
// session, so that a request costs no lookups in the directory.
struct Account {
  std::string who;
  std::string whose;      // empty: nobody's
  bool stranger = false;  // has not authenticated
};

class Gatekeeper {
 public:
  using milliseconds = std::chrono::milliseconds;

  Gatekeeper(const core::Quotas& quotas, const base::Clock& clock);

  // take uses `amount` up, of both quotas or of none. Gives the time after which it may be asked again, if it is refused.
  [[nodiscard]] std::optional<milliseconds> take(const Account& account, Metered what, std::uint64_t amount = 1);
  // wait tells what take would say to one more, without taking it.
  [[nodiscard]] std::optional<milliseconds> wait(const Account& account, Metered what);
  // eager: its authority has asked for more lately, or has more under way, than officers do, though it may. It is read from more
  // slowly then, so that what it may do at once does not fill the network thread.
  [[nodiscard]] bool eager(const Account& account) const;
  [[nodiscard]] bool fits(const Account& account, Metered what) const;
  // take_one_each uses up one of the quota that the account's authority has of each thing in `of`, or nothing.
  [[nodiscard]] std::optional<milliseconds> take_one_each(const Account& account, Metered what, std::span<const std::string> of);
  // charge uses up what has happened already.
  void charge(const Account& account, Metered what, std::uint64_t amount);

  // Passage is a request under way, as long as it lives.
  class Passage {
   public:
    Passage(Gatekeeper& keeper, const Account& account, std::size_t bytes);
    Passage(Passage&& other) noexcept;
    Passage& operator=(Passage&&) = delete;
    ~Passage();

   private:
    Gatekeeper* keeper_;
    std::string whose_;
    std::size_t bytes_;
  };
  // pass gives nothing when too much is under way already; then the client is told BUSY.
  [[nodiscard]] std::optional<Passage> pass(const Account& account, std::size_t bytes);

  // Presence is a session of an authority, as long as it lives.
  class Presence {
   public:
    Presence(Gatekeeper& keeper, std::string whose);
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence();

   private:
    Gatekeeper& keeper_;
    std::string whose_;
  };
  // present gives nothing when the authority has as many sessions as it may.
  [[nodiscard]] std::unique_ptr<Presence> present(const Account& account);

  [[nodiscard]] Counters& counters() { return counters_; }
  [[nodiscard]] std::size_t bytes_under_way() const { return bytes_; }

 private:
  struct Meter {
    base::QuotaTable by_who;
    base::QuotaTable by_whose;
  };
  using Counts = std::unordered_map<std::string, std::size_t>;

  [[nodiscard]] std::optional<milliseconds> wait_for(const Account& account, Metered what, std::uint64_t amount);
  [[nodiscard]] milliseconds time_until(const Account& account, Metered what, std::uint64_t amount) const;
  [[nodiscard]] Meter& meter(Metered what) { return meters_[static_cast<std::size_t>(what)]; }
  static void count_down(Counts& counts, const std::string& key);

  const core::Quotas quotas_;
  const base::Clock& clock_;
  Counters counters_;
  std::vector<Meter> meters_;  // by Metered
  Counts under_way_;           // by authority
  Counts sessions_;            // by authority
  std::size_t bytes_ = 0;
};

}  // namespace valise::server::net
