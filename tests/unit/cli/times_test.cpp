#include "cli/times.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace valise::cli {
namespace {

using std::chrono::milliseconds;

constexpr Time sunday_afternoon{milliseconds(1'795'356'303'120)};  // 2026-11-22T14:05:03.120Z

class TimesTest : public ::testing::Test {
 protected:
  void SetUp() override { use_zone("Europe/Paris"); }
  void TearDown() override { use_zone("UTC"); }
  static void use_zone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};

TEST_F(TimesTest, GivesRfc3339) { EXPECT_EQ(utc_text(sunday_afternoon), "2026-11-22T14:05:03.120Z"); }

TEST_F(TimesTest, GivesUtcAndLocalTime) {
  EXPECT_EQ(both_times(sunday_afternoon, language::Speaker()), "2026-11-22 14:05 UTC (15:05 +01:00 here)");
  use_zone("Asia/Tokyo");
  EXPECT_EQ(both_times(sunday_afternoon + std::chrono::hours(2), language::Speaker()),
            "2026-11-22 16:05 UTC (2026-11-23 01:05 +09:00 here)");
  use_zone("UTC");
  EXPECT_EQ(both_times(sunday_afternoon, language::Speaker()), "2026-11-22 14:05 UTC") << "not the same clock twice";
}

}  // namespace
}  // namespace valise::cli
