// Row 10. Many want to change a group at the same moment: the relay lets one in, and all are in the same epoch afterwards.
// Row 23. Whoever loses power at any moment never uses a key twice. On a suite without cost, so that many epochs and messages go
// by: VALISE_RACES and VALISE_MESSAGES say how many.
#include <deque>
#include <iostream>
#include <set>

#include "tests/attack/count.hpp"
#include "tests/fuzz/quick_suite.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

constexpr std::size_t kRacers = 32;

// Crowd is a group of so many members, all online.
class Crowd : public testing::Test {
 protected:
  void gather(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      people_.emplace_back(world_, std::to_string(i));
      people_[i].signer = std::make_shared<fuzz::QuickSigner>(SignaturePublicKey{base::to_bytes(world_.random.array<32>())});
    }
    people_[0].create();
    std::vector<KeyPackageBundle> bundles;
    CommitOptions add;
    for (std::size_t i = 1; i < size; ++i) {
      bundles.push_back(people_[i].key_package());
      add.adds.push_back(verified(bundles.back()));
    }
    auto pending = people_[0].group->commit(add, world_.validation, world_.random);
    ASSERT_TRUE(pending) << pending.error().message();
    const auto welcome = pending->welcome.value();
    people_[0].settle(std::move(*pending));
    for (std::size_t i = 1; i < size; ++i) people_[i].join(welcome, bundles[i - 1]);
  }
  void expect_agreement() {
    for (const auto& person : people_) {
      ASSERT_EQ(person.group->epoch(), people_[0].group->epoch());
      ASSERT_EQ(person.group->epoch_authenticator(), people_[0].group->epoch_authenticator());
    }
  }

  World world_{1, fuzz::quick_suite().id()};
  std::deque<Person> people_;
};

class Racers : public Crowd {
 protected:
  // race lets all commit in the same epoch; `first` is whom the relay lets in.
  void race(std::size_t first) {
    std::vector<PendingCommit> commits;
    for (auto& person : people_) {
      auto commit = person.group->commit({}, world_.validation, world_.random);
      ASSERT_TRUE(commit) << commit.error().message();
      commits.push_back(std::move(*commit));
    }
    const Bytes accepted = commits[first].message;
    for (std::size_t i = 0; i < people_.size(); ++i) {
      if (i == first) {
        people_[i].settle(std::move(commits[i]));
      } else {
        people_[i].receive_commit(accepted);
        late_ += people_[i].group->merge(std::move(commits[i])) ? 1U : 0U;
      }
    }
  }
  std::size_t late_ = 0;  // commits that came second and were taken all the same
};

TEST_F(Racers, OneWinsInEachEpochAndAllAgree) {
  gather(kRacers);
  const auto epochs = tests::count_from("VALISE_RACES", 40);
  for (std::size_t i = 0; i < epochs; ++i) {
    race(world_.random.below(kRacers));
    ASSERT_FALSE(HasFatalFailure());
    expect_agreement();
    ASSERT_FALSE(HasFatalFailure());
  }
  EXPECT_EQ(people_[0].group->epoch().value(), epochs + 1);
  EXPECT_EQ(late_, 0U);
  std::cout << epochs << " epochs of " << kRacers << " racers\n";
}

// Disk is what a device has kept of its group, and what it could have sent.
struct Disk {
  SecretBytes epoch, ratchets;
};

class PowerCuts : public Crowd {
 protected:
  void keep(std::size_t who) {
    disks_[who].emplace(Disk{people_[who].group->serialize_epoch(), people_[who].group->serialize_ratchets()});
  }
  void start_again(std::size_t who) {
    auto restored = Group::restore(disks_[who]->epoch.expose(), disks_[who]->ratchets.expose(), people_[who].signer);
    ASSERT_TRUE(restored) << restored.error().message();
    people_[who].group.emplace(std::move(*restored));
  }
  // out is the oracle: what leaves a device is opened by all others, each of whom knows which keys were used already.
  void out(std::size_t who, const Bytes& message) {
    ++sent_;
    for (std::size_t other = 0; other < people_.size(); ++other) {
      if (other == who) continue;
      auto handled = people_[other].handle(message);
      ASSERT_TRUE(handled) << handled.error().message();
      const auto& said = std::get<ApplicationMessage>(*handled);
      if (other != (who == 0 ? 1U : 0U)) continue;
      const auto fresh = used_.emplace(said.epoch.value(), said.sender.index.value(), said.generation.value()).second;
      ASSERT_TRUE(fresh) << "a key for two messages";
      keep(other);
    }
  }
  // say lets a device write; power fails at none, one or several of the moments there are.
  void say(std::size_t who) {
    const auto moment = world_.random.below(4);
    const auto message = people_[who].send("words");
    if (moment == 0) return start_again(who);  // before anything was kept: nothing has left, the key is free
    keep(who);
    if (moment == 1) return start_again(who);  // kept, and not sent: the key is lost
    out(who, message);
    if (moment == 2) start_again(who);
  }
  void renew(std::size_t who) {
    auto commit = people_[who].group->commit({}, world_.validation, world_.random);
    ASSERT_TRUE(commit);
    for (std::size_t other = 0; other < people_.size(); ++other) {
      if (other != who) people_[other].receive_commit(commit->message);
    }
    people_[who].settle(std::move(*commit));
    for (std::size_t i = 0; i < people_.size(); ++i) keep(i);
  }

  std::map<std::size_t, std::optional<Disk>> disks_;
  std::set<std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>> used_;
  std::size_t sent_ = 0;
};

TEST_F(PowerCuts, NoKeyServesTwoMessages) {
  gather(3);
  for (std::size_t i = 0; i < people_.size(); ++i) keep(i);
  const auto messages = tests::count_from("VALISE_MESSAGES", 2'000);
  while (sent_ < messages) {
    say(world_.random.below(people_.size()));
    ASSERT_FALSE(HasFatalFailure()) << "after " << sent_;
    if (!world_.random.chance(200)) continue;
    renew(world_.random.below(people_.size()));
    used_.clear();  // of the epoch that ended
  }
  std::cout << sent_ << " messages, 0 keys used twice\n";
}

// The oracle works: a device whose disk went back uses a key again, and that is seen.
TEST_F(PowerCuts, AKeyUsedTwiceIsSeen) {
  gather(3);
  keep(1);
  const auto first = people_[1].send("once");
  start_again(1);
  const auto second = people_[1].send("twice");
  ASSERT_TRUE(people_[0].handle(first));
  const auto again = people_[0].handle(second);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, MlsError::key_already_used);
}

}  // namespace
}  // namespace valise::mls::test
