#include "keys/directory/checkpoint.hpp"

#include <gtest/gtest.h>

#include "base/text_encoding.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

// The examples of the C2SP specifications.
constexpr std::string_view kBehindTheSofa =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}
std::error_code parse_error(std::string_view note) {
  const auto parsed = Checkpoint::parse(note);
  return parsed ? std::error_code() : parsed.error().code;
}

TEST(Checkpoint, ReadsTheExampleOfTheSpecification) {
  const auto checkpoint = Checkpoint::parse(kBehindTheSofa);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin(), "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->head().size, 20852163U);
  EXPECT_EQ(base::to_hex(checkpoint->head().root.view()), "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  ASSERT_EQ(checkpoint->signatures().size(), 1U);
  EXPECT_EQ(checkpoint->signatures()[0].key_id, 0x033de0aeU);
  EXPECT_EQ(checkpoint->format(), kBehindTheSofa);
}

TEST(Checkpoint, MakesTheVerifierKeyOfTheSpecification) {
  const auto bytes = *base::parse_base64("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  const auto key = *crypto::VerifyKey::parse(base::ByteView(bytes).subspan(1));
  EXPECT_EQ(note_key_id("example.com/foo", key), 0x530d903aU);
  EXPECT_EQ(verifier_key("example.com/foo", key), "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  // The specification's signed note, which is not a checkpoint, verifies with that key.
  const auto signature =
      *base::parse_base64("Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=");
  EXPECT_TRUE(crypto::verify(key, base::as_bytes("This is an example message.\n"), base::ByteView(signature).subspan(4)));
}

TEST(Checkpoint, SignsAndVerifies) {
  TestRandom random;
  const auto key = crypto::SigningKey::generate(random);
  const auto other = crypto::SigningKey::generate(random);
  auto checkpoint = Checkpoint::make("valise.example/directory", {7, leaf_hash({})});
  EXPECT_EQ(checkpoint.verify("valise.example/directory", key.verify_key()).error().code, CheckpointError::signature_missing);
  checkpoint.sign(other);
  EXPECT_EQ(checkpoint.verify("valise.example/directory", key.verify_key()).error().code, CheckpointError::signature_missing);
  checkpoint.sign(key);

  const auto received = Checkpoint::parse(checkpoint.format());
  ASSERT_TRUE(received);
  EXPECT_TRUE(received->verify("valise.example/directory", key.verify_key()));
  EXPECT_TRUE(received->verify("valise.example/directory", other.verify_key()));
  EXPECT_EQ(received->verify("valise.example/other", key.verify_key()).error().code, CheckpointError::origin_unexpected);
  EXPECT_EQ(received->format(), checkpoint.format());
}

TEST(Checkpoint, EveryChangedByteIsRefused) {
  TestRandom random;
  const auto key = crypto::SigningKey::generate(random);
  auto checkpoint = Checkpoint::make("valise.example/directory", {7, leaf_hash({})});
  checkpoint.sign(key);
  const auto note = checkpoint.format();
  for (std::size_t i = 0; i < note.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      auto changed = note;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      const auto parsed = Checkpoint::parse(changed);
      EXPECT_FALSE(parsed && parsed->verify("valise.example/directory", key.verify_key())) << i << ' ' << bit;
    }
  }
}

TEST(Checkpoint, KeepsExtensionsAndWitnesses) {
  TestRandom random;
  const auto key = crypto::SigningKey::generate(random);
  auto plain = Checkpoint::make("valise.example/directory", {7, leaf_hash({})});
  auto note = plain.text() + "extension of a later version\n";
  const auto signature = key.sign(base::as_bytes(note));
  base::Bytes line;
  const auto id = note_key_id("valise.example/directory", key.verify_key());
  for (int shift = 24; shift >= 0; shift -= 8) line.push_back(static_cast<base::Byte>(id >> shift));
  base::append(line, signature);
  note += "\n\u2014 valise.example/directory " + base::to_base64(line) + "\n\u2014 witness.example/w1 " +
          base::to_base64(base::Bytes(76, 4)) + "\n";

  const auto parsed = Checkpoint::parse(note);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->extensions().size(), 1U);
  EXPECT_EQ(parsed->signatures().size(), 2U);
  EXPECT_TRUE(parsed->verify("valise.example/directory", key.verify_key()));
  EXPECT_EQ(parsed->format(), note);
}

TEST(Checkpoint, RefusesWhatIsNotACheckpoint) {
  const std::string good(kBehindTheSofa);
  EXPECT_EQ(parse_error(good), std::error_code());
  const auto expect = [&](std::string_view from, std::string_view to, CheckpointError error) {
    EXPECT_EQ(parse_error(replaced(good, from, to)), error) << to;
  };
  expect("20852163", "020852163", CheckpointError::size_malformed);
  expect("20852163", "+20852163", CheckpointError::size_malformed);
  expect("20852163", "-1", CheckpointError::size_malformed);
  expect("20852163", "18446744073709551616", CheckpointError::size_malformed);
  expect("20852163", "", CheckpointError::size_malformed);
  expect("q2I=", "q2J=", CheckpointError::root_malformed);
  expect("q2I=", "q2I", CheckpointError::root_malformed);
  expect("example.com/behind-the-sofa\n2", "\n2", CheckpointError::origin_malformed);
  expect("\u2014 ", "- ", CheckpointError::signature_malformed);
  expect("\u2014 example.com/behind", "\u2014 example.com/be+hind", CheckpointError::signature_malformed);
  expect("Az3g", "Az3", CheckpointError::signature_malformed);
  expect("sofa\n2", "so\tfa\n2", CheckpointError::note_malformed);
  expect("sofa\n2",
         "so\xff"
         "fa\n2",
         CheckpointError::note_malformed);
  EXPECT_EQ(parse_error(good.substr(0, good.size() - 1)), CheckpointError::signature_malformed);
  EXPECT_EQ(parse_error(good.substr(0, good.find("\u2014"))), CheckpointError::note_malformed);
  EXPECT_EQ(parse_error(""), CheckpointError::note_malformed);
  EXPECT_EQ(parse_error(std::string(20'000, 'a')), CheckpointError::note_too_large);
  std::string many(good);
  const auto line = good.substr(good.find("\u2014"));
  for (int i = 1; i < 16; ++i) many += line;
  EXPECT_EQ(parse_error(many), std::error_code()) << "the specification wants 16 signatures accepted";
}

}  // namespace
}  // namespace valise::directory
