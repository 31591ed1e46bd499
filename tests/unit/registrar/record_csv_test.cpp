#include "keys/registrar/record_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/registrar/csv.hpp"
#include "keys/registrar/record_file.hpp"

namespace valise::registrar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const auto kToday = calendar::parse_day("2026-11-22").value();

constexpr std::string_view kTwo =
    "authority_id,country,names[en],names[sw],mandates,telephone,postal_address,office_hours,time_zone,working_languages,"
    "accepted_channels,interpol,encryption_required,last_confirmed\r\n"
    "ke-odpp,KE,\"Prosecutions, Office of\",Ofisi,untoc:18:mutual-legal-assistance | untoc:16,'+254 20 273 2090,\"NSSF "
    "Building\nNairobi\","
    "fri 08:00-12:00 | mon 08:00-13:00 14:00-17:00,Africa/Nairobi,en | sw,paper \\| fax | Valise,urgent-only,yes,2026-11-01\r\n"
    "fr-bej,FR,Bureau,,,,,,,,,,no,\r\n";

struct Read {
  std::vector<v1::AuthorityRecord> records;
  std::vector<std::string> problems;
};
Read read(std::string_view csv) {
  Problems problems;
  Read out{.records = parse_records_csv(csv, "r.csv", kToday, problems), .problems = {}};
  for (const auto& problem : problems) out.problems.push_back(problem.text());
  return out;
}
std::string with(std::string_view from, std::string_view to) {
  std::string text(kTwo);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(RecordCsv, ReadsRows) {
  const auto [records, problems] = read(kTwo);
  EXPECT_THAT(problems, IsEmpty());
  ASSERT_EQ(records.size(), 2U);
  const auto& odpp = records[0];
  EXPECT_EQ(odpp.names(0).text(), "Prosecutions, Office of");
  EXPECT_EQ(odpp.names(1).language(), "sw");
  EXPECT_EQ(odpp.mandates(0).function(), "mutual-legal-assistance");
  EXPECT_EQ(odpp.mandates(1).article(), "16");
  EXPECT_EQ(odpp.telephone(), "+254 20 273 2090");
  EXPECT_EQ(odpp.postal_address(), "NSSF Building\nNairobi");
  EXPECT_EQ(odpp.office_hours(0).iso_weekday(), 1U);
  EXPECT_EQ(odpp.office_hours(0).open(1).closes(), 17U * 60);
  EXPECT_THAT(odpp.accepted_channels(), ElementsAre("paper | fax", "Valise"));
  EXPECT_EQ(odpp.interpol(), v1::INTERPOL_CHANNEL_URGENT_ONLY);
  EXPECT_TRUE(odpp.encryption_required());
  EXPECT_FALSE(records[1].encryption_required());
}

TEST(RecordCsv, WritesWhatItReadsAndSoDoesToml) {
  const auto records = read(kTwo).records;
  const auto csv = format_records_csv(records);
  const auto again = read(csv);
  EXPECT_THAT(again.problems, IsEmpty()) << csv;
  ASSERT_EQ(again.records.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again.records[i].SerializeAsString(), records[i].SerializeAsString()) << csv;
    Problems problems;
    const auto toml = parse_record(format_record(records[i]), "r.toml", kToday, problems);
    EXPECT_THAT(problems, IsEmpty());
    EXPECT_EQ(toml.SerializeAsString(), records[i].SerializeAsString());
  }
  EXPECT_THAT(csv, HasSubstr(",'+254 20 273 2090,")) << "no formula for a spreadsheet";
  EXPECT_THAT(csv, testing::Not(HasSubstr("website"))) << "only columns that are in use";
}

TEST(RecordCsv, TakesSemicolonsAndAByteOrderMark) {
  EXPECT_THAT(read("\xef\xbb\xbf"
                   "authority_id;country;names[en]\nke-odpp;KE;\"a;b\"\n\n")
                  .problems,
              IsEmpty());
}

TEST(RecordCsv, NamesAllMistakesAtOnceWithLineAndField) {
  const auto problems = read(
                            "authority_id,country,names[en],telefone,names,interpol,telephone\n"
                            "ke-odpp,DE,\"two\nlines\",,,maybe,020 1\n"
                            "fr-bej,FR,Bureau,,,no\n"
                            "ke-odpp,KE,X,,,,\n")
                            .problems;
  EXPECT_THAT(problems, ElementsAre(HasSubstr("r.csv:1: names: the column has a language"),
                                    HasSubstr("r.csv:1: telefone: there is no"), HasSubstr("r.csv:2: country: "),
                                    HasSubstr("r.csv:2: interpol: INTERPOL is"), HasSubstr("r.csv:2: names: a text"),
                                    HasSubstr("r.csv:2: telephone: a number"), HasSubstr("r.csv:4: the row has another number"),
                                    HasSubstr("r.csv:5: authority_id: the authority stands on line 2")));
}

TEST(RecordCsv, RefusesWhatIsNoCsv) {
  EXPECT_THAT(read("").problems, ElementsAre(HasSubstr("the file is empty")));
  EXPECT_THAT(read("country\nKE\n").problems, testing::Contains(HasSubstr("authority_id: the column is missing")));
  EXPECT_THAT(read(with("\"Prosecutions, Office of\"", "\"Prosecutions, Office of")).problems,
              testing::Contains(HasSubstr("r.csv:2: there is text behind")));
  EXPECT_THAT(read(with("08:00-12:00", "8-12")).problems,
              ElementsAre(HasSubstr("r.csv:2: office_hours: office hours are written")));
  EXPECT_THAT(read(with("untoc:16", "untoc:16:extradition:x")).problems,
              ElementsAre(HasSubstr("r.csv:2: mandates: a mandate is written")));
}

TEST(Csv, FormulaSignsSurviveTheRoundTrip) {
  for (const auto* cell : {"+1", "=1+1", "-", "@x", "'quoted", "'+1", "plain", "", "it's"}) {
    Problems problems;
    const auto rows = parse_csv(csv_line({cell, "x"}), "c", problems);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(parse_cell(rows[0].cells[0]), cell);
  }
}

}  // namespace
}  // namespace valise::registrar
