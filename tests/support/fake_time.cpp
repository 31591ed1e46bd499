#include "tests/support/fake_time.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace valise::tests {
namespace {

namespace fs = std::filesystem;

// The variant for programs with threads.
fs::path library() {
  std::error_code error;
  for (const auto& machine : fs::directory_iterator("/usr/lib", error)) {
    const auto file = machine.path() / "faketime" / "libfaketimeMT.so.1";
    if (fs::exists(file, error)) return file;
  }
  return {};
}

constexpr bool sanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#elif defined(__has_feature)
  return __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
  return false;
#endif
}

void set(const char* name, const std::string& value) { setenv(name, value.c_str(), 1); }

}  // namespace

bool FakeTime::available() { return !sanitized() && !library().empty(); }

void FakeTime::ahead(std::chrono::seconds time) {
  set("LD_PRELOAD", library().string());
  set("FAKETIME", "+" + std::to_string(time.count()));
  set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
  set("NO_FAKE_STAT", "1");
}

void FakeTime::real() {
  for (const auto* name : {"LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC", "NO_FAKE_STAT"}) unsetenv(name);
}

}  // namespace valise::tests
