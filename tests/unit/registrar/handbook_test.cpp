#include "keys/registrar/handbook/handbook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "base/text_encoding.hpp"
#include "tests/generator/generate.hpp"

namespace valise::registrar::handbook {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const directory::Log& generated_log() {
  static const auto log = [] {
    tests::SeededRandom random;
    const tests::RelayDescription relay{.id = random.id<base::RelayId>(),
                                        .log_key = crypto::SigningKey::generate(random).verify_key()};
    directory::Log out;
    for (const auto& entry : tests::generate({.authorities = 386, .officers = 386, .devices = 0}, relay, random).entries) {
      out.append(entry).value();
    }
    return out;
  }();
  return log;
}

Pages pages_in(Language language) {
  return make_pages(generated_log(), {.language = language, .today = *calendar::parse_day("2026-11-22")});
}

// tags_of gives the names of the elements that a page opens and closes, in order: "p", "/p".
std::vector<std::string> tags_of(const std::string& page) {
  static const std::regex tag("<(/?[a-z0-9]+)[^>]*>");
  std::vector<std::string> out;
  for (std::sregex_iterator it(page.begin(), page.end(), tag), end; it != end; ++it) out.push_back((*it)[1]);
  return out;
}

void expect_balanced(const std::string& name, const std::string& page) {
  std::vector<std::string> open;
  for (const auto& tag : tags_of(page)) {
    if (tag == "meta" || tag == "link" || tag == "br") continue;
    if (tag.front() != '/') {
      open.push_back(tag);
      continue;
    }
    ASSERT_FALSE(open.empty()) << name;
    ASSERT_EQ(open.back(), tag.substr(1)) << name;
    open.pop_back();
  }
  EXPECT_TRUE(open.empty()) << name;
}

TEST(Handbook, HasAPageForEachCountryArticleAndNetwork) {
  const auto pages = pages_in(Language::en);
  EXPECT_TRUE(pages.contains("country-ke.html"));
  EXPECT_TRUE(pages.contains("article-untoc-18.html"));
  EXPECT_TRUE(pages.contains("network-wacap.html"));
  EXPECT_THAT(pages.at("country-ke.html"), HasSubstr("Ministry of Justice, Kenya"));
  EXPECT_THAT(pages.at("index.html"), HasSubstr("country-ke.html"));
}

TEST(Handbook, BearsHeadAndDate) {
  for (const auto& [name, page] : pages_in(Language::fr)) {
    if (name == "handbook.css") continue;
    EXPECT_THAT(page, HasSubstr(base::to_hex(generated_log().head().root.view()))) << name;
    EXPECT_THAT(page, HasSubstr("2026-11-22")) << name;
  }
}

TEST(Handbook, IsWellFormedInEachLanguage) {
  for (const auto language : {Language::en, Language::fr, Language::es, Language::ar, Language::ru, Language::zh}) {
    for (const auto& [name, page] : pages_in(language)) {
      if (name == "handbook.css") continue;
      expect_balanced(name, page);
      EXPECT_THAT(page, HasSubstr("<html lang=\"" + std::string(tag_of(language)) + "\"")) << name;
      EXPECT_EQ(tags_of(page)[0], "html") << name;
    }
  }
}

// Every link within the handbook leads to a page and a section that exist.
TEST(Handbook, LinksLeadSomewhere) {
  const auto pages = pages_in(Language::en);
  const std::regex link("href=\"([^\"#:]*)(#([^\"]*))?\"");
  for (const auto& [name, page] : pages) {
    for (std::sregex_iterator it(page.begin(), page.end(), link), end; it != end; ++it) {
      const std::string target = (*it)[1].length() == 0 ? name : (*it)[1].str();
      ASSERT_TRUE(pages.contains(target)) << name << " links to " << target;
      if ((*it)[3].length() > 0) {
        EXPECT_THAT(pages.at(target), HasSubstr("id=\"" + (*it)[3].str() + '"')) << name;
      }
    }
  }
}

TEST(Handbook, ReadsFromTheRightInArabic) {
  const auto pages = pages_in(Language::ar);
  EXPECT_THAT(pages.at("country-eg.html"), HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_THAT(pages.at("country-eg.html"), HasSubstr("وزارة العدل"));
  // A text that exists in another language only says which.
  EXPECT_THAT(pages.at("country-eg.html"), HasSubstr("lang=\"en\" dir=\"ltr\""));
}

TEST(Handbook, AsksForNothingFromOutside) {
  for (const auto& [name, page] : pages_in(Language::en)) {
    EXPECT_THAT(page, Not(HasSubstr("<script"))) << name;
    EXPECT_THAT(page, Not(HasSubstr("src="))) << name;
    EXPECT_THAT(page, Not(HasSubstr("url("))) << name;
    EXPECT_THAT(page, Not(HasSubstr("@import"))) << name;
  }
}

TEST(Html, EscapesAllText) {
  Html page;
  page.element("p", "<script>alert('x')</script> & \"y\"", {{"title", "\"><img>"}});
  EXPECT_EQ(page.string(),
            "<p title=\"&quot;&gt;&lt;img&gt;\">&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;</p>");
}

TEST(Html, LeavesOutWhatTurnsTextRound) { EXPECT_EQ(Html().text("a\u202Eb\u2066c\x1b[2J").string(), "abc[2J"); }

TEST(Html, LinksOnlyToPlainAddresses) {
  EXPECT_TRUE(safe_link("https://example.org/a?b=c"));
  EXPECT_TRUE(safe_link("mailto:a@example.org"));
  EXPECT_FALSE(safe_link("javascript:alert(1)"));
  EXPECT_FALSE(safe_link("https://example.org/\" onclick=\"x"));
  EXPECT_FALSE(safe_link("data:text/html,x"));
}

}  // namespace
}  // namespace valise::registrar::handbook
