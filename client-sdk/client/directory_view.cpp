#include "client-sdk/client/directory_view.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/recipients.hpp"
#include "keys/directory/recovery.hpp"
#include "keys/records/country.hpp"
#include "keys/records/mandates.hpp"
#include "keys/records/presence.hpp"

namespace valise::sdk::client {
namespace {

using directory::DirectoryState;

template <class Repeated>
std::vector<std::string> texts(const Repeated& field) {
  return {field.begin(), field.end()};
}

template <class Repeated>
std::vector<valise::LocalText> local_texts(const Repeated& field) {
  std::vector<valise::LocalText> out;
  for (const auto& text : field) out.push_back({.language = text.language(), .text = text.text()});
  return out;
}

template <class Repeated>
std::vector<valise::Mandate> mandates(const Repeated& field) {
  std::vector<valise::Mandate> out;
  for (const auto& mandate : field)
    out.push_back({.convention = mandate.convention(),
                   .article = mandate.article(),
                   .function = mandate.function(),
                   .convention_name = std::string(records::convention_name(mandate.convention()))});
  return out;
}

std::string status_text(directory::AuthorityStatus status) {
  switch (status) {
    case directory::AuthorityStatus::active: return "active";
    case directory::AuthorityStatus::suspended: return "suspended";
    case directory::AuthorityStatus::withdrawn: return "withdrawn";
  }
  return "";
}

std::string interpol_text(v1::InterpolChannel channel) {
  switch (channel) {
    case v1::INTERPOL_CHANNEL_YES: return "yes";
    case v1::INTERPOL_CHANNEL_NO: return "no";
    case v1::INTERPOL_CHANNEL_URGENT_ONLY: return "urgent-only";
    default: return "";
  }
}

valise::PostKind kind_of(v1::PostKind kind) {
  if (kind == v1::POST_KIND_CONTACT_POINT_24_7) return valise::PostKind::contact_point_24_7;
  return kind == v1::POST_KIND_FOCAL_POINT ? valise::PostKind::focal_point : valise::PostKind::desk;
}

std::vector<valise::OpenHours> open_hours(const v1::AuthorityRecord& record) {
  std::vector<valise::OpenHours> out;
  for (const auto& day : record.office_hours()) {
    for (const auto& open : day.open()) {
      out.push_back({static_cast<int>(day.iso_weekday()), static_cast<int>(open.opens()), static_cast<int>(open.closes())});
    }
  }
  return out;
}

valise::LocalClock clock_at(const calendar::Zone& zone, base::UnixMillis instant) {
  const auto there = zone.local(instant);
  const auto day = calendar::day_of(there.time);
  return {.date = calendar::day_text(day),
          .iso_weekday = calendar::iso_weekday(day),
          .minute = calendar::minute_of(there.time),
          .utc_offset_minutes = static_cast<int>(there.utc_offset.count())};
}

std::optional<valise::Moment> moment(const calendar::Zone& zone, const std::optional<base::UnixMillis>& instant) {
  if (!instant) return std::nullopt;
  return valise::Moment{.at = *instant, .local = clock_at(zone, *instant)};
}

// The zone in which a post's plan is read; UTC where there is none, and then there is no moment to show either.
calendar::Zone zone_of(const DirectoryState& state, const directory::AuthorityId& id) {
  const auto* authority = state.authority(id);
  auto zone = authority == nullptr ? std::nullopt : records::zone_of(*authority);
  return zone ? std::move(*zone) : calendar::Zone::utc();
}

std::vector<std::string> networks_of(const DirectoryState& state, const directory::AuthorityId& id) {
  std::vector<std::string> out;
  for (const auto& [network, details] : state.tables().networks) {
    if (details.members.contains(id)) out.push_back(network.string());
  }
  return out;
}

// The conditions of a query as a selector; the free text is matched apart.
base::Result<std::optional<records::Selector>> selector_of(const valise::DirectoryQuery& query) {
  std::string text;
  const auto add = [&](std::string_view part) { text += (text.empty() ? "" : ",") + std::string(part); };
  const auto add_value = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) add(std::string(key) + '=' + value);
  };
  add_value("country", query.country);
  add_value("mandate", query.mandate);
  add_value("network", query.network);
  add_value("language", query.language);
  if (query.on_duty) add("on-duty");
  if (text.empty()) return std::nullopt;
  auto selector = records::Selector::parse(text);
  if (!selector) return base::pass_on(selector);
  return *selector;
}

std::set<directory::AuthorityId> authorities_of(const records::Matches& matches) {
  std::set<directory::AuthorityId> out(matches.authorities.begin(), matches.authorities.end());
  for (const auto& post : matches.posts) out.insert(post.authority);
  return out;
}

}  // namespace

valise::OfficerView DirectoryView::of(const directory::Officer& officer) const {
  valise::OfficerView out{.address = officer.address.string(),
                          .name = officer.details.name(),
                          .title = officer.details.title(),
                          .languages = texts(officer.details.languages())};
  for (const base::DeviceId& id : officer.devices) {
    const directory::Device* device = state_->device(id);
    if (device == nullptr) continue;
    out.devices.push_back(
        {.id = base::to_hex(id.view()), .officer = out.address, .label = device->label, .active = state_->active(id)});
  }
  return out;
}

valise::OfficerName DirectoryView::name_of(const directory::AuthorityId& authority, const std::string& id) const {
  const auto officer = directory::OfficerId::parse(id);
  if (!officer) return {};
  const directory::OfficerAddress address{authority, *officer};
  const directory::Officer* known = state_->officer(address);
  return {.address = address.string(), .name = known == nullptr ? std::string() : known->details.name()};
}

std::vector<valise::OfficerName> DirectoryView::names_of(const directory::AuthorityId& authority,
                                                         const std::vector<std::string>& ids) const {
  std::vector<valise::OfficerName> out;
  for (const auto& id : ids) out.push_back(name_of(authority, id));
  return out;
}

valise::DutyView DirectoryView::duty(const directory::Post& post) const {
  const auto& authority = post.address.authority;
  const auto duty = records::duty_at(*state_, post, now_);
  return {.planned = duty.planned,
          .officers = names_of(authority, duty.officers),
          .relieved = names_of(authority, duty.relieved),
          .until = moment(zone_of(*state_, authority), duty.until),
          .next = names_of(authority, duty.next)};
}

void DirectoryView::add_plan(const directory::Post& post, valise::PostView& out) const {
  const auto& authority = post.address.authority;
  const auto named = [&](const std::string& id) { return id.empty() ? std::nullopt : std::optional(name_of(authority, id)); };
  out.overlap_minutes = static_cast<int>(post.plan.overlap_minutes());
  for (const auto& shift : post.plan.shifts()) {
    out.shifts.push_back({.officer = name_of(authority, shift.officer_id()),
                          .iso_weekday = static_cast<int>(shift.iso_weekday()),
                          .starts_minute = static_cast<int>(shift.starts()),
                          .ends_minute = static_cast<int>(shift.ends())});
  }
  for (const auto& exception : post.plan.exceptions()) {
    out.exceptions.push_back({.first_day = exception.first_day(),
                              .starts_minute = static_cast<int>(exception.starts()),
                              .last_day = exception.last_day(),
                              .ends_minute = static_cast<int>(exception.ends()),
                              .replaces = named(exception.replaces()),
                              .officer = named(exception.officer_id()),
                              .reason = exception.reason()});
  }
  for (const auto& step : post.details.escalation()) {
    valise::EscalationStepView view{.after_minutes = static_cast<int>(step.after_minutes())};
    for (const auto& id : step.officer_ids()) view.officers.push_back(name_of(authority, id));
    if (!step.post_id().empty()) view.post = authority.string() + '/' + step.post_id();
    out.escalation.push_back(std::move(view));
  }
}

valise::PostView DirectoryView::of(const directory::Post& post) const {
  const auto reachable = [&](const directory::OfficerAddress& officer) { return state_->reachable(officer); };
  valise::PostView out{.address = post.address.string(),
                       .kind = kind_of(post.details.kind()),
                       .names = local_texts(post.details.names()),
                       .networks = texts(post.details.networks()),
                       .languages = texts(post.details.languages()),
                       .reachable = !post.retired && std::ranges::any_of(post.roster, reachable),
                       .duty = duty(post)};
  for (const directory::OfficerAddress& address : post.roster) {
    if (const directory::Officer* officer = state_->officer(address); officer != nullptr && !officer->retired) {
      out.officers.push_back(of(*officer));
    }
  }
  add_plan(post, out);
  return out;
}

std::optional<valise::KeyRecovery> recovery_of(const directory::Authority& authority) {
  if (!authority.recovery) return std::nullopt;
  return valise::KeyRecovery{.authority = authority.id.string(),
                             .reason = authority.recovery->reason,
                             .announced = authority.recovery->announced_at,
                             .not_before = directory::not_before(*authority.recovery)};
}

void DirectoryView::add_clock(const directory::Authority& authority, valise::AuthorityView& out) const {
  out.overdue = records::overdue(authority, now_);
  const auto zone = records::zone_of(authority);
  if (!zone) return;
  out.local = clock_at(*zone, now_);
  const auto office = records::office_at(*state_, authority, now_);
  if (!office) return;
  out.office =
      valise::OfficeState{.open = office->open,
                          .until = moment(*zone, office->until),
                          .holiday = office->holiday ? local_texts(office->holiday->names()) : std::vector<valise::LocalText>(),
                          .holidays_known = office->holidays_known};
}

valise::AuthorityView DirectoryView::without_posts(const directory::Authority& authority) const {
  const v1::AuthorityRecord& record = authority.record;
  valise::AuthorityView out{.id = authority.id.string(),
                            .country = record.country(),
                            .country_name = records::country_name(record.country(), "en"),
                            .organisation = record.organisation(),
                            .status = status_text(authority.status),
                            .names = local_texts(record.names()),
                            .mandates = mandates(record.mandates()),
                            .networks = networks_of(*state_, authority.id),
                            .working_languages = texts(record.working_languages()),
                            .request_languages = texts(record.request_languages()),
                            .time_zone = record.time_zone(),
                            .office_hours = open_hours(record),
                            .holiday_calendar = record.holiday_calendar(),
                            .interpol = interpol_text(record.interpol()),
                            .accepted_channels = texts(record.accepted_channels()),
                            .postal_address = record.postal_address(),
                            .service_to_contact = record.service_to_contact(),
                            .telephone = record.telephone(),
                            .telephone_24h = record.telephone_24h(),
                            .fax = record.fax(),
                            .email = record.email(),
                            .website = record.website(),
                            .encryption_required = record.encryption_required(),
                            .e_signature_required = record.e_signature_required(),
                            .execution_requirements = local_texts(record.execution_requirements()),
                            .urgent_procedure = local_texts(record.urgent_procedure()),
                            .legal_basis = local_texts(record.legal_basis()),
                            .informal_channels = local_texts(record.informal_channels()),
                            .comments = local_texts(record.comments()),
                            .links = texts(record.links()),
                            .last_confirmed = record.last_confirmed(),
                            .recovery = recovery_of(authority)};
  add_clock(authority, out);
  return out;
}

valise::AuthorityView DirectoryView::of(const directory::Authority& authority) const {
  auto out = without_posts(authority);
  for (const auto& [address, post] : state_->posts_of(authority.id)) {
    if (!post.retired) out.posts.push_back(of(post));
  }
  return out;
}

base::Result<std::vector<valise::AuthorityView>> matching(const DirectoryView& view, const records::SearchIndex& names,
                                                          const valise::DirectoryQuery& query) {
  auto selector = selector_of(query);
  if (!selector) return base::pass_on(selector);
  const auto& state = view.state();
  std::optional<std::set<directory::AuthorityId>> selected, named;
  if (*selector) selected = authorities_of(records::select(state, **selector, view.now()));
  if (!query.text.empty()) named = authorities_of(names.search(query.text));
  std::vector<valise::AuthorityView> out;
  for (const auto& [id, authority] : state.tables().authorities) {
    const bool fits = (!selected || selected->contains(id)) && (!named || named->contains(id));
    if (fits && state.active(id)) out.push_back(view.of(authority));
  }
  return out;
}

std::vector<valise::NetworkView> networks(const DirectoryView& view) {
  std::map<std::string, valise::NetworkView> out;
  for (const auto& [id, network] : view.state().tables().networks) {
    auto& added = out[id.string()];
    added = {.id = id.string(),
             .names = local_texts(network.definition.names()),
             .secretariat = network.definition.secretariat_authority_id()};
    for (const auto& member : network.members) {
      if (view.state().active(member)) added.members.push_back(member.string());
    }
  }
  for (const auto& [address, post] : view.state().tables().posts) {
    if (post.details.kind() != v1::POST_KIND_FOCAL_POINT || !view.state().active(address)) continue;
    for (const auto& id : post.details.networks()) {
      const auto it = out.find(id);
      const bool member = it != out.end() && std::ranges::binary_search(it->second.members, address.authority.string());
      if (member) it->second.focal_points.push_back(address.string());
    }
  }
  std::vector<valise::NetworkView> list;
  for (auto& [id, network] : out) list.push_back(std::move(network));
  return list;
}

base::Result<std::vector<valise::RecipientView>> recipient_views(const DirectoryView& view, const std::vector<std::string>& to) {
  auto addresses = resolve(view.state(), to, view.now());
  if (!addresses) return base::pass_on(addresses);
  std::vector<valise::RecipientView> out;
  for (const auto& address : *addresses) {
    const auto post_address = directory::PostAddress::parse(address);
    const auto officer = directory::OfficerAddress::parse(address);
    if (!post_address && !officer) continue;
    const auto* authority = view.state().authority(post_address ? post_address->authority : officer->authority);
    const auto* post = post_address ? view.state().post(*post_address) : nullptr;
    out.push_back({.address = address,
                   .authority = view.without_posts(*authority),
                   .post = post == nullptr ? std::nullopt : std::optional(view.of(*post))});
  }
  return out;
}

}  // namespace valise::sdk::client
