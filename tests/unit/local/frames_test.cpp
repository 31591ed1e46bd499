#include "local/frames.hpp"

#include <gtest/gtest.h>

namespace valise::local {
namespace {

v1::CommandToDesk input(std::string data) {
  v1::CommandToDesk out;
  out.mutable_input()->set_data(std::move(data));
  return out;
}

TEST(Frames, ComeOutAsTheyWentInWhereverTheyAreCut) {
  const std::string bytes = *encode(input("one")) + *encode(input("")) + *encode(input(std::string(70'000, 'x')));
  for (const std::size_t step : {std::size_t{1}, std::size_t{3}, bytes.size()}) {
    FrameReader reader;
    std::vector<std::string> seen;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      reader.add(std::string_view(bytes).substr(at, step));
      for (v1::CommandToDesk frame; reader.next(frame);) seen.push_back(frame.input().data());
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"one", "", std::string(70'000, 'x')})) << step;
    EXPECT_FALSE(reader.broken());
  }
}

TEST(Frames, TooLongIsRefusedBeforeItIsThere) {
  FrameReader reader;
  reader.add(std::string("\x00\x10\x00\x01", 4));  // one byte more than kMostFrame
  v1::CommandToDesk frame;
  EXPECT_FALSE(reader.next(frame));
  EXPECT_TRUE(reader.broken());
  reader.add(*encode(input("late")));
  EXPECT_FALSE(reader.next(frame)) << "it went on behind a fault";
  EXPECT_FALSE(encode(input(std::string(kMostFrame, 'x')))) << "what no reader takes was made";
}

TEST(Frames, WhatIsNoMessageEndsTheReading) {
  FrameReader reader;
  reader.add(std::string("\x00\x00\x00\x02\xff\xff", 6));
  v1::CommandToDesk frame;
  EXPECT_FALSE(reader.next(frame));
  EXPECT_TRUE(reader.broken());
}

}  // namespace
}  // namespace valise::local
