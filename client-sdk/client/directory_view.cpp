#include "client-sdk/client/directory_view.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "keys/directory/query.hpp"
#include "keys/directory/recovery.hpp"

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
  for (const auto& mandate : field) out.push_back({mandate.convention(), mandate.article(), mandate.function()});
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

std::vector<std::string> networks_of(const DirectoryState& state, const directory::AuthorityId& id) {
  std::vector<std::string> out;
  for (const auto& [network, details] : state.tables().networks) {
    if (details.members.contains(id)) out.push_back(network.string());
  }
  return out;
}

// The conditions of a query as a selector; the free text is matched apart.
base::Result<std::optional<directory::Selector>> selector_of(const valise::DirectoryQuery& query) {
  std::string text;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) text += (text.empty() ? "" : ",") + std::string(key) + "=" + value;
  };
  add("country", query.country);
  add("mandate", query.mandate);
  add("network", query.network);
  add("language", query.language);
  if (text.empty()) return std::nullopt;
  auto selector = directory::Selector::parse(text);
  if (!selector) return base::pass_on(selector);
  return *selector;
}

std::set<directory::AuthorityId> authorities_of(const directory::Matches& matches) {
  std::set<directory::AuthorityId> out(matches.authorities.begin(), matches.authorities.end());
  for (const auto& post : matches.posts) out.insert(post.authority);
  return out;
}

}  // namespace

valise::OfficerView view_of(const DirectoryState& state, const directory::Officer& officer) {
  valise::OfficerView out{.address = officer.address.string(),
                          .name = officer.details.name(),
                          .title = officer.details.title(),
                          .languages = texts(officer.details.languages())};
  for (const base::DeviceId& id : officer.devices) {
    const directory::Device* device = state.device(id);
    if (device == nullptr) continue;
    out.devices.push_back(
        {.id = base::to_hex(id.view()), .officer = out.address, .label = device->label, .active = state.active(id)});
  }
  return out;
}

valise::PostView view_of(const DirectoryState& state, const directory::Post& post) {
  valise::PostView out{.address = post.address.string(),
                       .kind = kind_of(post.details.kind()),
                       .names = local_texts(post.details.names()),
                       .networks = texts(post.details.networks()),
                       .languages = texts(post.details.languages()),
                       .reachable = !state.devices_of(post.address).empty()};
  for (const directory::OfficerAddress& address : post.roster) {
    if (const directory::Officer* officer = state.officer(address); officer != nullptr && !officer->retired) {
      out.officers.push_back(view_of(state, *officer));
    }
  }
  return out;
}

std::optional<valise::KeyRecovery> recovery_of(const directory::Authority& authority) {
  if (!authority.recovery) return std::nullopt;
  return valise::KeyRecovery{.authority = authority.id.string(),
                             .reason = authority.recovery->reason,
                             .announced = authority.recovery->announced_at,
                             .not_before = directory::not_before(*authority.recovery)};
}

valise::AuthorityView view_of(const DirectoryState& state, const directory::Authority& authority) {
  const v1::AuthorityRecord& record = authority.record;
  valise::AuthorityView out{.id = authority.id.string(),
                            .country = record.country(),
                            .status = status_text(authority.status),
                            .names = local_texts(record.names()),
                            .mandates = mandates(record.mandates()),
                            .networks = networks_of(state, authority.id),
                            .working_languages = texts(record.working_languages()),
                            .request_languages = texts(record.request_languages()),
                            .time_zone = record.time_zone(),
                            .office_hours = open_hours(record),
                            .interpol = interpol_text(record.interpol()),
                            .accepted_channels = texts(record.accepted_channels()),
                            .postal_address = record.postal_address(),
                            .service_to_contact = record.service_to_contact(),
                            .telephone = record.telephone(),
                            .telephone_24h = record.telephone_24h(),
                            .fax = record.fax(),
                            .email = record.email(),
                            .website = record.website(),
                            .urgent_procedure = local_texts(record.urgent_procedure()),
                            .last_confirmed = record.last_confirmed(),
                            .recovery = recovery_of(authority)};
  for (const auto& [address, post] : state.tables().posts) {
    if (address.authority == authority.id && !post.retired) out.posts.push_back(view_of(state, post));
  }
  return out;
}

base::Result<std::vector<valise::AuthorityView>> matching(const DirectoryState& state, const valise::DirectoryQuery& query) {
  auto selector = selector_of(query);
  if (!selector) return base::pass_on(selector);
  std::optional<std::set<directory::AuthorityId>> selected, named;
  if (*selector) selected = authorities_of(directory::select(state, **selector));
  if (!query.text.empty()) named = authorities_of(directory::search(state, query.text));
  std::vector<valise::AuthorityView> out;
  for (const auto& [id, authority] : state.tables().authorities) {
    const bool fits = (!selected || selected->contains(id)) && (!named || named->contains(id));
    if (fits && state.active(id)) out.push_back(view_of(state, authority));
  }
  return out;
}

}  // namespace valise::sdk::client
