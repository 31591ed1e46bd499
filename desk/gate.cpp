#include "desk/gate.hpp"

#include "base/text_encoding.hpp"
#include "keys/crypto/constant_time.hpp"

namespace valise::desk {
namespace {

bool same(std::string_view a, std::string_view b) { return crypto::constant_time_equal(base::as_bytes(a), base::as_bytes(b)); }

}  // namespace

Gate::Gate(std::string host, const base::Clock& clock, base::Random& random)
    : host_(std::move(host)), clock_(clock), random_(random) {}

bool Gate::admits(const Approach& approach) const {
  if (approach.host != host_) return false;
  const bool reads = approach.method == "GET" && !approach.socket;
  // Only the address itself may be opened from outside of the page; what it then loads says that it belongs to it.
  const bool opens = reads && approach.path == "/" && approach.fetch_site == "none";
  // Chromium says nothing of the kind about sockets, which always name their origin.
  const bool silent_socket = approach.socket && approach.fetch_site.empty();
  if (!opens && !silent_socket && approach.fetch_site != "same-origin") return false;
  return reads ? approach.origin.empty() || approach.origin == origin() : approach.origin == origin();
}

std::string Gate::secret() { return base::to_hex(base::ByteView(random_.array<32>())); }

std::string Gate::new_code() {
  const auto now = clock_.monotonic();
  std::erase_if(codes_, [&](const auto& entry) { return entry.second <= now; });
  return codes_.emplace(secret(), now + kCodeLife).first->first;
}

std::optional<std::string> Gate::exchange(std::string_view code) {
  for (auto known = codes_.begin(); known != codes_.end(); ++known) {
    if (!same(known->first, code)) continue;
    const bool in_time = clock_.monotonic() < known->second;
    codes_.erase(known);
    if (!in_time) return std::nullopt;
    return bearers_.emplace_back(secret());
  }
  return std::nullopt;
}

bool Gate::knows(std::string_view bearer) const {
  bool known = false;
  for (const auto& ours : bearers_) known |= same(ours, bearer);
  return known;
}

}  // namespace valise::desk
