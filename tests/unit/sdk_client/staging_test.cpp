// Sealed files that wait for their transfer: what a killed program leaves behind goes, what is to be sent stays.
#include <fstream>

#include "base/text_encoding.hpp"
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
  ASSERT_EQ(sealed(), 2U);
  sweep_staged(context(0));
  EXPECT_EQ(sealed(), 1U);
}

// What was opened already goes; what a download can be gone on with stays, also when the next one is a month away.
TEST_F(StagingTest, WhatIsComingStaysAndWhatCameGoes) {
  const auto put = [&](base::Byte number, std::uint64_t durable) {
    const store::NewTransfer file{.message = base::MessageId{{number}},
                                  .sender = context(1).device(),
                                  .stored_size = 100,
                                  .file_key = store::StoredFileKey::make([](auto out) { std::ranges::fill(out, 9); })};
    within(0, [&](store::Transaction& tx) -> Result<> {
      auto id = tx.transfers().put(file);
      return id ? tx.transfers().set_progress(*id, durable) : pass_on(id);
    });
    const auto path = staging() / (base::to_hex(file.sender.view()) + "-" + base::to_hex(file.message.view()) + "-0.in");
    std::ofstream(path) << "sealed";
    return path;
  };
  const auto coming = put(1, 6);
  const auto opened = put(2, 0);
  sweep_staged(context(0));
  EXPECT_TRUE(std::filesystem::exists(coming));
  EXPECT_FALSE(std::filesystem::exists(opened));
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
