#include "server/metrics/registry.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "server/metrics/store_metrics.hpp"
#include "tests/support/exposition.hpp"

namespace valise::server::metrics {
namespace {

using tests::parse_exposition;
using tests::sample;

TEST(Registry, WritesEveryKindAsPrometheusReadsIt) {
  Registry registry;
  registry.counter("a_total", "Of a.", {{"kind", "x"}, {"outcome", "ok"}}).add(3);
  registry.counter("a_total", "Of a.", {{"kind", "x"}, {"outcome", "no"}});
  registry.gauge("b_seconds", "Of b.").set(0.25);
  auto& histogram = registry.histogram("c_seconds", "Of c.", std::array{0.1, 1.0});
  histogram.observe(0.1);  // a bound belongs to its bucket
  histogram.observe(std::chrono::milliseconds(500));
  histogram.observe(7.0);
  EXPECT_EQ(
      registry.format(),
      "# HELP a_total Of a.\n# TYPE a_total counter\na_total{kind=\"x\",outcome=\"ok\"} 3\na_total{kind=\"x\",outcome=\"no\"} 0\n"
      "# HELP b_seconds Of b.\n# TYPE b_seconds gauge\nb_seconds 0.25\n"
      "# HELP c_seconds Of c.\n# TYPE c_seconds histogram\nc_seconds_bucket{le=\"0.1\"} 1\nc_seconds_bucket{le=\"1\"} 2\n"
      "c_seconds_bucket{le=\"+Inf\"} 3\nc_seconds_sum 7.6\nc_seconds_count 3\n");
  const auto parsed = parse_exposition(registry.format());
  EXPECT_EQ(sample(parsed, "a_total", "a_total{kind=\"x\",outcome=\"ok\"}"), 3);
}

TEST(Registry, MistakesOfTheProgramAreFoundAtOnce) {
  Registry registry;
  registry.gauge("a", "Of a.", {{"k", "x"}});
  EXPECT_THROW(registry.gauge("a", "Of a.", {{"k", "x"}}), std::logic_error);
  EXPECT_THROW(registry.histogram("a", "Of a.", kGroupSizes), std::logic_error);
  EXPECT_THROW(registry.counter("seconds", "Not a total."), std::logic_error);
  static_assert(!Name::acceptable("Device") && !Name::acceptable("") && !Name::acceptable("9a") && Name::acceptable("a_9"));
  static_assert(!Word::acceptable("a\"b") && !Word::acceptable("a\nb") && !Word::acceptable("\\") && Word::acceptable("0.1-x y"));
}

TEST(Registry, LooksUpBeforeItWrites) {
  Registry registry;
  auto& gauge = registry.gauge("size_bytes", "Of something.");
  registry.before_format([&] { gauge.add(1); });
  EXPECT_EQ(sample(parse_exposition(registry.format()), "size_bytes", "size_bytes"), 1);
  EXPECT_EQ(sample(parse_exposition(registry.format()), "size_bytes", "size_bytes"), 2);
}

// A scrape agrees with itself whatever is counted meanwhile; the strict reader would refuse it otherwise.
TEST(Registry, CountsFromManyThreadsWhileItIsRead) {
  Registry registry;
  StoreMetrics store(registry, "relay");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 2000; ++n) store.group_size.observe(n % 600);
    });
  }
  for (int i = 0; i < 50; ++i) ASSERT_NO_THROW(static_cast<void>(parse_exposition(registry.format())));
  threads.clear();
  const auto parsed = parse_exposition(registry.format());
  EXPECT_EQ(sample(parsed, "valise_store_group_requests", "valise_store_group_requests_count{database=\"relay\"}"), 6000);
}

class BadExposition : public ::testing::TestWithParam<const char*> {};
TEST_P(BadExposition, IsRefused) { EXPECT_THROW(static_cast<void>(parse_exposition(GetParam())), std::exception); }
INSTANTIATE_TEST_SUITE_P(
    Reader, BadExposition,
    ::testing::Values("a 1\n", "# HELP a x\n# TYPE a gauge\na 1", "# HELP a x\n# TYPE a counter\na 1\n",
                      "# HELP a_total x\n# TYPE a_total gauge\na_total 1\n", "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
                      "# HELP a x\n# TYPE a gauge\na{b=1} 1\n", "# HELP a x\n# TYPE a gauge\na one\n", "# TYPE a gauge\na 1\n",
                      "# HELP a x\n# TYPE a gauge\na 1\n# HELP b x\n# TYPE b gauge\na 2\n",
                      "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
                      "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n"));

}  // namespace
}  // namespace valise::server::metrics
