#include "desk/views.hpp"

namespace valise::desk {
namespace {

template <class Field>
void put(Field* field, const std::vector<LocalText>& texts) {
  for (const auto& text : texts) {
    auto& added = *field->Add();
    added.set_language(text.language);
    added.set_text(text.text);
  }
}

template <class Field>
void put(Field* field, const std::vector<std::string>& words) {
  for (const auto& word : words) *field->Add() = word;
}

std::int64_t millis_of(const std::optional<Moment>& moment) { return moment ? millis(moment->at) : 0; }

v1::DeskOffice view_of(const std::optional<OfficeState>& office) {
  v1::DeskOffice out;
  if (!office) return out;
  out.set_known(true);
  out.set_open(office->open);
  out.set_until(millis_of(office->until));
  put(out.mutable_holiday(), office->holiday);
  return out;
}

}  // namespace

v1::DeskPost view_of(const PostView& post) {
  v1::DeskPost out;
  out.set_address(post.address);
  out.set_kind(static_cast<std::uint32_t>(post.kind));
  put(out.mutable_names(), post.names);
  put(out.mutable_networks(), post.networks);
  put(out.mutable_languages(), post.languages);
  out.set_reachable(post.reachable);
  out.set_duty_planned(post.duty.planned);
  for (const auto& officer : post.duty.officers) out.add_on_duty(officer.name);
  out.set_duty_until(millis_of(post.duty.until));
  for (const auto& officer : post.officers) out.add_officers(officer.name);
  return out;
}

v1::DeskAuthority view_of(const AuthorityView& authority) {
  v1::DeskAuthority out;
  out.set_id(authority.id);
  out.set_country(authority.country);
  out.set_organisation(authority.organisation);
  out.set_status(authority.status);
  put(out.mutable_names(), authority.names);
  for (const auto& mandate : authority.mandates) {
    auto& added = *out.add_mandates();
    added.set_convention(mandate.convention);
    added.set_article(mandate.article);
    added.set_function(mandate.function);
  }
  put(out.mutable_networks(), authority.networks);
  put(out.mutable_working_languages(), authority.working_languages);
  put(out.mutable_request_languages(), authority.request_languages);
  out.set_time_zone(authority.time_zone);
  *out.mutable_office() = view_of(authority.office);
  for (const auto& hours : authority.office_hours) {
    auto& added = *out.add_office_hours();
    added.set_iso_weekday(static_cast<std::uint32_t>(hours.iso_weekday));
    added.set_opens_minute(static_cast<std::uint32_t>(hours.opens_minute));
    added.set_closes_minute(static_cast<std::uint32_t>(hours.closes_minute));
  }
  out.set_interpol(authority.interpol);
  put(out.mutable_accepted_channels(), authority.accepted_channels);
  out.set_postal_address(authority.postal_address);
  out.set_service_to_contact(authority.service_to_contact);
  out.set_telephone(authority.telephone);
  out.set_telephone_24h(authority.telephone_24h);
  out.set_fax(authority.fax);
  out.set_email(authority.email);
  out.set_website(authority.website);
  out.set_encryption_required(authority.encryption_required);
  out.set_e_signature_required(authority.e_signature_required);
  put(out.mutable_execution_requirements(), authority.execution_requirements);
  put(out.mutable_urgent_procedure(), authority.urgent_procedure);
  put(out.mutable_legal_basis(), authority.legal_basis);
  put(out.mutable_informal_channels(), authority.informal_channels);
  put(out.mutable_comments(), authority.comments);
  put(out.mutable_links(), authority.links);
  out.set_last_confirmed(authority.last_confirmed);
  out.set_overdue(authority.overdue);
  for (const auto& post : authority.posts) *out.add_posts() = view_of(post);
  return out;
}

v1::DeskRecipient view_of(const RecipientView& recipient) {
  v1::DeskRecipient out;
  out.set_address(recipient.address);
  *out.mutable_authority() = view_of(recipient.authority);
  if (recipient.post) *out.mutable_post() = view_of(*recipient.post);
  return out;
}

}  // namespace valise::desk
