#include "client-sdk/client/safe_name.hpp"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace valise::sdk::client {
namespace {

TEST(SafeName, KeepsOrdinaryNamesInAnyScript) {
  for (const std::string name : {"draft.pdf", "Запрос о сохранении.docx", "请求.pdf", "a b.txt", "UPPER.TXT"}) {
    EXPECT_EQ(safe_name(name), name);
  }
}

TEST(SafeName, NeverLeavesTheFolder) {
  EXPECT_EQ(safe_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(safe_name("C:\\Windows\\evil.exe"), "evil.exe");
  EXPECT_EQ(safe_name(".."), "file");
  EXPECT_EQ(safe_name("/"), "file");
  EXPECT_EQ(safe_name(""), "file");
}

TEST(SafeName, MakesNoHiddenFiles) { EXPECT_EQ(safe_name("...bashrc"), "bashrc"); }

TEST(SafeName, DropsWhatMisleadsTheReader) {
  EXPECT_EQ(safe_name("annex\xE2\x80\xAE"
                      "fdp.exe"),
            "annexfdp.exe");  // right-to-left override
  EXPECT_EQ(safe_name("a\x1b[31mb\n.txt"), "a[31mb.txt");
  EXPECT_EQ(safe_name("a\xff\xc0\x80.txt"), "a.txt");  // not UTF-8, overlong
}

TEST(SafeName, ShortensAndKeepsTheExtension) {
  const std::string name = safe_name(std::string(400, 'x') + ".pdf");
  EXPECT_EQ(name.size(), 200U);
  EXPECT_TRUE(name.ends_with("x.pdf"));
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "ä";
  EXPECT_EQ(safe_name("a" + umlauts).size() % 2, 1U);  // cut between characters, not inside one
}

TEST(FreePath, NeverNamesAnExistingFile) {
  tests::TempFolder folder("free-path");
  EXPECT_EQ(free_path(folder.path(), "draft.pdf").filename(), "draft.pdf");
  tests::write_file(folder / "draft.pdf", "1");
  EXPECT_EQ(free_path(folder.path(), "draft.pdf").filename(), "draft (2).pdf");
  std::filesystem::create_symlink("nowhere", folder / "draft (2).pdf");
  EXPECT_EQ(free_path(folder.path(), "draft.pdf").filename(), "draft (3).pdf");
}

}  // namespace
}  // namespace valise::sdk::client
