#include "server/store/channel_table.hpp"

#include "server/store/alert_table.hpp"

namespace valise::server::store::channels {
namespace {

using base::fail;
using base::Result;
using core::Channel;
using core::Refusal;

std::optional<base::UnixMillis> time_or_nothing(const sql::Rows& rows, int column) {
  return rows.is_null(column) ? std::nullopt : std::optional(rows.time(column));
}

Channel channel_in(const sql::Rows& rows) {
  return {.id = rows.id<core::ChannelId>(0),
          .address = std::string(rows.text(1)),
          .kind = static_cast<core::ChannelKind>(rows.integer(2)),
          .target = std::string(rows.text(3)),
          .secret = rows.bytes(4),
          .set_by = rows.id<base::DeviceId>(5),
          .set_at = rows.time(6),
          .confirmed_at = time_or_nothing(rows, 7),
          .last_success = time_or_nothing(rows, 8),
          .failing_since = time_or_nothing(rows, 9),
          .last_sent = time_or_nothing(rows, 10),
          .code = std::string(rows.text(11)),
          .attempts = static_cast<std::uint32_t>(rows.integer(12)),
          .tests_today = static_cast<std::uint32_t>(rows.integer(13)),
          .tests_since = rows.time(14)};
}

Result<> append_all(sql::Rows& rows, std::vector<Channel>& out) {
  for (;;) {
    auto more = rows.next();
    if (!more) return pass_on(more);
    if (!*more) return {};
    out.push_back(channel_in(rows));
  }
}

Result<Channel> require(Write& write, const core::ChannelId& id) {
  auto known = find(write.db, id);
  if (!known) return pass_on(known);
  if (!*known) return fail(Refusal::not_found, "channel");
  return std::move(**known);
}

Result<> save(Write& write, const Channel& c) {
  auto kept = write.db.run(
      "INSERT OR REPLACE INTO alert_channels(id, address, kind, target, secret, set_by, set_at, confirmed_at, last_success, "
      "failing_since, last_sent, code, attempts, tests_today, tests_since) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      c.id, c.address, static_cast<int>(c.kind), c.target, c.secret, c.set_by, c.set_at, c.confirmed_at, c.last_success,
      c.failing_since, c.last_sent, c.code, c.attempts, c.tests_today, c.tests_since);
  return kept ? Result<>{} : pass_on(kept);
}

Result<> check_quota(Write& write, const std::string& address) {
  auto same = write.db.value("SELECT count(*) FROM alert_channels WHERE address = ?", address);
  if (!same) return pass_on(same);
  const auto authority = address.substr(0, address.find('/') + 1);
  auto all = write.db.value("SELECT count(*) FROM alert_channels WHERE substr(address, 1, ?) = ?", authority.size(), authority);
  if (!all) return pass_on(all);
  const bool room = static_cast<std::size_t>(same->value_or(0)) < core::kChannelsPerAddress &&
                    static_cast<std::size_t>(all->value_or(0)) < write.limits.channels_per_authority;
  return room ? Result<>{} : fail(Refusal::quota, "channels");
}

}  // namespace

Result<Channel> put(Write& write, const Channel& channel) {
  auto known = find(write.db, channel.id);
  if (!known) return pass_on(known);
  if (*known) {
    const auto& there = **known;
    const bool same = there.address == channel.address && there.kind == channel.kind && there.target == channel.target &&
                      there.set_by == channel.set_by;
    if (!same) return fail(Refusal::key_reused, "channel");
    return there;
  }
  if (auto allowed = check_quota(write, channel.address); !allowed) return pass_on(allowed);
  Channel kept = channel;
  kept.set_at = write.now;
  kept.tests_since = write.now;
  if (auto saved = save(write, kept); !saved) return pass_on(saved);
  return kept;
}

Result<Channel> begin_test(Write& write, const core::ChannelId& id, const std::string& code) {
  auto channel = require(write, id);
  if (!channel) return channel;
  if (write.now - channel->tests_since >= std::chrono::hours(24)) {
    channel->tests_today = 0;
    channel->tests_since = write.now;
  }
  if (++channel->tests_today > core::kTestsPerDay) return fail(Refusal::quota, "tests of a channel");
  if (!channel->confirmed_at) {
    channel->code = code;
    channel->attempts = 0;
  }
  if (auto saved = save(write, *channel); !saved) return pass_on(saved);
  return channel;
}

Result<bool> confirm(Write& write, const core::ChannelId& id, const std::string& code) {
  auto channel = require(write, id);
  if (!channel) return pass_on(channel);
  if (channel->confirmed_at) return true;
  if (channel->code.empty()) return fail(Refusal::expired, "code");
  const bool right = base::equal(base::as_bytes(channel->code), base::as_bytes(code));
  if (right) channel->confirmed_at = write.now;
  if (right || ++channel->attempts >= core::kCodeAttempts) channel->code.clear();
  if (auto saved = save(write, *channel); !saved) return pass_on(saved);
  return right;
}

Result<bool> mark(Write& write, const ChannelMark& mark) {
  auto known = find(write.db, mark.id);
  if (!known) return pass_on(known);
  if (!*known) return false;
  auto& channel = **known;
  const bool newly = !mark.taken && !channel.failing_since && channel.confirmed_at.has_value();
  channel.last_sent = write.now;
  if (mark.taken) {
    channel.last_success = write.now;
    channel.failing_since.reset();
  } else if (!channel.failing_since) {
    channel.failing_since = write.now;
  }
  if (auto saved = save(write, channel); !saved) return pass_on(saved);
  if (newly) {
    if (auto told = alerts::tell(write, 0, base::RoomSeq(), mark.tell); !told) return pass_on(told);
  }
  return newly;
}

Result<> erase(Write& write, const core::ChannelId& id) {
  auto erased = write.db.run("DELETE FROM alert_channels WHERE id = ?", id);
  return erased ? Result<>{} : pass_on(erased);
}

Result<std::optional<Channel>> find(sql::Database& db, const core::ChannelId& id) {
  auto rows = db.query("SELECT * FROM alert_channels WHERE id = ?", id);
  auto found = rows.next();
  if (!found) return pass_on(found);
  if (!*found) return std::nullopt;
  return channel_in(rows);
}

Result<std::vector<Channel>> of(sql::Database& db, std::span<const std::string> addresses) {
  std::vector<Channel> out;
  for (const auto& address : addresses) {
    auto rows = db.query("SELECT * FROM alert_channels WHERE address = ? ORDER BY set_at, id", address);
    if (auto appended = append_all(rows, out); !appended) return pass_on(appended);
  }
  return out;
}

Result<std::vector<Channel>> idle_since(sql::Database& db, base::UnixMillis before, std::size_t limit) {
  std::vector<Channel> out;
  auto rows =
      db.query("SELECT * FROM alert_channels WHERE confirmed_at IS NOT NULL AND coalesce(last_sent, confirmed_at) < ? LIMIT ?",
               before, limit);
  if (auto appended = append_all(rows, out); !appended) return pass_on(appended);
  return out;
}

}  // namespace valise::server::store::channels
