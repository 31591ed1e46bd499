#include "client-sdk/client/suspect.hpp"

#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::string_view kSetting = "suspect-delivery";  // one at a time: a mailbox is processed in order

base::Bytes fingerprint(const v1::Delivery& delivery) {
  const auto hash = crypto::Sha256::of(base::as_bytes(delivery.message()));
  return base::Writer{}.u64(delivery.mailbox_seq()).bytes(hash).take();
}

Result<bool> remembered(store::Transaction& tx, const base::Bytes& print) {
  auto known = tx.meta().setting(kSetting);
  if (!known) return pass_on(known);
  return *known && base::equal(**known, print);
}

}  // namespace

Result<bool> was_suspect(Context& context, const v1::Delivery& delivery) {
  return context.store.transaction([&](store::Transaction& tx) { return remembered(tx, fingerprint(delivery)); });
}

Result<Suspicion> judge_suspect(Context& context, const v1::Delivery& delivery) {
  const base::Bytes print = fingerprint(delivery);
  return context.store.transaction([&](store::Transaction& tx) -> Result<Suspicion> {
    auto again = remembered(tx, print);
    if (!again) return pass_on(again);
    if (*again) return Suspicion::confirmed;
    if (auto set = tx.meta().set_setting(kSetting, print); !set) return pass_on(set);
    return Suspicion::first;
  });
}

}  // namespace valise::sdk::client
