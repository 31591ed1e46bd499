#include "keys/records/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/records/country.hpp"
#include "keys/records/fold.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::records {
namespace {

using directory::first;
using directory::Keys;
using directory::operator+;
using directory::World;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr UnixMillis kMonday{std::chrono::milliseconds(1'795'420'800'000)};  // 2026-11-23 11:00 in Nairobi

Matches search(const directory::DirectoryState& state, std::string_view text) {
  SearchIndex names;
  names.update(state);
  return names.search(text);
}
std::vector<directory::OfficerAddress> search_officers(const directory::DirectoryState& state, std::string_view text) {
  SearchIndex names;
  names.update(state);
  return names.search_officers(text);
}

std::vector<std::string> strings(const auto& ids) {
  std::vector<std::string> out;
  for (const auto& id : ids) out.push_back(id.string());
  return out;
}

struct TwoAuthorities : World {
  Keys bej_keys = make_keys(random, 1);

  TwoAuthorities() {
    auto french = record("fr-bej", "FR", "Bureau de l'Entraide pénale internationale");
    french.clear_working_languages();
    french.add_working_languages("fr");
    french.clear_request_languages();
    french.mutable_mandates(0)->set_article("16");
    append(authority(french, bej_keys, 1), registrar() + first(bej_keys, 1)).value();
    auto desk = statement();
    auto& post = *desk.mutable_post_defined()->mutable_post();
    fill(post, "ejn");
    post.set_authority_id("fr-bej");
    post.add_networks("ejn");
    append(desk, first(bej_keys, 1)).value();
  }
  Matches find(std::string_view selector) { return select(log.state(), Selector::parse(selector).value(), kMonday); }
};

TEST(Selector, SelectsByEveryCriterion) {
  TwoAuthorities w;
  EXPECT_THAT(strings(w.find("country=KE").authorities), ElementsAre("ke-odpp"));
  EXPECT_THAT(strings(w.find("country=ke").posts), ElementsAre("ke-odpp/duty"));
  EXPECT_THAT(strings(w.find("mandate=untoc").authorities), ElementsAre("fr-bej", "ke-odpp"));
  EXPECT_THAT(strings(w.find("mandate=UNTOC-18").authorities), ElementsAre("ke-odpp"));
  EXPECT_THAT(strings(w.find("mandate=untoc-1").authorities), IsEmpty());
  EXPECT_THAT(strings(w.find("language=fr").authorities), ElementsAre("fr-bej", "ke-odpp")) << "fr-CA is French";
  EXPECT_THAT(strings(w.find("language=fr-CA").authorities), ElementsAre("ke-odpp"));
  EXPECT_THAT(strings(w.find("network=wacap").authorities), ElementsAre("ke-odpp"));
  EXPECT_THAT(strings(w.find("network=wacap").posts), ElementsAre("ke-odpp/duty"));
  EXPECT_THAT(w.find("country=KE,mandate=untoc-16").authorities, IsEmpty());
  EXPECT_THAT(strings(w.find("country=FR,mandate=untoc-16,language=fr").posts), ElementsAre("fr-bej/ejn"));
}

TEST(Search, LeavesOutWhatIsNotActive) {
  TwoAuthorities w;
  w.append(w.post_retired("duty"), w.odpp()).value();
  EXPECT_THAT(w.find("country=KE").posts, IsEmpty());
  w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
  EXPECT_THAT(w.find("country=KE").authorities, IsEmpty());
  EXPECT_THAT(search(w.log.state(), "prosecutions").authorities, IsEmpty());
  EXPECT_THAT(search_officers(w.log.state(), "mwangi"), IsEmpty());
}

TEST(Search, SearchesWithoutCaseAndAccents) {
  TwoAuthorities w;
  EXPECT_THAT(strings(search(w.log.state(), "PENALE bureau").authorities), ElementsAre("fr-bej"));
  EXPECT_THAT(strings(search(w.log.state(), "pénale").authorities), ElementsAre("fr-bej"));
  EXPECT_THAT(strings(search(w.log.state(), "duty").posts), ElementsAre("fr-bej/ejn", "ke-odpp/duty"));
  EXPECT_THAT(strings(search_officers(w.log.state(), "mwangi counsel")), ElementsAre("ke-odpp/@jmwangi"));
  EXPECT_THAT(search(w.log.state(), "  ").authorities, IsEmpty());
  EXPECT_THAT(search(w.log.state(), "bureau prosecutions").authorities, IsEmpty());
}

TEST(Search, FindsWordsByTheirBeginningsInAnyNameAndLanguage) {
  TwoAuthorities w;
  const auto found = [&](std::string_view text) { return strings(search(w.log.state(), text).authorities); };
  EXPECT_THAT(found("pros"), ElementsAre("ke-odpp"));
  EXPECT_THAT(found("cutions"), IsEmpty()) << "not within a word";
  EXPECT_THAT(found("kenya public pros"), ElementsAre("ke-odpp"));
  EXPECT_THAT(found("\u041a\u0435\u043d\u0438\u044f"), ElementsAre("ke-odpp")) << "Kenya in Russian";
  EXPECT_THAT(found("\u80af\u5c3c\u4e9a"), ElementsAre("ke-odpp")) << "in Chinese";
  EXPECT_THAT(found("\u0643\u064a\u0646\u064a\u0627"), ElementsAre("ke-odpp")) << "in Arabic";
  EXPECT_THAT(found("entraide"), ElementsAre("fr-bej")) << "behind an apostrophe";
  EXPECT_THAT(found("ke-odpp"), ElementsAre("ke-odpp"));
}

TEST(Search, FollowsTheDirectory) {
  TwoAuthorities w;
  SearchIndex names;
  names.update(w.log.state());
  EXPECT_THAT(strings(names.search_officers("kimani")), IsEmpty());
  w.append(w.officer("akimani", "A. Kimani"), w.odpp()).value();
  names.update(w.log.state());
  EXPECT_THAT(strings(names.search_officers("kimani")), ElementsAre("ke-odpp/@akimani"));
}

TEST(Fold, LosesCaseAndAccents) {
  EXPECT_EQ(fold("\u00c5lesund \u0141\u00d3D\u0179 Stra\u00dfe \u0152uvre \u0110or\u0111e \u0162ar\u0103"),
            "alesund lodz strasse oeuvre dorde tara");
  EXPECT_EQ(fold("e\u0301"), "e");
  EXPECT_EQ(fold("\u0130stanbul"), "istanbul");
  EXPECT_EQ(fold("\u0391\u03b8\u03ae\u03bd\u03b1"), "\u03b1\u03b8\u03b7\u03bd\u03b1");
}
TEST(Fold, KnowsOtherScripts) {
  EXPECT_EQ(fold("\u0413\u0435\u043d\u041f\u0440\u043e\u043a\u0443\u0440\u0430\u0442\u0443\u0440\u0430"),
            "\u0433\u0435\u043d\u043f\u0440\u043e\u043a\u0443\u0440\u0430\u0442\u0443\u0440\u0430");
  EXPECT_EQ(fold("\u0401\u043b\u043a\u0438\u043d"), fold("\u0435\u043b\u043a\u0438\u043d")) << "yo and ye";
  EXPECT_EQ(fold("\u0627\u0644\u0646\u0651\u0650\u064a\u0627\u0628\u0629"), fold("\u0627\u0644\u0646\u064a\u0627\u0628\u0647"))
      << "vowel marks, and the two ways to write the last letter";
  EXPECT_EQ(fold("\u0623\u0645\u0646"), fold("\u0627\u0645\u0646")) << "alif with and without hamza";
  EXPECT_EQ(fold("\u6aa2\u5bdf\u9662"), fold("\u68c0\u5bdf\u9662")) << "traditional and simplified";
  EXPECT_EQ(fold("\uff21\uff22\uff23"), "abc") << "full width";
  EXPECT_NE(fold("\u0915\u093f"), fold("\u0915\u0941")) << "Devanagari vowels are no accents";
  EXPECT_EQ(fold("\U0001F600"), "\U0001F600");
}
TEST(Fold, TakesTextsApart) {
  EXPECT_THAT(words("L'Entraide p\u00e9nale (F-12)"), ElementsAre("l", "entraide", "penale", "f", "12"));
  EXPECT_THAT(words(" \u00a0-- "), IsEmpty());
  EXPECT_TRUE(matches_inside(fold("\u0646\u064a\u0627\u0628\u0629")));
  EXPECT_TRUE(matches_inside("\u68c0\u5bdf"));
  EXPECT_FALSE(matches_inside("prosec"));
  EXPECT_FALSE(matches_inside("12"));
}

TEST(Country, KnowsIso3166) {
  EXPECT_TRUE(is_country("KE"));
  for (const auto* bad : {"", "ke", "XX", "EU", "UK", "KEN"}) EXPECT_FALSE(is_country(bad)) << bad;
  EXPECT_EQ(country_name("KE", "en"), "Kenya");
  EXPECT_EQ(country_name("DE", "fr"), "Allemagne");
  EXPECT_EQ(country_name("XX", "en"), "");
}
TEST(Country, KnowsLanguages) {
  for (const auto* good : {"fr", "zh-Hant", "es-419", "sr-Latn-RS", "fil", "ar", "pt-BR"})
    EXPECT_TRUE(is_known_language(good)) << good;
  for (const auto* bad : {"", "xx", "english", "fr_CA", "fr-ZZZ", "fr-Xxxx", "qqq"}) EXPECT_FALSE(is_known_language(bad)) << bad;
}

TEST(Selector, OnDutyAsksWhoAnswersNow) {
  TwoAuthorities w;
  EXPECT_THAT(strings(w.find("on-duty").posts), ElementsAre("ke-odpp/duty")) << "fr-bej has nobody";
  EXPECT_THAT(strings(w.find("on-duty,language=fr").authorities), ElementsAre("ke-odpp"));
  auto plan = w.roster(2, {"jmwangi"});
  World::fill(*plan.mutable_roster_published()->add_shifts(), "jmwangi", 2, 480, 1020);
  w.append(plan, w.odpp()).value();
  EXPECT_THAT(w.find("on-duty").authorities, IsEmpty()) << "on Tuesdays only";
  EXPECT_THAT(strings(select(w.log.state(), Selector::parse("on-duty").value(), kMonday + std::chrono::days(1)).posts),
              ElementsAre("ke-odpp/duty"));
  EXPECT_TRUE(is_selector("on-duty"));
  EXPECT_FALSE(is_selector("ke-odpp/on-duty"));
}

TEST(Selector, RefusesOtherSelectors) {
  const auto error = [](std::string_view text) { return Selector::parse(text).error().code; };
  EXPECT_EQ(error(""), SelectorError::selector_empty);
  EXPECT_EQ(error("KE"), SelectorError::selector_malformed);
  EXPECT_EQ(error("country=KE,"), SelectorError::selector_malformed);
  EXPECT_EQ(error("country=KE,country=FR"), SelectorError::selector_repeated_key);
  EXPECT_EQ(error("on-duty,on-duty"), SelectorError::selector_repeated_key);
  EXPECT_EQ(error("on-duty=yes"), SelectorError::selector_unknown_key);
  EXPECT_EQ(error("colour=red"), SelectorError::selector_unknown_key);
  EXPECT_EQ(error("country=Kenya"), SelectorError::selector_bad_value);
  EXPECT_EQ(error("language=f"), SelectorError::selector_bad_value);
  EXPECT_EQ(error("mandate="), SelectorError::selector_bad_value);
  EXPECT_EQ(error("network=W"), SelectorError::selector_bad_value);
}

}  // namespace
}  // namespace valise::records
