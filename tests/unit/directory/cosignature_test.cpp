#include "keys/directory/cosignature.hpp"

#include <gtest/gtest.h>

#include "base/text_encoding.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

using std::chrono::seconds;

// ---- what the C2SP specifications publish (github.com/C2SP/C2SP: tlog-cosignature.md, tlog-witness.md, signed-note.md) ----

constexpr std::string_view kCosigned =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

constexpr std::string_view kWitnessAnswer =
    "\u2014 witness.example/w1 "
    "CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==\n"
    "\u2014 witness.example/w1 "
    "I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==\n"
    "\u2014 witness.example/w2 "
    "AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==\n";

TEST(Cosignature, ReadsTheExampleOfTheSpecification) {
  const auto note = Checkpoint::parse(kCosigned);
  ASSERT_TRUE(note);
  EXPECT_EQ(note->format(), kCosigned);
  ASSERT_EQ(note->signatures().size(), 2U);
  const auto& line = note->signatures()[1];
  EXPECT_EQ(line.name, "witness.example.com/w1");
  EXPECT_EQ(line.key_id, 0x8d66cf3fU);
  ASSERT_EQ(line.signature.size(), 72U);
  // The specification prints the time of this very signature in its example of signed bytes.
  EXPECT_EQ(base::to_hex(base::ByteView(line.signature).first(8)), "00000000641850cb");  // 1679315147
}

TEST(Cosignature, ReadsTheAnswerOfAWitnessInTheSpecification) {
  const auto lines = parse_signatures(kWitnessAnswer);
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 3U);
  std::string again;
  for (const auto& line : *lines) again += format_signature(line);
  EXPECT_EQ(again, kWitnessAnswer);
  EXPECT_EQ((*lines)[2].name, "witness.example/w2");
}

TEST(VerifierKey, ReadsTheExampleOfTheSpecification) {
  constexpr std::string_view text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  const auto key = parse_verifier_key(text);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "example.com/foo");
  EXPECT_EQ(key->algorithm, NoteAlgorithm::ed25519);
  EXPECT_EQ(verifier_key(key->name, key->key), text);
  for (const auto* bad : {"", "example.com/foo", "example.com/foo+530d903a",
                          "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                          "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                          "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                          "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"}) {
    EXPECT_FALSE(parse_verifier_key(bad)) << bad;
  }
}

// ---- our own ----

struct Setting {
  TestRandom random;
  crypto::SigningKey log = crypto::SigningKey::generate(random);
  Keys keys = make_keys(random, 4);
  WitnessSet set{.revision = 1, .threshold = 2, .witnesses = {}};
  Checkpoint note = Checkpoint::make("valise.example/directory", {7, leaf_hash({})});

  Setting() {
    for (int i = 0; i < 3; ++i) set.witnesses.push_back({name(i), keys[static_cast<std::size_t>(i)].verify_key()});
    note.sign(log);
  }
  static std::string name(int i) { return "witness.example/w" + std::to_string(i); }
  void cosigned_by(int i, int at) {
    note.attach(cosign(note, name(i), keys[static_cast<std::size_t>(i)], WitnessTime(seconds(at))));
  }
};

TEST(Cosignature, SignsTheTextAndTheTime) {
  Setting s;
  const auto line = cosign(s.note, "witness.example/w0", s.keys[0], WitnessTime(seconds(1'679'315'147)));
  const std::string expected = "cosignature/v1\ntime 1679315147\n" + s.note.text();
  EXPECT_TRUE(crypto::verify(s.keys[0].verify_key(), base::as_bytes(expected), base::ByteView(line.signature).subspan(8)));
  s.note.attach(line);
  const auto read = Checkpoint::parse(s.note.format());
  ASSERT_TRUE(read);
  EXPECT_EQ(verify_cosignature(*read, s.set.witnesses[0]).value(), WitnessTime(seconds(1'679'315'147)));
  EXPECT_EQ(verify_cosignature(*read, s.set.witnesses[1]).error().code, CosignatureError::missing);
  EXPECT_TRUE(read->verify("valise.example/directory", s.log.verify_key()));
}

TEST(Cosignature, NoOtherBytesVerify) {
  Setting s;
  s.cosigned_by(0, 100);
  const auto good = s.note.signatures().back();
  for (std::size_t bit = 0; bit < good.signature.size() * 8; ++bit) {
    auto changed = good;
    changed.signature[bit / 8] ^= static_cast<base::Byte>(1U << (bit % 8));
    s.note.attach(changed);
    EXPECT_FALSE(verify_cosignature(s.note, s.set.witnesses[0])) << bit;
  }
  for (std::size_t size = 0; size < good.signature.size(); ++size) {
    auto cut = good;
    cut.signature.resize(size);
    s.note.attach(cut);
    EXPECT_EQ(verify_cosignature(s.note, s.set.witnesses[0]).error().code, CosignatureError::malformed) << size;
  }
}

TEST(Cosignature, OfAnotherHeadIsWrong) {
  Setting s;
  s.cosigned_by(0, 100);
  auto other = Checkpoint::make("valise.example/directory", {8, leaf_hash({})});
  other.attach(s.note.signatures().back());
  EXPECT_EQ(verify_cosignature(other, s.set.witnesses[0]).error().code, CosignatureError::wrong);
}

// One key and one label per purpose: a log's signature is no cosignature and the other way round, also with the same key.
TEST(Cosignature, IsNoLogSignatureAndTheOtherWayRound) {
  Setting s;
  auto note = Checkpoint::make(Setting::name(0), {7, leaf_hash({})});
  note.sign(s.keys[0]);
  EXPECT_EQ(verify_cosignature(note, s.set.witnesses[0]).error().code, CosignatureError::missing);
  auto forged = note.signatures().front();
  forged.key_id = note_key_id(forged.name, s.keys[0].verify_key(), NoteAlgorithm::cosignature);
  forged.signature.insert(forged.signature.begin(), 8, 1);
  note.attach(forged);
  EXPECT_EQ(verify_cosignature(note, s.set.witnesses[0]).error().code, CosignatureError::wrong);

  auto cosigned = Checkpoint::make(Setting::name(0), {7, leaf_hash({})});
  auto line = cosign(cosigned, Setting::name(0), s.keys[0], WitnessTime(seconds(1)));
  line.key_id = note_key_id(line.name, s.keys[0].verify_key());
  line.signature.erase(line.signature.begin(), line.signature.begin() + 8);
  cosigned.attach(line);
  EXPECT_EQ(cosigned.verify(Setting::name(0), s.keys[0].verify_key()).error().code, CheckpointError::signature_wrong);
}

TEST(Quorum, CountsEachWitnessOnceAndNoStranger) {
  Setting s;
  EXPECT_EQ(require_quorum(s.note, s.set).error().code, CosignatureError::too_few);
  s.cosigned_by(1, 100);
  s.cosigned_by(1, 200);
  s.cosigned_by(3, 300);  // not of the set
  EXPECT_EQ(require_quorum(s.note, s.set).error().code, CosignatureError::too_few);
  s.cosigned_by(2, 150);
  const auto quorum = require_quorum(s.note, s.set);
  ASSERT_TRUE(quorum);
  EXPECT_EQ(quorum->vouching, (std::vector<std::string>{"witness.example/w1", "witness.example/w2"}));
}

TEST(Quorum, AWitnessThatLiesAboutTheTimeChangesNothing) {
  Setting s;
  s.cosigned_by(0, 100);
  s.cosigned_by(1, 120);
  EXPECT_EQ(require_quorum(s.note, s.set)->vouched_at, WitnessTime(seconds(100)));
  s.cosigned_by(2, 2'000'000'000);
  EXPECT_EQ(require_quorum(s.note, s.set)->vouched_at, WitnessTime(seconds(120)));
}

TEST(Quorum, AnEmptySetDemandsNothing) {
  const Setting s;
  const auto quorum = require_quorum(s.note, {});
  ASSERT_TRUE(quorum);
  EXPECT_FALSE(quorum->vouched_at);
}

// ---- the statement, and what follows from it ----

struct WitnessedWorld : World {
  Keys witnesses = make_keys(random, 4);

  [[nodiscard]] v1::Statement configure(std::uint64_t revision, std::uint32_t threshold,
                                        const std::vector<std::size_t>& chosen) const {
    auto out = statement();
    auto& body = *out.mutable_witnesses_configured();
    body.set_revision(revision);
    body.set_threshold(threshold);
    for (const auto i : chosen) {
      auto& witness = *body.add_witnesses();
      witness.set_name("witness.example/w" + std::to_string(i));
      witness.set_public_key(base::to_string(witnesses[i].verify_key().view()));
    }
    return out;
  }
  [[nodiscard]] Checkpoint cosigned(const std::vector<std::size_t>& by) const {
    auto out = checkpoint();
    for (const auto i : by)
      out.attach(cosign(out, "witness.example/w" + std::to_string(i), witnesses[i], WitnessTime(seconds(1'800'000'000))));
    return out;
  }
  [[nodiscard]] std::error_code accept(Log& client, const Checkpoint& head) const {
    const auto have = client.head().size;
    const auto accepted = client.accept(std::span(entries).subspan(have, head.head().size - have), head, relay_id);
    return accepted ? std::error_code() : accepted.error().code;
  }
};

TEST(WitnessesConfigured, NeedsTheRegistrarAndValidWitnesses) {
  WitnessedWorld w;
  const auto refused = [&](const v1::Statement& statement, const Signers& signers) {
    return w.log.check(World::sign(statement, signers)).error().code;
  };
  EXPECT_EQ(refused(w.configure(1, 1, {0}), first(w.registrar_keys, 1)), RuleError::too_few_signatures);
  EXPECT_EQ(refused(w.configure(1, 1, {0}), w.odpp()), RuleError::too_few_signatures);
  EXPECT_EQ(refused(w.configure(2, 1, {0}), w.registrar()), RuleError::revision_out_of_order);
  EXPECT_EQ(refused(w.configure(1, 0, {0}), w.registrar()), RuleError::witness_invalid);
  EXPECT_EQ(refused(w.configure(1, 2, {0}), w.registrar()), RuleError::witness_invalid);
  EXPECT_EQ(refused(w.configure(1, 1, {}), w.registrar()), RuleError::witness_invalid);
  EXPECT_EQ(refused(w.configure(1, 1, {0, 0}), w.registrar()), RuleError::witness_invalid);
  auto twice = w.configure(1, 1, {0, 1});
  twice.mutable_witnesses_configured()->mutable_witnesses(1)->set_name("witness.example/w0");
  EXPECT_EQ(refused(twice, w.registrar()), RuleError::witness_invalid);
  auto borrowed = w.configure(1, 1, {0});
  for (const auto* key : {&w.log_key, &w.registrar_keys[0], &w.odpp_keys[0], &w.pc.transport_key, &w.pc.signature_key}) {
    borrowed.mutable_witnesses_configured()->mutable_witnesses(0)->set_public_key(base::to_string(key->verify_key().view()));
    EXPECT_EQ(refused(borrowed, w.registrar()), RuleError::key_used_before);
  }
  EXPECT_TRUE(w.append(w.configure(1, 2, {0, 1, 2}), w.registrar()));
  EXPECT_EQ(w.log.state().tables().witnesses.threshold, 2U);
  EXPECT_TRUE(w.append(w.configure(2, 1, {0, 3}), w.registrar())) << "a witness may be named again";
}

TEST(WitnessesConfigured, TheirKeysServeForNothingElse) {
  WitnessedWorld w;
  w.append(w.configure(1, 1, {0}), w.registrar()).value();
  auto announced = w.relay(2);
  announced.mutable_relay_announced()->set_log_public_key(base::to_string(w.witnesses[0].verify_key().view()));
  EXPECT_EQ(w.log.check(World::sign(announced, w.registrar())).error().code, RuleError::key_used_before);
  const TestDevice device{w.random.id<base::DeviceId>(), crypto::SigningKey::from_seed(w.witnesses[0].expose_seed()),
                          crypto::SigningKey::generate(w.random)};
  EXPECT_EQ(w.log.check(World::sign(w.device(device), w.odpp())).error().code, RuleError::key_used_before);
  Keys keys;
  keys.push_back(crypto::SigningKey::from_seed(w.witnesses[0].expose_seed()));
  const auto registered = w.authority(World::record("ug-dpp", "UG", "DPP"), keys, 1);
  EXPECT_EQ(w.log.check(World::sign(registered, w.registrar() + first(keys, 1))).error().code, RuleError::key_used_before);
}

// The head that has the configuration as its last entry is the first that needs the cosignatures (docs/design/0007-witnesses.md).
TEST(WitnessesConfigured, DecidesAboutTheHeadThatContainsIt) {
  WitnessedWorld w;
  Log client;
  EXPECT_EQ(w.accept(client, w.checkpoint()), std::error_code()) << "no witnesses yet";
  w.append(w.configure(1, 2, {0, 1, 2}), w.registrar()).value();
  EXPECT_EQ(w.accept(client, w.checkpoint()), CosignatureError::too_few);
  EXPECT_EQ(w.accept(client, w.cosigned({1})), CosignatureError::too_few);
  EXPECT_EQ(client.head().size, w.log.head().size - 1) << "nothing was taken";
  EXPECT_EQ(w.accept(client, w.cosigned({2, 1})), std::error_code());
  EXPECT_EQ(w.accept(client, w.checkpoint()), CosignatureError::too_few) << "the same head again, without them";

  w.append(w.officer("anew", "A. New"), w.odpp()).value();
  w.append(w.configure(2, 1, {3}), w.registrar()).value();
  EXPECT_EQ(w.accept(client, w.cosigned({0, 1, 2})), CosignatureError::too_few) << "the old ones have no say any more";
  EXPECT_EQ(w.accept(client, w.cosigned({3})), std::error_code());
  EXPECT_TRUE(is_trust_failure({make_error_code(CosignatureError::too_few), {}}));
}

TEST(WitnessesConfigured, KeyholdersOnlyCount) {
  WitnessedWorld w;
  w.append(w.configure(1, 2, {0, 1, 2}), w.registrar()).value();
  Log keyholder;
  EXPECT_TRUE(keyholder.accept(w.entries, w.checkpoint(), w.relay_id, Witnessing::counted));
  auto spoiled = w.cosigned({0});
  auto line = spoiled.signatures().back();
  line.signature.back() ^= 1;
  spoiled.attach(line);
  EXPECT_EQ(keyholder.accept({}, spoiled, w.relay_id, Witnessing::counted).error().code, CosignatureError::wrong);
}

TEST(WitnessesConfigured, IsPartOfTheDigest) {
  WitnessedWorld a;
  WitnessedWorld b;
  a.append(a.configure(1, 1, {0, 1}), a.registrar()).value();
  b.append(b.configure(1, 2, {0, 1}), b.registrar()).value();
  EXPECT_NE(a.log.state().digest(), b.log.state().digest());
}

}  // namespace
}  // namespace valise::directory
