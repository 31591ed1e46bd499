#include "cli/terminal_text.hpp"

#include <gtest/gtest.h>

namespace valise::cli {
namespace {

TEST(TerminalLine, LeavesOrdinaryTextOfAnyScriptAlone) {
  for (const char* text : {"Office of the Director", "Procuradoria-Geral da República", "النيابة العامة", "最高人民检察院",
                           "می‌خواهم", "😀"}) {
    EXPECT_EQ(terminal_line(text), text);
  }
}

TEST(TerminalLine, TakesThePowerOutOfEscapeSequences) {
  EXPECT_EQ(terminal_line("\x1b[2Jgone"), "\uFFFD[2Jgone");
  EXPECT_EQ(terminal_line("\x1b]0;title\x07"), "\uFFFD]0;title\uFFFD");
  EXPECT_EQ(terminal_line("\u009B31mred"), "\uFFFD31mred") << "the one-character form of ESC [";
  EXPECT_EQ(terminal_line("a\bb\x7f"), "a\uFFFDb\uFFFD");
  EXPECT_EQ(terminal_line(std::string_view("a\0b", 3)), "a\uFFFDb");
}

TEST(TerminalLine, ShowsFileNamesInTheirRealOrder) {
  EXPECT_EQ(terminal_line("draft\u202Efdp.exe"), "draftfdp.exe");
  EXPECT_EQ(terminal_line("a\u2066b\u2069c\u200Ed\u061Ce\uFEFFf\u200Bg"), "abcdefg");
  EXPECT_EQ(terminal_line("a\U000E0041b"), "ab") << "tag characters";
}

TEST(TerminalLine, IsOneLine) { EXPECT_EQ(terminal_line("a\nb\r\nc\rd\u2028e\tf"), "a b c d e f"); }

TEST(TerminalLine, ReplacesBrokenUtf8) {
  EXPECT_EQ(terminal_line("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(terminal_line("\xC0\x9B"), "\uFFFD\uFFFD") << "overlong";
  EXPECT_EQ(terminal_line("\xE0\x82\x9B"), "\uFFFD\uFFFD\uFFFD") << "overlong CSI";
  EXPECT_EQ(terminal_line("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "surrogate";
  EXPECT_EQ(terminal_line("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "above U+10FFFF";
  EXPECT_EQ(terminal_line("\xE2\x80"), "\uFFFD\uFFFD") << "cut off";
  EXPECT_EQ(terminal_line("\xC3(x"), "\uFFFD(x") << "the character behind is not swallowed";
}

TEST(TerminalBlock, IndentsEveryLineSoThatNoneCanPassForOurs) {
  EXPECT_EQ(terminal_block("hello\nFrom       ke-odpp\r\n\rvalise: sent", "  "),
            "  hello\n  From       ke-odpp\n  \n  valise: sent");
  EXPECT_EQ(terminal_block("a\u2029From\u0085b", "> "), "> a\n> From\n> b");
}

TEST(EscapedJson, WritesDangerousCharactersAsEscapes) {
  EXPECT_EQ(escaped_json("{\"a\":\"\u202Ex\u009B\x7f\"}"), R"({"a":"\u202ex\u009b\u007f"})");
  EXPECT_EQ(escaped_json("\"\U000E0041\""), R"("\udb40\udc41")");
  EXPECT_EQ(escaped_json("\"\xFF é\""), "\"\uFFFD é\"");
}

TEST(FirstColumns, CutOffWhatDoesNotFit) {
  EXPECT_EQ(first_columns("abcdef", 6), "abcdef");
  EXPECT_EQ(first_columns("abcdef", 5), "abcd…");
  EXPECT_EQ(first_columns("日本語", 6), "日本語") << "two columns each";
  EXPECT_EQ(first_columns("日本語", 5), "日本…");
  EXPECT_EQ(first_columns("日本語", 4), "日…");
  EXPECT_EQ(first_columns("", 5), "");
}

}  // namespace
}  // namespace valise::cli
