#include "tests/generator/countries.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace valise::tests {
namespace {

constexpr const char* iso_file = "/usr/share/iso-codes/json/iso_3166-1.json";
constexpr const char* zone_file = "/usr/share/zoneinfo/zone.tab";

// The entries of ISO 3166-1 that are no member States.
constexpr std::string_view others =
    "AQ AS AI AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF PM PN PR "
    "PS RE SH SJ SX TC TF TK TW UM VA VG VI WF YT";
// Everywhere else English.
const std::map<std::string_view, std::string_view> languages = {
    {"ar", "AE BH DJ DZ EG IQ JO KM KW LB LY MA MR OM QA SA SD SO SY TN YE"},
    {"es", "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PY SV UY VE"},
    {"fr", "BE BF BI BJ CD CF CG CH CI CM FR GA GN HT LU MC MG ML NE RW SN TD TG"},
    {"ru", "AM AZ BY KG KZ RU TJ TM UZ"},
    {"zh", "CN SG"}};

std::string read(const char* file, std::string_view package) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || text.view().empty()) {
    throw std::runtime_error(std::string(file) + " is missing; install Debian's package " + std::string(package));
  }
  return text.str();
}

bool listed(std::string_view code, std::string_view list) { return list.find(code) != std::string_view::npos; }

// The first zone that zone.tab names for a country is where most of its people live, or its capital.
std::map<std::string, std::string> zones() {
  std::map<std::string, std::string> out;
  std::istringstream lines(read(zone_file, "tzdata"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string code, place, zone;
    fields >> code >> place >> zone;
    out.try_emplace(code, zone);
  }
  return out;
}

std::string language_of(std::string_view code) {
  for (const auto& [language, codes] : languages) {
    if (listed(code, codes)) return std::string(language);
  }
  return "en";
}

}  // namespace

std::vector<Country> member_states() {
  const auto zone_of = zones();
  std::vector<Country> out;
  const auto countries = boost::json::parse(read(iso_file, "iso-codes"));
  for (const auto& entry : countries.at("3166-1").as_array()) {
    const std::string code(entry.at("alpha_2").as_string());
    if (listed(code, others)) continue;
    const auto* common = entry.as_object().if_contains("common_name");
    const auto& name = common != nullptr ? common->as_string() : entry.at("name").as_string();
    const auto zone = zone_of.find(code);
    out.push_back({.code = code,
                   .name = std::string(name),
                   .time_zone = zone == zone_of.end() ? "Etc/UTC" : zone->second,
                   .language = language_of(code)});
  }
  std::ranges::sort(out, {}, &Country::code);
  return out;
}

}  // namespace valise::tests
