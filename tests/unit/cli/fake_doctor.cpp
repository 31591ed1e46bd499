// Stand-in for Doctor.
#include "fake_client.hpp"
#include "valise/doctor.hpp"

namespace valise {

std::vector<Finding> Doctor::examine() {
  static_cast<void>(client_);
  std::vector<Finding> out;
  for (const auto& check : tests::world().checks) {
    out.push_back({.check = check.name,
                   .outcome = check.outcome,
                   .says = {{.id = "doctor.error", .arguments = {{.name = "why", .value = check.detail}}}}});
  }
  return out;
}

}  // namespace valise
