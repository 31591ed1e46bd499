#include "keys/records/record_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/records/mandates.hpp"

namespace valise::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const auto kToday = calendar::parse_day("2026-11-22").value();

v1::Mandate mandate(std::string_view convention, std::string_view article, std::string_view function) {
  v1::Mandate out;
  out.set_convention(std::string(convention));
  out.set_article(std::string(article));
  out.set_function(std::string(function));
  return out;
}

v1::AuthorityRecord good() {
  v1::AuthorityRecord out;
  out.set_authority_id("ke-odpp");
  out.set_country("KE");
  auto& name = *out.add_names();
  name.set_language("en");
  name.set_text("Office of the Director of Public Prosecutions");
  *out.add_mandates() = mandate("untoc", "18", "mutual-legal-assistance");
  out.set_telephone("+254 20 273 2090 ext. 4");
  out.set_email("mla@odpp.example");
  out.set_website("https://odpp.example");
  out.set_time_zone("Africa/Nairobi");
  out.set_holiday_calendar("ke");
  out.add_working_languages("sw");
  out.set_last_confirmed("2026-11-22");
  return out;
}

std::vector<std::string> faults_of(const std::function<void(v1::AuthorityRecord&)>& change) {
  auto record = good();
  change(record);
  std::vector<std::string> out;
  for (const auto& fault : record_faults(record, kToday)) {
    out.push_back(fault.field + (fault.item < 0 ? "" : '#' + std::to_string(fault.item)) + ": " + fault.reason);
  }
  return out;
}

TEST(RecordCheck, FindsNothingInAGoodRecord) {
  EXPECT_THAT(faults_of([](auto&) {}), IsEmpty());
}

TEST(RecordCheck, AsksForWhatExists) {
  const auto one = [](const std::function<void(v1::AuthorityRecord&)>& change, const char* what) {
    EXPECT_THAT(faults_of(change), ElementsAre(HasSubstr(what)));
  };
  one([](auto& r) { r.set_authority_id("xx-odpp"), r.set_country("XX"); }, "country: ISO 3166-1");
  one([](auto& r) { r.set_time_zone("Africa/Nairoby"); }, "time_zone: there is no such IANA");
  one([](auto& r) { r.add_working_languages("xx"); }, "working_languages#1: there is no such language");
  one([](auto& r) { r.mutable_names(0)->set_language("sw"); }, "names: a name in Arabic");
  one([](auto& r) { r.add_comments()->set_language("qq"), r.mutable_comments(0)->set_text("x"); },
      "comments#0: there is no such");
  one([](auto& r) { *r.add_mandates() = mandate("untok", "18", ""); }, "mandates#1: the table of conventions");
  one([](auto& r) { r.set_telephone("020 273 2090"); }, "telephone: a number is written");
  one([](auto& r) { r.set_email("odpp.example"); }, "email: this is not");
  one([](auto& r) { r.set_website("odpp.example"); }, "website: a website begins");
  one([](auto& r) { r.add_links("ftp://x"); }, "links#0: a link begins");
  one([](auto& r) { r.set_holiday_calendar("Kenya"); }, "holiday_calendar: a calendar is named");
  one([](auto& r) { r.set_last_confirmed("2026-12-22"); }, "last_confirmed: the date lies in the future");
}

TEST(RecordCheck, NamesAllFaultsAtOnceAndEachOnce) {
  EXPECT_THAT(faults_of([](auto& r) {
                r.set_country("DE");
                r.mutable_names(0)->set_text("a\nb");
                r.set_last_confirmed("2026-02-30");
                r.set_interpol(v1::InterpolChannel(9));
                r.set_fax("12");
              }),
              testing::UnorderedElementsAre(HasSubstr("country: "), HasSubstr("names: a text"),
                                            HasSubstr("last_confirmed: a date"), HasSubstr("interpol: "), HasSubstr("fax: ")));
}

TEST(Mandates, FollowTheTable) {
  EXPECT_FALSE(mandate_fault(mandate("untoc", "18", "mutual-legal-assistance")));
  EXPECT_FALSE(mandate_fault(mandate("untoc", "18", "")));
  EXPECT_FALSE(mandate_fault(mandate("untoc", "", "")));
  EXPECT_FALSE(mandate_fault(mandate("budapest", "35", "24-7-contact-point")));
  EXPECT_FALSE(mandate_fault(mandate("drugs-1988", "17", "illicit-traffic-by-sea")));
  EXPECT_FALSE(mandate_fault(mandate("x-our-treaty", "99", "anything")));
  EXPECT_THAT(*mandate_fault(mandate("untoc", "46", "")), HasSubstr("no such article"));
  EXPECT_THAT(*mandate_fault(mandate("", "", "")), HasSubstr("no such one"));
  EXPECT_EQ(*mandate_fault(mandate("uncac", "54", "extradition")), "the article's functions are confiscation, asset-recovery");
  EXPECT_EQ(convention_name("uncac"), "UN Convention against Corruption (2003)");
  EXPECT_EQ(convention_name(""), "");
}

}  // namespace
}  // namespace valise::records
