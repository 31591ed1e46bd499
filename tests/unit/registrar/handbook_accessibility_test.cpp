// The handbook is for everybody: what a screen reader needs of each page, and of the PDF. The checker is shown to find each
// fault.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "keys/registrar/handbook/handbook.hpp"
#include "keys/registrar/pdf.hpp"
#include "tests/generator/generate.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::registrar::handbook {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Tag {
  std::string name;  // "/p" closes
  std::map<std::string, std::string> attributes;
  std::string text;  // up to the next tag

  [[nodiscard]] bool has(const std::string& attribute) const { return attributes.contains(attribute); }
};

// The handbook escapes every quote and angle bracket of a text, so these mean markup.
Tag tag_of(std::string_view inside) {
  const auto end = std::min(inside.find(' '), inside.size());
  Tag out{std::string(inside.substr(0, end)), {}, {}};
  for (auto rest = inside.substr(end); !rest.empty();) {
    const auto equals = rest.find("=\"");
    if (equals == std::string_view::npos) break;
    const auto value = rest.substr(equals + 2);
    const auto name = rest.substr(rest.find_first_not_of(' '));
    out.attributes[std::string(name.substr(0, name.find('=')))] = value.substr(0, value.find('"'));
    rest = value.substr(std::min(value.find('"'), value.size() - 1) + 1);
  }
  return out;
}

std::vector<Tag> tags_of(std::string_view page) {
  std::vector<Tag> out;
  for (auto at = page.find('<'); at != std::string_view::npos; at = page.find('<', at)) {
    const auto end = page.find('>', at);
    if (page[at + 1] != '!') {
      out.push_back(tag_of(page.substr(at + 1, end - at - 1)));
      out.back().text = page.substr(end + 1, page.find('<', end) - end - 1);
    }
    at = end;
  }
  return out;
}

// Checker goes through a page once and notes what is wrong with it.
class Checker {
 public:
  std::set<std::string> faults(const std::string& page) {
    for (const auto& tag : tags_of(page)) {
      if (tag.name.front() == '/') {
        close(tag.name.substr(1));
      } else {
        open(tag);
      }
    }
    if (counts_["main"] != 1) note("not one main landmark");
    if (counts_["footer"] != 1) note("not one footer");
    if (counts_["h1"] != 1) note("not one h1");
    if (counts_["title"] != 1 || title_.empty()) note("no title");
    if (counts_["html"] != 1) note("no html");
    return faults_;
  }

 private:
  void note(const char* fault) { faults_.insert(fault); }
  [[nodiscard]] bool within(std::string_view name) const { return std::ranges::find(open_, name) != open_.end(); }
  [[nodiscard]] bool directly_in(const std::set<std::string>& names) const {
    return !open_.empty() && names.contains(open_.back());
  }

  void open(const Tag& tag) {
    const auto& name = tag.name;
    ++counts_[name];
    if (name == "title") title_ = tag.text;
    if (name == "html") check_html(tag);
    if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') check_heading(name[1] - '0');
    if (name == "nav" && !tag.has("aria-label")) note("a nav without a name");
    if (name == "a") check_link(tag);
    if (name == "img" && !tag.has("alt")) note("an image without words");
    if (name == "th" && !tag.has("scope")) note("a table header without scope");
    if (name == "table") headed_ = false;
    if (name == "th") headed_ = true;
    if (name == "li" && !directly_in({"ul", "ol"})) note("an item outside a list");
    if ((name == "dt" || name == "dd") && !directly_in({"dl", "div"})) note("a term outside a list");
    if (tag.has("id") && !ids_.insert(tag.attributes.at("id")).second) note("an id twice");
    if (tag.has("lang") && tag.attributes.at("lang").empty()) note("an empty language");
    if (!within("main") && !within("footer") && !within("nav") && within("body") && name == "p")
      note("text outside the landmarks");
    if (name != "meta" && name != "link" && name != "br" && name != "img") open_.push_back(name);
    said_ = !tag.text.empty();
  }
  void close(const std::string& name) {
    if (name == "a" && !said_) note("a link without words");
    if (name == "table" && !headed_) note("a table without headers");
    if (!open_.empty() && open_.back() == name) open_.pop_back();
  }
  void check_html(const Tag& tag) {
    const auto direction = tag.has("dir") ? tag.attributes.at("dir") : "";
    if (!tag.has("lang") || (direction != "ltr" && direction != "rtl")) note("no language or direction");
  }
  void check_heading(int level) {
    if (level > heading_ + 1) note("a heading skips a level");
    heading_ = level;
  }
  void check_link(const Tag& tag) {
    if (!tag.has("href") || tag.attributes.at("href").empty()) note("a link that leads nowhere");
    const bool first = counts_["a"] == 1;
    if (first && tag.attributes.at("href") != "#content") note("the first link does not skip to the content");
  }

  std::set<std::string> faults_;
  std::map<std::string, int> counts_;
  std::vector<std::string> open_;
  std::set<std::string> ids_;
  std::string title_;
  int heading_ = 0;
  bool headed_ = false;
  bool said_ = false;
};

std::set<std::string> faults_of(const std::string& page) { return Checker().faults(page); }

constexpr std::string_view kGood =
    "<html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\"><title>T</title></head><body><a href=\"#content\">Skip</a>"
    "<nav aria-label=\"N\"><a href=\"index.html\">Up</a></nav><main id=\"content\"><h1>One</h1><h2>Two</h2><ul><li>x</li></ul>"
    "<dl><dt>a</dt><dd>b</dd></dl><table><tr><th scope=\"col\">c</th></tr></table></main><footer><p>f</p></footer></body></html>";

std::string spoilt(std::string_view from, std::string_view to) {
  std::string out(kGood);
  out.replace(out.find(from), from.size(), to);
  return out;
}

TEST(Checker, FindsEachFault) {
  EXPECT_THAT(faults_of(std::string(kGood)), IsEmpty());
  const struct {
    std::string_view from, to;
    const char* fault;
  } cases[] = {{" lang=\"en\"", "", "no language or direction"},
               {" dir=\"ltr\"", " dir=\"up\"", "no language or direction"},
               {"<title>T</title>", "<title></title>", "no title"},
               {"#content\">Skip", "x.html\">Skip", "the first link does not skip to the content"},
               {" aria-label=\"N\"", "", "a nav without a name"},
               {">Up<", "><", "a link without words"},
               {"<h1>One</h1>", "<h1>One</h1><h1>Once more</h1>", "not one h1"},
               {"<h2>Two</h2>", "<h3>Two</h3>", "a heading skips a level"},
               {"<ul><li>x</li></ul>", "<li>x</li>", "an item outside a list"},
               {"<dl><dt>a</dt><dd>b</dd></dl>", "<dt>a</dt>", "a term outside a list"},
               {" scope=\"col\"", "", "a table header without scope"},
               {"<th scope=\"col\">c</th>", "<td>c</td>", "a table without headers"},
               {"<h2>Two</h2>", "<h2 id=\"content\">Two</h2>", "an id twice"},
               {"<footer><p>f</p></footer>", "<p>f</p>", "text outside the landmarks"},
               {"<ul>", "<img src=\"x\"><ul>", "an image without words"}};
  for (const auto& one : cases) EXPECT_THAT(faults_of(spoilt(one.from, one.to)), Contains(one.fault)) << one.to;
}

Pages pages_in(Language language) {
  static const auto log = [] {
    tests::SeededRandom random;
    const tests::RelayDescription relay{.id = random.id<base::RelayId>(),
                                        .log_key = crypto::SigningKey::generate(random).verify_key()};
    directory::Log out;
    for (const auto& entry : tests::generate({.authorities = 40, .officers = 40, .devices = 0}, relay, random).entries) {
      out.append(entry).value();
    }
    return out;
  }();
  return make_pages(log, {.language = language, .today = *calendar::parse_day("2026-11-22")});
}

TEST(Handbook, IsAccessibleInEachLanguage) {
  for (const auto language : {Language::en, Language::fr, Language::es, Language::ar, Language::ru, Language::zh}) {
    std::size_t pages = 0;
    for (const auto& [name, page] : pages_in(language)) {
      if (!name.ends_with(".html")) continue;
      ++pages;
      ASSERT_THAT(faults_of(page), IsEmpty()) << name;
    }
    EXPECT_GT(pages, 40U);
  }
}

TEST(Handbook, PdfIsTaggedWithLanguageAndTitle) {
  const tests::TempFolder folder("handbook-pdf");
  const auto pages = pages_in(Language::ar);
  for (const auto* name : {"index.html", "handbook.css"}) tests::write_file(folder / name, pages.at(name));
  const auto pdf = folder / "index.pdf";
  if (const auto printed = print_to_pdf(folder / "index.html", pdf); !printed) {
    GTEST_SKIP() << "WeasyPrint (Debian package weasyprint) is missing: " << printed.error().message();
  }
  const auto info = tests::run({.arguments = {"pdfinfo", pdf.string()}, .environment = {}});
  if (info.code != 0) GTEST_SKIP() << "pdfinfo (Debian package poppler-utils) is missing";
  EXPECT_THAT(info.out, ::testing::ContainsRegex("Tagged: +yes"));
  EXPECT_THAT(info.out, ::testing::ContainsRegex("Title: +[^ \n]"));
  const auto bytes = tests::read_file(pdf);
  EXPECT_THAT(bytes, HasSubstr("/Lang (ar)"));
  EXPECT_THAT(bytes, HasSubstr("pdfuaid:part=\"1\""));
}

}  // namespace
}  // namespace valise::registrar::handbook
