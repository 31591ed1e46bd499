// Texts in columns: how wide they are, where their lines end, and which way they run.
#include "language/lines.hpp"

namespace valise::language {
namespace {

using Lines = std::vector<std::string>;

TEST(Lines, CountColumns) {
  EXPECT_EQ(columns("valise"), 6u);
  EXPECT_EQ(columns("Échéance"), 8u);
  EXPECT_EQ(columns("E\u0301"), 1u) << "a combining mark takes none";
  EXPECT_EQ(columns("会话室，"), 8u);
  EXPECT_EQ(columns("مُرحِّل"), 4u) << "nor do vowel signs";
  EXPECT_EQ(columns("\u2068ab\u2069"), 2u) << "nor do isolates";
}

TEST(Lines, EndBehindWords) {
  EXPECT_EQ(wrapped("one two three", 8), (Lines{"one two", "three"}));
  EXPECT_EQ(wrapped("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(wrapped("a-very-long-option b", 5), (Lines{"a-very-long-option", "b"})) << "an option stays whole";
  EXPECT_EQ(wrapped("see `valise send` now", 5), (Lines{"see", "`valise send`", "now"})) << "and a command";
  EXPECT_EQ(wrapped("one\n\ntwo", 80), (Lines{"one", "", "two"}));
  EXPECT_EQ(wrapped("", 80), (Lines{""}));
}

TEST(Lines, EndBetweenIdeographsButNotBeforeTheirSigns) {
  EXPECT_EQ(wrapped("列出会话室", 4), (Lines{"列出", "会话", "室"}));
  EXPECT_EQ(wrapped("列出，会话", 4), (Lines{"列", "出，", "会话"}));
  EXPECT_EQ(wrapped("（列出）", 4), (Lines{"（列", "出）"}));
  EXPECT_EQ(wrapped("用 --room 写", 6), (Lines{"用", "--room", "写"}));
}

TEST(Lines, KeepFrenchSignsWithTheirWords) {
  EXPECT_EQ(wrapped("le texte : ceci", 8), (Lines{"le", "texte :", "ceci"}));
  EXPECT_EQ(wrapped("est « dit » ici", 7), (Lines{"est", "« dit »", "ici"}));
}

TEST(Lines, SetLatinApartInArabicOnly) {
  EXPECT_EQ(set_apart_runs("Answer --room (`valise send`).", Language::en), "Answer --room (`valise send`).");
  EXPECT_EQ(set_apart_runs("في --room (`valise send`)، 30s.", Language::ar),
            "في \u2068--room\u2069 (\u2068`valise send`\u2069)، \u206830s\u2069.");
  EXPECT_EQ(set_apart_runs("وLC_ALL - نص", Language::ar), "و\u2068LC_ALL\u2069 - نص");
  EXPECT_EQ(set_apart_runs("ينتهي بـ .zip", Language::ar), "ينتهي بـ \u2068.zip\u2069");
  EXPECT_EQ(set_apart_runs("نص. --room نص", Language::ar), "نص. \u2068--room\u2069 نص");
  EXPECT_EQ(set_beside("نص", Language::ar), "\u2067نص\u2069");
  EXPECT_EQ(set_beside("текст", Language::ru), "текст");
}

}  // namespace
}  // namespace valise::language
