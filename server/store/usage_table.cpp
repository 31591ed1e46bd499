#include "server/store/usage_table.hpp"

#include "server/core/refusal.hpp"

namespace valise::server::store::usage {
namespace {

constexpr std::uint64_t kRecipient = 64;
constexpr std::uint64_t kAnswer = 128;

bool fits(const Ledger::Kept& present, const Kept& more, const core::Stored& most) {
  return static_cast<std::uint64_t>(present.bytes) + more.bytes <= most.bytes &&
         static_cast<std::uint64_t>(present.messages) + more.messages <= most.messages;
}

base::Unexpected too_much() { return base::fail(core::Refusal::stored_quota, "kept for somebody"); }

// name_account tells a device the number that its authority has in the file; it is told once.
base::Result<> name_account(Write& write, devices::RowId device, std::string_view authority) {
  if (auto written = write.ledger.write(write.db); !written) return written;
  auto made = write.db.run("INSERT INTO accounts(authority) VALUES(?) ON CONFLICT DO NOTHING", authority);
  if (!made) return base::pass_on(made);
  auto account = write.db.value("SELECT id FROM accounts WHERE authority = ?", authority);
  if (!account) return base::pass_on(account);
  auto told = write.db.run("UPDATE devices SET account = ? WHERE id = ?", account->value_or(0), device);
  if (!told) return base::pass_on(told);
  // What the device left here before its authority was known is erased in the authority's name, so it is taken over.
  auto taken = write.db.run(
      "UPDATE accounts SET kept_bytes = accounts.kept_bytes + d.bytes, kept_messages = accounts.kept_messages + d.messages "
      "FROM (SELECT kept_bytes AS bytes, kept_messages AS messages FROM devices WHERE id = ?) AS d WHERE accounts.id = ?",
      device, account->value_or(0));
  if (!taken) return base::pass_on(taken);
  write.ledger.begin();  // it reads again what has changed
  return {};
}

}  // namespace

std::uint64_t charge_of_body(std::size_t bytes, std::size_t recipients) {
  return recipients == 0 ? 0 : bytes + kRecipient * recipients;
}

std::uint64_t charge_of_answer(std::size_t bytes) { return bytes + kAnswer; }

base::Result<> charge(Write& write, devices::RowId device, std::string_view authority, const Kept& kept) {
  auto holder = write.ledger.device(write.db, device);
  if (holder && *holder && (*holder)->account == 0 && !authority.empty()) {
    if (auto named = name_account(write, device, authority); !named) return named;
    holder = write.ledger.device(write.db, device);
  }
  if (!holder) return base::pass_on(holder);
  if (!*holder || !fits((*holder)->kept, kept, write.limits.stored_per_device)) return too_much();
  auto shared = write.ledger.account(write.db, (*holder)->account);
  if (!shared) return base::pass_on(shared);
  if (*shared && !fits(**shared, kept, write.limits.stored_per_authority)) return too_much();
  return write.ledger.keep(write.db, device, {static_cast<std::int64_t>(kept.bytes), static_cast<std::int64_t>(kept.messages)});
}

base::Result<std::size_t> erase(Write& write, sql::Rows rows, std::int64_t messages_each) {
  std::map<devices::RowId, Ledger::Kept> less;
  std::size_t count = 0;
  for (;; ++count) {
    auto more = rows.next();
    if (!more) return base::pass_on(more);
    if (!*more) break;
    if (rows.integer(1) == 0) continue;  // nobody pays
    auto& sum = less[rows.integer(0)];
    sum.bytes -= rows.integer(1);
    sum.messages -= messages_each;
  }
  for (const auto& [device, change] : less) {
    if (auto noted = write.ledger.keep(write.db, device, change); !noted) return base::pass_on(noted);
  }
  return count;
}

}  // namespace valise::server::store::usage
