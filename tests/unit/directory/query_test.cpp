#include "keys/directory/query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/directory/text.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

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
  Matches find(std::string_view selector) { return select(log.state(), Selector::parse(selector).value()); }
};

TEST(Query, SelectsByEveryCriterion) {
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

TEST(Query, LeavesOutWhatIsNotActive) {
  TwoAuthorities w;
  w.append(w.post_retired("duty"), w.odpp()).value();
  EXPECT_THAT(w.find("country=KE").posts, IsEmpty());
  w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
  EXPECT_THAT(w.find("country=KE").authorities, IsEmpty());
  EXPECT_THAT(search(w.log.state(), "prosecutions").authorities, IsEmpty());
  EXPECT_THAT(search_officers(w.log.state(), "mwangi"), IsEmpty());
}

TEST(Query, SearchesWithoutCaseAndAccents) {
  TwoAuthorities w;
  EXPECT_THAT(strings(search(w.log.state(), "PENALE bureau").authorities), ElementsAre("fr-bej"));
  EXPECT_THAT(strings(search(w.log.state(), "pénale").authorities), ElementsAre("fr-bej"));
  EXPECT_THAT(strings(search(w.log.state(), "duty").posts), ElementsAre("fr-bej/ejn", "ke-odpp/duty"));
  EXPECT_THAT(strings(search_officers(w.log.state(), "mwangi counsel")), ElementsAre("ke-odpp/@jmwangi"));
  EXPECT_THAT(search(w.log.state(), "  ").authorities, IsEmpty());
  EXPECT_THAT(search(w.log.state(), "bureau prosecutions").authorities, IsEmpty());
}

TEST(Query, Folds) {
  EXPECT_EQ(fold("Ålesund ŁÓDŹ Straße Œuvre Đorđe Ţară"), "alesund lodz strasse oeuvre dorde tara");
  EXPECT_EQ(fold("e\u0301"), "e");
  EXPECT_EQ(fold("\u0413\u0435\u043d\u041f\u0440\u043e\u043a\u0443\u0440\u0430\u0442\u0443\u0440\u0430"),
            "\u0433\u0435\u043d\u043f\u0440\u043e\u043a\u0443\u0440\u0430\u0442\u0443\u0440\u0430");
  EXPECT_EQ(fold("\u0627\u0644\u0646\u064a\u0627\u0628\u0629"), "\u0627\u0644\u0646\u064a\u0627\u0628\u0629");
  EXPECT_EQ(fold("\u00d7\u00a0\U0001F600"), "\u00d7 \U0001F600");
}

TEST(Query, RefusesOtherSelectors) {
  const auto error = [](std::string_view text) { return Selector::parse(text).error().code; };
  EXPECT_EQ(error(""), QueryError::selector_empty);
  EXPECT_EQ(error("KE"), QueryError::selector_malformed);
  EXPECT_EQ(error("country=KE,"), QueryError::selector_malformed);
  EXPECT_EQ(error("country=KE,country=FR"), QueryError::selector_repeated_key);
  EXPECT_EQ(error("colour=red"), QueryError::selector_unknown_key);
  EXPECT_EQ(error("country=Kenya"), QueryError::selector_bad_value);
  EXPECT_EQ(error("language=f"), QueryError::selector_bad_value);
  EXPECT_EQ(error("mandate="), QueryError::selector_bad_value);
  EXPECT_EQ(error("network=W"), QueryError::selector_bad_value);
}

TEST(Address, AcceptsOnlyTheCanonicalForm) {
  for (const auto* good : {"ke-odpp", "fr-b", "org-eppo", "de-bfj-2"}) EXPECT_TRUE(AuthorityId::parse(good)) << good;
  EXPECT_EQ(AuthorityId::parse("ke-odpp")->country(), "KE");
  EXPECT_EQ(AuthorityId::parse("org-eppo")->country(), "");
  for (const auto* bad : {"", "ke", "ke-", "-ke-a", "KE-odpp", "kenya-odpp", "ke-od_pp", "k1-odpp", "org-", "ke-odpp ",
                          "ke-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_EQ(AuthorityId::parse(bad).error().code, AddressError::bad_authority) << bad;
  }
  EXPECT_EQ(PostAddress::parse("ke-odpp/duty")->string(), "ke-odpp/duty");
  EXPECT_EQ(OfficerAddress::parse("ke-odpp/@jmwangi")->string(), "ke-odpp/@jmwangi");
  for (const auto* bad : {"ke-odpp", "ke-odpp/", "/duty", "ke-odpp/@jmwangi", "ke-odpp/a/b", "ke-odpp/Duty"}) {
    EXPECT_EQ(PostAddress::parse(bad).error().code, AddressError::bad_post_address) << bad;
  }
  for (const auto* bad : {"ke-odpp", "ke-odpp/@", "ke-odpp/duty", "ke-odpp@jmwangi", "ke-odpp/@@x"}) {
    EXPECT_EQ(OfficerAddress::parse(bad).error().code, AddressError::bad_officer_address) << bad;
  }
}

TEST(Text, Utf8IsStrict) {
  for (const std::string_view good : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good));
  }
  for (const std::string_view bad : {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                                     "\xe2\x82", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Text, LanguagesDatesAndPorts) {
  for (const auto* good : {"fr", "zh-Hant", "es-419", "sr-Latn-RS", "fil"}) EXPECT_TRUE(is_language(good)) << good;
  for (const auto* bad : {"", "f", "fr-", "-fr", "fran", "fr_CA", "fr--CA", "12"}) EXPECT_FALSE(is_language(bad)) << bad;
  EXPECT_TRUE(is_date("2028-02-29"));
  for (const auto* bad : {"2026-02-29", "2026-13-01", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", ""}) {
    EXPECT_FALSE(is_date(bad)) << bad;
  }
  for (const auto* good : {"relay.example:7443", "10.0.0.1:1", "[::1]:65535", "localhost:80"}) EXPECT_TRUE(is_host_port(good));
  for (const auto* bad : {"", "relay", "relay:", "relay:0", "relay:65536", ":80", "re lay:80", "[]:80", "relay:080", "-a:80"}) {
    EXPECT_FALSE(is_host_port(bad)) << bad;
  }
}

}  // namespace
}  // namespace valise::directory
