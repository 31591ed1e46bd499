#include "client-sdk/client/doctor.hpp"

#include <gtest/gtest.h>

namespace valise::sdk::client {
namespace {

using Outcome = valise::Check::Outcome;

TEST(Doctor, SwapThatCanBeReadIsAWarningWithNames) {
  EXPECT_EQ(check_swap({}).outcome, Outcome::ok);
  EXPECT_EQ(check_swap({.encrypted = {"/dev/dm-1"}, .readable = {}}).outcome, Outcome::ok);
  const auto check = check_swap({.encrypted = {"/dev/dm-1"}, .readable = {"/dev/sda2", "/swapfile"}});
  EXPECT_EQ(check.outcome, Outcome::warning);
  EXPECT_TRUE(check.detail.starts_with("/dev/sda2, /swapfile ")) << check.detail;
  EXPECT_TRUE(check.detail.contains("swapoff")) << "what to do";
  EXPECT_EQ(check_swap({.encrypted = {}, .readable = {"/dev/sda2"}, .kept_out = true}).outcome, Outcome::ok);
}

}  // namespace
}  // namespace valise::sdk::client
