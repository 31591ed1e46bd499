// Stand-ins for valise::Matters.
#include "fake_client.hpp"

namespace valise {
namespace {

Result<SendReport> said(const std::string& what, const std::string& message, const std::string& words) {
  auto& world = tests::world();
  world.calls.push_back(what + " " + message + (words.empty() ? "" : ": " + words));
  if (world.error) return std::unexpected(*world.error);
  return world.send;
}

}  // namespace

Result<SendReport> Matters::take(const std::string& message, const std::string& remark) { return said("take", message, remark); }
Result<SendReport> Matters::decline(const std::string& message, const std::string& reason) {
  return said("decline", message, reason);
}
Result<SendReport> Matters::contest(const std::string& message, const std::string& reason) {
  return said("contest", message, reason);
}
Result<SendReport> Matters::done(const std::string& message, const std::string& remark) { return said("done", message, remark); }
Result<std::vector<MatterView>> Matters::list(const MatterFilter&) { return tests::world().matters; }
Result<std::vector<WaitingItem>> Matters::waiting() { return tests::world().waiting; }

}  // namespace valise
