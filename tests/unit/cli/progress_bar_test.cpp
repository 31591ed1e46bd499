#include "cli/progress_bar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace valise::cli {
namespace {

using std::chrono::milliseconds;

TEST(ProgressLine, ShowsNameBarShareAndSpeed) {
  EXPECT_EQ(progress_line({"draft.pdf", 5'242'880, 10'485'760, 5'242'880, milliseconds(2000)}, 60),
            "draft.pdf                    [#####.....]  50%    2.5 MiB/s");
}

TEST(ProgressLine, HasNoSpeedBeforeTimeHasPassedAndNoShareOfNothing) {
  EXPECT_EQ(progress_line({"empty", 0, 0, 0, milliseconds(0)}, 60),
            "empty                        [..........]                  ");
}

TEST(ProgressLine, NeverExceedsItsWidthOrGoesBeyondTheEnd) {
  const auto line = progress_line({std::string(200, 'x'), 900, 300, 900, milliseconds(1)}, 80);
  EXPECT_LE(line.size(), 80U + 2U) << "the ellipsis takes three bytes for one column";
  EXPECT_NE(line.find("100%"), std::string::npos);
}

TEST(ProgressLine, MakesNamesHarmless) { EXPECT_EQ(progress_line({"\x1b[2J", 1, 1, 0, {}}, 60).find('\x1b'), std::string::npos); }

TEST(SizeText, ChoosesTheUnit) {
  EXPECT_EQ(size_text(1023, language::Speaker()), "1023 B");
  EXPECT_EQ(size_text(1536, language::Speaker()), "1.5 KiB");
  EXPECT_EQ(size_text(3'250'586, language::Speaker()), "3.1 MiB");
  EXPECT_EQ(size_text(5'368'709'120, language::Speaker()), "5.0 GiB");
}

TEST(ProgressBar, IsSilentWhereItIsNotWanted) {
  std::ostringstream out;
  ProgressBar bar(out, false);
  EXPECT_FALSE(bar.callback());
  bar.show("a", 1, 2);
  bar.finish();
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBar, RedrawsTenTimesASecondAtMostButAlwaysTheEnd) {
  std::ostringstream out;
  ProgressBar bar(out, true, 60);
  const ProgressBar::Clock::time_point start{};
  for (int i = 0; i <= 1000; ++i) bar.show("a", static_cast<std::uint64_t>(i), 1000, start + milliseconds(i));
  bar.finish();
  const auto text = out.str();
  EXPECT_EQ(std::ranges::count(text, '\r'), 11);
  EXPECT_NE(text.find("100%"), std::string::npos);
  EXPECT_EQ(text.back(), '\n');
}

TEST(ProgressBar, GivesEachFileItsLine) {
  std::ostringstream out;
  ProgressBar bar(out, true, 60);
  bar.show("a", 10, 10);
  bar.show("b", 10, 10);
  bar.finish();
  bar.finish();
  const auto text = out.str();
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
}

TEST(ProgressBar, DoesNotCountWhatWasThereBeforeAsSpeed) {
  std::ostringstream out;
  ProgressBar bar(out, true, 60);
  const ProgressBar::Clock::time_point start{};
  bar.show("a", 50 * 1'048'576, 100 * 1'048'576, start);
  bar.show("a", 51 * 1'048'576, 100 * 1'048'576, start + milliseconds(1000));
  EXPECT_NE(out.str().find(" 1.0 MiB/s"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace valise::cli
