// Which language a program speaks.
#include "language/language.hpp"

#include <map>

namespace valise::language {
namespace {

TEST(Language, TagsAndLocalesAreRead) {
  EXPECT_EQ(parse_language("fr"), Language::fr);
  EXPECT_EQ(parse_language("ar_EG.UTF-8"), Language::ar);
  EXPECT_EQ(parse_language("ZH-Hans"), Language::zh);
  EXPECT_EQ(parse_language("es@euro"), Language::es);
  for (const auto* other : {"", "C", "POSIX", "de_DE.UTF-8", "fra", "f", "_fr"}) EXPECT_FALSE(parse_language(other)) << other;
}

TEST(Language, EveryLanguageHasACodeThatIsRead) {
  for (const auto language : all_languages) EXPECT_EQ(parse_language(code_of(language)), language);
}

TEST(Language, TheFirstVariableThatIsSetDecides) {
  std::map<std::string, std::string> set;
  const auto chosen = [&] {
    return choose_language([&](const char* name) {
      const auto found = set.find(name);
      return found == set.end() ? std::nullopt : std::optional(found->second);
    });
  };
  EXPECT_EQ(chosen(), Language::en);
  set["LANG"] = "ru_RU.UTF-8";
  EXPECT_EQ(chosen(), Language::ru);
  set["LC_MESSAGES"] = "es_MX";
  EXPECT_EQ(chosen(), Language::es);
  set["LC_ALL"] = "C";
  EXPECT_EQ(chosen(), Language::en) << "what is set decides, also where it is none of ours";
  set["VALISE_LANGUAGE"] = "ar";
  EXPECT_EQ(chosen(), Language::ar);
  set["VALISE_LANGUAGE"] = "";
  EXPECT_EQ(chosen(), Language::en) << "empty is not set";
}

}  // namespace
}  // namespace valise::language
