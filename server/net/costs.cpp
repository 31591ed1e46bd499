#include "server/net/costs.hpp"

namespace valise::server::net {
namespace {

using Frame = v1::ClientFrame;
using Wait = std::optional<std::chrono::milliseconds>;

constexpr std::size_t kPage = 1024 * 1024;  // of the log, or of proposals
constexpr std::size_t kKeyPackage = 1024;   // most are a third of that
constexpr std::size_t kRoomInfo = 64 * 1024;

// Verifying signatures is what a stranger can make the relay do, and there are at most ten in a KiB.
Wait pay_as_stranger(Gatekeeper& keeper, const Account& account, std::size_t bytes) {
  return keeper.take(account, Metered::anonymous, 1 + bytes / 1024);
}

Wait pay_claim(Gatekeeper& keeper, const Account& account, const v1::ClaimKeyPackages& claim) {
  const std::vector<std::string> devices(claim.device_ids().begin(), claim.device_ids().end());
  if (auto wait = keeper.take_one_each(account, Metered::claim_of_one, devices)) return wait;
  return keeper.take(account, Metered::claim, devices.size());
}

}  // namespace

// Acknowledgements make room here, so they are never refused.
Wait pay(Gatekeeper& keeper, const Account& account, const Frame& frame, std::size_t bytes) {
  if (frame.has_acknowledge()) return std::nullopt;
  if (account.stranger) return pay_as_stranger(keeper, account, bytes);
  if (auto wait = keeper.take(account, Metered::traffic, bytes)) return wait;
  if (auto wait = keeper.take(account, Metered::request)) return wait;
  if (frame.has_submit_message()) return keeper.take(account, Metered::message);
  if (frame.has_submit_commit()) return keeper.take(account, Metered::commit);
  if (frame.has_claim_key_packages()) return pay_claim(keeper, account, frame.claim_key_packages());
  return std::nullopt;
}

std::size_t answer_bytes(const Frame& frame) {
  switch (frame.request_case()) {
    case Frame::kGetLog:
    case Frame::kListProposals: return kPage;
    case Frame::kGetRoom: return kRoomInfo;
    case Frame::kClaimKeyPackages: return kKeyPackage * static_cast<std::size_t>(frame.claim_key_packages().device_ids_size());
    default: return 0;
  }
}

}  // namespace valise::server::net
