#include "cli/json_views.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "cli/form_json.hpp"
#include "cli/form_words.hpp"
#include "cli/office_hours.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

namespace json = boost::json;

// JSON is free of the person's language.
const language::Speaker& english() {
  static const language::Speaker speaker;
  return speaker;
}

json::array strings(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }
json::value time_or_null(const std::optional<Time>& time) { return time ? json::value(utc_text(*time)) : json::value(nullptr); }

// text_or_null tells "not given" from a value.
json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::object json_of(const LocalText& text) { return {{"language", text.language}, {"text", text.text}}; }

json::object json_of(const Mandate& mandate) {
  return {{"convention", mandate.convention},
          {"article", mandate.article},
          {"function", mandate.function},
          {"convention_name", text_or_null(mandate.convention_name)}};
}

json::object json_of(const OpenHours& hours) {
  return {{"iso_weekday", hours.iso_weekday}, {"opens_minute", hours.opens_minute}, {"closes_minute", hours.closes_minute}};
}

json::object json_of(const DeviceView& device) {
  return {{"id", device.id}, {"officer", device.officer}, {"label", device.label}, {"active", device.active}};
}

json::object json_of(const AttachmentView& attachment) {
  return {{"name", attachment.name},
          {"media_type", attachment.media_type},
          {"size", attachment.size},
          {"sha256", attachment.sha256},
          {"saved_to", attachment.saved_to ? json::value(attachment.saved_to->string()) : json::value(nullptr)}};
}

json::object json_of(const OfficerName& officer) { return {{"address", officer.address}, {"name", officer.name}}; }
json::value json_of(const std::optional<OfficerName>& officer) {
  return officer ? json::value(json_of(*officer)) : json::value(nullptr);
}

json::object json_of(const ShiftView& s) {
  return {{"officer", json_of(s.officer)},
          {"iso_weekday", s.iso_weekday},
          {"starts_minute", s.starts_minute},
          {"ends_minute", s.ends_minute}};
}
json::object json_of(const EscalationStepView& s) {
  json::array officers;
  for (const auto& officer : s.officers) officers.push_back(json_of(officer));
  return {{"after_minutes", s.after_minutes}, {"officers", std::move(officers)}, {"post", text_or_null(s.post)}};
}
json::object json_of(const ShiftExceptionView& e) {
  return {{"first_day", e.first_day},        {"starts_minute", e.starts_minute}, {"last_day", e.last_day},
          {"ends_minute", e.ends_minute},    {"replaces", json_of(e.replaces)},  {"officer", json_of(e.officer)},
          {"reason", text_or_null(e.reason)}};
}

json::object json_of(const ChangeView& c) {
  return {
      {"message", c.message}, {"officer", c.officer}, {"officer_name", c.officer_name}, {"text", c.text}, {"at", utc_text(c.at)}};
}

json::object json_of(const ToldChangeView& c) {
  return {{"message", c.message},
          {"officer", c.officer},
          {"officer_name", c.officer_name},
          {"retracted", c.retracted},
          {"at", utc_text(c.at)}};
}

json::object json_of(const ForwardedView& f) {
  json::array later, told;
  for (const auto& change : f.later) later.push_back(json_of(change));
  for (const auto& news : f.told) told.push_back(json_of(news));
  return {{"room", f.room},
          {"message", f.message},
          {"from", f.from},
          {"officer", f.officer},
          {"officer_name", f.officer_name},
          {"sent_at", utc_text(f.sent_at)},
          {"handling", strings(f.handling)},
          {"permission", text_or_null(f.permission)},
          {"permitted_by", text_or_null(f.permitted_by)},
          {"verified", f.verified},
          {"permission_verified", f.permission_verified},
          {"edit", text_or_null(f.edit)},
          {"later", std::move(later)},
          {"withdrawn", f.withdrawn ? json::value(json_of(*f.withdrawn)) : json::value(nullptr)},
          {"told", std::move(told)}};
}

json::object json_of(const RecipientState& r) {
  return {{"device", r.device},
          {"officer", r.officer},
          {"officer_name", r.officer_name},
          {"delivered_at", time_or_null(r.delivered_at)},
          {"read_at", time_or_null(r.read_at)}};
}

json::object json_of(const MatterAnswer& a) {
  return {{"state", word(a.state)},
          {"officer", a.officer},
          {"officer_name", a.officer_name},
          {"post", a.post},
          {"reason", text_or_null(a.reason)},
          {"message", a.message},
          {"at", utc_text(a.at)}};
}
json::object json_of(const GuestView& g) { return {{"address", g.address}, {"name", g.name}, {"until", utc_text(g.until)}}; }
json::object json_of(const ReferenceView& r) { return {{"authority", r.authority}, {"number", r.number}}; }

template <class View>
json::array list(const std::vector<View>& views) {
  json::array array;
  for (const auto& view : views) array.push_back(json_of(view));
  return array;
}

json::object contact_of(const AuthorityView& a) {
  return {{"service_to_contact", text_or_null(a.service_to_contact)},
          {"postal_address", text_or_null(a.postal_address)},
          {"telephone", text_or_null(a.telephone)},
          {"telephone_24h", text_or_null(a.telephone_24h)},
          {"fax", text_or_null(a.fax)},
          {"email", text_or_null(a.email)},
          {"website", text_or_null(a.website)}};
}

json::value json_of(const std::optional<Moment>& moment) {
  if (!moment) return nullptr;
  return json::object{{"at", utc_text(moment->at)}, {"local_time", clock_text(moment->local, english())}};
}

json::object clock_of(const AuthorityView& a) {
  return {{"time_zone", text_or_null(a.time_zone)},
          {"local_time", a.local ? json::value(clock_text(*a.local, english())) : json::value(nullptr)},
          {"open_now", a.office ? json::value(a.office->open) : json::value(nullptr)}};
}

json::value json_of(const std::optional<OfficeState>& office) {
  if (!office) return nullptr;
  return json::object{{"open", office->open},
                      {"until", json_of(office->until)},
                      {"holiday", list(office->holiday)},
                      {"holidays_known", office->holidays_known}};
}

json::object json_of(const DutyView& duty) {
  return {{"planned", duty.planned},
          {"officers", list(duty.officers)},
          {"relieved", list(duty.relieved)},
          {"until", json_of(duty.until)},
          {"next", list(duty.next)}};
}
}  // namespace

json::object json_of(const KeyRecovery& r) {
  return {{"authority", r.authority},
          {"reason", r.reason},
          {"announced", utc_text(r.announced)},
          {"not_before", utc_text(r.not_before)}};
}

json::object json_of(const AuthorityView& a) {
  return {{"id", a.id},
          {"country", text_or_null(a.country)},
          {"country_name", text_or_null(a.country_name)},
          {"organisation", text_or_null(a.organisation)},
          {"status", a.status},
          {"names", list(a.names)},
          {"mandates", list(a.mandates)},
          {"networks", strings(a.networks)},
          {"working_languages", strings(a.working_languages)},
          {"request_languages", strings(a.request_languages)},
          {"clock", clock_of(a)},
          {"office", json_of(a.office)},
          {"office_hours", list(a.office_hours)},
          {"interpol", text_or_null(a.interpol)},
          {"accepted_channels", strings(a.accepted_channels)},
          {"contact", contact_of(a)},
          {"encryption_required", a.encryption_required},
          {"e_signature_required", a.e_signature_required},
          {"execution_requirements", list(a.execution_requirements)},
          {"urgent_procedure", list(a.urgent_procedure)},
          {"legal_basis", list(a.legal_basis)},
          {"informal_channels", list(a.informal_channels)},
          {"comments", list(a.comments)},
          {"links", strings(a.links)},
          {"holiday_calendar", text_or_null(a.holiday_calendar)},
          {"last_confirmed", text_or_null(a.last_confirmed)},
          {"key_recovery", a.recovery ? json::value(json_of(*a.recovery)) : json::value(nullptr)},
          {"overdue", a.overdue},
          {"posts", array_of(a.posts)}};
}

json::object json_of(const PostView& p) {
  return {{"address", p.address},
          {"kind", word(p.kind)},
          {"names", list(p.names)},
          {"networks", strings(p.networks)},
          {"languages", strings(p.languages)},
          {"officers", array_of(p.officers)},
          {"reachable", p.reachable},
          {"duty", json_of(p.duty)},
          {"shifts", list(p.shifts)},
          {"exceptions", list(p.exceptions)},
          {"overlap_minutes", p.overlap_minutes},
          {"escalation", list(p.escalation)}};
}

json::object json_of(const OfficerView& o) {
  return {{"address", o.address},
          {"name", o.name},
          {"title", o.title},
          {"languages", strings(o.languages)},
          {"devices", list(o.devices)}};
}

json::object json_of(const NetworkView& n) {
  return {{"id", n.id},
          {"names", list(n.names)},
          {"secretariat", text_or_null(n.secretariat)},
          {"members", strings(n.members)},
          {"focal_points", strings(n.focal_points)}};
}

json::object json_of(const MessageView& m) {
  return {{"id", m.id},
          {"room", m.room},
          {"subject", m.subject},
          {"from", m.from},
          {"officer", m.officer},
          {"officer_name", m.officer_name},
          {"device", m.device},
          {"text", m.text},
          {"in_reply_to", text_or_null(m.in_reply_to)},
          {"urgency", word(m.urgency)},
          {"handling", strings(m.handling)},
          {"sent_at", utc_text(m.sent_at)},
          {"received_at", time_or_null(m.received_at)},
          {"state", word(m.state)},
          {"state_reason", text_or_null(m.state_reason)},
          {"room_seq", m.room_seq},
          {"outgoing", m.outgoing},
          {"read", m.read},
          {"unknown_kind", m.unknown_kind},
          {"repeated_by", text_or_null(m.repeated_by)},
          {"attachments", list(m.attachments)},
          {"kind", text_or_null(m.kind)},
          {"about", text_or_null(m.about)},
          {"act", text_or_null(m.act)},
          {"without_effect", m.without_effect},
          {"failed", m.failed},
          {"recipients", list(m.recipients)},
          {"room_handling", strings(m.room_handling)},
          {"edits", list(m.edits)},
          {"retraction", m.retraction ? json::value(json_of(*m.retraction)) : json::value(nullptr)},
          {"forwarded", m.forwarded ? json::value(json_of(*m.forwarded)) : json::value(nullptr)},
          {"forward_to", strings(m.forward_to)},
          {"matter", m.matter ? json::value(json_of(*m.matter)) : json::value(nullptr)},
          {"form", m.form ? json::value(json_of(*m.form)) : json::value(nullptr)},
          {"comment", m.comment ? json::value(json_of(*m.comment)) : json::value(nullptr)}};
}

json::object json_of(const MatterView& m) {
  return {{"message", m.message},
          {"room", m.room},
          {"subject", m.subject},
          {"from", m.from},
          {"asked", text_or_null(m.asked)},
          {"urgency", word(m.urgency)},
          {"sent_at", utc_text(m.sent_at)},
          {"answer_by", time_or_null(m.answer_by)},
          {"state", word(m.state)},
          {"officer", text_or_null(m.officer)},
          {"officer_name", text_or_null(m.officer_name)},
          {"reason", text_or_null(m.reason)},
          {"answered_at", time_or_null(m.answered_at)},
          {"overdue", m.overdue},
          {"outgoing", m.outgoing},
          {"asks_me", m.asks_me},
          {"mine", m.mine},
          {"history", list(m.history)}};
}

json::object json_of(const WaitingItem& i) {
  return {{"what", word(i.what)},       {"for_me", i.for_me},
          {"message", i.message},       {"room", i.room},
          {"subject", i.subject},       {"whom", text_or_null(i.whom)},
          {"urgency", word(i.urgency)}, {"since", utc_text(i.since)},
          {"due", time_or_null(i.due)}, {"overdue", i.overdue},
          {"promised", i.promised},     {"debt", i.debt ? json::value(word(*i.debt)) : json::value(nullptr)}};
}

json::object json_of(const MemberView& m) {
  return {{"device", m.device}, {"officer", m.officer}, {"officer_name", m.officer_name}, {"self", m.self}};
}

json::object json_of(const RoomView& r) {
  return {{"id", r.id},
          {"subject", r.subject},
          {"participants", strings(r.participants)},
          {"members", array_of(r.members)},
          {"epoch", r.epoch},
          {"epoch_authenticator", r.epoch_authenticator},
          {"messages", r.messages},
          {"unread", r.unread},
          {"left", r.left},
          {"owners", strings(r.owners)},
          {"guests", list(r.guests)},
          {"references", list(r.references)},
          {"handling", strings(r.handling)},
          {"phase", word(r.phase)},
          {"waiting_for", strings(r.waiting_for)},
          {"retention_days", r.retention_days},
          {"read_receipts", r.read_receipts},
          {"place_lost", r.place_lost},
          {"changes_waiting", strings(r.changes_waiting)}};
}

json::object json_of(const RoomChangeReport& r) {
  return {{"room", r.room}, {"done", r.done}, {"reason", text_or_null(r.reason)}};
}

json::object json_of(const Notice& n) {
  json::array sentences;
  for (const auto& sentence : n.sentences) {
    json::object arguments;
    for (const auto& argument : sentence.arguments) arguments[argument.name] = argument.value;
    sentences.push_back(json::object{{"code", sentence.id}, {"arguments", arguments}});
  }
  return {{"level", word(n.level)},
          {"at", utc_text(n.at)},
          {"room", text_or_null(n.room)},
          {"text", n.text},
          {"sentences", sentences}};
}

json::object json_of(const Enrolment& e) {
  return {{"state", word(e.state)},
          {"authority", text_or_null(e.authority)},
          {"officer", text_or_null(e.officer)},
          {"officer_name", text_or_null(e.officer_name)},
          {"device", text_or_null(e.device)},
          {"label", text_or_null(e.label)},
          {"relay", text_or_null(e.relay)}};
}

json::object json_of(const DirectoryHead& h) {
  return {{"size", h.size},
          {"root", h.root},
          {"age_seconds", h.age_seconds},
          {"witnessed", h.witnessed},
          {"warning", text_or_null(sentences_text(h.warning, english()))}};
}

json::object json_of(const SendReport& r) {
  return {{"message", r.message},
          {"room", r.room},
          {"state", word(r.state)},
          {"reason", text_or_null(r.reason)},
          {"recipients", array_of(r.recipients)},
          {"warning", text_or_null(sentences_text(r.warning, english()))},
          {"failed", r.failed},
          {"devices", r.devices},
          {"delivered", r.delivered}};
}

json::object json_of(const Status& s) {
  return {{"enrolment", json_of(s.enrolment)},
          {"directory", json_of(s.head)},
          {"posts", strings(s.posts)},
          {"rooms", s.rooms},
          {"unread", s.unread},
          {"queued", s.queued},
          {"failed", s.failed},
          {"alarms", array_of(s.alarms)},
          {"key_recoveries", array_of(s.recoveries)}};
}

json::object json_of(const Check& c) { return {{"name", c.name}, {"outcome", word(c.outcome)}, {"detail", c.detail}}; }

}  // namespace valise::cli
