// Whether a form is as its description asks: each field by itself, all at once.
#include <charconv>
#include <set>

#include "client-sdk/forms/moments.hpp"
#include "valise/form_kinds.hpp"

namespace valise {
namespace {

using sdk::forms::parse_date;
using sdk::forms::parse_moment;

// Well-formed UTF-8 without control characters but line ends and tabs.
bool is_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) {
      if (first < 0x20 && first != '\n' && first != '\t' && first != '\r') return false;
      if (first == 0x7F) return false;
      ++at;
      continue;
    }
    const std::size_t length = first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return false;
    char32_t point = first & (0x7F >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      if ((byte & 0xC0) != 0x80) return false;
      point = point << 6 | (byte & 0x3F);
    }
    const char32_t least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    if (point < least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    at += length;
  }
  return true;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

bool is_span(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return false;
  const auto from = parse_moment(text.substr(0, slash));
  const auto until = parse_moment(text.substr(slash + 1));
  return from && until && *from <= *until;
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

struct Finding {
  std::string_view code{};
  std::string limit{};
};

Finding judge_number(const FieldDescription& field, std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool plain = error == std::errc() && end == text.data() + text.size() && (text == "0" || text.front() != '0');
  if (!plain) return {"not_a_number"};
  if (value < field.least) return {"too_small", std::to_string(field.least)};
  if (value > field.most) return {"too_large", std::to_string(field.most)};
  return {};
}

Finding judge_type(const FieldDescription& field, std::string_view text) {
  switch (field.type) {
    case FieldType::line: return text.find_first_of("\r\n") == text.npos ? Finding{} : Finding{"line_end"};
    case FieldType::paragraph: return {};
    case FieldType::date: return parse_date(text) ? Finding{} : Finding{"not_a_date"};
    case FieldType::moment: return parse_moment(text) ? Finding{} : Finding{"not_a_moment"};
    case FieldType::span: return is_span(text) ? Finding{} : Finding{"not_a_span"};
    case FieldType::number: return judge_number(field, text);
    case FieldType::yes_no: return text == "yes" || text == "no" ? Finding{} : Finding{"not_yes_no"};
    case FieldType::choice: {
      const bool known = std::ranges::find(field.choices, text) != field.choices.end();
      return known ? Finding{} : Finding{"not_a_choice", joined(field.choices)};
    }
  }
  return {};
}

Finding judge(const FieldDescription& field, std::string_view text) {
  if (!is_text(text)) return {"not_text"};
  if (field.longest > 0 && text.size() > field.longest) return {"too_long", std::to_string(field.longest)};
  return judge_type(field, text);
}

bool is_missing(const std::vector<std::string>& values) {
  return std::ranges::all_of(values, [](const std::string& value) { return is_blank(value); });
}

}  // namespace

bool is_required(const FieldDescription& field, const FormFields& fields) {
  if (field.required) return true;
  return !field.only_with.empty() && value_of(fields, field.only_with) == field.only_value;
}

std::vector<FieldProblem> check_field(const FieldDescription& field, const std::vector<std::string>& values) {
  const std::string name(field.name);
  const std::size_t most = field.many ? kMostValues : 1;
  std::vector<FieldProblem> out;
  if (values.size() > most) out.push_back({.field = name, .code = "too_many", .limit = std::to_string(most)});
  for (const auto& value : values) {
    const auto found = is_blank(value) ? Finding{"missing"} : judge(field, value);
    if (found.code.empty()) continue;
    out.push_back({.field = name, .code = std::string(found.code), .limit = found.limit});
    break;  // one word about a field is enough
  }
  return out;
}

std::vector<FieldProblem> check_form(const FormDescription& description, const FormFields& fields) {
  std::vector<FieldProblem> out;
  for (const auto& field : description.fields) {
    const auto found = std::ranges::find(fields, field.name, &FieldValue::name);
    if (found == fields.end() || is_missing(found->values)) {
      if (is_required(field, fields)) out.push_back({.field = std::string(field.name), .code = "missing", .limit = {}});
      continue;
    }
    for (auto& problem : check_field(field, found->values)) out.push_back(std::move(problem));
  }
  std::set<std::string_view> seen;
  for (const auto& given : fields) {
    if (!seen.insert(given.name).second) out.push_back({.field = given.name, .code = "twice", .limit = {}});
    if (description.field(given.name) == nullptr) out.push_back({.field = given.name, .code = "unknown", .limit = {}});
  }
  return out;
}

}  // namespace valise
