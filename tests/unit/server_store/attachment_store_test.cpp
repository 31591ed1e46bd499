#include "keys/crypto/random.hpp"
#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::Refusal;
constexpr std::size_t kMiB = AttachmentStore::chunk_size;

class Attachments : public StoreFixture {
 protected:
  void SetUp() override { open_attachments(); }
  void open_attachments() {
    attachments_.reset();
    auto opened = open_attachment_store(options(), store_key(2), random_);
    ASSERT_TRUE(opened) << opened.error().message();
    attachments_ = std::move(*opened);
  }
  base::Result<base::AttachmentId> create(std::uint64_t size, std::uint32_t n = 1) {
    return wait_for<base::AttachmentId>([&](auto done) {
      attachments_->create({.room = room(1), .uploader = device(1), .key = key(n), .size = size}, std::move(done));
    });
  }
  base::Result<core::AttachmentInfo> write(base::AttachmentId id, std::uint64_t offset, base::Bytes bytes, std::uint32_t by = 1) {
    return wait_for<core::AttachmentInfo>(
        [&](auto done) { attachments_->write_chunk(id, device(by), offset, std::move(bytes), std::move(done)); });
  }
  base::Result<base::Bytes> read(base::AttachmentId id, std::uint64_t offset, std::size_t length) {
    return wait_for<base::Bytes>([&](auto done) { attachments_->read(id, offset, length, std::move(done)); });
  }
  base::Result<core::AttachmentInfo> info(base::AttachmentId id) {
    return wait_for<core::AttachmentInfo>([&](auto done) { attachments_->info(id, std::move(done)); });
  }
  void sweep_attachments() {
    while (wait_for<bool>([&](auto done) { attachments_->sweep(std::move(done)); }).value()) {
    }
  }

  crypto::SystemRandom random_;
  std::unique_ptr<AttachmentStore> attachments_;
};

TEST_F(Attachments, AreUploadedInAnyOrderAndReadInAnyRange) {
  const auto id = create(2 * kMiB + 10).value();
  EXPECT_EQ(read(id, 0, 1).error().code, Refusal::incomplete);
  EXPECT_EQ(write(id, kMiB, base::Bytes(kMiB, 2))->received, 0U);
  EXPECT_EQ(write(id, 0, base::Bytes(kMiB, 1))->received, 2 * kMiB);
  EXPECT_FALSE(info(id)->complete);
  open_attachments();
  EXPECT_EQ(info(id)->received, 2 * kMiB);
  EXPECT_TRUE(write(id, 2 * kMiB, base::Bytes(10, 3))->complete);

  const auto edge = read(id, kMiB - 2, 4).value();
  EXPECT_EQ(edge, (base::Bytes{1, 1, 2, 2}));
  EXPECT_EQ(read(id, 2 * kMiB, 100)->size(), 10U);
  EXPECT_EQ(read(id, 0, 100 * kMiB)->size(), 2 * kMiB + 10);
  EXPECT_TRUE(read(id, 2 * kMiB + 10, 1)->empty());
  EXPECT_EQ(read(id, 2 * kMiB + 11, 1).error().code, Refusal::malformed);
}

TEST_F(Attachments, TheSameChunkAgainIsFineAnotherIsNot) {
  const auto id = create(kMiB + 1).value();
  ASSERT_TRUE(write(id, 0, base::Bytes(kMiB, 1)));
  EXPECT_TRUE(write(id, 0, base::Bytes(kMiB, 1)));
  EXPECT_EQ(write(id, 0, base::Bytes(kMiB, 2)).error().code, Refusal::conflict);
  ASSERT_TRUE(write(id, kMiB, {1}));
  EXPECT_TRUE(write(id, kMiB, {1})->complete);
  EXPECT_EQ(write(id, kMiB, {2}).error().code, Refusal::conflict);
}

TEST_F(Attachments, ChunksHaveTheirPlacesAndOneUploader) {
  const auto id = create(kMiB + 5).value();
  EXPECT_EQ(write(id, 1, base::Bytes(kMiB)).error().code, Refusal::malformed);
  EXPECT_EQ(write(id, 0, base::Bytes(kMiB - 1)).error().code, Refusal::malformed);
  EXPECT_EQ(write(id, kMiB, base::Bytes(6)).error().code, Refusal::malformed);
  EXPECT_EQ(write(id, 2 * kMiB, base::Bytes(5)).error().code, Refusal::malformed);
  EXPECT_EQ(write(id, kMiB, base::Bytes(5), 2).error().code, Refusal::not_authorised);
  EXPECT_EQ(write({}, 0, base::Bytes(5)).error().code, Refusal::not_found);
}

TEST_F(Attachments, R6TheSameKeyGivesTheSameAttachment) {
  const auto id = create(10).value();
  EXPECT_EQ(create(10).value(), id);
  EXPECT_EQ(create(11).error().code, Refusal::key_reused);
  EXPECT_NE(create(10, 2).value(), id);
}

TEST_F(Attachments, KeepTheirLimits) {
  limits_.attachment_bytes = 100;
  limits_.attachment_bytes_per_device = 150 + 16'384;  // the first one's pages count, too
  open_attachments();
  EXPECT_EQ(create(0).error().code, Refusal::malformed);
  EXPECT_EQ(create(101).error().code, Refusal::too_large);
  EXPECT_TRUE(create(100));
  EXPECT_EQ(create(51, 2).error().code, Refusal::stored_quota);
  EXPECT_TRUE(create(50, 2));
}

TEST_F(Attachments, DevicesOfAnAuthorityShareItsRoom) {
  limits_.attachment_bytes_per_authority = 100 + 16'384;
  open_attachments();
  const auto upload = [this](std::uint32_t by, std::uint64_t size, std::string authority) {
    const NewAttachment attachment{
        .room = room(1), .uploader = device(by), .key = key(next_key_++), .size = size, .authority = std::move(authority)};
    return wait_for<base::AttachmentId>([&](auto done) { attachments_->create(attachment, std::move(done)); });
  };
  ASSERT_TRUE(upload(1, 60, "ke-odpp"));
  EXPECT_EQ(upload(2, 41, "ke-odpp").error().code, Refusal::stored_quota);
  EXPECT_TRUE(upload(3, 41, "fr-bepi"));
  EXPECT_TRUE(upload(2, 40, "ke-odpp"));
}

TEST_F(Attachments, R8GoWhenTheirTimeIsOver) {
  const auto whole = create(3, 1).value();
  const auto part = create(kMiB + 1, 2).value();
  ASSERT_TRUE(write(whole, 0, base::Bytes(3)));
  ASSERT_TRUE(write(part, 0, base::Bytes(kMiB)));
  clock_.advance(limits_.unfinished_upload + std::chrono::milliseconds(1));
  sweep_attachments();
  EXPECT_EQ(info(part).error().code, Refusal::not_found);
  EXPECT_TRUE(info(whole));
  clock_.advance(limits_.retention);
  sweep_attachments();
  EXPECT_EQ(info(whole).error().code, Refusal::not_found);
}

}  // namespace
}  // namespace valise::server::store
