#include "keys/crypto/key_file_format.hpp"

#include "keys/crypto/hash.hpp"
#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

KeyFileText sample() {
  return {.type = "registrar key",
          .params = {.memory_kib = 65536, .passes = 2},
          .salt = {1, 2, 3},
          .nonce = {4, 5, 6},
          .sealed = base::Bytes(48, 7)};
}

std::string body_of(const std::string& content) { return content.substr(0, content.rfind("checksum: ")); }
// with_checksum ends a body as a key file ends.
std::string with_checksum(const std::string& body) {
  return body + "checksum: " + base::to_hex(Sha256::of(base::as_bytes(body))) + "\n";
}
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos);
  return text.replace(at, from.size(), to);
}
std::error_code error_of(std::string_view content) { return test::error_of(KeyFileText::parse(content)); }
std::error_code error_of_body(const std::string& body) { return error_of(with_checksum(body)); }

TEST(KeyFileFormat, IsAsDocumented) {
  const auto body =
      "valise-key 1\n"
      "type: registrar key\n"
      "kdf: argon2id m=65536 t=2 p=1\n"
      "salt: AQIDAAAAAAAAAAAAAAAAAA==\n"
      "nonce: BAUGAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
      "data: BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH\n";
  EXPECT_EQ(sample().format(), with_checksum(body));
}

TEST(KeyFileFormat, ParsesWhatItWrites) {
  const auto parsed = KeyFileText::parse(sample().format()).value();
  EXPECT_EQ(parsed.type, "registrar key");
  EXPECT_EQ(parsed.params, sample().params);
  EXPECT_EQ(parsed.salt, sample().salt);
  EXPECT_EQ(parsed.nonce, sample().nonce);
  EXPECT_EQ(parsed.sealed, sample().sealed);
}

TEST(KeyFileFormat, EveryTruncationIsTruncated) {
  const auto content = sample().format();
  for (std::size_t size = 0; size < content.size(); ++size) {
    ASSERT_EQ(error_of(content.substr(0, size)), KeyFileError::truncated) << size;
  }
}

TEST(KeyFileFormat, EveryAlteredByteIsDamage) {
  const auto content = sample().format();
  const auto checksum_line = body_of(content).size() - 1;
  for (std::size_t at = 0; at < content.size(); ++at) {
    for (int flip : {0x01, 0x20, 0x80}) {
      auto altered = content;
      altered[at] = static_cast<char>(altered[at] ^ flip);
      const bool in_magic = at < 11;
      // Where the checksum line's name is hit, the end is not to be found.
      const bool in_mark = at >= checksum_line && at < checksum_line + 11;
      ASSERT_EQ(error_of(altered), in_magic  ? KeyFileError::not_a_key_file
                                   : in_mark ? KeyFileError::truncated
                                             : KeyFileError::altered)
          << at;
    }
  }
}

TEST(KeyFileFormat, OtherFilesAreNotKeyFiles) {
  EXPECT_EQ(error_of("-----BEGIN PRIVATE KEY-----\n"), KeyFileError::not_a_key_file);
  EXPECT_EQ(error_of(std::string(1000, '\0')), KeyFileError::not_a_key_file);
}

TEST(KeyFileFormat, TextAfterTheEndIsAlteration) {
  EXPECT_EQ(error_of(sample().format() + "\n"), KeyFileError::altered);
  EXPECT_EQ(error_of(sample().format() + sample().format()), KeyFileError::altered);
  EXPECT_EQ(error_of_body(sample().format() + sample().format()), KeyFileError::malformed);
}

TEST(KeyFileFormat, LaterVersionsAreRecognised) {
  const auto body = body_of(sample().format());
  EXPECT_EQ(error_of_body(replaced(body, "valise-key 1\n", "valise-key 2\n")), KeyFileError::unknown_version);
  EXPECT_EQ(error_of_body(replaced(body, "valise-key 1\n", "valise-key 12\n")), KeyFileError::unknown_version);
  EXPECT_EQ(error_of_body("valise-key 2\nsomething: else\n"), KeyFileError::unknown_version);
}

// A hostile file cannot ask for 100 GiB or for days.
TEST(KeyFileFormat, CostIsBounded) {
  const auto body = body_of(sample().format());
  for (auto cost : {"m=104857600 t=2", "m=1048577 t=2", "m=65536 t=11", "m=4294967295 t=4294967295", "m=7 t=1", "m=65536 t=0"}) {
    EXPECT_EQ(error_of_body(replaced(body, "m=65536 t=2", cost)), KeyFileError::excessive_cost) << cost;
  }
  EXPECT_EQ(error_of_body(replaced(body, "m=65536", "m=4294967296")), KeyFileError::malformed);
}

TEST(KeyFileFormat, OnlyCanonicalTextIsAccepted) {
  const auto body = body_of(sample().format());
  const std::pair<std::string_view, std::string_view> changes[] = {
      {"m=65536", "m=065536"}, {"m=65536", "m=+65536"},       {"m=65536", "m=-1"},      {" p=1", " p=2"},
      {" p=1", " p=1 "},       {"argon2id", "argon2i"},       {"type: ", "type:  "},    {"registrar key", "Registrar key"},
      {"registrar key", ""},   {"AQIDAA", "AQIDA"},           {"AAAA==\n", "AAAB==\n"}, {"salt: ", "nonce: "},
      {"\nkdf", "\n\nkdf"},    {"data: ", "more: x\ndata: "}, {"\ntype", "\r\ntype"},   {"nonce: BAUG", "nonce: BAUGBAUG"},
  };
  for (const auto& [from, to] : changes) {
    const auto error = error_of_body(replaced(body, from, to));
    EXPECT_TRUE(error == KeyFileError::malformed || (from == "\ntype" && error == KeyFileError::unknown_version)) << to;
  }
  EXPECT_EQ(error_of_body(body + "more: x\n"), KeyFileError::malformed);
  EXPECT_EQ(error_of_body("valise-key 1\n"), KeyFileError::malformed);
}

std::string mutated(std::string text, test::SeededRandom& random) {
  constexpr std::string_view pieces[] = {"\n", ": ", "=", " ", "valise-key ", "checksum: ", "data: ", "99999999999", "\0"};
  for (auto changes = 1 + random.below(4); changes > 0; --changes) {
    const auto at = random.below(text.size() + 1);
    const auto length = std::min(random.below(8), text.size() - at);
    switch (random.below(4)) {
      case 0: text.erase(at, length); break;
      case 1: text.insert(at, pieces[random.below(std::size(pieces))]); break;
      case 2: text.replace(at, length, text.substr(random.below(text.size() + 1), length)); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
    }
  }
  return text;
}

// Whatever the bytes, with a right checksum or not: refused with an error of ours, or the canonical text.
TEST(KeyFileFormat, RandomMutationsAreRefusedOrCanonical) {
  const auto content = sample().format();
  test::SeededRandom random(20250101);
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    const auto text = round % 2 == 0 ? mutated(content, random) : with_checksum(mutated(body_of(content), random));
    const auto parsed = KeyFileText::parse(text);
    if (!parsed) {
      ASSERT_EQ(parsed.error().code.category(), make_error_code(KeyFileError::altered).category());
      continue;
    }
    ++accepted;
    ASSERT_EQ(parsed->format(), text);
    ASSERT_TRUE(within_bounds(parsed->params));
  }
  EXPECT_GT(accepted, 0) << "some mutations of names and base64 are canonical key files";
}

}  // namespace
}  // namespace valise::crypto
