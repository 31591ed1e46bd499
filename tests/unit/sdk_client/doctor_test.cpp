#include "client-sdk/client/doctor.hpp"

#include "language/speaker.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using Outcome = valise::Check::Outcome;

TEST(Doctor, SwapThatCanBeReadIsAWarningWithNames) {
  EXPECT_EQ(check_swap({}).outcome, Outcome::ok);
  EXPECT_EQ(check_swap({.encrypted = {"/dev/dm-1"}, .readable = {}}).outcome, Outcome::ok);
  const auto check = check_of(check_swap({.encrypted = {"/dev/dm-1"}, .readable = {"/dev/sda2", "/swapfile"}}));
  EXPECT_EQ(check.outcome, Outcome::warning);
  EXPECT_TRUE(check.detail.starts_with("/dev/sda2, /swapfile: ")) << check.detail;
  EXPECT_TRUE(check.detail.contains("swapoff")) << "what to do";
  EXPECT_EQ(check_swap({.encrypted = {}, .readable = {"/dev/sda2"}, .kept_out = true}).outcome, Outcome::ok);
}

class DoctorOfAProfile : public RoomTest {};

// Whatever is found is said in every language, with nothing left open.
TEST_F(DoctorOfAProfile, AllThatItFindsIsInTheCatalogue) {
  for (const bool queued : {false, true}) {
    if (queued) {
      auto said = content(0);
      said.mutable_text()->set_text("Not sent");
      const auto id = say(0, said).id;
      within(0, [&](store::Transaction& tx) {
        return tx.outbox().enqueue({.room = room_,
                                    .message = id,
                                    .sender = offices_.devices[0].id,
                                    .key = random_.id<base::IdempotencyKey>(),
                                    .queued_at = clock_.time});
      });
    }
    for (const auto& finding : examine(context(0))) {
      EXPECT_TRUE(language::Speaker::knows("doctor.name." + finding.check)) << finding.check;
      EXPECT_FALSE(finding.says.empty()) << finding.check;
      for (const auto& sentence : finding.says) EXPECT_TRUE(language::Speaker::knows(sentence.id)) << sentence.id;
      EXPECT_EQ(check_of(finding).detail.find('{'), std::string::npos) << check_of(finding).detail;
    }
  }
}

}  // namespace
}  // namespace valise::sdk::client
