#include "keys/registrar/record_file.hpp"

#include <gtest/gtest.h>

namespace valise::registrar {
namespace {

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
holiday_calendar = "Kenya"
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

std::string with(std::string_view from, std::string_view to) {
  std::string text(kRecord);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(RecordFile, ReadsEveryField) {
  const auto record = parse_record(kRecord, "r.toml");
  ASSERT_TRUE(record) << record.error().message();
  EXPECT_EQ(record->authority_id(), "ke-odpp");
  EXPECT_EQ(record->names_size(), 2);
  EXPECT_EQ(record->mandates(1).article(), "16");
  EXPECT_EQ(record->postal_address(), "NSSF Building\nNairobi");
  EXPECT_EQ(record->interpol(), v1::INTERPOL_CHANNEL_URGENT_ONLY);
  EXPECT_TRUE(record->encryption_required());
  EXPECT_TRUE(record->e_signature_required());
  EXPECT_EQ(record->last_confirmed(), "2026-11-01");
  ASSERT_EQ(record->office_hours_size(), 2);
  EXPECT_EQ(record->office_hours(0).iso_weekday(), 1U) << "in the order of the week";
  EXPECT_EQ(record->office_hours(0).open(1).opens(), 14U * 60);
  EXPECT_EQ(record->office_hours(1).open(0).closes(), 12U * 60);
  EXPECT_EQ(record->comments(0).text(), "None");
}

TEST(RecordFile, WritesWhatItReads) {
  const auto record = parse_record(kRecord, "r.toml").value();
  const auto again = parse_record(format_record(record), "again.toml");
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->SerializeAsString(), record.SerializeAsString());
}

struct Mistake {
  const char* from;
  const char* to;
  RecordFileError error;
  const char* place;
};
const Mistake kMistakes[] = {
    {"country = \"KE\"", "country = KE", RecordFileError::not_toml, "r.toml:2"},
    {"telephone = ", "telefone = ", RecordFileError::unknown_field, "r.toml:7: telefone"},
    {"telephone = \"+254 20 000000\"", "telephone = 25420", RecordFileError::wrong_type, "r.toml:7: telephone"},
    {"working_languages = [\"en\", \"sw\"]", "working_languages = \"en\"", RecordFileError::wrong_type,
     "r.toml:14: working_languages"},
    {"encryption_required = true", "encryption_required = \"yes\"", RecordFileError::wrong_type,
     "r.toml:18: encryption_required"},
    {"\"urgent-only\"", "\"maybe\"", RecordFileError::bad_interpol, "r.toml:16: interpol"},
    {"friday", "Friday", RecordFileError::bad_weekday, "office_hours"},
    {"08:00-12:00", "8-12", RecordFileError::bad_interval, "r.toml:37: office_hours"},
    {"08:00-12:00", "08:00-25:00", RecordFileError::bad_interval, "r.toml:37: office_hours"},
    {"08:00-12:00", "12:00-08:00", RecordFileError::bad_value, "office_hours"},
    {"function = ", "functions = ", RecordFileError::unknown_field, "r.toml:30: mandates.functions"},
    {"\"KE\"", "\"FR\"", RecordFileError::bad_value, "r.toml:2: country"},
    {"Africa/Nairobi", "Africa Nairobi", RecordFileError::bad_value, "r.toml:13: time_zone"},
    {"2026-11-01", "\"2026-11-31\"", RecordFileError::bad_value, "r.toml:21: last_confirmed"},
    {"[\"en\", \"sw\"]", "[\"english\"]", RecordFileError::bad_value, "r.toml:14: working_languages"},
};

TEST(RecordFile, NamesEveryMistakeAndItsLine) {
  for (const auto& mistake : kMistakes) {
    const auto record = parse_record(with(mistake.from, mistake.to), "r.toml");
    ASSERT_FALSE(record) << mistake.to;
    EXPECT_EQ(record.error().code, mistake.error) << mistake.to << ": " << record.error().message();
    EXPECT_NE(record.error().context.find(mistake.place), std::string::npos) << record.error().context;
  }
}

}  // namespace
}  // namespace valise::registrar
