#include "cli/form_json.hpp"

#include <boost/json/array.hpp>

#include "cli/form_words.hpp"
#include "cli/times.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

namespace json = boost::json;

json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::value time_or_null(const std::optional<Time>& time) { return time ? json::value(utc_text(*time)) : json::value(nullptr); }
json::array strings(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

using cli::json_of;  // beside those below

json::array json_of(const FormFields& fields) {
  json::array out;
  for (const auto& field : fields) out.push_back(json::object{{"name", field.name}, {"values", strings(field.values)}});
  return out;
}

json::object json_of(const FormDebt& d) {
  return {{"what", word(d.what)},       {"who", text_or_null(d.who)}, {"mine", d.mine},       {"yours", d.yours},
          {"due", time_or_null(d.due)}, {"promised", d.promised},     {"overdue", d.overdue}, {"message", d.message}};
}

json::object json_of(const FormStep& s) {
  return {{"act", s.act},         {"officer", s.officer},         {"officer_name", s.officer_name},
          {"post", s.post},       {"text", text_or_null(s.text)}, {"promised_by", time_or_null(s.promised_by)},
          {"message", s.message}, {"at", utc_text(s.at)}};
}

json::object json_of(const FieldProblem& p) { return {{"field", p.field}, {"code", p.code}, {"limit", text_or_null(p.limit)}}; }

json::object json_of(const FieldDescription& f) {
  return {{"name", f.name},
          {"type", word(f.type)},
          {"required", f.required},
          {"many", f.many},
          {"longest", f.longest},
          {"least", f.type == FieldType::number ? json::value(f.least) : json::value(nullptr)},
          {"most", f.type == FieldType::number ? json::value(f.most) : json::value(nullptr)},
          {"choices", json::array(f.choices.begin(), f.choices.end())},
          {"only_with", text_or_null(f.only_with)},
          {"only_value", text_or_null(f.only_value)}};
}

json::object json_of(const TextPart& p) { return {{"what", word(p.what)}, {"text", p.text}}; }

json::object json_of(const FieldDifference& d) {
  json::array parts;
  for (const auto& part : d.parts) parts.push_back(json_of(part));
  return {{"name", d.name}, {"parts", std::move(parts)}};
}

template <class Views>
json::array list(const Views& views) {
  json::array out;
  for (const auto& view : views) out.push_back(json_of(view));
  return out;
}

}  // namespace

json::object json_of(const CommentView& c) {
  return {{"message", c.message},
          {"officer", c.officer},
          {"officer_name", c.officer_name},
          {"post", c.post},
          {"passage", text_or_null(c.passage)},
          {"text", text_or_null(c.text)},
          {"proposal", text_or_null(c.proposal)},
          {"found", c.found},
          {"at", utc_text(c.at)},
          {"version", text_or_null(c.version)},
          {"fate", word(c.fate)},
          {"now", text_or_null(c.now)}};
}

json::object json_of(const FormView& f) {
  return {{"message", f.message},
          {"room", f.room},
          {"subject", f.subject},
          {"kind", f.kind},
          {"version", f.version},
          {"known", f.known},
          {"fields", json_of(f.fields)},
          {"problems", list(f.problems)},
          {"from", f.from},
          {"asked", text_or_null(f.asked)},
          {"officer", f.officer},
          {"officer_name", f.officer_name},
          {"sent_at", utc_text(f.sent_at)},
          {"outgoing", f.outgoing},
          {"state", word(f.state)},
          {"formal_request", word(f.formal)},
          {"open", f.open},
          {"debts", list(f.debts)},
          {"period_ends", time_or_null(f.period_ends)},
          {"predecessor", text_or_null(f.predecessor)},
          {"successors", strings(f.successors)},
          {"history", list(f.history)},
          {"comments", list(f.comments)},
          {"earlier_comments", list(f.earlier_comments)}};
}

json::object json_of(const FormVersion& v) {
  return {{"message", v.message},  {"predecessor", text_or_null(v.predecessor)},
          {"officer", v.officer},  {"officer_name", v.officer_name},
          {"post", v.post},        {"sent_at", utc_text(v.sent_at)},
          {"comments", v.comments}};
}

json::object json_of(const FormDifference& d) {
  return {{"before", json_of(d.before)}, {"after", json_of(d.after)}, {"fields", list(d.fields)}};
}

json::object json_of(const FormDraft& d) {
  return {{"id", d.id},
          {"kind", d.kind},
          {"to", strings(d.to)},
          {"room", text_or_null(d.room)},
          {"predecessor", text_or_null(d.predecessor)},
          {"asks", text_or_null(d.asks)},
          {"from", text_or_null(d.from)},
          {"subject", text_or_null(d.subject)},
          {"urgency", word(d.urgency)},
          {"acknowledge_by", time_or_null(d.acknowledge_by)},
          {"handling", strings(d.handling)},
          {"fields", json_of(d.fields)},
          {"changed", utc_text(d.changed)}};
}

json::object json_of(const FormDescription& kind) {
  const auto* awaited = kind.awaited == Awaited::answer ? "answer" : "acknowledgement";
  return {{"kind", kind.kind}, {"version", kind.version}, {"awaited", awaited}, {"fields", list(kind.fields)}};
}

}  // namespace valise::cli
