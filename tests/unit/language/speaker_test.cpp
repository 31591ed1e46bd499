// How texts, numbers and names from outside are put together, in each language.
#include "language/speaker.hpp"

namespace valise::language {
namespace {

TEST(Speaker, PutsInArguments) {
  EXPECT_EQ(Speaker().say("common.queued", {{"reason", "no network"}}), "NOT SENT YET — queued: no network");
  EXPECT_EQ(Speaker(Language::fr).say("common.queued", {{"reason", "pas de réseau"}}),
            "PAS ENCORE ENVOYÉ — en attente : pas de réseau");
}

TEST(Speaker, AMissingArgumentAndAnUnknownIdAreVisible) {
  EXPECT_EQ(Speaker().say("common.queued"), "NOT SENT YET — queued: {reason}");
  EXPECT_EQ(Speaker().say("common.there_is_no_such_text"), "common.there_is_no_such_text");
  EXPECT_FALSE(Speaker::knows("common.there_is_no_such_text"));
  EXPECT_TRUE(Speaker::knows("common.queued"));
}

TEST(Speaker, AnArgumentIsNeverATemplate) {
  EXPECT_EQ(Speaker().say("common.queued", {{"reason", "{reason} {0}"}}), "NOT SENT YET — queued: {reason} {0}");
}

TEST(Speaker, ChoosesPluralForms) {
  const auto files = [](Language language, int count) { return Speaker(language).say("common.files", {{"count", count}}); };
  EXPECT_EQ(files(Language::en, 1), "1 file");
  EXPECT_EQ(files(Language::en, 0), "0 files");
  EXPECT_EQ(files(Language::ru, 1), "1 файл");
  EXPECT_EQ(files(Language::ru, 21), "21 файл");
  EXPECT_EQ(files(Language::ru, 3), "3 файла");
  EXPECT_EQ(files(Language::ru, 11), "11 файлов");
  EXPECT_EQ(files(Language::fr, 0), "0 fichier");
  EXPECT_EQ(files(Language::fr, 1'000'000), "1\u202F000\u202F000 de fichiers");
  EXPECT_EQ(files(Language::zh, 5), "5 个文件");
  EXPECT_EQ(files(Language::ar, 0), "لا ملفات");
  EXPECT_EQ(files(Language::ar, 1), "ملف واحد");
  EXPECT_EQ(files(Language::ar, 2), "ملفان");
  EXPECT_EQ(files(Language::ar, 3), "3 ملفات");
  EXPECT_EQ(files(Language::ar, 11), "11 ملفًا");
  EXPECT_EQ(files(Language::ar, 100), "100 ملف");
}

TEST(Speaker, TakesACountWrittenInDigits) {
  EXPECT_EQ(Speaker().say("common.files", {{"count", "1200"}}), "1,200 files");
  EXPECT_EQ(Speaker().say("common.files", {{"count", "many"}}), "many files");
}

TEST(Speaker, SetsApartWhatRunsTheOtherWay) {
  const Speaker english;
  const Speaker arabic(Language::ar);
  EXPECT_EQ(english.set_apart("Jane"), "Jane");
  EXPECT_EQ(english.set_apart("هيئة"), "\u2068هيئة\u2069");
  EXPECT_EQ(arabic.set_apart("هيئة"), "هيئة");
  EXPECT_EQ(arabic.set_apart("ke-odpp/duty"), "\u2068ke-odpp/duty\u2069");
  EXPECT_EQ(arabic.set_apart("2026-11-22"),
            "\u2068"
            "2026-11-22\u2069");
  EXPECT_EQ(Speaker(Language::zh).set_apart("国务院"), "国务院");
}

TEST(Speaker, WritesNumbersAndListsAsTheLanguageDoes) {
  EXPECT_EQ(Speaker(Language::en).number(12345), "12,345");
  EXPECT_EQ(Speaker(Language::ru).number(12345), "12\u00A0345");
  EXPECT_EQ(Speaker(Language::ar).number(12345), "12,345") << "European digits stand beside reference numbers";
  EXPECT_EQ(Speaker(Language::fr).decimal(1.25, 1), "1,2");
  EXPECT_EQ(Speaker(Language::en).list({"a", "b"}), "a, b");
  EXPECT_EQ(Speaker(Language::zh).list({"甲", "乙"}), "甲、乙");
  EXPECT_EQ(Speaker(Language::ar).list({"أ", "b"}), "أ، \u2068b\u2069");
  EXPECT_EQ(Speaker(Language::en).list({}), "");
}

TEST(Speaker, NamesDaysAndDates) {
  EXPECT_EQ(Speaker().weekday(1), "Mon");
  EXPECT_EQ(Speaker().weekday(7), "Sun");
  EXPECT_EQ(Speaker(Language::fr).weekday(7), "dim.");
  constexpr std::int64_t instant = 1'795'356'300'000;  // 2026-11-22T14:05:00Z
  EXPECT_EQ(Speaker(Language::fr).date(instant), "22 novembre 2026");
  EXPECT_EQ(Speaker(Language::zh).date(instant), "2026年11月22日");
  EXPECT_EQ(Speaker(Language::fr).date(instant, 10 * 60), "23 novembre 2026");
  EXPECT_NE(Speaker(Language::es).date_time(instant).find("14:05"), std::string::npos);
}

TEST(Speaker, NamesLanguagesAndCountries) {
  EXPECT_EQ(Speaker(Language::en).language_name("sw"), "Swahili");
  EXPECT_EQ(Speaker(Language::fr).language_name("ar"), "arabe");
  EXPECT_EQ(Speaker(Language::zh).country_name("KE"), "肯尼亚");
  EXPECT_EQ(Speaker(Language::es).country_name("FR"), "Francia");
  for (const auto* unknown : {"", "q\x1b[2J", "xx-very-long-and-not-a-language-at-all-0123456789-0123456789"}) {
    EXPECT_EQ(Speaker(Language::ru).language_name(unknown), unknown);
    EXPECT_EQ(Speaker(Language::ru).country_name(unknown), unknown);
  }
}

}  // namespace
}  // namespace valise::language
