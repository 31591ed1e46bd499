#include "keys/directory/recovery.hpp"

#include "keys/directory/rule_error.hpp"

namespace valise::directory {

base::UnixMillis not_before(const Recovery& recovery) {
  constexpr auto end = base::UnixMillis::max();
  return recovery.announced_at > end - recovery_wait ? end : recovery.announced_at + recovery_wait;
}

base::Result<> check_recovery_dates(const v1::Statement& statement, base::UnixMillis now) {
  const bool announces = statement.has_authority_recovery_announced();
  if (!announces && !statement.has_authority_recovery_completed()) return {};
  const auto made = base::from_wire(statement.made_at_ms());
  const bool future = made > now + clock_tolerance;
  const bool stale = announces && made < now - recovery_gathering;
  if (future || stale) return base::fail(RuleError::recovery_date);
  return {};
}

}  // namespace valise::directory
