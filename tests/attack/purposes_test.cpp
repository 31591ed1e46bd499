// Row 25: a signature made for one purpose is none for another, whatever the bytes. Every ordered pair of the purposes for which
// an Ed25519 key signs in this system, with the same key and the same message.
#include <gtest/gtest.h>

#include "keys/crypto/ed25519.hpp"
#include "keys/directory/cosignature.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise {
namespace {

struct Purpose {
  std::string name;
  std::function<base::Bytes(const crypto::SigningKey&, base::ByteView)> sign;
  std::function<bool(const crypto::VerifyKey&, base::ByteView, base::ByteView)> verify;
};

Purpose labelled(crypto::Label purpose) {
  return {
      .name = std::string(purpose.text()),
      .sign = [purpose](const auto& key, auto message) { return base::to_bytes(crypto::sign_labelled(key, purpose, message)); },
      .verify = [purpose](const auto& key, auto message,
                          auto signature) { return crypto::verify_labelled(key, purpose, message, signature).has_value(); }};
}

Purpose prefixed(std::string name, std::string prefix) {
  const auto bytes = [prefix](base::ByteView message) {
    return base::to_bytes(std::string_view(prefix + base::to_string(message)));
  };
  return {.name = std::move(name),
          .sign = [bytes](const auto& key, auto message) { return base::to_bytes(key.sign(bytes(message))); },
          .verify = [bytes](const auto& key, auto message,
                            auto signature) { return crypto::verify(key, bytes(message), signature).has_value(); }};
}

// RFC 9420 section 5.1.2: SignContent with the label before the content, both with their lengths.
Purpose mls(std::string label) {
  std::string prefix(1, static_cast<char>(label.size() + 8));
  prefix += "MLS 1.0 " + label;
  prefix += static_cast<char>(32);
  return prefixed("MLS " + label, prefix);
}

TEST(Purposes, NoneServesAnother) {
  const std::vector<Purpose> purposes{labelled("directory statement"),
                                      labelled("device possession"),
                                      labelled("session"),
                                      labelled("invite registration"),
                                      prefixed("signed note", ""),
                                      prefixed("cosignature", "cosignature/v1\ntime 1800000000\n"),
                                      mls("LeafNodeTBS"),
                                      mls("FramedContentTBS"),
                                      mls("KeyPackageTBS"),
                                      mls("GroupInfoTBS")};
  directory::TestRandom random;
  const auto key = crypto::SigningKey::generate(random);
  const auto message = random.array<32>();
  int accepted = 0;
  for (const auto& made : purposes) {
    const auto signature = made.sign(key, message);
    for (const auto& taken : purposes) {
      const bool verified = taken.verify(key.verify_key(), message, signature);
      if (&made == &taken) {
        EXPECT_TRUE(verified) << made.name;
      } else if (verified) {
        ++accepted;
        ADD_FAILURE() << made.name << " taken for " << taken.name;
      }
    }
  }
  EXPECT_EQ(accepted, 0);
}

// The purposes without a label of ours are told apart by what their text begins with, also when the attacker chooses it: the text
// of a note cannot be the bytes of any labelled purpose, because those have a zero byte and notes have no control characters.
TEST(Purposes, NoNoteIsALabelledMessage) {
  const auto bytes = crypto::labelled("directory statement", base::as_bytes("x"));
  EXPECT_FALSE(directory::Checkpoint::parse(base::to_string(bytes) + "\n1\nAAAA\n\n"));
  EXPECT_NE(std::ranges::find(bytes, base::Byte{0}), bytes.end());
  // And a cosigned text is no checkpoint whose origin the attacker chose: "time N" would have to be its size.
  EXPECT_FALSE(directory::Checkpoint::parse(
      "cosignature/v1\ntime 5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 a AAAAAAA=\n"));
}

}  // namespace
}  // namespace valise
