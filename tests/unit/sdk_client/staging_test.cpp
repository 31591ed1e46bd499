// Sealed files that wait for their transfer: what a killed program leaves behind goes, what is to be sent stays.
#include <fstream>

#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/transfer.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

class StagingTest : public RoomTest {
 protected:
  StagingTest() : RoomTest(1) {
    for (const auto* name : {"one.txt", "two.txt"}) std::ofstream(folder_ / name) << "The log";
  }
  base::MessageId send(const std::string& file) {
    return compose(context(0), {.to = {post(1)}, .subject = "Case", .text = "Attached", .files = {folder_ / file}}, {})
        .value()
        .message;
  }
  [[nodiscard]] std::filesystem::path staging() { return context(0).profile.staging_folder().value(); }
  std::size_t sealed() {
    const std::filesystem::directory_iterator files(staging());
    return static_cast<std::size_t>(
        std::ranges::count_if(files, [](const auto& file) { return file.path().extension() == ".out"; }));
  }
  tests::TempFolder folder_{"valise-staging"};
};

TEST_F(StagingTest, WhatNobodySendsIsSweptAndWhatWaitsStays) {
  send("one.txt");
  std::ofstream(staging() / "0123456789abcdef0123456789abcdef-0.out") << "sealed, and never queued";
  std::ofstream(staging() / "0123456789abcdef0123456789abcdef.in") << "coming";
  ASSERT_EQ(sealed(), 2U);
  sweep_staged(context(0));
  EXPECT_EQ(sealed(), 1U);
  EXPECT_TRUE(std::filesystem::exists(staging() / "0123456789abcdef0123456789abcdef.in"));
}

// An upload that its author held back is still to be sent, also after the program was killed.
TEST_F(StagingTest, WhatIsHeldBackStays) {
  const auto message = send("one.txt");
  within(0, [&](store::Transaction& tx) -> Result<> {
    auto files = tx.transfers().of_message(message, context(0).device());
    if (!files) return pass_on(files);
    return tx.transfers().set_state(files->front().id, store::TransferState::offered);
  });
  EXPECT_TRUE(within(0, [&](store::Transaction& tx) { return are_held(tx, message, context(0).device()); }));
  sweep_staged(context(0));
  EXPECT_EQ(sealed(), 1U);
}

TEST_F(StagingTest, WhatWasSentOrGivenUpIsNotNeeded) {
  const auto sent = send("one.txt");
  const auto failed = send("two.txt");
  ASSERT_EQ(sealed(), 2U);
  within(0, [&](store::Transaction& tx) -> Result<> {
    auto waiting = tx.outbox().waiting();
    if (!waiting) return pass_on(waiting);
    for (const auto& item : *waiting) {
      auto done = item.message == sent ? tx.outbox().mark_sent(item.id, base::RoomSeq(2), clock_.time)
                                       : tx.outbox().give_up(item.id, "closed");
      if (!done) return done;
    }
    return {};
  });
  EXPECT_NE(sent, failed);
  sweep_staged(context(0));
  EXPECT_EQ(sealed(), 0U);
}

}  // namespace
}  // namespace valise::sdk::client
