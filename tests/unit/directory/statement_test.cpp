#include "keys/directory/statement.hpp"

#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

std::error_code parse_error(base::ByteView bytes) {
  const auto parsed = SignedStatement::parse(bytes);
  return parsed ? std::error_code() : parsed.error().code;
}
base::Bytes envelope(std::string_view statement, std::string_view rest = {}) {
  v1::SignedStatement out;
  out.set_statement(std::string(statement));
  return base::to_bytes(out.SerializeAsString() + std::string(rest));
}
std::string body(int field, std::string_view content = {}) {
  std::string out;
  const int tag = field << 3 | 2;
  if (tag < 128) {
    out += static_cast<char>(tag);
  } else {
    out += static_cast<char>((tag & 127) | 128);
    out += static_cast<char>(tag >> 7);
  }
  out += static_cast<char>(content.size());
  return out.append(content);
}

TEST(SignedStatement, KeepsItsBytes) {
  World w;
  for (const auto& entry : w.entries) {
    const auto parsed = SignedStatement::parse(entry);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->bytes(), entry);
    EXPECT_TRUE(parsed->verify_signatures());
  }
}

TEST(SignedStatement, SignaturesGiveTheSameBytesInAnyOrder) {
  World w;
  const auto ab = World::sign(w.post("desk"), {&w.odpp_keys[0], &w.odpp_keys[1]});
  const auto ba = World::sign(w.post("desk"), {&w.odpp_keys[1], &w.odpp_keys[0], &w.odpp_keys[1]});
  EXPECT_EQ(ab, ba);
}

TEST(SignedStatement, MergesCopies) {
  World w;
  auto a = SignedStatement::parse(World::sign(w.post("desk"), {&w.odpp_keys[0]})).value();
  const auto b = SignedStatement::parse(World::sign(w.post("desk"), {&w.odpp_keys[1], &w.odpp_keys[0]})).value();
  ASSERT_TRUE(a.merge(b));
  EXPECT_EQ(a.bytes(), World::sign(w.post("desk"), w.odpp()));
  const auto other = SignedStatement::parse(World::sign(w.post("help"), {&w.odpp_keys[1]})).value();
  EXPECT_EQ(a.merge(other).error().code, StatementError::other_statement);
}

TEST(SignedStatement, DoesNotMergeWrongSignatures) {
  World w;
  auto a = SignedStatement::parse(World::sign(w.post("desk"), {&w.odpp_keys[0]})).value();
  v1::SignedStatement forged;
  forged.set_statement(base::to_string(a.statement_bytes()));
  forged.add_signatures()->set_public_key(base::to_string(w.odpp_keys[1].verify_key().view()));
  forged.mutable_signatures(0)->set_signature(std::string(64, 'x'));
  const auto b = SignedStatement::parse(base::as_bytes(forged.SerializeAsString())).value();
  const auto before = a.bytes();
  EXPECT_EQ(a.merge(b).error().code, StatementError::signature_wrong);
  EXPECT_EQ(a.bytes(), before);
}

TEST(SignedStatement, RefusesAnotherEncoding) {
  EXPECT_EQ(parse_error(envelope(body(41))), std::error_code());
  EXPECT_EQ(parse_error({}), StatementError::body_missing);
  EXPECT_EQ(parse_error(base::as_bytes("\xff")), StatementError::envelope_malformed);
  EXPECT_EQ(parse_error(envelope(body(41), body(3))), StatementError::envelope_malformed) << "unknown field of the envelope";
  EXPECT_EQ(parse_error(envelope(body(41), body(100))), StatementError::envelope_malformed);
  EXPECT_EQ(parse_error(envelope(body(41), body(1, body(41)))), StatementError::envelope_malformed) << "statement twice";
  const auto signature = body(1, std::string(32, 'k')) + body(2, std::string(64, 's'));
  EXPECT_EQ(parse_error(envelope(body(41), body(2, signature))), std::error_code());
  EXPECT_EQ(parse_error(envelope(body(41), body(2, signature + body(3)))), StatementError::envelope_malformed)
      << "unknown field of a signature";
  EXPECT_EQ(parse_error(base::Bytes(64 * 1024 + 1)), StatementError::too_large);
}

TEST(SignedStatement, WantsExactlyOneBodyThatItKnows) {
  EXPECT_EQ(parse_error(envelope("")), StatementError::body_missing);
  EXPECT_EQ(parse_error(envelope(body(1, "id"))), StatementError::body_missing);
  EXPECT_EQ(parse_error(envelope(body(41) + body(42))), StatementError::body_repeated);
  EXPECT_EQ(parse_error(envelope(body(41) + body(41))), StatementError::body_repeated);
  EXPECT_EQ(parse_error(envelope(body(15))), StatementError::body_unknown);
  EXPECT_EQ(parse_error(envelope(body(41) + body(99))), StatementError::body_unknown);
  EXPECT_EQ(parse_error(envelope(body(1000))), StatementError::body_unknown) << "private to another deployment";
  EXPECT_EQ(parse_error(envelope(body(41) + body(100))), std::error_code()) << "an addition of a later version";
  EXPECT_EQ(parse_error(envelope(body(1, "a") + body(1, "b") + body(41))), StatementError::statement_malformed);
  EXPECT_EQ(parse_error(envelope(body(41) + "\xff")), StatementError::statement_malformed);
  EXPECT_EQ(parse_error(envelope(body(10, body(1, "\xff\xfe")))), StatementError::statement_malformed) << "not UTF-8";
}

TEST(SignedStatement, RefusesMalformedSignatures) {
  World w;
  const auto with = [&](const std::function<void(v1::SignedStatement&)>& change) {
    v1::SignedStatement out;
    const auto good = World::sign(w.post("desk"), w.odpp());
    EXPECT_TRUE(out.ParseFromArray(good.data(), static_cast<int>(good.size())));
    change(out);
    return parse_error(base::as_bytes(out.SerializeAsString()));
  };
  EXPECT_EQ(with([](auto&) {}), std::error_code());
  EXPECT_EQ(with([](auto& s) { s.mutable_signatures(0)->mutable_public_key()->pop_back(); }),
            StatementError::signature_malformed);
  EXPECT_EQ(with([](auto& s) { s.mutable_signatures(0)->mutable_signature()->push_back('x'); }),
            StatementError::signature_malformed);
  EXPECT_EQ(with([](auto& s) { *s.mutable_signatures(1) = s.signatures(0); }), StatementError::signature_repeated);
  EXPECT_EQ(with([](auto& s) {
              for (int i = 0; i < 100; ++i) {
                *s.add_signatures() = s.signatures(0);
                s.mutable_signatures(i + 2)->mutable_public_key()->front() = static_cast<char>(i);
              }
            }),
            StatementError::too_many_signatures);
}

}  // namespace
}  // namespace valise::directory
