#include "keys/crypto/process.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace valise::crypto {
namespace {

bool hardened() {
  rlimit limit{};
  return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 &&
         limit.rlim_max == 0;
}

// In a child: the test program itself stays open to debuggers.
TEST(Process, HardenedProcessLeavesNoDump) {
  ASSERT_FALSE(hardened());
  const auto child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(harden_process() && hardened() ? 0 : 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace valise::crypto
