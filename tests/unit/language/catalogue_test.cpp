// What every text of the catalogue must be, in every language: there at all, with the plural forms of its language, with the same
// parameters and commands, in its own script.
#include "language/catalogue.hpp"

#include <unicode/plurrule.h>
#include <unicode/regex.h>
#include <unicode/strenum.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>

#include <filesystem>
#include <regex>
#include <set>

#include "tests/support/temp_folder.hpp"

namespace valise::language {
namespace {

using Names = std::multiset<std::string>;

std::size_t index_of(std::string_view category) {
  return static_cast<std::size_t>(std::ranges::find(category_names, category) - category_names.begin());
}

std::unique_ptr<icu::PluralRules> rules_of(Language language) {
  UErrorCode status = U_ZERO_ERROR;
  return std::unique_ptr<icu::PluralRules>(icu::PluralRules::forLocale(std::string(code_of(language)).c_str(), status));
}

std::set<std::string> categories_of(Language language) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> keywords(rules_of(language)->getKeywords(status));
  std::set<std::string> out;
  while (const char* keyword = keywords->next(nullptr, status)) out.insert(keyword);
  return out;
}

// A category that stands for one number only may leave the number out: "one file", "ملفان".
bool means_one_number(Language language, std::size_t category) {
  if (category_names[category] == "other") return false;
  const auto rules = rules_of(language);
  int found = 0;
  for (int number = 0; number < 2000; ++number) {
    std::string name;
    rules->select(number).toUTF8String(name);
    found += name == category_names[category] ? 1 : 0;
  }
  return found == 1;
}

Names all_of(const std::string& text, const std::regex& pattern) {
  Names out;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) out.insert(it->str());
  return out;
}

const char* said_in_english(std::string_view id) {
  const auto* entry = find(id);
  return entry == nullptr ? "" : entry->form(Language::en, Category::other);
}

Names parameters_of(const std::string& text) {
  static const std::regex parameter(R"(\{[a-z_0-9]+\})");
  return all_of(text, parameter);
}

Names commands_of(const std::string& text) {
  static const std::regex command("`[^`]+`|--[a-z-]+");
  return all_of(text, command);
}

bool has_characters(const std::string& text, const char* set) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeSet wanted(icu::UnicodeString::fromUTF8(set), status);
  const auto wide = icu::UnicodeString::fromUTF8(text);
  return wanted.span(wide, 0, USET_SPAN_NOT_CONTAINED) < wide.length();
}

// plain_of gives a text without parameters and commands: what is left is words.
std::string plain_of(const std::string& text) {
  static const std::regex foreign(R"(\{[a-z_0-9]+\}|`[^`]+`|--[a-z-]+|valise|UTC|INTERPOL|H[0-3]|KiB|MiB|GiB|PDF|JSON)");
  return std::regex_replace(text, foreign, "");
}

void check_script(const Entry& entry, Language language, const std::string& text) {
  const auto english = plain_of(entry.form(Language::en, Category::other));
  if (!has_characters(english, "[:L:]")) return;  // no words
  const char* script = language == Language::ar   ? "[:Arab:]"
                       : language == Language::zh ? "[:Hani:]"
                       : language == Language::ru ? "[:Cyrl:]"
                                                  : "[:Latn:]";
  EXPECT_TRUE(has_characters(plain_of(text), script)) << entry.id << " in " << code_of(language) << ": " << text;
}

void check_text(const Entry& entry, Language language, std::size_t category, const std::string& text) {
  const std::string english = entry.form(Language::en, Category::other);
  auto wanted = parameters_of(english);
  auto found = parameters_of(text);
  if (means_one_number(language, category)) {
    wanted.erase('{' + std::string(entry.plural) + '}');
    found.erase('{' + std::string(entry.plural) + '}');
  }
  EXPECT_EQ(found, wanted) << entry.id << " in " << code_of(language) << ": " << text;
  EXPECT_EQ(commands_of(text), commands_of(english)) << entry.id << " in " << code_of(language) << ": " << text;
  EXPECT_EQ(std::ranges::count(text, '{'), std::ranges::count(text, '}')) << entry.id;
  EXPECT_FALSE(text.empty() || text.front() == ' ' || text.back() == ' ') << entry.id << " in " << code_of(language);
  check_script(entry, language, text);
}

TEST(Catalogue, IsOrderedAndFound) {
  ASSERT_GT(catalogue().size(), 5u);
  EXPECT_TRUE(std::ranges::is_sorted(catalogue(), {}, [](const Entry& entry) { return std::string_view(entry.id); }));
  for (const auto& entry : catalogue()) EXPECT_EQ(find(entry.id), &entry);
  EXPECT_EQ(find("zzz"), nullptr);
}

TEST(Catalogue, EveryTextIsThereInEveryLanguage) {
  for (const auto& entry : catalogue()) {
    for (const auto language : all_languages) {
      EXPECT_NE(entry.texts.at(static_cast<std::size_t>(language)).back(), nullptr) << entry.id << " in " << code_of(language);
    }
  }
}

TEST(Catalogue, PluralsHaveEveryCategoryOfTheirLanguage) {
  for (const auto language : all_languages) {
    const auto wanted = categories_of(language);
    for (const auto& entry : catalogue()) {
      const auto& forms = entry.texts.at(static_cast<std::size_t>(language));
      for (const auto category : category_names) {
        const bool is_wanted = *entry.plural == '\0' ? category == "other" : wanted.contains(std::string(category));
        EXPECT_EQ(forms.at(index_of(category)) != nullptr, is_wanted)
            << entry.id << " in " << code_of(language) << ": " << category;
      }
    }
  }
}

TEST(Catalogue, CategoriesAreThoseThatTranslatorsAreTold) {
  EXPECT_EQ(categories_of(Language::ar).size(), 6u);
  EXPECT_EQ(categories_of(Language::ru), (std::set<std::string>{"one", "few", "many", "other"}));
  EXPECT_EQ(categories_of(Language::fr), (std::set<std::string>{"one", "many", "other"}));
  EXPECT_EQ(categories_of(Language::es), (std::set<std::string>{"one", "many", "other"}));
  EXPECT_EQ(categories_of(Language::zh), (std::set<std::string>{"other"}));
  EXPECT_EQ(categories_of(Language::en), (std::set<std::string>{"one", "other"}));
}

TEST(Catalogue, LanguagesAgreeOnParametersAndCommands) {
  for (const auto& entry : catalogue()) {
    if (entry.form(Language::en, Category::other) == nullptr) continue;  // told above
    for (const auto language : all_languages) {
      const auto& forms = entry.texts.at(static_cast<std::size_t>(language));
      for (std::size_t i = 0; i < forms.size(); ++i) {
        if (forms[i] != nullptr) check_text(entry, language, i, forms[i]);
      }
    }
  }
}

TEST(Catalogue, APluralCountsAParameter) {
  for (const auto& entry : catalogue()) {
    if (*entry.plural == '\0') continue;
    EXPECT_TRUE(parameters_of(entry.form(Language::en, Category::other)).contains('{' + std::string(entry.plural) + '}'))
        << entry.id;
  }
}

// The table of mandates has its names here, so that nobody reads an identifier where there is a word.
TEST(Catalogue, HasEveryConventionAndFunction) {
#define CONVENTION(id, name) EXPECT_STREQ(said_in_english("mandate.convention." id), name);
#define ARTICLE(article, function) EXPECT_STRNE(said_in_english("mandate.function." function), "");
#include "keys/records/mandates.inc"
#undef ARTICLE
#undef CONVENTION
}

// NotSaid is a row of GLOSSARY.md's second table: a word that is not said in a language, and the one that is.
struct NotSaid {
  Language language;
  std::string wrong, right;
  std::unique_ptr<icu::RegexPattern> pattern;
};

// Chinese has no blanks between words; elsewhere a word ends where letters do.
std::unique_ptr<icu::RegexPattern> whole_word(Language language, const std::string& word) {
  const auto bounded = language == Language::zh ? word : "(?<!\\p{L})" + word + "(?![\\p{L}\\p{M}])";
  UErrorCode status = U_ZERO_ERROR;
  return std::unique_ptr<icu::RegexPattern>(icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(bounded), 0, status));
}

std::vector<NotSaid> words_not_said() {
  static const std::regex row(R"(\n\| (ar|zh|fr|ru|es) \| ([^|]+) \| ([^|]+) \|)");
  const auto text = tests::read_file(std::filesystem::path(VALISE_SOURCE_DIR) / "language" / "GLOSSARY.md");
  std::vector<NotSaid> out;
  for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) {
    const auto language = parse_language((*it)[1].str()).value();
    out.push_back({language, (*it)[2], (*it)[3], whole_word(language, (*it)[2])});
  }
  return out;
}

bool says(const std::string& text, const icu::RegexPattern& word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto wide = icu::UnicodeString::fromUTF8(text);
  return std::unique_ptr<icu::RegexMatcher>(word.matcher(wide, status))->find() != 0;
}

TEST(Catalogue, SaysOneWordForOneThing) {
  const auto rows = words_not_said();
  ASSERT_GT(rows.size(), 10U) << "GLOSSARY.md is laid out otherwise";
  for (const auto& entry : catalogue()) {
    for (const auto& row : rows) {
      for (std::size_t category = 0; category < category_names.size(); ++category) {
        const std::string text = entry.form(row.language, static_cast<Category>(category));
        EXPECT_FALSE(says(text, *row.pattern)) << entry.id << " says " << row.wrong << ", not " << row.right << ": " << text;
      }
    }
  }
}

}  // namespace
}  // namespace valise::language
