#include "keys/registrar/record_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace valise::registrar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kRecord = R"(authority_id = "ke-odpp"
country = "KE"
postal_address = """
NSSF Building
Nairobi"""
service_to_contact = "International cooperation"
telephone = "+254 20 000000"
telephone_24h = "+254 20 000001"
fax = "+254 20 000002"
email = "mla@odpp.example"
website = "https://odpp.example"
holiday_calendar = "ke"
time_zone = "Africa/Nairobi"
working_languages = ["en", "sw"]
request_languages = ["en"]
interpol = "urgent-only"
accepted_channels = ["Valise", "diplomatic"]
encryption_required = true
e_signature_required = true
links = ["https://law.example"]
last_confirmed = 2026-11-01

[names]
en = "Office of the Director of Public Prosecutions"
sw = "Ofisi ya Mkurugenzi wa Mashtaka ya Umma"

[[mandates]]
convention = "untoc"
article = "18"
function = "mutual-legal-assistance"

[[mandates]]
convention = "untoc"
article = "16"

[office_hours]
friday = ["08:00-12:00"]
monday = ["08:00-13:00", "14:00-17:00"]

[execution_requirements]
en = "Two copies"
[urgent_procedure]
en = "Call first"
[legal_basis]
en = "UNTOC"
[informal_channels]
en = "Valise"
[comments]
en = "None"
)";

const auto kToday = calendar::parse_day("2026-11-22").value();

struct Read {
  v1::AuthorityRecord record;
  std::vector<std::string> problems;
};
Read read(std::string_view toml) {
  Problems problems;
  Read out{.record = parse_record(toml, "r.toml", kToday, problems), .problems = {}};
  for (const auto& problem : problems) out.problems.push_back(problem.text());
  return out;
}

std::string with(std::string_view from, std::string_view to) {
  std::string text(kRecord);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(RecordFile, ReadsEveryField) {
  const auto [record, problems] = read(kRecord);
  ASSERT_THAT(problems, IsEmpty());
  EXPECT_EQ(record.authority_id(), "ke-odpp");
  EXPECT_EQ(record.names_size(), 2);
  EXPECT_EQ(record.mandates(1).article(), "16");
  EXPECT_EQ(record.postal_address(), "NSSF Building\nNairobi");
  EXPECT_EQ(record.interpol(), v1::INTERPOL_CHANNEL_URGENT_ONLY);
  EXPECT_TRUE(record.encryption_required());
  EXPECT_TRUE(record.e_signature_required());
  EXPECT_EQ(record.last_confirmed(), "2026-11-01");
  ASSERT_EQ(record.office_hours_size(), 2);
  EXPECT_EQ(record.office_hours(0).iso_weekday(), 1U) << "in the order of the week";
  EXPECT_EQ(record.office_hours(0).open(1).opens(), 14U * 60);
  EXPECT_EQ(record.office_hours(1).open(0).closes(), 12U * 60);
  EXPECT_EQ(record.comments(0).text(), "None");
}

TEST(RecordFile, WritesWhatItReads) {
  const auto record = read(kRecord).record;
  const auto again = read(format_record(record));
  ASSERT_THAT(again.problems, IsEmpty());
  EXPECT_EQ(again.record.SerializeAsString(), record.SerializeAsString());
}

struct Mistake {
  const char* from;
  const char* to;
  const char* problem;
};
const Mistake kMistakes[] = {
    {"country = \"KE\"", "country = KE", "r.toml:2: this is not TOML"},
    {"telephone = ", "telefone = ", "r.toml:7: telefone: there is no such field"},
    {"telephone = \"+254 20 000000\"", "telephone = 25420", "r.toml:7: telephone: a text in"},
    {"telephone = \"+254 20 000000\"", "telephone = \"020 000\"", "r.toml:7: telephone: a number is written"},
    {"working_languages = [\"en\", \"sw\"]", "working_languages = \"en\"", "r.toml:14: working_languages: a list"},
    {"encryption_required = true", "encryption_required = \"yes\"", "r.toml:18: encryption_required: true or false"},
    {"\"urgent-only\"", "\"maybe\"", "r.toml:16: interpol: INTERPOL is"},
    {"friday", "Friday", "office_hours: office hours are given for"},
    {"08:00-12:00", "8-12", "r.toml:37: office_hours: office hours are written"},
    {"08:00-12:00", "08:00-25:00", "r.toml:37: office_hours: office hours are written"},
    {"08:00-12:00", "12:00-08:00", "office_hours: the office hours overlap"},
    {"function = ", "functions = ", "r.toml:30: mandates.functions: there is no such field"},
    {"article = \"16\"", "article = \"61\"", "r.toml:32: mandates: the convention has no such article"},
    {"\"KE\"", "\"FR\"", "r.toml:2: country: the authority's identifier"},
    {"Africa/Nairobi", "Africa Nairobi", "r.toml:13: time_zone: a value"},
    {"Africa/Nairobi", "Africa/Nairoby", "r.toml:13: time_zone: there is no such IANA"},
    {"2026-11-01", "\"2026-11-31\"", "r.toml:21: last_confirmed: a date"},
    {"[\"en\", \"sw\"]", "[\"english\"]", "r.toml:14: working_languages: a language"},
    {"[\"en\", \"sw\"]", "[\"en\", \"xx\"]", "r.toml:14: working_languages: there is no such language"},
};

TEST(RecordFile, NamesEveryMistakeAndItsLine) {
  for (const auto& mistake : kMistakes) {
    EXPECT_THAT(read(with(mistake.from, mistake.to)).problems, ElementsAre(HasSubstr(mistake.problem))) << mistake.to;
  }
}

TEST(RecordFile, NamesAllMistakesAtOnce) {
  EXPECT_THAT(
      read("authority_id = \"KE\"\ncountry = 5\nfax = \"1\"\ntime_zone = \"X/Y\"\nlinks = [\n\"https://a\",\n\"b\"]\n").problems,
      ElementsAre(HasSubstr("r.toml:1: authority_id"), HasSubstr("r.toml:1: names: a value is missing"),
                  HasSubstr("r.toml:2: country: a text"), HasSubstr("r.toml:3: fax"), HasSubstr("r.toml:4: time_zone"),
                  HasSubstr("r.toml:7: links")));
}

}  // namespace
}  // namespace valise::registrar
