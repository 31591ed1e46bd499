// Key packages (docs/PROTOCOL.md, "Key packages").
#include "server/net/ask.hpp"
#include "server/net/requests.hpp"

namespace valise::server::net {
namespace {

constexpr int kPublishedAtOnce = 100;

std::vector<base::Bytes> bytes_of(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<base::Bytes> out;
  out.reserve(static_cast<std::size_t>(texts.size()));
  for (const auto& text : texts) out.push_back(base::to_bytes(text));
  return out;
}

v1::RelayFrame available_or_failure(const base::Result<std::size_t>& available) {
  if (!available) return failure_of(available.error());
  v1::RelayFrame frame;
  frame.mutable_key_packages_published()->set_available(static_cast<std::uint32_t>(*available));
  return frame;
}

}  // namespace

Answer Requests::publish_key_packages(base::DeviceId device, v1::PublishKeyPackages request) {
  if (request.key_packages_size() > kPublishedAtOnce) co_return failure(v1::FAILURE_CODE_QUOTA);
  auto packages = bytes_of(request.key_packages());
  auto last_resort = base::to_bytes(request.last_resort());
  auto start = [&](store::Completion<std::size_t> done) {
    relay_.store.publish_key_packages(device, std::move(packages), std::move(last_resort), std::move(done));
  };
  auto available = co_await ask<std::size_t>(start);
  co_return available_or_failure(available);
}

// A device that may not connect (its authority is suspended) has none to give, whatever the store kept.
Answer Requests::claim_key_packages(base::DeviceId device, v1::ClaimKeyPackages request) {
  const auto key = base::IdempotencyKey::parse(request.idempotency_key());
  auto devices = parse_devices(request.device_ids());
  if (!key || !devices || devices->empty()) co_return failure(v1::FAILURE_CODE_MALFORMED);
  auto start = [&](store::Completion<std::vector<core::ClaimedKeyPackage>> done) {
    core::ClaimSubmission submission{.claimer = device,
                                     .key = *key,
                                     .devices = std::move(*devices),
                                     .authority = authority_of(relay_.directory.state(), device)};
    relay_.store.claim_key_packages(std::move(submission), std::move(done));
  };
  auto claimed = co_await ask<std::vector<core::ClaimedKeyPackage>>(start);
  if (!claimed) co_return failure_of(claimed.error());
  v1::RelayFrame frame;
  auto& out = *frame.mutable_key_packages_claimed();
  for (const auto& package : *claimed) {
    auto& one = *out.add_claimed();
    one.set_device_id(package.device.string());
    if (!relay_.directory.state().active(package.device)) continue;
    one.set_key_package(base::to_string(package.key_package));
    one.set_last_resort(package.last_resort);
  }
  co_return frame;
}

Answer Requests::count_key_packages(base::DeviceId device) {
  auto start = [&](store::Completion<std::size_t> done) { relay_.store.count_key_packages(device, std::move(done)); };
  auto available = co_await ask<std::size_t>(start);
  co_return available_or_failure(available);
}

}  // namespace valise::server::net
