// What forms are made of: one description of each kind as data, from which validation, questions, templates, help and front ends
// follow (docs/design/0026-forms.md). Labels and help are texts of the catalogue: form.kind.KIND, form.field.NAME,
// form.help.NAME, form.choice.WORD, form.problem.CODE.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace valise {

// FieldType says how a value is written (docs/PROTOCOL.md, "Forms").
enum class FieldType {
  line,       // words without line ends
  paragraph,  // words
  date,       // 2026-11-22
  moment,     // 2026-11-22T14:05+03:00, or with Z
  span,       // MOMENT/MOMENT
  number,     // 60
  choice,     // one of the field's choices
  yes_no,     // yes, no
};

// Prefill says what a program may fill in before the person begins.
enum class Prefill {
  none,
  today,
  shortest,  // the least number
  own_authority,
  own_officer,
  own_address,
  own_telephone,
  own_email,
  own_time_zone,
  own_office_hours,
  asked_authority,
};

struct FieldDescription {
  std::string_view name;
  FieldType type = FieldType::line;
  bool required = false;
  bool many = false;        // may have several values
  std::size_t longest = 0;  // bytes of a value
  std::uint32_t least = 0;  // of a number
  std::uint32_t most = 0;
  std::span<const std::string_view> choices{};
  std::string_view only_with{};  // required only where that field has this value
  std::string_view only_value{};
  Prefill prefill = Prefill::none;
};

// Awaited is what ends a form: an answer, or a word that it was seen.
enum class Awaited { answer, acknowledgement };

struct FormDescription {
  std::string_view kind;
  std::uint32_t version = 1;
  Awaited awaited = Awaited::answer;
  std::span<const FieldDescription> fields;

  [[nodiscard]] const FieldDescription* field(std::string_view name) const;
};

struct FieldValue {
  std::string name;
  std::vector<std::string> values;
  friend bool operator==(const FieldValue&, const FieldValue&) = default;
};
using FormFields = std::vector<FieldValue>;

// value_of gives the first value of a field; empty where there is none.
[[nodiscard]] std::string value_of(const FormFields& fields, std::string_view name);
// set_values puts a field's values in place of those that stand there; none take the field out.
void set_values(FormFields& fields, std::string_view name, std::vector<std::string> values);

// FieldProblem: what is wrong with a field. `code` is "missing", "unknown", "too_many", "too_long", "not_text", "line_end",
// "not_a_date", "not_a_moment", "not_a_span", "not_a_number", "too_small", "too_large", "not_a_choice", "not_yes_no", "twice".
struct FieldProblem {
  std::string field;
  std::string code;
  std::string limit;  // the bound that is broken, or the choices that there are; may be empty
  friend bool operator==(const FieldProblem&, const FieldProblem&) = default;
};

// form_descriptions gives all kinds that this version knows, in the order in which they are offered; static.
[[nodiscard]] std::span<const FormDescription> form_descriptions();
// form_description gives the newest description of a kind; nullptr for an unknown one.
[[nodiscard]] const FormDescription* form_description(std::string_view kind);

// is_required says whether a field must be there, given the others.
[[nodiscard]] bool is_required(const FieldDescription& field, const FormFields& fields);
// check_field judges the values of one field by itself; check_form all fields at once, in the description's order, unknown ones
// last.
[[nodiscard]] std::vector<FieldProblem> check_field(const FieldDescription& field, const std::vector<std::string>& values);
[[nodiscard]] std::vector<FieldProblem> check_form(const FormDescription& description, const FormFields& fields);

inline constexpr std::size_t kMostFields = 100;  // of a form
inline constexpr std::size_t kMostValues = 100;  // of a field

}  // namespace valise
