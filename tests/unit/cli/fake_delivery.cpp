// Stand-ins for valise::Delivery.
#include "fake_client.hpp"

namespace valise {

Result<WaitReport> Delivery::wait(const std::string& message, const WaitOptions& options, std::stop_token) {
  auto& world = tests::world();
  world.calls.push_back("wait " + message);
  world.wait_options = options;
  if (world.error) return std::unexpected(*world.error);
  return world.waited;
}
Result<SendReport> Delivery::report(const std::string&) { return tests::world().send; }

}  // namespace valise
