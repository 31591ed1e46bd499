// Search in the six languages: what a text is found by, and what it is not found by, through the index of a real store.
#include "client-sdk/client/words.hpp"

#include <gmock/gmock.h>

#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kEnglish = "Please keep the log of the mail server";
const std::string kFrench = "L’accès à l’œuvre était limité, d’après l’Éditeur";
const std::string kSpanish = "Conserve la contraseña del año pasado, según petición del Juzgado de Málaga";
const std::string kRussian = "Просим сохранить журнал учётных записей. Ёлкин, следователь";
const std::string kChinese = "请保存2026年11月的服务器日志";
const std::string kArabic = "نرجو حفظ السجلات بالخادم والبيانات للنيابة";

class Words : public RoomTest {
 protected:
  Words() {
    for (const auto& text : {kEnglish, kFrench, kSpanish, kRussian, kChinese, kArabic}) add(text);
  }
  void add(const std::string& text) {
    auto said = content(2);
    said.mutable_text()->set_text(text);
    const auto key = say(2, said);
    within(0, [&](store::Transaction& tx) -> Result<> {
      auto message = tx.messages().find(key.id, key.sender);
      if (!message) return pass_on(message);
      return index_words(tx, **message, said);
    });
  }
  std::vector<std::string> found(const std::string& question) {
    const auto messages = within(0, [&](store::Transaction& tx) { return tx.word_index().search(terms_of(question), {}); });
    std::vector<std::string> out;
    for (const auto& message : messages) out.push_back(content_of(message).text().text());
    return out;
  }
};

TEST_F(Words, OfEnglishWithoutCaseAndByBeginnings) {
  for (const auto* question : {"LOG", "Mail serv", "server keep", "log, mail"})
    EXPECT_THAT(found(question), ElementsAre(kEnglish));
  for (const auto* question : {"logs", "erver", "mail client"}) EXPECT_THAT(found(question), IsEmpty()) << question;
}

TEST_F(Words, OfFrenchWithoutAccentsAndElisions) {
  for (const auto* question : {"ACCES", "accès", "oeuvre", "œuvre", "l'œuvre", "ETAIT", "editeur", "apres", "limite"}) {
    EXPECT_THAT(found(question), ElementsAre(kFrench)) << question;
  }
  EXPECT_THAT(found("ccès"), IsEmpty());
}

TEST_F(Words, OfSpanishWithOrWithoutAccents) {
  for (const auto* question :
       {"contraseña", "CONTRASENA", "año", "ano", "SEGÚN", "segun", "peticion", "malaga", "Juzgado Málaga"}) {
    EXPECT_THAT(found(question), ElementsAre(kSpanish)) << question;
  }
  EXPECT_THAT(found("juzgados"), IsEmpty());
}

TEST_F(Words, OfRussianWithoutCaseAndWithEitherYo) {
  for (const auto* question : {"ЖУРНАЛ", "учетных", "учётных", "УЧЕТН", "елкин", "Ёлкин", "журн запис"}) {
    EXPECT_THAT(found(question), ElementsAre(kRussian)) << question;
  }
  EXPECT_THAT(found("четных"), IsEmpty());
}

// No blanks stand between words: any run of characters is found where it stands, and only as it stands.
TEST_F(Words, OfChineseByAnyRunOfCharacters) {
  for (const auto* question : {"服务器日志", "务器", "日志", "2026年", "11月", "保存", "日志 保存", "請保存", "伺服器"}) {
    const bool another_word = std::string(question) == "伺服器";
    if (another_word) {
      EXPECT_THAT(found(question), IsEmpty()) << "Taiwan's word for it: that is no matter of writing";
    } else {
      EXPECT_THAT(found(question), ElementsAre(kChinese)) << question;
    }
  }
  EXPECT_THAT(found("服務器日誌"), ElementsAre(kChinese)) << "in traditional characters";
  EXPECT_THAT(found("２０２６年"), ElementsAre(kChinese)) << "in full width";
  for (const auto* question : {"日志服务器", "保存服务", "志日"}) EXPECT_THAT(found(question), IsEmpty()) << question;
  EXPECT_EQ(index_of("2026年日志"), "2026 年 日 志");
  const auto terms = terms_of("2026年日志 log");
  ASSERT_EQ(terms.size(), 3U);
  EXPECT_THAT(terms[1].words, ElementsAre("年", "日", "志"));
  EXPECT_TRUE(terms[1].whole);
  EXPECT_FALSE(terms[2].whole);
}

// The article, "and", "with" and "for" are written together with the word.
TEST_F(Words, OfArabicWithoutWhatIsWrittenInFront) {
  for (const auto* question :
       {"سجلات", "السجلات", "خادم", "الخادم", "بالخادم", "بيانات", "البيانات", "والبيانات", "حفظ", "نيابة"}) {
    EXPECT_THAT(found(question), ElementsAre(kArabic)) << question;
  }
  EXPECT_THAT(found("حِفْظ"), ElementsAre(kArabic)) << "with its vowels";
  EXPECT_THAT(found("حــفظ"), ElementsAre(kArabic)) << "drawn out";
  EXPECT_THAT(found("ﺍﻟﺴﺠﻼﺕ"), ElementsAre(kArabic)) << "in presentation forms, as out of a PDF";
  EXPECT_THAT(found("جلات"), IsEmpty());
  EXPECT_THAT(index_of("والبيانات"), HasSubstr(" "));
}

TEST_F(Words, OfNothingFindNothing) {
  for (const auto* question : {"", "  ", "?!", "—"}) EXPECT_TRUE(terms_of(question).empty()) << question;
  EXPECT_EQ(index_of("…"), "");
}

}  // namespace
}  // namespace valise::sdk::client
