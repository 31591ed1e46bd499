// The kinds of forms as data. A kind's description only changes with its version: fields are added, never renamed or given
// another meaning, so that what is kept stays legible.
#include "valise/form_kinds.hpp"

namespace valise {
namespace {

using enum FieldType;
using Words = std::span<const std::string_view>;

constexpr std::size_t kLine = 500;
constexpr std::size_t kParagraph = 16 * 1024;
constexpr std::size_t kDraft = 150 * 1024;

constexpr std::string_view request_types[] = {"new", "extension"};
constexpr std::string_view data_kinds[] = {"subscriber", "traffic", "content"};
constexpr std::string_view outcomes[] = {"useful", "partly_useful", "not_useful", "not_used"};
constexpr std::string_view contacts[] = {
    "central_authority", "contact_point_24_7", "focal_point", "prosecution", "court", "police", "other_contact"};
constexpr std::string_view checks[] = {"identity", "location", "identity_and_location"};

constexpr FieldDescription words(std::string_view name, FieldType type, bool required, Prefill prefill = Prefill::none) {
  return {
      .name = name, .type = type, .required = required, .longest = type == paragraph ? kParagraph : kLine, .prefill = prefill};
}
constexpr FieldDescription must(std::string_view name, FieldType type = line, Prefill prefill = Prefill::none) {
  return words(name, type, true, prefill);
}
constexpr FieldDescription may(std::string_view name, FieldType type = line, Prefill prefill = Prefill::none) {
  return words(name, type, false, prefill);
}
constexpr FieldDescription choose(std::string_view name, Words choices, bool many = false) {
  return {.name = name, .type = choice, .required = true, .many = many, .longest = kLine, .choices = choices};
}
constexpr FieldDescription several(FieldDescription field) {
  field.many = true;
  return field;
}
constexpr FieldDescription where(FieldDescription field, std::string_view other, std::string_view value) {
  field.required = false;
  field.only_with = other;
  field.only_value = value;
  return field;
}
constexpr FieldDescription long_text(std::string_view name) {
  return {.name = name, .type = paragraph, .required = true, .longest = kDraft};
}
constexpr FieldDescription days(std::string_view name, std::uint32_t least, std::uint32_t most) {
  return {.name = name,
          .type = number,
          .required = true,
          .longest = kLine,
          .least = least,
          .most = most,
          .prefill = Prefill::shortest};
}

// Budapest Convention, articles 29 and 30, as the forms of its 24/7 network have them.
constexpr FieldDescription preservation[] = {
    must("date", date, Prefill::today),
    must("reference"),
    choose("request_type", request_types),
    where(must("earlier_reference"), "request_type", "extension"),
    must("requested_authority", line, Prefill::asked_authority),
    must("requesting_authority", line, Prefill::own_authority),
    must("person_in_charge", line, Prefill::own_officer),
    may("address", paragraph, Prefill::own_address),
    must("telephone", line, Prefill::own_telephone),
    may("mobile"),
    may("email", line, Prefill::own_email),
    may("office_hours", line, Prefill::own_office_hours),
    may("time_zone", line, Prefill::own_time_zone),
    may("how_to_reply", paragraph),
    may("confirmation_name"),
    may("confirmation_title"),
    may("confirmation_function"),
    may("confirmation_telephone"),
    may("confirmation_email"),
    must("case_authority"),
    must("case_number"),
    must("offence", paragraph),
    must("legal_provisions", paragraph),
    must("facts", paragraph),
    choose("data_kinds", data_kinds, true),
    several(must("identifiers")),
    several(may("times", span)),
    must("relation", paragraph),
    must("holder", paragraph),
    must("necessity", paragraph),
    may("urgency_reason", paragraph),
    days("period_days", 60, 3650),
    must("formal_intended", yes_no),
    where(must("formal_when", date), "formal_intended", "yes"),
    must("may_inform_customer", yes_no),
    may("confidentiality", paragraph),
    several(may("earlier_requests")),
    may("reply_by", date),
};

constexpr FieldDescription status_question[] = {
    must("date", date, Prefill::today), may("reference"),      must("their_reference"), may("request_date", date),
    must("question", paragraph),        may("reply_by", date),
};

constexpr FieldDescription draft_review[] = {
    must("date", date, Prefill::today), may("reference"),      must("title"), may("draft_version"), long_text("draft"),
    may("questions", paragraph),        may("reply_by", date),
};

constexpr FieldDescription feedback[] = {
    must("date", date, Prefill::today), may("reference"), may("their_reference"), choose("outcome", outcomes),
    must("feedback", paragraph),
};

constexpr FieldDescription spontaneous[] = {
    must("date", date, Prefill::today),
    must("reference"),
    must("sending_authority", line, Prefill::own_authority),
    must("person_in_charge", line, Prefill::own_officer),
    may("telephone", line, Prefill::own_telephone),
    must("legal_basis"),
    must("offence", paragraph),
    must("information", paragraph),
    may("origin", paragraph),
    may("use_conditions", paragraph),
    may("confidentiality", paragraph),
};

constexpr FieldDescription identity[] = {
    must("date", date, Prefill::today),
    must("reference"),
    must("requesting_authority", line, Prefill::own_authority),
    must("person_in_charge", line, Prefill::own_officer),
    may("telephone", line, Prefill::own_telephone),
    choose("check", checks),
    must("person_name"),
    several(may("other_names")),
    may("birth_date", date),
    may("birth_place"),
    several(may("nationalities")),
    several(may("documents")),
    several(may("known_addresses")),
    must("offence", paragraph),
    must("reason", paragraph),
    may("confidentiality", paragraph),
    may("reply_by", date),
};

// Who is the right one to talk to, before anything is asked for.
constexpr FieldDescription contact[] = {
    must("date", date, Prefill::today),
    may("reference"),
    must("requesting_authority", line, Prefill::own_authority),
    must("person_in_charge", line, Prefill::own_officer),
    may("telephone", line, Prefill::own_telephone),
    may("email", line, Prefill::own_email),
    may("time_zone", line, Prefill::own_time_zone),
    choose("contact_sought", contacts),
    must("contact_for"),
    must("matter", paragraph),
    may("mandate"),
    several(may("contact_languages")),
    may("contacts_tried", paragraph),
    may("urgency_reason", paragraph),
    may("how_to_reply", paragraph),
    may("confidentiality", paragraph),
    may("reply_by", date),
};

constexpr FormDescription kinds[] = {
    {.kind = "preservation-request", .version = 1, .awaited = Awaited::answer, .fields = preservation},
    {.kind = "status-question", .version = 1, .awaited = Awaited::answer, .fields = status_question},
    {.kind = "draft-review", .version = 1, .awaited = Awaited::answer, .fields = draft_review},
    {.kind = "feedback", .version = 1, .awaited = Awaited::acknowledgement, .fields = feedback},
    {.kind = "spontaneous-information", .version = 1, .awaited = Awaited::acknowledgement, .fields = spontaneous},
    {.kind = "identity-check", .version = 1, .awaited = Awaited::answer, .fields = identity},
    {.kind = "contact-request", .version = 1, .awaited = Awaited::answer, .fields = contact},
};

}  // namespace

std::span<const FormDescription> form_descriptions() { return kinds; }

const FormDescription* form_description(std::string_view kind) {
  const auto found = std::ranges::find(kinds, kind, &FormDescription::kind);
  return found == std::end(kinds) ? nullptr : &*found;
}

const FieldDescription* FormDescription::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &FieldDescription::name);
  return found == fields.end() ? nullptr : &*found;
}

std::string value_of(const FormFields& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &FieldValue::name);
  return found == fields.end() || found->values.empty() ? std::string() : found->values.front();
}

void set_values(FormFields& fields, std::string_view name, std::vector<std::string> values) {
  const auto found = std::ranges::find(fields, name, &FieldValue::name);
  if (values.empty()) {
    if (found != fields.end()) fields.erase(found);
  } else if (found != fields.end()) {
    found->values = std::move(values);
  } else {
    fields.push_back({.name = std::string(name), .values = std::move(values)});
  }
}

}  // namespace valise
