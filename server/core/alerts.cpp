#include "server/core/alerts.hpp"

#include <algorithm>
#include <charconv>

namespace valise::server::core {
namespace {

using base::UnixMillis;
using Kind = AlertEvent::Kind;

constexpr std::uint32_t kBriskRounds = 4;
constexpr std::uint32_t kSlowerRounds = 24;

void add_once(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const auto& one : more) {
    if (std::ranges::find(list, one) == list.end()) list.push_back(one);
  }
}

UnixMillis end_of(const Alert& alert, const AlertPolicy& policy) { return alert.acknowledge_by + policy.ends_after; }

// told gives the plan of an alert that only has to be told of, once.
AlertPlan told(Kind kind) { return {.events = {{.kind = kind, .addresses = {}}}}; }

// Planner walks through what is due at one time.
class Planner {
 public:
  Planner(const Alert& alert, const Chain& chain, UnixMillis now, const AlertPolicy& policy)
      : alert_(alert), chain_(chain), now_(now), policy_(policy), repeat_(interval(alert, policy)) {}

  AlertPlan plan() {
    const bool first = alert_.rounds == 0;
    const bool again = !first && now_ >= alert_.last_round + repeat_;
    const bool deadline = !alert_.overdue && now_ >= alert_.acknowledge_by;
    if (first) plan_.events.push_back({.kind = Kind::raised, .addresses = {}});
    const bool stepped = take_due_steps();
    if (deadline) plan_.events.push_back({.kind = Kind::overdue, .addresses = {}});
    alert_.overdue = alert_.overdue || deadline;
    if (alert_.overdue && (deadline || again) && !stepped) take_step();
    if (first || again || deadline) round();
    alert_.next_at = next();
    plan_.next = std::move(alert_);
    return std::move(plan_);
  }

 private:
  bool take_due_steps() {
    bool any = false;
    while (alert_.steps < chain_.size() && now_ >= alert_.accepted_at + chain_[alert_.steps].after) any = take_step() || any;
    return any;
  }
  bool take_step() {
    if (alert_.steps >= chain_.size()) return false;
    const auto& step = chain_[alert_.steps++];
    plan_.events.push_back({.kind = Kind::escalated, .step = alert_.steps, .addresses = step.addresses});
    add_once(plan_.alert, step.addresses);
    return true;
  }
  // Everybody who was alerted before is alerted again.
  void round() {
    ++alert_.rounds;
    alert_.last_round = now_;
    std::vector<std::string> all{alert_.post};
    for (std::uint32_t i = 0; i < alert_.steps && i < chain_.size(); ++i) add_once(all, chain_[i].addresses);
    plan_.alert = std::move(all);
  }
  [[nodiscard]] std::optional<UnixMillis> next() const {
    auto at = alert_.last_round + interval(alert_, policy_);
    if (alert_.steps < chain_.size()) at = std::min(at, alert_.accepted_at + chain_[alert_.steps].after);
    if (!alert_.overdue) at = std::min(at, alert_.acknowledge_by);
    if (at >= end_of(alert_, policy_)) return std::nullopt;
    return at;
  }

  Alert alert_;
  const Chain& chain_;
  const UnixMillis now_;
  const AlertPolicy& policy_;
  const std::chrono::milliseconds repeat_;
  AlertPlan plan_;
};

bool is_host_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; }
bool is_local_char(char c) {
  constexpr std::string_view others = "!#$%&'*+/=?^_`{|}~-.";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || others.find(c) != others.npos;
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// is_host takes DNS names and IPv4 addresses.
bool is_host(std::string_view host) {
  const bool ends = !host.empty() && host.front() != '.' && host.front() != '-' && host.back() != '.' && host.back() != '-';
  return ends && host.size() <= 253 && host.find("..") == host.npos && std::ranges::all_of(host, is_host_char);
}

}  // namespace

AlertState judge_wish(const AlertWish& wish, std::span<const base::DeviceId> members) {
  const auto there = [&](const base::DeviceId& device) { return std::ranges::binary_search(members, device); };
  const bool reached = wish.post_devices.empty() || std::ranges::any_of(wish.post_devices, there);
  return wish.post_exists && reached ? AlertState::open : AlertState::refused;
}

UnixMillis bounded_deadline(UnixMillis acknowledge_by, UnixMillis now) { return std::min(acknowledge_by, now + kLongestAlert); }

std::chrono::milliseconds interval(const Alert& alert, const AlertPolicy& policy) {
  const auto brisk = alert.urgency == Urgency::emergency ? policy.emergency_repeat : policy.urgent_repeat;
  if (alert.rounds <= kBriskRounds) return brisk;
  return alert.rounds <= kSlowerRounds ? 4 * brisk : 16 * brisk;
}

AlertPlan plan_alert(const Alert& alert, const Chain& chain, UnixMillis now, const AlertPolicy& policy) {
  if (alert.state == AlertState::refused) return told(Kind::not_raised);
  if (alert.state == AlertState::settled) return told(Kind::settled);
  if (alert.state == AlertState::withdrawn) return told(Kind::withdrawn);
  if (!alert.next_at || now < *alert.next_at) return {.next = alert};
  return Planner(alert, chain, now, policy).plan();
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos || at == 0 || at > 64 || text.size() > 254) return false;
  const auto local = text.substr(0, at);
  std::string host(text.substr(at + 1));
  std::ranges::transform(host, host.begin(), lower);
  const bool dots = local.front() != '.' && local.front() != '-' && local.back() != '.' && local.find("..") == local.npos;
  return dots && std::ranges::all_of(local, is_local_char) && is_host(host);
}

std::optional<WebhookUrl> parse_webhook_url(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  if (!text.starts_with(scheme) || text.size() > 1024) return std::nullopt;
  const auto plain = [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\' && c != '#' && c != '<' && c != '>'; };
  if (!std::ranges::all_of(text, plain)) return std::nullopt;
  const auto rest = text.substr(scheme.size());
  const auto authority = rest.substr(0, rest.find_first_of("/?"));
  const auto colon = authority.rfind(':');
  WebhookUrl out{.host = std::string(authority.substr(0, colon))};
  std::ranges::transform(out.host, out.host.begin(), lower);
  if (!is_host(out.host)) return std::nullopt;  // also where there are credentials
  if (colon != authority.npos) {
    const auto port = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (error != std::errc() || end != port.data() + port.size() || out.port == 0) return std::nullopt;
  }
  return out;
}

Reach reach_of(std::span<const Channel> channels) {
  Reach out;
  for (const auto& channel : channels) {
    if (!channel.confirmed_at) continue;
    if (!channel.failing_since) {
      const auto seen = channel.last_success.value_or(*channel.confirmed_at);
      const bool better = out.state != Reach::State::works || seen > *out.since;
      if (better) out = {.state = Reach::State::works, .since = seen};
    } else if (out.state != Reach::State::works) {
      // None works since the last of them failed.
      const auto since = out.since ? std::max(*out.since, *channel.failing_since) : *channel.failing_since;
      out = {.state = Reach::State::failing, .since = since};
    }
  }
  return out;
}

}  // namespace valise::server::core
