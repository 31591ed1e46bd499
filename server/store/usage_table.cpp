#include "server/store/usage_table.hpp"

#include "server/core/refusal.hpp"

namespace valise::server::store::usage {
namespace {

constexpr std::uint64_t kRecipient = 64;
constexpr std::uint64_t kAnswer = 128;

base::Result<> check(sql::Rows rows, const core::Stored& most) {
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found || rows.number(0) > most.bytes || rows.number(1) > most.messages) {
    return base::fail(core::Refusal::stored_quota, "kept for somebody");
  }
  // RETURNING has done its work only when it is read to the end.
  auto end = rows.next();
  if (!end) return base::pass_on(end);
  return {};
}

// account_of gives the number that an authority has in the file; a device is told it once.
base::Result<std::int64_t> account_of(Write& write, devices::RowId device, std::string_view authority) {
  auto known = write.db.value("SELECT account FROM devices WHERE id = ?", device);
  if (!known) return base::pass_on(known);
  if (known->value_or(0) != 0 || authority.empty()) return known->value_or(0);
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
  return account->value_or(0);
}

}  // namespace

std::uint64_t charge_of_body(std::size_t bytes, std::size_t recipients) {
  return recipients == 0 ? 0 : bytes + kRecipient * recipients;
}

std::uint64_t charge_of_answer(std::size_t bytes) { return bytes + kAnswer; }

base::Result<> charge(Write& write, devices::RowId device, std::string_view authority, const Kept& kept) {
  auto account = account_of(write, device, authority);
  if (!account) return base::pass_on(account);
  auto own =
      check(write.db.query("UPDATE devices SET kept_bytes = kept_bytes + ?, kept_messages = kept_messages + ? WHERE id = ? "
                           "RETURNING kept_bytes, kept_messages",
                           kept.bytes, kept.messages, device),
            write.limits.stored_per_device);
  if (!own || *account == 0) return own;
  return check(write.db.query("UPDATE accounts SET kept_bytes = kept_bytes + ?, kept_messages = kept_messages + ? WHERE id = ? "
                              "RETURNING kept_bytes, kept_messages",
                              kept.bytes, kept.messages, *account),
               write.limits.stored_per_authority);
}

}  // namespace valise::server::store::usage
