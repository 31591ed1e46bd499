// Reading what the programs print with --json: one object, or one object a line. A missing field is a failed test with the whole
// text shown, not a crash: the functions throw std::runtime_error.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace valise::tests {

[[nodiscard]] boost::json::value parse_json(std::string_view text);
// parse_json_lines gives the objects of NDJSON output; empty lines are left out.
[[nodiscard]] std::vector<boost::json::value> parse_json_lines(std::string_view text);

// at walks a path of members, "enrolment.state"; text and number give its value as such.
[[nodiscard]] const boost::json::value& at(const boost::json::value& value, std::string_view path);
[[nodiscard]] std::string text(const boost::json::value& value, std::string_view path);
[[nodiscard]] std::int64_t number(const boost::json::value& value, std::string_view path);

}  // namespace valise::tests
