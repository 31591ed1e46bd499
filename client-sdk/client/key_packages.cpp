#include "client-sdk/client/key_packages.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/mls_identity.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/mls/framing/message.hpp"

namespace valise::sdk::client {
namespace {

using Claimed = v1::KeyPackagesClaimed::Claimed;

// The package must carry this device's id and the signature key that the directory has for it.
bool belongs_to(const Context& context, base::DeviceId device, const mls::KeyPackage& package) {
  const directory::Device* known = context.directory().device(device);
  return known != nullptr && device_of(package.leaf_node.credential) == device &&
         base::equal(known->signature_key.view(), package.leaf_node.signature_key.data);
}

Result<mls::VerifiedKeyPackage> verified(const Context& context, base::DeviceId device, const std::string& bytes) {
  auto package = mls::from_message<mls::KeyPackage>(base::as_bytes(bytes));
  if (!package) return fail(ClientError::key_package_swapped);
  auto checked = mls::verify_key_package(std::move(*package));
  if (!checked || !belongs_to(context, device, **checked)) return fail(ClientError::key_package_swapped);
  return checked;
}

Result<std::vector<ClaimedPackage>> read_answer(Context& context, const std::set<base::DeviceId>& asked,
                                                const v1::KeyPackagesClaimed& answer) {
  if (static_cast<std::size_t>(answer.claimed_size()) != asked.size())
    return fail(ClientError::answer_contradicts, "key packages");
  std::vector<ClaimedPackage> out;
  auto expected = asked.begin();
  for (const Claimed& claimed : answer.claimed()) {
    const base::DeviceId device = *expected++;
    if (claimed.device_id() != device.string()) return fail(ClientError::answer_contradicts, "key packages");
    if (claimed.key_package().empty()) continue;
    auto package = verified(context, device, claimed.key_package());
    if (!package) return base::with_context(member_text(context, device), package.error());
    out.push_back({.device = device, .package = std::move(*package)});
  }
  return out;
}

}  // namespace

asio::awaitable<Result<std::vector<ClaimedPackage>>> claim(Context& context, Link link, std::set<base::DeviceId> devices) {
  if (devices.empty()) co_return std::vector<ClaimedPackage>{};
  v1::ClientFrame frame;
  for (const base::DeviceId& device : devices) frame.mutable_claim_key_packages()->add_device_ids(device.string());
  frame.mutable_claim_key_packages()->set_idempotency_key(context.random.id<base::IdempotencyKey>().string());
  auto reply = co_await link->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  auto packages = read_answer(context, devices, reply->key_packages_claimed());
  if (packages) co_return packages;
  auto noted = notify(context, store::NoticeKind::trust_failure, said("notices.key_refused", {reason(packages.error())}));
  if (!noted) co_return pass_on(noted);
  co_return packages;
}

}  // namespace valise::sdk::client
