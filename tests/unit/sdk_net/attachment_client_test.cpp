#include "client-sdk/net/attachment_client.hpp"

#include "test_relay.hpp"

namespace valise::sdk::net {
namespace {

class FixedClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return now_; }
  [[nodiscard]] base::Monotonic monotonic() const override { return monotonic_; }
  base::Monotonic monotonic_;
  base::UnixMillis now_ = base::from_wire(1'000'000);
};

class AttachmentClientTest : public NetTest {
 protected:
  AttachmentClientTest() {
    relay_.on_frame = [this](const v1::ClientFrame& frame) {
      v1::RelayFrame answer;
      answer.set_request_id(frame.request_id());
      answer.mutable_attachment_token()->set_token(relay_.token);
      answer.mutable_attachment_token()->set_expires_at_ms(base::to_wire(clock_.now_) + 900'000);
      ++relay_.tokens_given;
      return std::vector{answer};
    };
    client_ = std::make_unique<AttachmentClient>(connect().value(), endpoint(), clock_);
    for (std::size_t i = 0; i < content_.size(); ++i) content_[i] = static_cast<char>(i * 7 + i / 1000);
  }

  [[nodiscard]] ReadAt reader() const {
    return [this](std::uint64_t offset, base::MutableBytes into) -> base::Result<> {
      clock_.monotonic_ += time_for_a_chunk_;
      std::ranges::copy(base::as_bytes(content_).subspan(offset, into.size()), into.begin());
      return {};
    };
  }
  [[nodiscard]] WriteAt writer() {
    return [this](std::uint64_t offset, base::ByteView bytes) -> base::Result<> {
      EXPECT_EQ(offset, written_.size());
      written_ += base::as_text(bytes);
      return {};
    };
  }
  Progress record(std::uint64_t stop_at = ~std::uint64_t{0}) {
    return [this, stop_at](std::uint64_t done, std::uint64_t size) {
      EXPECT_EQ(size, content_.size());
      progress_.push_back(done);
      return done < stop_at;
    };
  }
  base::Result<> upload(std::uint64_t stop_at = ~std::uint64_t{0}) {
    return finish(client_->upload(id_, content_.size(), reader(), record(stop_at)));
  }
  base::Result<> download(std::uint64_t from, std::uint64_t stop_at = ~std::uint64_t{0}) {
    return finish(client_->download(id_, content_.size(), from, writer(), record(stop_at)));
  }
  StoredFile& file() { return relay_.files[target_]; }

  std::size_t puts() const { return static_cast<std::size_t>(std::ranges::count(relay_.http_requests, "PUT " + target_)); }

  mutable FixedClock clock_;
  std::chrono::milliseconds time_for_a_chunk_{0};
  std::unique_ptr<AttachmentClient> client_;
  const base::AttachmentId id_ = filled<base::AttachmentId>(0xaa);
  const std::string target_ = "/v1/attachments/" + std::string(32, 'a');
  std::string content_ = std::string(2 * kAttachmentChunk + 12'345, '\0');
  std::string written_;
  std::vector<std::uint64_t> progress_;
};

TEST_F(AttachmentClientTest, UploadsInChunks) {
  const auto id = finish(client_->allocate(filled<base::RoomId>(1), content_.size(), filled<base::IdempotencyKey>(2)));
  ASSERT_TRUE(id) << id.error().message();
  EXPECT_EQ(*id, id_);
  const auto done = upload();
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(file().content, content_);
  progress_.erase(std::ranges::unique(progress_).begin(), progress_.end());  // it is asked more often than it has moved on
  EXPECT_EQ(progress_, (std::vector<std::uint64_t>{0, kAttachmentChunk, content_.size()}));
  EXPECT_EQ(relay_.tokens_given, 1U);
}

TEST_F(AttachmentClientTest, SendsMoreInARequestWhereItGoesFast) {
  content_.resize(20 * kAttachmentChunk + 5);
  file().size = content_.size();
  ASSERT_TRUE(upload());
  EXPECT_EQ(file().content, content_);
  EXPECT_EQ(puts(), 5U) << "1, 2, 4, 8 chunks, and the rest";
}

TEST_F(AttachmentClientTest, SendsSingleChunksWhereItGoesSlowly) {
  content_.resize(6 * kAttachmentChunk);
  file().size = content_.size();
  time_for_a_chunk_ = std::chrono::seconds(2);
  ASSERT_TRUE(upload());
  EXPECT_EQ(puts(), 6U);
}

TEST_F(AttachmentClientTest, StopsInTheMiddleOfARequest) {
  content_.resize(7 * kAttachmentChunk);
  file().size = content_.size();
  std::size_t asked = 0;
  const Progress in_the_third = [&](std::uint64_t done, std::uint64_t) { return done < 3 * kAttachmentChunk || ++asked < 5; };
  EXPECT_EQ(finish(client_->upload(id_, content_.size(), reader(), in_the_third)).error().code, NetError::aborted_by_caller);
  EXPECT_EQ(file().content.size(), 3 * kAttachmentChunk) << "this relay keeps what whole requests brought";
  ASSERT_TRUE(upload());
  EXPECT_EQ(file().content, content_);
}

TEST_F(AttachmentClientTest, UploadGoesOnWhereItWasStopped) {
  file().size = content_.size();
  EXPECT_EQ(upload(kAttachmentChunk).error().code, NetError::aborted_by_caller);
  EXPECT_EQ(file().content.size(), kAttachmentChunk);
  relay_.http_requests.clear();
  ASSERT_TRUE(upload());
  EXPECT_EQ(file().content, content_);
  EXPECT_EQ(relay_.http_requests, (std::vector{"HEAD " + target_, "PUT " + target_, "PUT " + target_}));
  relay_.http_requests.clear();
  ASSERT_TRUE(upload());
  EXPECT_EQ(relay_.http_requests, std::vector{"HEAD " + target_}) << "nothing is left to send";
}

TEST_F(AttachmentClientTest, UploadGoesBackToTheStartOfAChunk) {
  file() = {content_.substr(0, kAttachmentChunk + 5), content_.size()};
  const auto done = upload();
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(file().content, content_);
  EXPECT_EQ(progress_.front(), kAttachmentChunk);
}

TEST_F(AttachmentClientTest, NoticesOtherBytesAtTheRelay) {
  file().size = content_.size();
  file().content = std::string(kAttachmentChunk + 5, 'x');  // not on a chunk's end: that chunk is sent again and differs
  EXPECT_EQ(upload().error().code, NetError::transfer_conflict);
  file().size = content_.size() + 1;
  EXPECT_EQ(upload().error().code, NetError::transfer_conflict);
  relay_.files.clear();
  EXPECT_EQ(upload().error().code, NetError::no_longer_there);
}

TEST_F(AttachmentClientTest, RefusesARelayThatHasMoreThanThereIs) {
  file().size = content_.size();
  file().content = content_ + "x";
  EXPECT_EQ(upload().error().code, NetError::protocol_violation);
}

TEST_F(AttachmentClientTest, DownloadsAndResumes) {
  file() = {content_, content_.size()};
  EXPECT_EQ(download(0, kAttachmentChunk).error().code, NetError::aborted_by_caller);
  EXPECT_EQ(written_.size(), kAttachmentChunk);
  ASSERT_TRUE(download(written_.size()));
  EXPECT_EQ(written_, content_);
  ASSERT_TRUE(download(content_.size())) << "nothing left is no error";
}

TEST_F(AttachmentClientTest, BrokenConnectionKeepsWhatWasWritten) {
  file() = {content_, content_.size()};
  relay_.drop_after = kAttachmentChunk + 300'000;
  const auto broken = download(0);
  ASSERT_FALSE(broken);
  EXPECT_TRUE(may_retry(broken.error().code)) << broken.error().message();
  EXPECT_EQ(written_.size(), kAttachmentChunk) << "whole chunks only";
  ASSERT_TRUE(download(written_.size()));
  EXPECT_EQ(written_, content_);
}

TEST_F(AttachmentClientTest, RefusesAFileOfAnotherSize) {
  file() = {content_ + "more", content_.size() + 4};
  EXPECT_EQ(download(0).error().code, NetError::transfer_conflict);
  EXPECT_TRUE(written_.empty());
}

TEST_F(AttachmentClientTest, FailureToWriteStopsTheDownload) {
  file() = {content_, content_.size()};
  const WriteAt full = [](std::uint64_t, base::ByteView) -> base::Result<> {
    return base::fail(std::make_error_code(std::errc::no_space_on_device));
  };
  EXPECT_EQ(finish(client_->download(id_, content_.size(), 0, full, record())).error().code,
            std::make_error_code(std::errc::no_space_on_device));
}

TEST_F(AttachmentClientTest, GetsANewTokenWhenTheOldOneIsRefused) {
  file().size = content_.size();
  ASSERT_TRUE(upload());
  relay_.token = "token-2";
  ASSERT_TRUE(upload());
  EXPECT_EQ(relay_.tokens_given, 2U);
  clock_.now_ += std::chrono::minutes(15);
  ASSERT_TRUE(upload());
  EXPECT_EQ(relay_.tokens_given, 3U) << "an expired one is not tried";
}

// A token goes into a header as it is.
TEST_F(AttachmentClientTest, RefusesATokenThatWouldBreakTheHeader) {
  relay_.token = "x\r\nHost: elsewhere";
  EXPECT_EQ(upload().error().code, NetError::protocol_violation);
  EXPECT_TRUE(relay_.http_requests.empty());
}

}  // namespace
}  // namespace valise::sdk::net
