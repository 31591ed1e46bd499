// What leaves the network in the clear.
#include "server/alert/alert_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/crypto/short_reference.hpp"

namespace valise::server::alert {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr base::UnixMillis kNow{std::chrono::milliseconds(1'795'000'000'123)};  // 2026-11-18 11:06:40 UTC

Message alert() {
  return {.kind = Message::Kind::alert,
          .address = "ke-odpp/@akimani",
          .at = kNow,
          .urgency = core::Urgency::emergency,
          .post = "ke-odpp/duty",
          .deadline = kNow + std::chrono::hours(2),
          .overdue = true,
          .reference = "7F3K-29QD",
          .round = 3,
          .code = {}};
}

TEST(AlertText, AnEmailHasWhatIsNeededAndNoMore) {
  const auto text = email_text(alert(), "relay@valise.example", "akimani@odpp.example", "abc");
  EXPECT_THAT(text, HasSubstr("Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr("Message-ID: <abc@valise.example>\r\n"));
  EXPECT_THAT(text, HasSubstr("Subject: Valise: OVERDUE: emergency message for ke-odpp/duty [7F3K-29QD]\r\n"));
  EXPECT_THAT(text, HasSubstr("Auto-Submitted: auto-generated\r\n"));
  EXPECT_THAT(text, HasSubstr("Acknowledge by: 2026-11-18 13:06 UTC  (this time is over)\r\n"));
  EXPECT_THAT(text, HasSubstr("You get this as ke-odpp/@akimani"));
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', end + 1)) {
    ASSERT_EQ(text[end - 1], '\r') << "RFC 5321 wants CR LF everywhere";
  }
}

TEST(AlertText, ATestHasTheCode) {
  const Message test{.kind = Message::Kind::test, .address = "ke-odpp/duty", .at = kNow, .code = "01234567"};
  EXPECT_THAT(email_text(test, "a@b.c", "d@e.f", "x"), HasSubstr("Code: 01234567\r\n"));
  EXPECT_EQ(json_text(test), R"({"what":"test","address":"ke-odpp/duty","at_ms":1795000000123,"code":"01234567"})");
  const Message self_test{.kind = Message::Kind::self_test, .address = "ke-odpp/duty", .at = kNow};
  EXPECT_THAT(json_text(self_test), Not(HasSubstr("code")));
}

TEST(AlertText, AWebhookIsSignedOverTimeAndBody) {
  EXPECT_EQ(json_text(alert()),
            R"({"what":"alert","address":"ke-odpp/@akimani","at_ms":1795000000123,"urgency":"emergency","post":"ke-odpp/duty",)"
            R"("deadline_ms":1795007200123,"overdue":true,"reference":"7F3K-29QD","round":3})");
  // printf '1795000000123.{}' | openssl dgst -sha256 -hmac key
  EXPECT_EQ(webhook_signature(base::as_bytes(std::string_view("key")), kNow, "{}"),
            "t=1795000000123,v1=e6a4c1c770462cbc9ef769ffb56ed63464120b1b2ff6e760ae203c8b0e7ebb82");
}

TEST(AlertText, TheReferenceIsTheSameForAllWhoKnowTheRoom) {
  base::ByteArray<32> bytes{};
  bytes[0] = 7;
  const base::RoomId room(bytes);
  EXPECT_EQ(crypto::short_reference(room, base::RoomSeq(5)), "DQAW-MGRA");
  EXPECT_NE(crypto::short_reference(room, base::RoomSeq(5)), crypto::short_reference(room, base::RoomSeq(6)));
}

}  // namespace
}  // namespace valise::server::alert
