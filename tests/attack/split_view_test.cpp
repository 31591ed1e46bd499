// Rows 2 and 3: a relay with two faces, and one that goes back. Both of its histories have right signatures of the relay, of the
// registrar and of the authority; only their difference tells.
#include <gtest/gtest.h>

#include "keys/directory/witness_request.hpp"
#include "tests/unit/directory/world.hpp"
#include "tests/unit/witness/lying_log.hpp"
#include "witness/witness.hpp"

namespace valise::directory {
namespace {

using std::chrono::seconds;

// Face is one history of the log: a world of its own with the same keys, so that both begin alike.
struct Face : World {
  void say(std::string_view officer) { append(this->officer(officer, "New Officer"), odpp()).value(); }
  [[nodiscard]] bool shown_to(Log& client, const Checkpoint& note) const {
    const auto have = client.head().size;
    if (note.head().size < have) return client.accept({}, note, relay_id).has_value();
    return client.accept(std::span(entries).subspan(have, note.head().size - have), note, relay_id).has_value();
  }
};

TEST(SplitView, FiftyClientsFindItAtTheFirstCrossMessage) {
  Face a, b;
  a.say("seen-by-some");
  b.say("seen-by-others");
  std::vector<Log> clients(50);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const auto& face = i % 2 == 0 ? a : b;
    ASSERT_TRUE(face.shown_to(clients[i], face.checkpoint())) << "without witnesses nobody can tell at first";
  }
  int cross = 0, found = 0, false_alarms = 0;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    for (std::size_t j = 0; j < clients.size(); ++j) {
      const bool forked = clients[j].compare(clients[i].head()) == HeadComparison::forked;  // i's message carries i's head
      if (i % 2 != j % 2) {
        ++cross;
        found += forked ? 1 : 0;
      } else {
        false_alarms += forked ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(cross, 1250);
  EXPECT_EQ(found, cross);
  EXPECT_EQ(false_alarms, 0);
}

// Memory of a witness that never crashes.
class Kept final : public witness::Memory {
 public:
  base::Result<std::optional<witness::Seen>> recall(const std::string&) override { return std::nullopt; }
  base::Result<> remember(const witness::Seen&) override { return {}; }
};

struct WitnessedFaces : ::testing::Test {
  WitnessedFaces() {
    for (auto* face : {&a, &b}) face->append(configuration(*face), face->registrar()).value();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      witnesses.push_back(std::make_unique<witness::CheckpointWitness>(
          name(i), crypto::SigningKey::from_seed(keys[i].expose_seed()),
          witness::CheckpointWitness::Logs{{"valise.example/directory", {a.log_key.verify_key()}}}, memory, clock));
    }
    sizes.resize(keys.size());
  }
  static std::string name(std::size_t i) { return "witness.example/w" + std::to_string(i); }
  v1::Statement configuration(const World& world) {
    auto out = world.statement();
    auto& body = *out.mutable_witnesses_configured();
    body.set_revision(1);
    body.set_threshold(2);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto& witness = *body.add_witnesses();
      witness.set_name(name(i));
      witness.set_public_key(base::to_string(keys[i].verify_key().view()));
    }
    return out;
  }
  // cosigned asks some witnesses for a face's head, as a relay would, and attaches what they give.
  Checkpoint cosigned(const Face& face, const std::vector<std::size_t>& by) {
    auto note = face.checkpoint();
    for (const auto i : by) {
      const WitnessRequest request{.old_size = sizes[i],
                                   .proof = face.log.tree().consistency_proof(sizes[i], note.head().size).value(),
                                   .checkpoint = note};
      const auto answer = witnesses[i]->add_checkpoint(request.format());
      if (answer.status != 200) continue;
      sizes[i] = note.head().size;
      const auto lines = parse_signatures(answer.body);
      for (const auto& line : *lines) note.attach(line);
    }
    return note;
  }

  Face a, b;
  TestRandom random{9};
  Keys keys = make_keys(random, 3);
  Kept memory;
  witness::testing::SetClock clock;
  std::vector<std::unique_ptr<witness::CheckpointWitness>> witnesses;
  std::vector<std::uint64_t> sizes;
};

TEST_F(WitnessedFaces, HonestWitnessesLetOnlyOneFaceBeShown) {
  a.say("seen-by-some");
  b.say("seen-by-others");
  const auto first_face = cosigned(a, {0, 1, 2});
  const auto second_face = cosigned(b, {0, 1, 2});
  int first = 0, second = 0;
  for (int i = 0; i < 50; ++i) {
    Log one, other;
    first += a.shown_to(one, first_face) ? 1 : 0;
    second += b.shown_to(other, second_face) ? 1 : 0;
  }
  EXPECT_EQ(first, 50);
  EXPECT_EQ(second, 0);
}

// Two of three are needed: one witness that signs anything is not enough for a second face.
TEST_F(WitnessedFaces, OneBribedWitnessIsNotEnough) {
  a.say("seen-by-some");
  b.say("seen-by-others");
  const auto first_face = cosigned(a, {0, 1});
  auto second_face = cosigned(b, {0, 1});
  second_face.attach(cosign(second_face, name(2), keys[2], WitnessTime(seconds(1'800'000'000))));
  Log one, other;
  EXPECT_TRUE(a.shown_to(one, first_face));
  EXPECT_FALSE(b.shown_to(other, second_face));
}

TEST_F(WitnessedFaces, NothingOlderIsTakenBack) {
  const auto old = cosigned(a, {0, 1, 2});
  Log client;
  ASSERT_TRUE(a.shown_to(client, old));
  std::vector<Checkpoint> notes{old};
  for (int i = 0; i < 10; ++i) {
    a.say("officer-" + std::to_string(i));
    notes.push_back(cosigned(a, {0, 1, 2}));
    ASSERT_TRUE(a.shown_to(client, notes.back()));
    for (std::size_t j = 0; j + 1 < notes.size(); ++j) {
      const auto before = client.head();
      EXPECT_FALSE(client.accept({}, notes[j], a.relay_id)) << j;
      EXPECT_EQ(client.head(), before);
    }
  }
}

}  // namespace
}  // namespace valise::directory
