// Pre-shared keys in commits (RFC 9420 sections 8.4, 8.6 and 12.1.4): external ones and those of other epochs and groups.
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

// A client's PSK store that knows the epochs of the groups it is in.
class GroupsPsks final : public PskStore {
 public:
  std::optional<SecretBytes> find(ByteView /*id*/) const override { return std::nullopt; }
  std::optional<SecretBytes> find_resumption(ByteView group_id, Epoch epoch) const override {
    ++asked;
    return group && base::equal(group_id, group->group_id()) ? group->resumption_psk(epoch) : std::nullopt;
  }
  const Group* group = nullptr;
  mutable int asked = 0;
};

class Psks : public testing::Test {
 protected:
  void all_receive(const std::string& from, const Bytes& message) {
    for (Person* person : room.active()) {
      if (person->name != from) {
        ASSERT_TRUE(person->handle(message)) << person->name;
      }
    }
  }
  std::error_code commit_error(const std::string& by, std::vector<Proposal> proposals) {
    return error_of(room.at(by).group->commit({.proposals = std::move(proposals)}, world.validation, world.random));
  }
  Group& anna() { return *room.at("anna").group; }

  World world;
  Room room{world, {"anna", "ben", "cora"}};
};

TEST_F(Psks, ExternalByReference) {
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("shared in person");
  const auto proposed =
      anna().propose(anna().make_psk_proposal(base::as_bytes("psk"), world.random), world.validation, world.random);
  ASSERT_TRUE(proposed);
  all_receive("anna", *proposed);
  room.commit("ben", {}, {"dan"});
  room.expect_agreement();
}

TEST_F(Psks, ExternalByValueMayComeWithOthers) {
  for (const char* id : {"a", "b"}) world.psks.keys[base::to_bytes(id)] = base::to_bytes(std::string("key ") + id);
  room.commit("anna", {.external_psks = {base::to_bytes("b"), base::to_bytes("a")}}, {"dan"});
  room.expect_agreement();
}

TEST_F(Psks, ResumptionOfEarlierEpochs) {
  const Epoch first = anna().epoch();
  room.commit("ben", {});
  const Proposal earlier = anna().make_resumption_proposal(anna().group_id(), first, world.random);
  const Proposal current = anna().make_resumption_proposal(anna().group_id(), anna().epoch(), world.random);
  room.commit("anna", {.proposals = {earlier, current}});
  room.expect_agreement();
}

TEST_F(Psks, ResumptionSurvivesARestart) {
  const Epoch first = anna().epoch();
  room.commit("ben", {});
  for (const char* name : {"anna", "ben", "cora"}) room.at(name).restart();
  room.commit("cora", {.proposals = {anna().make_resumption_proposal(anna().group_id(), first, world.random)}});
  room.expect_agreement();
}

TEST_F(Psks, EpochsAreKeptWithinBounds) {
  const Epoch first = anna().epoch();
  for (std::size_t i = 0; i < max_resumption_psks; ++i) room.commit("ben", {.path = PathChoice::always});
  EXPECT_TRUE(anna().resumption_psk(first));
  room.commit("ben", {});
  EXPECT_FALSE(anna().resumption_psk(first));
  EXPECT_EQ(commit_error("anna", {anna().make_resumption_proposal(anna().group_id(), first, world.random)}),
            MlsError::missing_psk);
}

TEST_F(Psks, ResumptionOfAnotherGroupComesFromTheApplication) {
  World other_world(7);
  Room other(other_world, {"anna", "ben", "cora"});
  const Proposal from_other =
      anna().make_resumption_proposal(base::as_bytes("another group"), other.at("anna").group->epoch(), world.random);
  EXPECT_EQ(commit_error("anna", {from_other}), MlsError::missing_psk);

  GroupsPsks store;
  const Validation with_store{.credentials = world.policy, .now = world.validation.now, .psks = &store};
  store.group = &*other.at("anna").group;
  PreSharedKeyId id =
      resumption_psk(world.suite, ResumptionUsage::application, store.group->group_id(), store.group->epoch(), world.random);
  // Both groups have the same id in these tests, but the epochs of the other are further.
  other.commit("anna", {});
  other.commit("anna", {});
  id.psk_epoch = other.at("anna").group->epoch();
  auto pending = anna().commit({.proposals = {{PreSharedKey{id}}}}, with_store, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  EXPECT_GT(store.asked, 0);
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::missing_psk);
  store.group = &*other.at("ben").group;
  ASSERT_TRUE(room.at("ben").group->handle(pending->message, with_store));
}

TEST_F(Psks, UsagesOfNewGroupsAreRefusedInCommits) {
  for (ResumptionUsage usage : {ResumptionUsage::reinit, ResumptionUsage::branch}) {
    const Proposal wrong{PreSharedKey{resumption_psk(world.suite, usage, anna().group_id(), anna().epoch(), world.random)}};
    EXPECT_EQ(commit_error("anna", {wrong}), MlsError::invalid_proposal);
  }
}

TEST_F(Psks, NonceIsFreshEachTime) {
  const Proposal first = anna().make_psk_proposal(base::as_bytes("psk"), world.random);
  const Proposal second = anna().make_psk_proposal(base::as_bytes("psk"), world.random);
  EXPECT_NE(first.get<PreSharedKey>()->psk.nonce, second.get<PreSharedKey>()->psk.nonce);
  EXPECT_TRUE(first.get<PreSharedKey>()->psk.same_key(second.get<PreSharedKey>()->psk));
}

// A proposal of a key that this member does not have must not stop it from committing.
TEST_F(Psks, ProposalOfAnUnknownKeyIsLeftOut) {
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("shared in person");
  all_receive("anna",
              *anna().propose(anna().make_psk_proposal(base::as_bytes("psk"), world.random), world.validation, world.random));
  world.psks.keys.clear();
  auto pending = room.at("ben").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  EXPECT_TRUE(pending->summary.psks.empty());
}

TEST_F(Psks, ExporterGivesAnyLength) {
  const auto small = anna().export_bytes("label", base::as_bytes("context"), 32);
  ASSERT_TRUE(small);
  EXPECT_EQ(base::to_bytes(small->expose()),
            base::to_bytes(anna().export_secret("label", base::as_bytes("context"), 32).expose()));
  const auto large = room.at("ben").group->export_bytes("label", {}, 1000);
  ASSERT_TRUE(large);
  EXPECT_EQ(base::to_bytes(large->expose()), base::to_bytes(anna().export_bytes("label", {}, 1000)->expose()));
  EXPECT_EQ(error_of(anna().export_bytes("label", {}, 255 * 32 + 1)), MlsError::invalid_argument);
}

}  // namespace
}  // namespace valise::mls::test
