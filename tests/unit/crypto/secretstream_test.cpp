// Threats row 27: chunks cannot be swapped, cut, reordered or extended.
#include "keys/crypto/secretstream.hpp"

#include <sodium.h>

#include "keys/crypto/random.hpp"
#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

using base::as_bytes;
using base::to_bytes;

class Stream : public testing::Test {
 protected:
  test::SeededRandom random_;
  FileKey key_ = random_secret<FileKey>(random_);
  StreamSealer sealer_{key_, random_};
  std::vector<base::Bytes> chunks_ = {sealer_.push(as_bytes("first"), ChunkKind::more_follow),
                                      sealer_.push(as_bytes("second"), ChunkKind::more_follow),
                                      sealer_.push(as_bytes("third"), ChunkKind::final)};

  [[nodiscard]] StreamOpener opener() const { return {key_, sealer_.header()}; }
  // accepted counts the chunks that are opened before the first failure.
  [[nodiscard]] std::size_t accepted(const std::vector<base::Bytes>& chunks) const {
    auto stream = opener();
    return static_cast<std::size_t>(std::ranges::find_if(chunks, [&](const auto& chunk) { return !stream.pull(chunk); }) -
                                    chunks.begin());
  }
};

TEST_F(Stream, OpensInOrder) {
  auto stream = opener();
  EXPECT_EQ(chunks_[0].size(), 5 + stream_chunk_overhead);
  EXPECT_EQ(stream.pull(chunks_[0]).value().data, to_bytes("first"));
  const auto second = stream.pull(chunks_[1]).value();
  EXPECT_EQ(second.kind, ChunkKind::more_follow);
  EXPECT_EQ(test::error_of(stream.finish()), CryptoError::stream_truncated);
  const auto third = stream.pull(chunks_[2]).value();
  EXPECT_EQ(third.kind, ChunkKind::final);
  EXPECT_EQ(third.data, to_bytes("third"));
  EXPECT_TRUE(stream.finish());
}

TEST_F(Stream, RefusesReorderedRepeatedAndMissingChunks) {
  EXPECT_EQ(accepted({chunks_[1], chunks_[0], chunks_[2]}), 0U);
  EXPECT_EQ(accepted({chunks_[0], chunks_[0], chunks_[1]}), 1U);
  EXPECT_EQ(accepted({chunks_[0], chunks_[2]}), 1U);
}

TEST_F(Stream, RefusesEveryAlteredByteOfEveryChunk) {
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    for (std::size_t at = 0; at < chunks_[i].size(); ++at) {
      auto altered = chunks_;
      altered[i][at] ^= 1;
      ASSERT_EQ(accepted(altered), i) << at;
    }
  }
}

TEST_F(Stream, RefusesEveryTruncatedAndExtendedChunk) {
  for (std::size_t size = 0; size < chunks_[0].size(); ++size) {
    auto stream = opener();
    EXPECT_EQ(test::error_of(stream.pull(base::ByteView(chunks_[0]).first(size))), CryptoError::chunk_rejected);
  }
  chunks_[0].push_back(0);
  EXPECT_EQ(accepted(chunks_), 0U);
}

TEST_F(Stream, RefusesEverythingAfterAFailure) {
  auto stream = opener();
  EXPECT_FALSE(stream.pull(chunks_[1]));
  EXPECT_EQ(test::error_of(stream.pull(chunks_[0])), CryptoError::chunk_rejected);
  EXPECT_FALSE(stream.finish());
}

TEST_F(Stream, RefusesDataAfterTheFinalChunk) {
  auto stream = opener();
  for (const auto& chunk : chunks_) ASSERT_TRUE(stream.pull(chunk));
  EXPECT_EQ(test::error_of(stream.pull(chunks_[2])), CryptoError::stream_ended);
  EXPECT_THROW((void)sealer_.push({}, ChunkKind::final), std::logic_error);
}

TEST_F(Stream, RefusesOtherKeyAndHeader) {
  StreamOpener other_key(random_secret<FileKey>(random_), sealer_.header());
  EXPECT_FALSE(other_key.pull(chunks_[0]));
  auto header = sealer_.header();
  for (auto& byte : header) {
    byte ^= 1;
    StreamOpener other_header(key_, header);
    EXPECT_FALSE(other_header.pull(chunks_[0]));
    byte ^= 1;
  }
}

TEST_F(Stream, MovedStreamGoesOn) {
  auto first = opener();
  ASSERT_TRUE(first.pull(chunks_[0]));
  auto second = std::move(first);
  EXPECT_TRUE(second.pull(chunks_[1]));
}

TEST_F(Stream, EmptyFileIsOneFinalChunk) {
  StreamSealer sealer(key_, random_);
  const auto only = sealer.push({}, ChunkKind::final);
  EXPECT_EQ(stream_header_size + only.size(), sealed_stream_size(0, 65536));
  StreamOpener stream(key_, sealer.header());
  EXPECT_TRUE(stream.pull(only).value().data.empty());
  EXPECT_TRUE(stream.finish());
}

TEST_F(Stream, SizesAreAsDocumented) {
  EXPECT_EQ(sealed_stream_size(10, 10), 24U + 10 + 17);
  EXPECT_EQ(sealed_stream_size(11, 10), 24U + 11 + 2 * 17);
}

// Our sealer takes its header from outside; the stream must still be libsodium's own.
TEST_F(Stream, IsLibsodiumsFormat) {
  crypto_secretstream_xchacha20poly1305_state state;
  ASSERT_EQ(crypto_secretstream_xchacha20poly1305_init_pull(&state, sealer_.header().data(), key_.expose().data()), 0);
  base::Bytes out(6);
  unsigned char tag = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(crypto_secretstream_xchacha20poly1305_pull(&state, out.data(), nullptr, &tag, chunks_[i].data(), chunks_[i].size(),
                                                         nullptr, 0),
              0);
  }
  EXPECT_EQ(tag, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
  StreamHeader header;
  crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key_.expose().data());
  base::Bytes sealed(3 + stream_chunk_overhead);
  crypto_secretstream_xchacha20poly1305_push(&state, sealed.data(), nullptr, as_bytes("abc").data(), 3, nullptr, 0,
                                             crypto_secretstream_xchacha20poly1305_TAG_FINAL);
  StreamOpener stream(key_, header);
  EXPECT_EQ(stream.pull(sealed).value().data, to_bytes("abc"));
}

// libsodium's other tags (end of a push, rekey) have no place in our files.
TEST_F(Stream, RefusesTagsOfNoUse) {
  for (unsigned char tag : {crypto_secretstream_xchacha20poly1305_TAG_PUSH, crypto_secretstream_xchacha20poly1305_TAG_REKEY}) {
    crypto_secretstream_xchacha20poly1305_state state;
    StreamHeader header;
    crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key_.expose().data());
    base::Bytes sealed(3 + stream_chunk_overhead);
    crypto_secretstream_xchacha20poly1305_push(&state, sealed.data(), nullptr, as_bytes("abc").data(), 3, nullptr, 0, tag);
    StreamOpener stream(key_, header);
    EXPECT_EQ(test::error_of(stream.pull(sealed)), CryptoError::chunk_rejected);
  }
}

}  // namespace
}  // namespace valise::crypto
