// What the units of deploy/systemd promise of memory that holds keys.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;

TEST(Units, KeepKeysOutOfSwapAndDumps) {
  int services = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(VALISE_SOURCE_DIR) / "deploy/systemd")) {
    if (entry.path().extension() != ".service") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    EXPECT_NE(text.str().find("\nMemorySwapMax=0\n"), std::string::npos) << entry.path();
    EXPECT_NE(text.str().find("\nLimitCORE=0\n"), std::string::npos) << entry.path();
    ++services;
  }
  EXPECT_GE(services, 3);
}

}  // namespace
