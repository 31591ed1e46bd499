// Alert channels of posts and officers. Their targets are addresses of people: they leave this table only for the ways to them
// and for those who may set them.
#pragma once

#include "server/core/alerts.hpp"
#include "server/store/tables.hpp"

namespace valise::server::store::channels {

[[nodiscard]] base::Result<core::Channel> put(Write& write, const core::Channel& channel);
[[nodiscard]] base::Result<core::Channel> begin_test(Write& write, const core::ChannelId& id, const std::string& code);
[[nodiscard]] base::Result<bool> confirm(Write& write, const core::ChannelId& id, const std::string& code);
[[nodiscard]] base::Result<bool> mark(Write& write, const ChannelMark& mark);
[[nodiscard]] base::Result<> erase(Write& write, const core::ChannelId& id);

[[nodiscard]] base::Result<std::optional<core::Channel>> find(sql::Database& db, const core::ChannelId& id);
[[nodiscard]] base::Result<std::vector<core::Channel>> of(sql::Database& db, std::span<const std::string> addresses);
[[nodiscard]] base::Result<std::vector<core::Channel>> idle_since(sql::Database& db, base::UnixMillis before, std::size_t limit);

}  // namespace valise::server::store::channels
