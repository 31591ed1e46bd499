// SoftToken: a SoftHSM 2 token in a folder of its own, for tests of PKCS#11. SOFTHSM2_CONF is set for this process and its
// children as long as it lives, so only one at a time.
#pragma once

#include <map>
#include <string>

#include "tests/support/temp_folder.hpp"

namespace valise::tests {

class SoftToken {
 public:
  // module gives the path of SoftHSM's module, empty where it is not installed; then there can be no SoftToken.
  [[nodiscard]] static std::string module();

  explicit SoftToken(const std::string& label = "Valise test");
  ~SoftToken();
  SoftToken(const SoftToken&) = delete;
  SoftToken& operator=(const SoftToken&) = delete;

  // add_token makes another token beside the first, with the same PIN.
  void add_token(const std::string& label) const;
  // uri gives the URI of a key in a token, the module in it.
  [[nodiscard]] static std::string uri(const std::string& token, const std::string& object);
  static constexpr const char* pin = "482913";

 private:
  TempFolder folder_{"valise-softhsm"};
};

}  // namespace valise::tests
