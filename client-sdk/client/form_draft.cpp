// Drafts of forms: what the directory knows of both sides, and how they are kept.
#include <array>
#include <charconv>

#include "base/text_encoding.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/directory_view.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form.hpp"
#include "client-sdk/client/form_queue.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/forms/moments.hpp"
#include "language/speaker.hpp"
#include "valise/v1/form_draft.pb.h"

namespace valise::sdk::client {
namespace {

using valise::AuthorityView;
using valise::FormDraft;
using valise::Prefill;

const directory::Authority* authority_of(const Context& context, const std::string& address) {
  const auto id = directory::AuthorityId::parse(address.substr(0, address.find('/')));
  return id ? context.directory().authority(*id) : nullptr;
}

std::string name_of(const AuthorityView& authority) {
  for (const valise::LocalText& name : authority.names) {
    if (name.language == "en") return name.text;
  }
  return authority.names.empty() ? authority.id : authority.names.front().text;
}

std::string own_name(const Context& context) {
  const auto* officer = context.directory().officer(context.identity->officer);
  return officer == nullptr ? std::string() : officer->details.name();
}

// Both is what the directory has on the two sides.
struct Both {
  std::optional<AuthorityView> own;
  std::optional<AuthorityView> asked;
};

std::string value_for(const Context& context, const Both& both, const valise::FieldDescription& field) {
  const auto own = [&](std::string AuthorityView::* member) { return both.own ? (*both.own).*member : std::string(); };
  switch (field.prefill) {
    case Prefill::none: return {};
    case Prefill::today: return forms::date_text(context.clock.now());
    case Prefill::shortest: return std::to_string(field.least);
    case Prefill::own_authority: return both.own ? name_of(*both.own) : std::string();
    case Prefill::own_officer: return own_name(context);
    case Prefill::own_address: return own(&AuthorityView::postal_address);
    case Prefill::own_telephone:
      return own(&AuthorityView::telephone_24h).empty() ? own(&AuthorityView::telephone) : own(&AuthorityView::telephone_24h);
    case Prefill::own_email: return own(&AuthorityView::email);
    case Prefill::own_time_zone: return own(&AuthorityView::time_zone);
    case Prefill::own_office_hours: return both.own ? hours_text(both.own->office_hours) : std::string();
    case Prefill::asked_authority: return both.asked ? name_of(*both.asked) : std::string();
  }
  return {};
}

std::optional<AuthorityView> view_of(const Context& context, const std::string& address) {
  const auto* authority = authority_of(context, address);
  if (authority == nullptr) return std::nullopt;
  return DirectoryView(context.directory(), context.clock.now()).without_posts(*authority);
}

// Who will be asked: as the draft says, else the first of the new room that is not the own authority's.
Result<std::string> asked_address(Context& context, const FormDraft& draft, const std::string& own_authority) {
  if (!draft.asks.empty()) return draft.asks;
  std::vector<std::string> addresses;
  if (!draft.to.empty()) {
    auto resolved = resolve(context.directory(), draft.to, context.clock.now());
    if (!resolved) return pass_on(resolved);
    addresses = std::move(*resolved);
  } else if (!draft.room.empty()) {
    auto participants = context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
      auto room = room_by(tx, draft.room);
      if (!room) return pass_on(room);
      return participants_in(tx, room->id);
    });
    if (!participants) return pass_on(participants);
    addresses = std::move(*participants);
  }
  for (const std::string& address : addresses) {
    if (!address.starts_with(own_authority + "/")) return address;
  }
  return std::string();
}

// What is extended, or written anew, begins with what it was.
Result<> take_over(Context& context, FormDraft& draft) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto before = form_by(tx, draft.predecessor);
    if (!before) return pass_on(before);
    const v1::Form form = content_of(*before).form();
    if (form.kind() != draft.kind) return fail(ClientError::not_a_form);
    for (const valise::FieldValue& field : fields_of(form)) {
      if (field.name != "date" && value_of(draft.fields, field.name).empty()) set_values(draft.fields, field.name, field.values);
    }
    if (draft.kind == "preservation-request") {
      set_values(draft.fields, "request_type", {"extension"});
      set_values(draft.fields, "earlier_reference", {value_of(fields_of(form), "reference")});
    }
    draft.room = base::to_hex(before->room.view());
    return {};
  });
}

}  // namespace

namespace {

std::string minute_text(int minute) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

constexpr int kDaysOfWeek = 7;
using Week = std::array<std::string, kDaysOfWeek + 1>;  // what is said of each day, from 1; empty: closed

Week week_of(std::span<const valise::OpenHours> hours) {
  Week out;
  for (const valise::OpenHours& open : hours) {
    if (open.iso_weekday < 1 || open.iso_weekday > kDaysOfWeek) continue;
    std::string& day = out[static_cast<std::size_t>(open.iso_weekday)];
    day += (day.empty() ? "" : ", ") + minute_text(open.opens_minute) + "-" + minute_text(open.closes_minute);
  }
  return out;
}

}  // namespace

std::string hours_text(std::span<const valise::OpenHours> hours) {
  static const language::Speaker english(language::Language::en);
  const Week week = week_of(hours);
  std::string out;
  for (int first = 1, last = 1; first <= kDaysOfWeek; first = last + 1) {
    const std::string& said = week[static_cast<std::size_t>(first)];
    for (last = first; last < kDaysOfWeek && week[static_cast<std::size_t>(last + 1)] == said;) ++last;
    if (said.empty()) continue;
    out += (out.empty() ? "" : "; ") + english.weekday(first) + (last > first ? "-" + english.weekday(last) : "") + " " + said;
  }
  return out;
}

Result<FormDraft> prefilled(Context& context, FormDraft draft) {
  const auto* description = valise::form_description(draft.kind);
  if (description == nullptr) return fail(ClientError::form_unknown);
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  if (!draft.predecessor.empty()) {
    if (auto taken = take_over(context, draft); !taken) return pass_on(taken);
  }
  const std::string own = context.identity->officer.authority.string();
  auto asked = asked_address(context, draft, own);
  if (!asked) return pass_on(asked);
  const Both both{.own = view_of(context, own), .asked = view_of(context, *asked)};
  for (const valise::FieldDescription& field : description->fields) {
    if (!value_of(draft.fields, field.name).empty()) continue;
    if (auto value = value_for(context, both, field); !value.empty())
      set_values(draft.fields, field.name, {value.substr(0, field.longest == 0 ? value.size() : field.longest)});
  }
  draft.changed = context.clock.now();
  return draft;
}

base::Bytes to_store(const FormDraft& draft) {
  v1::FormDraft out;
  for (const std::string& address : draft.to) out.add_to(address);
  out.set_room(draft.room);
  out.set_predecessor(draft.predecessor);
  out.set_asks(draft.asks);
  out.set_from(draft.from);
  out.set_subject(draft.subject);
  out.set_urgency(to_wire(draft.urgency));
  if (draft.acknowledge_by) out.set_acknowledge_by_ms(base::to_wire(*draft.acknowledge_by));
  for (const std::string& condition : draft.handling) out.add_handling(condition);
  out.mutable_form()->set_kind(draft.kind);
  for (const valise::FieldValue& field : draft.fields) {
    v1::FormField& put = *out.mutable_form()->add_fields();
    put.set_name(field.name);
    for (const std::string& value : field.values) put.add_values(value);
  }
  return base::to_bytes(out.SerializeAsString());
}

FormDraft from_store(const store::KeptFormDraft& kept) {
  v1::FormDraft in;
  FormDraft out;
  if (!in.ParseFromArray(kept.draft.data(), static_cast<int>(kept.draft.size()))) return out;
  out.id = std::to_string(kept.id);
  out.kind = in.form().kind();
  out.to.assign(in.to().begin(), in.to().end());
  out.room = in.room();
  out.predecessor = in.predecessor();
  out.asks = in.asks();
  out.from = in.from();
  out.subject = in.subject();
  out.urgency = from_wire(in.urgency());
  if (in.acknowledge_by_ms() != 0) out.acknowledge_by = base::from_wire(in.acknowledge_by_ms());
  out.handling.assign(in.handling().begin(), in.handling().end());
  out.fields = fields_of(in.form());
  out.changed = kept.changed;
  return out;
}

Result<std::uint64_t> draft_id(const std::string& id) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), out);
  if (error != std::errc() || end != id.data() + id.size()) return fail(ClientError::draft_unknown);
  return out;
}

}  // namespace valise::sdk::client
