// What differs between two versions of a text, and what became of a passage that somebody commented on.
#include "client-sdk/forms/difference.hpp"

#include <gtest/gtest.h>

#include <random>

namespace valise::sdk::forms {
namespace {

using What = TextPart::What;

std::string text_of(const std::vector<TextPart>& parts) {
  std::string out;
  for (const auto& part : parts) {
    out += part.what == What::kept ? part.text : part.what == What::removed ? "[-" + part.text + "-]" : "{+" + part.text + "+}";
  }
  return out;
}
std::string without(const std::vector<TextPart>& parts, What what) {
  std::string out;
  for (const auto& part : parts) out += part.what == what ? "" : part.text;
  return out;
}

TEST(Difference, ShowsRunsOfWords) {
  EXPECT_EQ(text_of(difference("The log shall be preserved without delay.", "The log shall be preserved within three days.")),
            "The log shall be preserved [-without delay-]{+within three days+}.");
  EXPECT_EQ(text_of(difference("One. Two. Three.", "One. Three.")), "One.[- Two.-] Three.");
  EXPECT_EQ(text_of(difference("", "New")), "{+New+}");
  EXPECT_EQ(text_of(difference("Old", "")), "[-Old-]");
  EXPECT_EQ(text_of(difference("same", "same")), "same");
}

TEST(Difference, WorksInAllScripts) {
  EXPECT_EQ(text_of(difference("请保存该日志六十天。", "请保存该日志九十天。")), "请保存该日志[-六-]{+九+}十天。");
  EXPECT_EQ(text_of(difference("Просим сохранить журнал", "Просим сохранить данные")), "Просим сохранить [-журнал-]{+данные+}");
  EXPECT_EQ(text_of(difference("يرجى حفظ السجل فورا", "يرجى حفظ البيانات فورا")), "يرجى حفظ [-السجل-]{+البيانات+} فورا");
}

TEST(Difference, GivesBothTextsBackWhateverTheyAre) {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"log ", "the ", "\n", "是", "日志", "é", ". ", "court", " ", ";", "ال", "𠀀"};
  const auto text = [&](std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += pieces[random() % std::size(pieces)];
    return out;
  };
  for (int i = 0; i < 300; ++i) {
    const auto before = text(random() % 60), after = text(random() % 60);
    const auto parts = difference(before, after);
    ASSERT_EQ(without(parts, What::added), before);
    ASSERT_EQ(without(parts, What::removed), after);
  }
}

TEST(Difference, IsBoundedForTextsOfAnySize) {
  std::string before, after;
  for (int i = 0; i < 15'000; ++i) {
    before += "a" + std::to_string(i) + " ";
    after += "b" + std::to_string(i) + " ";
  }
  const auto parts = difference(before, after);
  EXPECT_EQ(without(parts, What::added), before);
  EXPECT_EQ(without(parts, What::removed), after);
}

TEST(Trace, FollowsAPassage) {
  const std::string before = "The log shall be preserved without delay. The provider is not told.";
  const auto stands =
      trace("without delay", before, "First: the log shall be preserved without delay. The provider is not told.");
  EXPECT_EQ(stands.fate, PassageFate::stands);
  const auto changed = trace("without delay", before, "The log shall be preserved within three days. The provider is not told.");
  EXPECT_EQ(changed.fate, PassageFate::changed);
  EXPECT_EQ(changed.now, "within three days");
  const auto part =
      trace("be preserved without delay", before, "The log shall be preserved forthwith. The provider is not told.");
  EXPECT_EQ(part.fate, PassageFate::changed);
  EXPECT_EQ(part.now, "be preserved forthwith");
  EXPECT_EQ(trace("The provider is not told", before, "The log shall be preserved without delay.").fate, PassageFate::gone);
  EXPECT_EQ(trace("never written", before, before).fate, PassageFate::unknown);
}

TEST(Trace, WordsThatRecurDoNotLeadAstray) {
  const std::string before = "The log shall be preserved without delay. The provider shall not tell its customer.";
  const std::string after = "The log of the server shall be preserved within three days.";
  EXPECT_EQ(trace("shall be preserved", before, after).fate, PassageFate::stands);
  EXPECT_EQ(trace("The provider shall not tell its customer", before, after).fate, PassageFate::gone);
  EXPECT_EQ(trace("without delay", before, after).now, "within three days");
}

TEST(Trace, APassageThatWasMovedStands) {
  const std::string first = "The provider is not told of it. ", second = "The log shall be preserved without any delay. ";
  EXPECT_EQ(trace("The provider is not told of it", first + second, second + first).fate, PassageFate::stands);
  EXPECT_EQ(trace("log", "keep the log", "keep the file of the analogue").fate, PassageFate::changed)
      << "too short to be known again";
}

TEST(Trace, WordsThatCameBesideItAreNotTaken) {
  EXPECT_EQ(trace("preserved", "shall be preserved.", "shall be preserved at once.").fate, PassageFate::stands);
  EXPECT_EQ(trace("preserved", "shall be preserved.", "shall never be preserved.").fate, PassageFate::stands);
}

}  // namespace
}  // namespace valise::sdk::forms
