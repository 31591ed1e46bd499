#include "server/net/gatekeeper.hpp"

namespace valise::server::net {
namespace {

using base::Quota;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

// More than the devices of a large directory; what comes above that shares a meter.
constexpr std::size_t kRemembered = 65'536;
constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kUnlimited = 1ULL << 52U;  // where only one of the two counts

struct Pair {
  Quota who;
  Quota whose;
};

Pair quotas_of(Metered what, const core::Quotas& q) {
  switch (what) {
    case Metered::request: return {{q.device_requests_per_minute, 1min}, {q.authority_requests_per_minute, 1min}};
    case Metered::message: return {{q.device_messages_per_minute, 1min}, {q.authority_messages_per_minute, 1min}};
    case Metered::commit: return {{q.device_commits_per_hour, 1h}, {q.authority_commits_per_hour, 1h}};
    case Metered::claim: return {{q.device_claims_per_hour, 1h}, {q.authority_claims_per_hour, 1h}};
    case Metered::claim_of_one: return {{q.claims_of_one_device_per_hour, 1h}, {kUnlimited, 1h}};
    case Metered::traffic: return {{q.device_traffic_mib_per_hour * kMiB, 1h}, {q.authority_traffic_mib_per_hour * kMiB, 1h}};
    case Metered::login: return {{q.device_logins_per_minute, 1min}, {q.authority_logins_per_minute, 1min}};
    case Metered::statement: return {{kUnlimited, 1h}, {q.authority_statements_per_hour, 1h}};
    case Metered::anonymous: return {{q.address_requests_per_minute, 1min}, {kUnlimited, 1min}};
  }
  return {};
}

// payer: where there is no authority, each address or key stands for itself.
const std::string& payer(const Account& account) { return account.whose.empty() ? account.who : account.whose; }

}  // namespace

Gatekeeper::Gatekeeper(const core::Quotas& quotas, const base::Clock& clock) : quotas_(quotas), clock_(clock) {
  for (std::size_t what = 0; what < kMetered; ++what) {
    const auto pair = quotas_of(static_cast<Metered>(what), quotas_);
    meters_.push_back({{pair.who, kRemembered}, {pair.whose, kRemembered}});
  }
}

std::optional<Gatekeeper::milliseconds> Gatekeeper::take(const Account& account, Metered what, std::uint64_t amount) {
  const auto wait = wait_for(account, what, amount);
  if (!wait) charge(account, what, amount);
  return wait;
}

std::optional<Gatekeeper::milliseconds> Gatekeeper::wait(const Account& account, Metered what) {
  return wait_for(account, what, 1);
}

std::optional<Gatekeeper::milliseconds> Gatekeeper::wait_for(const Account& account, Metered what, std::uint64_t amount) {
  const auto wait = time_until(account, what, amount);
  if (wait.count() == 0) return std::nullopt;
  counters_.refused(what);
  return wait;
}

// Of each quota a part may be used at once without anybody's noticing.
bool Gatekeeper::eager(const Account& account) const {
  constexpr std::uint64_t crowd = 8;  // part of what an authority may have under way
  const auto known = under_way_.find(payer(account));
  if (known != under_way_.end() && known->second > quotas_.authority_requests_in_flight / crowd) return true;
  const auto above = [&](Metered what, std::uint64_t all, std::uint64_t part) {
    const auto& table = meters_[static_cast<std::size_t>(what)].by_whose;
    return table.wait(account.whose, clock_.monotonic(), all - all / part).count() > 0;
  };
  return !account.whose.empty() && (above(Metered::request, quotas_.authority_requests_per_minute, 1200) ||
                                    above(Metered::message, quotas_.authority_messages_per_minute, 60) ||
                                    above(Metered::commit, quotas_.authority_commits_per_hour, 120) ||
                                    above(Metered::claim, quotas_.authority_claims_per_hour, 16));
}

bool Gatekeeper::fits(const Account& account, Metered what) const { return time_until(account, what, 1).count() == 0; }

Gatekeeper::milliseconds Gatekeeper::time_until(const Account& account, Metered what, std::uint64_t amount) const {
  const auto now = clock_.monotonic();
  const auto& meter = meters_[static_cast<std::size_t>(what)];
  const auto own = meter.by_who.wait(account.who, now, amount);
  return account.whose.empty() ? own : std::max(own, meter.by_whose.wait(account.whose, now, amount));
}

std::optional<Gatekeeper::milliseconds> Gatekeeper::take_one_each(const Account& account, Metered what,
                                                                  std::span<const std::string> of) {
  const auto now = clock_.monotonic();
  auto& table = meter(what).by_who;
  milliseconds longest{0};
  for (const auto& one : of) longest = std::max(longest, table.wait(payer(account) + '\0' + one, now, 1));
  if (longest.count() > 0) {
    counters_.refused(what);
    return longest;
  }
  for (const auto& one : of) table.use(payer(account) + '\0' + one, now, 1);
  return std::nullopt;
}

void Gatekeeper::charge(const Account& account, Metered what, std::uint64_t amount) {
  const auto now = clock_.monotonic();
  meter(what).by_who.use(account.who, now, amount);
  if (!account.whose.empty()) meter(what).by_whose.use(account.whose, now, amount);
}

void Gatekeeper::count_down(Counts& counts, const std::string& key) {
  const auto place = counts.find(key);
  if (--place->second == 0) counts.erase(place);
}

// ---- under way ----

std::optional<Gatekeeper::Passage> Gatekeeper::pass(const Account& account, std::size_t bytes) {
  const auto known = under_way_.find(payer(account));
  const bool crowd = known != under_way_.end() && known->second >= quotas_.authority_requests_in_flight;
  if (crowd || bytes_ + bytes > quotas_.in_flight_mib * kMiB) {
    ++counters_.busy;
    return std::nullopt;
  }
  return std::optional<Passage>(std::in_place, *this, account, bytes);
}

Gatekeeper::Passage::Passage(Gatekeeper& keeper, const Account& account, std::size_t bytes)
    : keeper_(&keeper), whose_(payer(account)), bytes_(bytes) {
  ++keeper_->under_way_[whose_];
  keeper_->bytes_ += bytes_;
}

Gatekeeper::Passage::Passage(Passage&& other) noexcept
    : keeper_(std::exchange(other.keeper_, nullptr)), whose_(std::move(other.whose_)), bytes_(other.bytes_) {}

Gatekeeper::Passage::~Passage() {
  if (keeper_ == nullptr) return;
  count_down(keeper_->under_way_, whose_);
  keeper_->bytes_ -= bytes_;
}

// ---- sessions ----

std::unique_ptr<Gatekeeper::Presence> Gatekeeper::present(const Account& account) {
  const auto known = sessions_.find(payer(account));
  if (known != sessions_.end() && known->second >= quotas_.authority_sessions) {
    ++counters_.over_sessions;
    return nullptr;
  }
  return std::make_unique<Presence>(*this, payer(account));
}

Gatekeeper::Presence::Presence(Gatekeeper& keeper, std::string whose) : keeper_(keeper), whose_(std::move(whose)) {
  ++keeper_.sessions_[whose_];
}

Gatekeeper::Presence::~Presence() { count_down(keeper_.sessions_, whose_); }

}  // namespace valise::server::net
