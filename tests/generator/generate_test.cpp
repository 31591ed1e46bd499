#include "tests/generator/generate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/directory/log.hpp"
#include "keys/records/selector.hpp"
#include "tests/generator/countries.hpp"

namespace valise::tests {
namespace {

constexpr Scale small{.authorities = 386, .officers = 400, .devices = 700};

struct Made {
  explicit Made(std::uint64_t seed = 7) : random(seed) {}
  SeededRandom random;
  RelayDescription relay{.id = random.id<base::RelayId>(), .log_key = crypto::SigningKey::generate(random).verify_key()};
  GeneratedDirectory directory = generate(small, relay, random);
};

TEST(Generator, KnowsTheMemberStates) {
  const auto states = member_states();
  EXPECT_EQ(states.size(), 193U);
  const auto kenya = std::ranges::find(states, "KE", &Country::code);
  ASSERT_NE(kenya, states.end());
  EXPECT_EQ(kenya->name, "Kenya");
  EXPECT_EQ(kenya->time_zone, "Africa/Nairobi");
  EXPECT_TRUE(std::ranges::none_of(states, [](const Country& state) { return state.time_zone == "Etc/UTC"; }));
}

// The rules of replay accept every entry, and the directory has what was asked for.
TEST(Generator, MakesADirectoryThatReplays) {
  const Made made;
  directory::Log log;
  for (const auto& entry : made.directory.entries) {
    const auto applied = log.append(entry);
    ASSERT_TRUE(applied) << applied.error().message();
  }
  const auto& tables = log.state().tables();
  EXPECT_EQ(tables.authorities.size(), small.authorities);
  EXPECT_EQ(tables.officers.size(), small.officers);
  EXPECT_EQ(tables.devices.size(), small.devices);
  for (const auto& device : made.directory.devices) EXPECT_TRUE(log.state().active(device.id));
  const auto selector = records::Selector::parse("country=KE,mandate=untoc-18").value();
  EXPECT_EQ(records::select(log.state(), selector, {}).authorities.size(), 2U);
}

TEST(Generator, RepeatsItself) {
  EXPECT_EQ(Made(3).directory.entries, Made(3).directory.entries);
  EXPECT_NE(Made(3).directory.entries, Made(4).directory.entries);
}

}  // namespace
}  // namespace valise::tests
