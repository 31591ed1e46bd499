#include "server/store/retention.hpp"

#include "server/core/alerts.hpp"
#include "server/store/mailbox_table.hpp"
#include "server/store/usage_table.hpp"

namespace valise::server::store {
namespace {

constexpr std::size_t kRows = 1000;  // of each kind in a step
constexpr std::size_t kMailboxes = 250;

Retention::Step& operator+=(Retention::Step& sum, const Retention::Step& one) {
  sum.erased += one.erased;
  sum.more = sum.more || one.more;
  return sum;
}

base::Result<Retention::Step> erase(sql::Database& db, sql::Sql statement, base::UnixMillis before) {
  auto erased = db.run(statement, before, kRows);
  if (!erased) return base::pass_on(erased);
  const auto count = static_cast<std::size_t>(*erased);
  return Retention::Step{count, count == kRows};
}

base::Result<Retention::Step> erase_answers(Write& write, base::UnixMillis before) {
  auto erased =
      usage::erase(write,
                   write.db.query("DELETE FROM answers WHERE (device, key) IN (SELECT device, key FROM answers WHERE at < ? "
                                  "ORDER BY at LIMIT ?) RETURNING device, charged",
                                  before, kRows),
                   0);
  if (!erased) return base::pass_on(erased);
  return Retention::Step{*erased, *erased == kRows};
}

constexpr sql::Sql kHandedOut =
    "DELETE FROM key_packages WHERE id IN (SELECT id FROM key_packages WHERE gone_at < ?1 ORDER BY gone_at LIMIT ?2)";
constexpr sql::Sql kInvites =
    "DELETE FROM invites WHERE hash IN (SELECT hash FROM invites WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)";

// What nobody answered is forgotten when the message itself is, and a channel whose code nobody typed back with the code.
constexpr sql::Sql kAlerts =
    "DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE next_at IS NULL AND accepted_at < ?1 LIMIT ?2)";
constexpr sql::Sql kUnconfirmedChannels =
    "DELETE FROM alert_channels WHERE id IN (SELECT id FROM alert_channels WHERE confirmed_at IS NULL AND set_at < ?1 LIMIT ?2)";

// Proposals are in the order of time, so the oldest are found without an index.
constexpr sql::Sql kProposals =
    "DELETE FROM proposals WHERE submitted_at < ?1 AND number IN (SELECT number FROM proposals ORDER BY number LIMIT ?2)";

}  // namespace

base::Result<Retention::Step> Retention::step(Write& write) {
  const base::UnixMillis cutoff = write.now - write.limits.retention;
  auto sum = mailboxes(write, cutoff);
  if (!sum) return sum;
  auto answers = erase_answers(write, cutoff);
  if (!answers) return answers;
  *sum += *answers;
  const std::pair<sql::Sql, base::UnixMillis> others[] = {{kHandedOut, cutoff},
                                                          {kInvites, write.now},
                                                          {kProposals, cutoff},
                                                          {kAlerts, cutoff},
                                                          {kUnconfirmedChannels, write.now - core::kCodeLifetime}};
  for (const auto& [statement, before] : others) {
    auto erased = erase(write.db, statement, before);
    if (!erased) return erased;
    *sum += *erased;
  }
  return sum;
}

// A mailbox is in the order of time, too: only its oldest deliveries are looked at.
base::Result<Retention::Step> Retention::mailboxes(Write& write, base::UnixMillis cutoff) {
  Step step;
  std::vector<devices::RowId> some;
  {
    auto rows = write.db.query("SELECT id FROM devices WHERE id > ? ORDER BY id LIMIT ?", after_, kMailboxes);
    auto more = rows.next();
    for (; more && *more; more = rows.next()) some.push_back(rows.integer(0));
    if (!more) return base::pass_on(more);
  }
  for (const devices::RowId device : some) {
    auto expired = mailbox::expire(write, device, cutoff, kRows);
    if (!expired) return base::pass_on(expired);
    step.erased += *expired;
    if (step.erased >= kRows) {  // this mailbox may have more, and the step is long enough
      after_ = device - 1;
      step.more = true;
      return step;
    }
  }
  after_ = some.size() == kMailboxes ? some.back() : 0;
  step.more = after_ != 0;
  return step;
}

}  // namespace valise::server::store
