#include "server/store/ledger.hpp"

#include <algorithm>
#include <optional>
#include <ranges>

#include "sql/error.hpp"

namespace valise::server::store {
namespace {

void add(Ledger::Kept& to, const Ledger::Kept& more, int sign) {
  to.bytes += sign * more.bytes;
  to.messages += sign * more.messages;
}

}  // namespace

void Ledger::begin() {
  devices_.clear();
  accounts_.clear();
  spoken_.clear();
  journal_.clear();
}

void Ledger::undo_request() {
  for (const auto& [whose, id, change] : journal_ | std::views::reverse) apply(whose, id, change, -1);
  journal_.clear();
}

base::Result<> Ledger::write(sql::Database& db) {
  journal_.clear();
  for (auto& [id, entry] : devices_) {
    const Change change = std::exchange(entry.change, {});
    if (change.nothing()) continue;
    auto written =
        db.run("UPDATE devices SET last_seq = ?, kept_bytes = kept_bytes + ?, kept_messages = kept_messages + ? WHERE id = ?",
               entry.line.last_seq, change.kept.bytes, change.kept.messages, id);
    if (!written) return base::pass_on(written);
  }
  for (auto& [id, entry] : accounts_) {
    const Change change = std::exchange(entry.change, {});
    if (change.nothing()) continue;
    auto written = db.run("UPDATE accounts SET kept_bytes = kept_bytes + ?, kept_messages = kept_messages + ? WHERE id = ?",
                          change.kept.bytes, change.kept.messages, id);
    if (!written) return base::pass_on(written);
  }
  for (const auto& [member, seq] : std::exchange(spoken_, {})) {
    auto written = db.run("UPDATE members SET own_seq = ? WHERE room = ? AND device = ?", seq, member.first, member.second);
    if (!written) return base::pass_on(written);
  }
  return {};
}

base::Result<Ledger::Entry<Ledger::Device>*> Ledger::find_device(sql::Database& db, RowId id) {
  if (const auto place = devices_.find(id); place != devices_.end()) return &place->second;
  auto rows = db.query("SELECT account, kept_bytes, kept_messages, last_seq FROM devices WHERE id = ?", id);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return nullptr;
  const Device line{rows.integer(0), {rows.integer(1), rows.integer(2)}, rows.id<base::MailboxSeq>(3)};
  return &devices_.try_emplace(id, Entry<Device>{line, {}}).first->second;
}

base::Result<Ledger::Entry<Ledger::Kept>*> Ledger::find_account(sql::Database& db, RowId id) {
  if (id == 0) return nullptr;
  if (const auto place = accounts_.find(id); place != accounts_.end()) return &place->second;
  auto rows = db.query("SELECT kept_bytes, kept_messages FROM accounts WHERE id = ?", id);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return nullptr;
  return &accounts_.try_emplace(id, Entry<Kept>{{rows.integer(0), rows.integer(1)}, {}}).first->second;
}

base::Result<std::optional<Ledger::Device>> Ledger::device(sql::Database& db, RowId id) {
  auto found = find_device(db, id);
  if (!found) return base::pass_on(found);
  return *found == nullptr ? std::nullopt : std::optional((*found)->line);
}

base::Result<std::optional<Ledger::Kept>> Ledger::account(sql::Database& db, RowId id) {
  auto found = find_account(db, id);
  if (!found) return base::pass_on(found);
  return *found == nullptr ? std::nullopt : std::optional((*found)->line);
}

base::Result<> Ledger::keep(sql::Database& db, RowId device, const Kept& more) {
  auto holder = find_device(db, device);
  if (!holder) return base::pass_on(holder);
  if (*holder == nullptr) return {};
  const RowId account = (*holder)->line.account;
  auto shared = find_account(db, account);
  if (!shared) return base::pass_on(shared);
  note(Whose::device, device, {.kept = more});
  if (*shared != nullptr) note(Whose::account, account, {.kept = more});
  return {};
}

base::Result<base::MailboxSeq> Ledger::next_seq(sql::Database& db, RowId device) {
  auto holder = find_device(db, device);
  if (!holder) return base::pass_on(holder);
  if (*holder == nullptr) return base::fail(sql::SqlError::misuse, "a mailbox without a device");
  note(Whose::device, device, {.kept = {}, .deliveries = 1});
  return (*holder)->line.last_seq;
}

base::MailboxSeq Ledger::numbered_up_to(RowId device, base::MailboxSeq row) const {
  const auto place = devices_.find(device);
  return place == devices_.end() ? row : std::max(row, place->second.line.last_seq);
}

void Ledger::note(Whose whose, RowId id, const Change& change) {
  apply(whose, id, change, 1);
  journal_.push_back({whose, id, change});
}

void Ledger::apply(Whose whose, RowId id, const Change& change, int sign) {
  if (whose == Whose::account) {
    auto& entry = accounts_.at(id);
    add(entry.line, change.kept, sign);
    return add(entry.change.kept, change.kept, sign);
  }
  auto& entry = devices_.at(id);
  add(entry.line.kept, change.kept, sign);
  add(entry.change.kept, change.kept, sign);
  const auto seq = entry.line.last_seq.value();
  entry.line.last_seq = base::MailboxSeq(sign > 0 ? seq + change.deliveries : seq - change.deliveries);
  if (sign > 0) entry.change.deliveries += change.deliveries;
  if (sign < 0) entry.change.deliveries -= change.deliveries;
}

}  // namespace valise::server::store
