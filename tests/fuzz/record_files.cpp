// Files that authorities write or send: records as TOML and as CSV, rosters, calendars. A file without a fault is written again
// so that it reads the same and without a fault.
#include "keys/registrar/calendar_file.hpp"
#include "keys/registrar/record_csv.hpp"
#include "keys/registrar/record_file.hpp"
#include "keys/registrar/roster_file.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace valise;
using registrar::Problems;

constexpr std::string_view file = "file";
const auto today = calendar::parse_day("2026-11-22").value();

std::string bytes_of(const google::protobuf::MessageLite& message) { return message.SerializeAsString(); }
std::string bytes_of(const std::vector<v1::AuthorityRecord>& records) {
  std::string out;
  for (const auto& record : records) out += std::to_string(record.ByteSizeLong()) + ":" + record.SerializeAsString();
  return out;
}

template <class Parse, class Format>
void round_trip(std::string_view text, Parse parse, Format format) {
  Problems problems;
  const auto first = parse(text, problems);
  if (!problems.empty()) return;
  const auto second = parse(format(first), problems);
  fuzz::require(problems.empty());
  const auto third = parse(format(second), problems);
  fuzz::require(problems.empty() && bytes_of(third) == bytes_of(second));
}

auto record(std::string_view text, Problems& problems) { return registrar::parse_record(text, file, today, problems); }
auto records(std::string_view text, Problems& problems) { return registrar::parse_records_csv(text, file, today, problems); }
auto roster(std::string_view text, Problems& problems) { return registrar::parse_roster(text, file, problems); }
auto holidays(std::string_view text, Problems& problems) { return registrar::parse_calendar(text, file, problems); }

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto kind = input.u8() % 4;
  const auto text = base::as_text(input.rest());
  switch (kind) {
    case 0: round_trip(text, record, registrar::format_record); break;
    case 1: round_trip(text, records, [](const auto& all) { return registrar::format_records_csv(all); }); break;
    case 2: round_trip(text, roster, registrar::format_roster); break;
    default: round_trip(text, holidays, registrar::format_calendar);
  }
  return 0;
}
