// Validation: all fields at once, each with what is wrong.
#include "valise/form_kinds.hpp"

namespace valise {
namespace {

using Problems = std::vector<FieldProblem>;

const FormDescription& preservation() { return *form_description("preservation-request"); }

std::string value_for(const FieldDescription& field) {
  switch (field.type) {
    case FieldType::line:
    case FieldType::paragraph: return "words";
    case FieldType::date: return "2026-11-22";
    case FieldType::moment: return "2026-11-22T14:05Z";
    case FieldType::span: return "2026-11-22T14:05Z/2026-11-22T14:06Z";
    case FieldType::number: return std::to_string(field.least);
    case FieldType::choice: return std::string(field.choices.front());
    case FieldType::yes_no: return "no";
  }
  return {};
}

FormFields complete(const FormDescription& kind) {
  FormFields out;
  for (const auto& field : kind.fields) {
    if (field.required) out.push_back({std::string(field.name), {value_for(field)}});
  }
  return out;
}

std::string code_for(const FieldDescription& field, std::vector<std::string> values) {
  const auto found = check_field(field, values);
  return found.empty() ? "" : found.front().code;
}

TEST(FormCheck, TakesWhatIsComplete) {
  for (const auto& kind : form_descriptions()) EXPECT_EQ(check_form(kind, complete(kind)), Problems{}) << kind.kind;
}

TEST(FormCheck, NamesEveryMissingFieldAtOnce) {
  for (const auto& kind : form_descriptions()) {
    std::size_t required = 0;
    for (const auto& field : kind.fields) required += field.required ? 1 : 0;
    const auto problems = check_form(kind, {});
    EXPECT_EQ(problems.size(), required) << kind.kind;
    for (const auto& problem : problems) EXPECT_EQ(problem.code, "missing");
  }
}

TEST(FormCheck, AFieldMayBeNeededBecauseOfAnother) {
  auto fields = complete(preservation());
  set_values(fields, "request_type", {"extension"});
  set_values(fields, "formal_intended", {"yes"});
  EXPECT_EQ(check_form(preservation(), fields), (Problems{{"earlier_reference", "missing", ""}, {"formal_when", "missing", ""}}));
}

TEST(FormCheck, BlanksAreNothing) {
  auto fields = complete(preservation());
  set_values(fields, "facts", {" \n\t"});
  EXPECT_EQ(check_form(preservation(), fields), (Problems{{"facts", "missing", ""}}));
}

TEST(FormCheck, UnknownAndDoubleFieldsAreTold) {
  auto fields = complete(preservation());
  fields.push_back({"colour", {"red"}});
  fields.push_back(fields.front());
  EXPECT_EQ(check_form(preservation(), fields), (Problems{{"colour", "unknown", ""}, {"date", "twice", ""}}));
}

TEST(FormCheck, EachTypeHasItsWay) {
  const auto& kind = preservation();
  const auto code = [&](const char* name, const std::string& value) { return code_for(*kind.field(name), {value}); };
  for (const auto* date : {"2026-02-30", "22.11.2026", "2026-1-1", "2026-11-22T00:00Z", "-026-11-22", "2026-11-2 "})
    EXPECT_EQ(code("date", date), "not_a_date") << date;
  for (const auto* span : {"2026-11-22T14:00Z", "2026-11-22T14:00/2026-11-22T15:00", "2026-11-22T16:00Z/2026-11-22T15:00Z",
                           "2026-11-22T14:00Z/2026-11-22T24:00Z", "2026-11-22T14:00+3:00/2026-11-22T15:00+03:00"})
    EXPECT_EQ(code("times", span), "not_a_span") << span;
  EXPECT_EQ(code("times", "2026-11-22T14:00+03:00/2026-11-22T12:00:30Z"), "") << "as instants";
  EXPECT_EQ(code("period_days", "59"), "too_small");
  EXPECT_EQ(code("period_days", "4000"), "too_large");
  for (const auto* number : {"060", "6e1", "+60", "99999999999", "-60", "60 "})
    EXPECT_EQ(code("period_days", number), "not_a_number");
  EXPECT_EQ(code("data_kinds", "Traffic"), "not_a_choice");
  EXPECT_EQ(code("may_inform_customer", "maybe"), "not_yes_no");
  EXPECT_EQ(code("reference", "two\nlines"), "line_end");
  EXPECT_EQ(code("facts", "two\nlines"), "");
  EXPECT_EQ(code("facts", "escape \x1b[2J"), "not_text");
  for (const auto* damaged : {"\xc3", "\xed\xa0\x80", "\xc0\xaf", "\xf5\x80\x80\x80", "\xe0\x80\x80"})
    EXPECT_EQ(code("facts", damaged), "not_text");
  EXPECT_EQ(code("facts", "вещественные доказательства, 证据, دليل"), "");
  EXPECT_EQ(code("reference", std::string(501, 'x')), "too_long");
}

TEST(FormCheck, SeveralValuesOnlyWhereTheyBelong) {
  const auto& kind = preservation();
  EXPECT_EQ(code_for(*kind.field("reference"), {"a", "b"}), "too_many");
  EXPECT_EQ(code_for(*kind.field("identifiers"), {"a", "b"}), "");
  EXPECT_EQ(code_for(*kind.field("identifiers"), std::vector<std::string>(kMostValues + 1, "a")), "too_many");
}

TEST(FormFields, AreSetAndTakenOut) {
  FormFields fields;
  set_values(fields, "a", {"1"});
  set_values(fields, "b", {"2", "3"});
  set_values(fields, "a", {"4"});
  EXPECT_EQ(fields, (FormFields{{"a", {"4"}}, {"b", {"2", "3"}}}));
  set_values(fields, "a", {});
  EXPECT_EQ(value_of(fields, "a"), "");
  EXPECT_EQ(value_of(fields, "b"), "2");
}

}  // namespace
}  // namespace valise
