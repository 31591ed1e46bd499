#include "tests/support/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>
#include <stdexcept>

namespace valise::tests {

boost::json::value parse_json(std::string_view text) {
  boost::system::error_code error;
  auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  if (error) throw std::runtime_error("not JSON: '" + std::string(text) + "'");
  return value;
}

std::vector<boost::json::value> parse_json_lines(std::string_view text) {
  std::vector<boost::json::value> values;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) values.push_back(parse_json(line));
  }
  return values;
}

const boost::json::value& at(const boost::json::value& value, std::string_view path) {
  const auto* current = &value;
  std::istringstream in{std::string(path)};
  for (std::string name; std::getline(in, name, '.');) {
    const auto* object = current->if_object();
    current = object == nullptr ? nullptr : object->if_contains(name);
    if (current == nullptr) throw std::runtime_error("no '" + std::string(path) + "' in " + boost::json::serialize(value));
  }
  return *current;
}

std::string text(const boost::json::value& value, std::string_view path) {
  const auto* string = at(value, path).if_string();
  if (string == nullptr) throw std::runtime_error("'" + std::string(path) + "' is no text in " + boost::json::serialize(value));
  return {string->begin(), string->end()};
}

std::int64_t number(const boost::json::value& value, std::string_view path) {
  const auto& found = at(value, path);
  if (found.is_int64()) return found.get_int64();
  if (found.is_uint64()) return static_cast<std::int64_t>(found.get_uint64());
  throw std::runtime_error("'" + std::string(path) + "' is no number in " + boost::json::serialize(value));
}

}  // namespace valise::tests
