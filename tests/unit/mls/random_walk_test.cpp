// A seeded random walk: several members do what members do; after each step all agree on everything.
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class Walk {
 public:
  explicit Walk(std::uint64_t seed) : world_(seed), room_(world_, {"0"}) {}

  void step() {
    switch (world_.random.below(10)) {
      case 0:
      case 1:
      case 2: return add();
      case 3:
      case 4: return remove();
      case 5: return update_by_reference();
      case 6: return talk();
      case 7: return pick()->restart();
      default: return room_.commit(pick()->name, {});
    }
  }
  void check() { room_.expect_agreement(); }

 private:
  Person* pick() {
    const auto members = room_.active();
    return members[world_.random.below(members.size())];
  }

  void add() {
    if (room_.active().size() > 14) return;
    std::vector<std::string> names;
    for (std::size_t i = world_.random.below(3) + 1; i > 0; --i) names.push_back(std::to_string(next_name_++));
    const bool path = world_.random.below(2) == 0;
    room_.commit(pick()->name, {.path = path ? PathChoice::always : PathChoice::when_required}, names);
  }

  void remove() {
    CommitOptions options;
    const std::string by = pick()->name;
    for (Person* person : room_.active()) {
      if (person->name != by && world_.random.below(4) == 0) options.removes.push_back(person->group->own_leaf());
    }
    if (!options.removes.empty()) room_.commit(by, options);
  }

  void update_by_reference() {
    const auto format = world_.random.below(2) == 0 ? WireFormat::private_message : WireFormat::public_message;
    for (int i = 0; i < 2; ++i) {
      Person* from = pick();
      const auto message = from->group->propose_update(world_.random, format);
      ASSERT_TRUE(message);
      for (Person* person : room_.active()) {
        if (person != from) {
          ASSERT_TRUE(person->handle(*message));
        }
      }
    }
    room_.commit(pick()->name, {.format = format});
  }

  void talk() {
    Person* from = pick();
    const Bytes message = from->send("text");
    for (Person* person : room_.active()) {
      if (person != from) {
        EXPECT_EQ(text_of(person->handle(message)), "text");
      }
    }
  }

  World world_;
  Room room_;
  int next_name_ = 1;
};

class RandomWalk : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, RandomWalk, testing::Values(1, 2, 3, 4));

TEST_P(RandomWalk, AllAgreeAfterEachStep) {
  Walk walk(GetParam());
  for (int i = 0; i < 40 && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i));
    walk.step();
    walk.check();
  }
}

}  // namespace
}  // namespace valise::mls::test
