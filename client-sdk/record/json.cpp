#include "client-sdk/record/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "base/text_encoding.hpp"
#include "client-sdk/record/error.hpp"

namespace valise::sdk::record {
namespace {

namespace json = boost::json;

// Reading throws for what is missing or of another kind; the parse functions catch it: one place for a hundred checks.
std::string text_of(const json::object& from, std::string_view name) { return std::string(from.at(name).as_string()); }
std::uint64_t number_of(const json::object& from, std::string_view name) { return from.at(name).to_number<std::uint64_t>(); }

base::Bytes bytes_of(const json::object& from, std::string_view name) {
  auto bytes = base::parse_base64(text_of(from, name));
  if (!bytes) throw std::runtime_error("base64");
  return std::move(*bytes);
}

base::UnixMillis time_of(const json::object& from, std::string_view name) {
  const auto time = parse_time(text_of(from, name));
  if (!time) throw std::runtime_error("time");
  return *time;
}

json::array strings(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }
std::vector<std::string> strings_of(const json::object& from, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& value : from.at(name).as_array()) out.emplace_back(value.as_string());
  return out;
}

template <class Item, class Make>
json::array list(const std::vector<Item>& items, const Make& make) {
  json::array out;
  for (const auto& item : items) out.push_back(make(item));
  return out;
}
template <class Read>
auto items_of(const json::object& from, std::string_view name, const Read& read) {
  std::vector<decltype(read(from))> out;
  for (const auto& value : from.at(name).as_array()) out.push_back(read(value.as_object()));
  return out;
}

json::object to_json(const Person& p) { return {{"device", p.device}, {"officer", p.officer}, {"officer_name", p.name}}; }
Person person_of(const json::object& from) {
  return {.device = text_of(from, "device"), .officer = text_of(from, "officer"), .name = text_of(from, "officer_name")};
}

json::object to_json(const File& f) {
  return {{"name", f.name}, {"media_type", f.media_type}, {"size", f.size}, {"sha256", f.sha256}, {"path", f.path}};
}
File file_of(const json::object& from) {
  return {.name = text_of(from, "name"),
          .media_type = text_of(from, "media_type"),
          .size = number_of(from, "size"),
          .sha256 = text_of(from, "sha256"),
          .path = text_of(from, "path")};
}

json::object to_json(const Origin& o) {
  return {{"message", o.message},
          {"post", o.post},
          {"officer", o.officer},
          {"officer_name", o.name},
          {"sent_at", time_text(o.sent_at)},
          {"handling", strings(o.handling)},
          {"permitted_by", o.permitted_by},
          {"edit", o.edit}};
}
// What is not there stands in no record of an earlier version.
std::string text_or_none(const json::object& from, std::string_view name) {
  return from.contains(name) ? text_of(from, name) : std::string();
}
Origin origin_of(const json::object& from) {
  return {.message = text_of(from, "message"),
          .post = text_of(from, "post"),
          .officer = text_of(from, "officer"),
          .name = text_of(from, "officer_name"),
          .sent_at = time_of(from, "sent_at"),
          .handling = strings_of(from, "handling"),
          .permitted_by = text_of(from, "permitted_by"),
          .edit = text_or_none(from, "edit")};
}
json::value to_json(const std::optional<Form>& form) {
  if (!form) return nullptr;
  json::array fields;
  for (const auto& field : form->fields) fields.push_back(json::object{{"name", field.name}, {"values", strings(field.values)}});
  return json::object{{"kind", form->kind}, {"version", form->version}, {"fields", fields}};
}
std::optional<Form> form_of(const json::object& line) {
  const auto* form = line.if_contains("form");
  if (form == nullptr || form->is_null()) return std::nullopt;
  const auto& from = form->as_object();
  return Form{.kind = text_of(from, "kind"),
              .version = from.at("version").to_number<std::uint32_t>(),
              .fields = items_of(from, "fields", [](const json::object& field) {
                return FormField{.name = text_of(field, "name"), .values = strings_of(field, "values")};
              })};
}

json::object to_json(const Line& l) {
  return {{"id", l.id},
          {"sender", to_json(l.sender)},
          {"post", l.post},
          {"room_seq", l.room_seq},
          {"sent_at", time_text(l.sent_at)},
          {"received_at", l.received_at ? json::value(time_text(*l.received_at)) : json::value(nullptr)},
          {"text", l.text},
          {"in_reply_to", l.in_reply_to},
          {"urgency", l.urgency},
          {"handling", strings(l.handling)},
          {"body", l.body},
          {"files", list(l.files, [](const File& file) { return to_json(file); })},
          {"proven", l.proven},
          {"form", to_json(l.form)},
          {"about", l.about},
          {"act", l.act},
          {"forwarded", l.origin ? json::value(to_json(*l.origin)) : json::value(nullptr)}};
}
Line line_of(const json::object& from) {
  Line out{.id = text_of(from, "id"),
           .sender = person_of(from.at("sender").as_object()),
           .post = text_of(from, "post"),
           .room_seq = number_of(from, "room_seq"),
           .sent_at = time_of(from, "sent_at"),
           .received_at = {},
           .text = text_of(from, "text"),
           .in_reply_to = text_of(from, "in_reply_to"),
           .urgency = text_of(from, "urgency"),
           .handling = strings_of(from, "handling"),
           .body = from.at("body").to_number<int>(),
           .files = items_of(from, "files", file_of),
           .proven = from.at("proven").as_bool(),
           .form = form_of(from),
           .about = text_or_none(from, "about"),
           .act = text_or_none(from, "act")};
  if (!from.at("received_at").is_null()) out.received_at = time_of(from, "received_at");
  if (const auto* origin = from.if_contains("forwarded"); origin != nullptr && !origin->is_null())
    out.origin = origin_of(origin->as_object());
  return out;
}

json::object to_json(const Reference& r) { return {{"authority", r.authority}, {"number", r.number}}; }
Reference reference_of(const json::object& from) { return {text_of(from, "authority"), text_of(from, "number")}; }

json::object to_json(const Said& s) {
  return {{"id", s.id},
          {"device", s.device},
          {"signed_bytes", base::to_base64(s.signed_bytes)},
          {"signature", base::to_base64(s.signature)}};
}
Said said_of(const json::object& from) {
  return {.id = text_of(from, "id"),
          .device = text_of(from, "device"),
          .signed_bytes = bytes_of(from, "signed_bytes"),
          .signature = bytes_of(from, "signature")};
}

json::object to_json(const LogEntry& e) {
  json::array proof;
  for (const auto& hash : e.proof) proof.emplace_back(base::to_hex(hash.view()));
  return {{"index", e.index}, {"entry", base::to_base64(e.entry)}, {"inclusion_proof", proof}};
}
LogEntry entry_of(const json::object& from) {
  LogEntry out{.index = number_of(from, "index"), .entry = bytes_of(from, "entry"), .proof = {}};
  for (const auto& hash : strings_of(from, "inclusion_proof")) {
    const auto bytes = base::parse_hex(hash);
    const auto parsed = bytes ? directory::TreeHash::parse(base::to_string(*bytes)) : std::nullopt;
    if (!parsed) throw std::runtime_error("hash");
    out.proof.push_back(*parsed);
  }
  return out;
}

base::Bytes bytes_of(const json::object& whole) { return base::to_bytes(json::serialize(whole) + "\n"); }

template <class Read>
auto reading(base::ByteView bytes, const Read& read) -> base::Result<decltype(read(json::object()))> {
  const auto whole = parse_object(bytes);
  if (!whole) return base::fail(RecordError::package_malformed);
  try {
    return read(*whole);
  } catch (const std::exception&) {
    return base::fail(RecordError::package_malformed);
  }
}

}  // namespace

std::optional<json::object> parse_object(base::ByteView bytes) {
  json::error_code failure;
  auto value = json::parse(base::as_text(bytes), failure);
  if (failure || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::string time_text(base::UnixMillis time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const auto millis = std::to_string(1000 + clock.subseconds().count()).substr(1);
  return std::to_string(static_cast<int>(date.year())) + '-' + two(static_cast<unsigned>(date.month())) + '-' +
         two(static_cast<unsigned>(date.day())) + 'T' + two(clock.hours().count()) + ':' + two(clock.minutes().count()) + ':' +
         two(clock.seconds().count()) + '.' + millis + 'Z';
}

std::optional<base::UnixMillis> parse_time(std::string_view text) {
  if (text.size() != 24) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) {
    int number = -1;
    std::from_chars(text.data() + at, text.data() + at + size, number);
    return number;
  };
  using namespace std::chrono;
  const year_month_day date(year(part(0, 4)), month(static_cast<unsigned>(part(5, 2))), day(static_cast<unsigned>(part(8, 2))));
  if (!date.ok()) return std::nullopt;
  const base::UnixMillis time =
      sys_days(date) + hours(part(11, 2)) + minutes(part(14, 2)) + seconds(part(17, 2)) + milliseconds(part(20, 3));
  return time_text(time) == text ? std::optional(time) : std::nullopt;
}

base::Bytes record_json(const Record& r) {
  return bytes_of(json::object{{"v", 1},
                               {"type", "record"},
                               {"room", r.room},
                               {"subject", r.subject},
                               {"participants", strings(r.participants)},
                               {"references", list(r.references, [](const Reference& item) { return to_json(item); })},
                               {"handling", strings(r.handling)},
                               {"exporter", to_json(r.exporter)},
                               {"exported_at", time_text(r.exported_at)},
                               {"directory", r.directory},
                               {"language", r.language},
                               {"erased", r.erased},
                               {"messages", list(r.lines, [](const Line& item) { return to_json(item); })}});
}

base::Bytes proof_json(const Proof& p) {
  return bytes_of(json::object{{"v", 1},
                               {"type", "evidence"},
                               {"checkpoint", p.checkpoint},
                               {"log", list(p.log, [](const LogEntry& item) { return to_json(item); })},
                               {"messages", list(p.said, [](const Said& item) { return to_json(item); })}});
}

base::Result<Record> parse_record(base::ByteView bytes) {
  return reading(bytes, [](const json::object& from) {
    return Record{.room = text_of(from, "room"),
                  .subject = text_of(from, "subject"),
                  .participants = strings_of(from, "participants"),
                  .references = items_of(from, "references", reference_of),
                  .handling = strings_of(from, "handling"),
                  .lines = items_of(from, "messages", line_of),
                  .erased = number_of(from, "erased"),
                  .exporter = person_of(from.at("exporter").as_object()),
                  .exported_at = time_of(from, "exported_at"),
                  .directory = text_of(from, "directory"),
                  .language = text_of(from, "language")};
  });
}

base::Result<Proof> parse_proof(base::ByteView bytes) {
  return reading(bytes, [](const json::object& from) {
    return Proof{.log = items_of(from, "log", entry_of),
                 .checkpoint = text_of(from, "checkpoint"),
                 .said = items_of(from, "messages", said_of)};
  });
}

}  // namespace valise::sdk::record
