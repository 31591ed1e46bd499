// Files of messages where the relay is not what it was: restored from a backup that does not have them, or away for so long that
// it gave up waiting for the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-sdk/client/transfer.hpp"
#include "tests/simulation/journey.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {
namespace {

namespace client = sdk::client;
namespace store = sdk::store;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::size_t kSomeChunks = 2'500'000;

class FilesJourney : public testing::Test {
 protected:
  FilesJourney() : journey_(2, 1), room_(journey_.open(0, "Case", {1})) { EXPECT_TRUE(journey_.settle()); }

  // pass_until lets time pass, a moment at a time, until the upload of the first device's file has come so far.
  void pass_until(const std::function<bool(const store::Transfer&)>& so_far) {
    for (int moment = 0; moment < 100'000; ++moment) {
      const auto file = upload();
      if (file && so_far(*file)) return;
      journey_.pass(10ms);
    }
    FAIL() << "the upload does not come so far";
  }
  std::optional<store::Transfer> upload() {
    return must(journey_.device(0).context().store.transaction(
        [](store::Transaction& tx) -> base::Result<std::optional<store::Transfer>> {
          for (const auto& item : must(tx.outbox().waiting())) {
            auto files = must(tx.transfers().of_message(item.message, item.sender));
            if (!files.empty()) return std::move(files.front());
          }
          return std::nullopt;
        }));
  }
  // coming counts the files of which the second device has a part.
  std::size_t coming() {
    return must(journey_.device(1).context().store.transaction([](store::Transaction& tx) { return tx.transfers().coming(); }))
        .size();
  }
  void restore() {
    journey_.relay().restore();
    ASSERT_TRUE(journey_.relay().start());
  }

  Journey journey_;
  const std::string room_;
};

TEST_F(FilesJourney, AFileIsFetchedAsItWasSent) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100'000}, kSomeChunks})
    journey_.send_file(0, room_, size);
  EXPECT_TRUE(journey_.settle());
  EXPECT_THAT(journey_.problems(room_), IsEmpty());
  EXPECT_EQ(journey_.fetches(room_), 4U);
  for (std::size_t device : {0U, 1U}) EXPECT_EQ(journey_.device(device).sealed_files(), 0U) << device;
}

TEST_F(FilesJourney, WhatARestoredRelayLostInTheMidstOfAnUploadIsBroughtAgain) {
  journey_.relay().back_up();
  journey_.send_file(0, room_, kSomeChunks);
  pass_until([](const store::Transfer& file) { return file.attachment.has_value(); });
  restore();
  EXPECT_TRUE(journey_.settle());
  EXPECT_THAT(journey_.problems(room_), IsEmpty());
  EXPECT_EQ(journey_.fetches(room_), 1U);
}

// The file was whole at the relay, and the message that names it had not left.
TEST_F(FilesJourney, WhatARestoredRelayLostBeforeTheMessageLeftIsBroughtAgain) {
  journey_.relay().back_up();
  journey_.send_file(0, room_, 100'000);
  journey_.device(0).misbehave([this](client::Context& context, client::Link link) -> asio::awaitable<void> {
    must(co_await client::upload(context, link, std::move(*upload()), {}));
  });
  pass_until([](const store::Transfer& file) { return file.state == store::TransferState::complete; });
  restore();
  journey_.device(0).kill();
  journey_.device(0).start();
  EXPECT_TRUE(journey_.settle());
  EXPECT_THAT(journey_.problems(room_), IsEmpty());
  EXPECT_EQ(journey_.fetches(room_), 1U);
}

// What was fetched of a file that is gone now is of no use.
TEST_F(FilesJourney, NothingIsKeptOfAFileThatIsGone) {
  journey_.relay().back_up();
  journey_.send_file(0, room_, kSomeChunks);
  for (int moment = 0; moment < 100'000 && coming() == 0; ++moment) journey_.pass(10ms);
  restore();
  EXPECT_TRUE(journey_.settle());
  EXPECT_THAT(journey_.problems(room_), ElementsAre(HasSubstr("told to be gone")));
  EXPECT_EQ(journey_.device(1).sealed_files(), 0U);
}

// A program that was killed between naming a received file and noting it has the download no more, though its store says so.
TEST_F(FilesJourney, ADownloadThatIsMissingIsNoAlteredFile) {
  auto& reader = journey_.device(1);
  journey_.send_file(0, room_, kSomeChunks);
  for (int moment = 0; moment < 100'000 && coming() == 0; ++moment) journey_.pass(10ms);
  const auto folder = must(reader.context().profile.staging_folder());
  reader.kill();
  ASSERT_GT(std::filesystem::remove_all(folder), 1U);
  reader.start();
  ASSERT_EQ(coming(), 1U);
  EXPECT_TRUE(journey_.settle());
  EXPECT_THAT(journey_.problems(room_), IsEmpty());
  EXPECT_EQ(journey_.fetches(room_), 1U);
  EXPECT_THAT(reader.last_error(), Not(HasSubstr("file of")));
}

// Who was away for longer than the relay waits for the rest of a file begins anew.
TEST_F(FilesJourney, WhatTheRelayGaveUpWaitingForIsBroughtAgain) {
  journey_.send_file(0, room_, kSomeChunks);
  pass_until([](const store::Transfer& file) { return file.attachment.has_value(); });
  journey_.skip(24h * 5);
  EXPECT_TRUE(journey_.settle());
  EXPECT_THAT(journey_.problems(room_), IsEmpty());
  EXPECT_EQ(journey_.fetches(room_), 1U);
}

}  // namespace
}  // namespace valise::simulation
