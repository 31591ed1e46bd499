#include "base/reader.hpp"

#include <gtest/gtest.h>

#include "base/writer.hpp"

namespace valise::base {
namespace {

TEST(Reader, ReadsBigEndianIntegers) {
  const Bytes data = Writer{}.u8(1).u16(0x0203).u32(0x04050607).u64(0x08090a0b0c0d0e0f).take();
  Reader reader(data);
  EXPECT_EQ(reader.u8().value(), 1);
  EXPECT_EQ(reader.u16().value(), 0x0203);
  EXPECT_EQ(reader.u32().value(), 0x04050607U);
  EXPECT_EQ(reader.u64().value(), 0x08090a0b0c0d0e0fU);
  EXPECT_TRUE(reader.finish());
}

TEST(Reader, FailedReadMovesNothing) {
  const Bytes data{0x40, 0x50, 1, 2};  // a length of 80 with two bytes behind it
  Reader reader(data);
  EXPECT_EQ(reader.opaque().error().code, ReadError::truncated);
  EXPECT_EQ(reader.u64().error().code, ReadError::truncated);
  EXPECT_EQ(reader.remaining(), 4U);
}

TEST(Reader, RefusesTrailingBytes) {
  const Bytes data{1, 2};
  Reader reader(data);
  ASSERT_TRUE(reader.u8());
  EXPECT_EQ(reader.finish().error().code, ReadError::trailing_bytes);
}

TEST(Reader, VarintRoundTripsAtEveryEdge) {
  for (std::uint32_t length : {0U, 1U, 0x3fU, 0x40U, 0x3fffU, 0x4000U, 0x3fffffffU}) {
    const Bytes data = Writer{}.varint(length).take();
    Reader reader(data);
    EXPECT_EQ(reader.varint().value(), length);
    EXPECT_TRUE(reader.empty());
  }
}

TEST(Reader, VarintRefusesNonMinimalForms) {
  for (const Bytes& data : {Bytes{0x40, 0x3f}, Bytes{0x80, 0, 0x3f, 0xff}, Bytes{0x80, 0, 0, 1}}) {
    EXPECT_EQ(Reader(data).varint().error().code, ReadError::non_minimal_length);
  }
}

TEST(Reader, VarintRefusesThePrefixThatMeansNothing) {
  const Bytes data{0xc0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(Reader(data).varint().error().code, ReadError::bad_length_prefix);
}

TEST(Writer, RefusesLengthsThatHaveNoEncoding) { EXPECT_THROW(Writer{}.varint(0x40000000), std::length_error); }

}  // namespace
}  // namespace valise::base
