// The descriptions: sound in themselves, complete as product.md's authors asked, and said in every language.
#include <set>

#include "language/speaker.hpp"
#include "valise/form_kinds.hpp"

namespace valise {
namespace {

TEST(FormKinds, AreFoundByName) {
  for (const auto* kind : {"preservation-request", "status-question", "draft-review", "feedback", "spontaneous-information",
                           "identity-check", "contact-request"}) {
    EXPECT_NE(form_description(kind), nullptr) << kind;
  }
  for (const auto& kind : form_descriptions()) EXPECT_EQ(form_description(kind.kind), &kind);
  EXPECT_EQ(form_description("love-letter"), nullptr);
}

// A label or choice without a text would be shown as an identifier.
TEST(FormKinds, HaveATextForAllThatIsShown) {
  const auto knows = [](const std::string& id) { EXPECT_TRUE(language::Speaker::knows(id)) << id; };
  for (const auto& kind : form_descriptions()) {
    knows("form.kind." + std::string(kind.kind));
    for (const auto& field : kind.fields) {
      knows("form.field." + std::string(field.name));
      for (const auto choice : field.choices) knows("form.choice." + std::string(choice));
    }
  }
}

TEST(FormKinds, FieldsAreSound) {
  for (const auto& kind : form_descriptions()) {
    std::set<std::string_view> names;
    for (const auto& field : kind.fields) {
      EXPECT_TRUE(names.insert(field.name).second) << kind.kind << " has " << field.name << " twice";
      EXPECT_GT(field.longest, 0U) << field.name;
      EXPECT_EQ(field.type == FieldType::choice, !field.choices.empty()) << field.name;
      EXPECT_EQ(field.type == FieldType::number, field.most > 0) << field.name;
      if (!field.only_with.empty()) {
        EXPECT_FALSE(field.required) << field.name;
        ASSERT_NE(kind.field(field.only_with), nullptr) << field.name;
        EXPECT_TRUE(check_field(*kind.field(field.only_with), {std::string(field.only_value)}).empty()) << field.name;
      }
    }
  }
}

// What the 24/7 network's form asks for.
TEST(FormKinds, APreservationRequestHasAllItsFields) {
  const auto& kind = *form_description("preservation-request");
  for (const auto* name : {"date",
                           "reference",
                           "request_type",
                           "earlier_reference",
                           "requested_authority",
                           "requesting_authority",
                           "person_in_charge",
                           "address",
                           "telephone",
                           "mobile",
                           "email",
                           "office_hours",
                           "time_zone",
                           "how_to_reply",
                           "confirmation_name",
                           "confirmation_title",
                           "confirmation_function",
                           "confirmation_telephone",
                           "confirmation_email",
                           "case_authority",
                           "case_number",
                           "offence",
                           "legal_provisions",
                           "facts",
                           "data_kinds",
                           "identifiers",
                           "times",
                           "relation",
                           "holder",
                           "necessity",
                           "urgency_reason",
                           "period_days",
                           "formal_intended",
                           "formal_when",
                           "may_inform_customer",
                           "confidentiality",
                           "earlier_requests"}) {
    EXPECT_NE(kind.field(name), nullptr) << name;
  }
  EXPECT_EQ(kind.field("period_days")->least, 60U);
}

}  // namespace
}  // namespace valise
