#include "client-sdk/client/key_package_stock.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/mls_identity.hpp"
#include "client-sdk/mls/key_package.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kWanted = 40;
constexpr auto kLifetime = 84 * 24h;    // within the limit that receivers accept
constexpr auto kClockSkew = 24h;        // that others' clocks may be behind ours
constexpr auto kRenewLastResort = 24h;  // its init key is used more than once: keep the exposure short
constexpr auto kKeepOld = kLifetime + 24h;
constexpr std::string_view kLastResortMade = "last-resort-made-ms";

asio::awaitable<Result<std::uint32_t>> count_at_relay(Link link) {
  v1::ClientFrame frame;
  frame.mutable_count_key_packages();
  auto reply = co_await link->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  co_return reply->key_packages_published().available();
}

Result<base::Bytes> make_package(Context& context, store::Transaction& tx, store::KeyPackageUse use) {
  const base::UnixMillis now = context.clock.now();
  const DeviceSigner signer(*context.identity);
  mls::KeyPackageOptions options;
  options.lifetime = {.not_before = static_cast<std::uint64_t>(to_seconds(now - kClockSkew).time_since_epoch().count()),
                      .not_after = static_cast<std::uint64_t>(to_seconds(now + kLifetime).time_since_epoch().count())};
  options.last_resort = use == store::KeyPackageUse::last_resort;
  auto bundle = mls::generate_key_package(room_suite(), credential_of(context.device()), signer, options, context.random);
  if (!bundle) return pass_on(bundle);
  const auto ref = store::KeyPackageRef::parse(base::ByteView(bundle->reference()));
  base::Bytes message = bundle->message();
  auto stored = tx.key_packages().put(
      {.ref = *ref, .use = use, .made_at = now, .key_package = message, .private_bundle = bundle->serialize()});
  if (!stored) return pass_on(stored);
  return message;
}

Result<bool> last_resort_is_due(store::Transaction& tx, base::UnixMillis now) {
  auto made = tx.meta().setting(kLastResortMade);
  if (!made) return pass_on(made);
  if (!*made || (*made)->size() != 8) return true;
  std::uint64_t millis = 0;
  for (base::Byte byte : **made) millis = millis << 8 | byte;
  return now - base::from_wire(millis) >= kRenewLastResort;
}

Result<> note_last_resort(store::Transaction& tx, base::UnixMillis now) {
  base::ByteArray<8> bytes;
  for (int i = 0; i < 8; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<base::Byte>(base::to_wire(now) >> (56 - 8 * i));
  return tx.meta().set_setting(kLastResortMade, bytes);
}

Result<v1::PublishKeyPackages> make_stock(Context& context, std::uint32_t missing) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<v1::PublishKeyPackages> {
    v1::PublishKeyPackages out;
    const base::UnixMillis now = context.clock.now();
    if (auto erased = tx.key_packages().erase_made_before(now - kKeepOld); !erased) return pass_on(erased);
    for (std::uint32_t i = 0; i < missing; ++i) {
      auto made = make_package(context, tx, store::KeyPackageUse::once);
      if (!made) return pass_on(made);
      out.add_key_packages(base::to_string(*made));
    }
    auto due = last_resort_is_due(tx, now);
    if (!due) return pass_on(due);
    if (!*due) return out;
    auto last_resort = make_package(context, tx, store::KeyPackageUse::last_resort);
    if (!last_resort) return pass_on(last_resort);
    out.set_last_resort(base::to_string(*last_resort));
    return out;
  });
}

}  // namespace

asio::awaitable<Result<>> replenish_key_packages(Context& context, Link link) {
  auto available = co_await count_at_relay(link);
  if (!available) co_return pass_on(available);
  const std::uint32_t missing = *available < kWanted / 2 ? kWanted - *available : 0;
  auto stock = make_stock(context, missing);
  if (!stock) co_return pass_on(stock);
  if (stock->key_packages().empty() && stock->last_resort().empty()) co_return Result<>{};
  const bool renewed = !stock->last_resort().empty();
  v1::ClientFrame frame;
  *frame.mutable_publish_key_packages() = std::move(*stock);
  auto reply = co_await link->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  if (!renewed) co_return Result<>{};
  co_return context.store.transaction([&](store::Transaction& tx) { return note_last_resort(tx, context.clock.now()); });
}

}  // namespace valise::sdk::client
