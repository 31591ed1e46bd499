#include "tests/support/soft_token.hpp"

#include <cstdlib>
#include <stdexcept>

#include "tests/support/process.hpp"

namespace valise::tests {

std::string SoftToken::module() {
  for (const auto* path : {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                           "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"}) {
    if (std::filesystem::exists(path) && std::filesystem::exists("/usr/bin/softhsm2-util")) return path;
  }
  return {};
}

SoftToken::SoftToken(const std::string& label) {
  std::filesystem::create_directory(folder_ / "tokens");
  write_file(folder_ / "softhsm2.conf", "directories.tokendir = " + (folder_ / "tokens").string() +
                                            "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n");
  ::setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
  add_token(label);
}

SoftToken::~SoftToken() { ::unsetenv("SOFTHSM2_CONF"); }

void SoftToken::add_token(const std::string& label) const {
  const auto done = run(
      {.arguments = {"/usr/bin/softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "90210847"},
       .environment = {}});
  if (done.code != 0) throw std::runtime_error("softhsm2-util: " + done.summary());
}

std::string SoftToken::uri(const std::string& token, const std::string& object) {
  std::string out = "pkcs11:token=";
  for (const char c : token) out += c == ' ' ? std::string("%20") : std::string(1, c);
  return out + ";object=" + object + "?module-path=" + module();
}

}  // namespace valise::tests
