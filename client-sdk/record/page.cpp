#include "client-sdk/record/page.hpp"

#include "client-sdk/record/acts.hpp"
#include "valise/form_kinds.hpp"

namespace valise::sdk::record {
namespace {

using language::Speaker;

// Grey rules and no images: it goes on paper files. Nothing is fetched from anywhere (Content-Security-Policy). On paper each
// page says of what record it is, under which conditions, and which of how many pages.
constexpr std::string_view style = R"(
@page { size: A4; margin: 34mm 20mm 26mm;
  @top-center { content: element(conditions); width: 100%; vertical-align: bottom; padding-bottom: 4mm; }
  @bottom-center { content: element(sheet); width: 100%; vertical-align: top; padding-top: 3mm; } }
body { font: 11pt/1.45 "Noto Serif", "Noto Naskh Arabic", "Noto Serif CJK SC", serif; max-width: 46em; margin: 2em auto; padding: 0 1em;
  color: #111; background: #fff; }
h1 { font-size: 1.5em; margin: 0 0 .2em; } h2 { font-size: 1.15em; border-bottom: 1px solid #777; padding-bottom: .2em; margin-top: 2em; }
dl { display: table; border-spacing: 0 .15em; width: 100%; } dl > div { display: table-row; }
dt { display: table-cell; font-weight: 600; padding-inline-end: 1em; width: 27%; } dd { display: table-cell; margin: 0; }
code, .id { font-family: "Noto Sans Mono", monospace; font-size: .76em; overflow-wrap: anywhere; }
.handling { border: 2px solid #111; padding: .6em .9em; margin: 1em 0; font-weight: 600; }
article { border-top: 1px solid #777; padding: .5em 0 .3em; } article.short { break-inside: avoid; } h2 + article { border-top: none; }
article header, article header p { break-inside: avoid; break-after: avoid; } article p { margin: .2em 0; } .who { font-weight: 600; } .meta { color: #333; font-size: .88em; }
.words { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5em 0; orphans: 3; widows: 3; }
.words[dir=rtl] { text-align: right; } .words[dir=ltr] { text-align: left; }
.mark { border: 1px solid #111; padding: 0 .35em; font-weight: 600; } .open { color: #7a2e00; }
ul { padding-inline-start: 1.4em; } footer { margin-top: 3em; font-size: .85em; }
.running { display: none; }
.mark { display: table; margin: .3em 0; } span.mark { display: inline; }
@media print { body { margin: 0; max-width: none; padding: 0; } a { color: inherit; text-decoration: none; }
  .running { display: block; font-size: 8pt; line-height: 1.3; color: #111; } .running p { margin: 0; }
  .conditions { position: running(conditions); border-bottom: 1px solid #777; padding-bottom: 1mm; } .conditions b { font-weight: 600; }
  .sheet { position: running(sheet); border-top: 1px solid #777; padding-top: 1mm; text-align: center; }
  .pages::after { content: counter(page) " / " counter(pages); }
  h2 { break-after: avoid; } }
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

constexpr std::size_t short_text = 1'500;       // bytes of a message that is kept on one page
constexpr std::size_t longest_subject = 90;     // characters, at the top of each page
constexpr std::size_t longest_condition = 120;  // of the originator's own words
constexpr std::size_t typical_condition = 60;   // bytes of what a code means
constexpr std::size_t most_conditions = 450;    // bytes that have room there

// shortened gives the first characters of a text, with a mark where some are left out.
std::string shortened(std::string_view text, std::size_t characters) {
  std::size_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && seen++ == characters) return std::string(text.substr(0, at)) + "…";
  }
  return std::string(text);
}

char32_t code_point(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) & 0x3FU : 0U; };
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return first;
  if (first < 0xE0) return (first & 0x1FU) << 6 | byte(1);
  if (first < 0xF0) return (first & 0x0FU) << 12 | byte(1) << 6 | byte(2);
  return (first & 0x07U) << 18 | byte(1) << 12 | byte(2) << 6 | byte(3);
}

// By the first letter, as dir="auto" does, which WeasyPrint does not know.
bool runs_from_right(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    const auto c = code_point(text, at);
    if ((c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFF)) return true;
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0x00C0 && c < 0x2000) || c >= 0x2C00;
    if (letter) return false;
  }
  return false;
}

// What somebody wrote, as a block; `html` is the same, or what it means, escaped.
std::string words(std::string_view text, const std::string& html) {
  return std::string("<div class=\"words\" dir=\"") + (runs_from_right(text) ? "rtl" : "ltr") + "\">" + html + "</div>";
}

// What has room on one sheet is not divided.
bool is_short(const Line& line) { return !line.form && line.text.size() < short_text && line.files.size() < 4; }

// What others wrote: with a direction of its own.
std::string foreign(std::string_view text) { return "<bdi>" + escaped(text) + "</bdi>"; }
std::string code(std::string_view text) { return "<code dir=\"ltr\">" + escaped(text) + "</code>"; }

// An address in brackets, which belong to it: WeasyPrint does not turn brackets round in lines that run from the right.
std::string aside(std::string_view address) { return code("(" + std::string(address) + ")"); }

class Page {
 public:
  Page(const Record& record, const Speaker& speaker) : record_(record), speaker_(speaker) {}

  std::string make() {
    head();
    on_each_page();
    front();
    contents();
    out_ += "<footer><p>" + say("record.page.footer") + "</p></footer>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  std::string say(std::string_view id, std::initializer_list<language::Argument> arguments = {}) const {
    return escaped(speaker_.say(id, arguments));
  }

  void head() {
    const auto language = std::string(language::code_of(speaker_.language()));
    const auto* direction = language::is_right_to_left(speaker_.language()) ? "rtl" : "ltr";
    out_ += "<!DOCTYPE html>\n<html lang=\"" + language + "\" dir=\"" + direction + "\">\n<head>\n<meta charset=\"utf-8\"/>\n";
    out_ += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n";
    out_ += "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>" + say("record.page.title") + " – " +
            escaped(record_.subject) + "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n";
  }

  void row(std::string_view id, const std::string& html) {
    if (!html.empty()) out_ += "<div><dt>" + say(id) + "</dt><dd>" + html + "</dd></div>\n";
  }

  std::string list(const std::vector<std::string>& texts) const {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : "; ") + foreign(text);
    return out;
  }

  // All conditions, those of single messages as well: who opens the file sees them first.
  std::vector<std::string> conditions() const {
    std::vector<std::string> out = record_.handling;
    for (const auto& line : record_.lines) {
      for (const auto& condition : line.handling) {
        if (std::ranges::find(out, condition) == out.end()) out.push_back(condition);
      }
    }
    return out;
  }

  std::string time(base::UnixMillis at) const { return escaped(speaker_.date_time(at.time_since_epoch().count())) + " UTC"; }

  std::string person(const Person& who) const { return foreign(who.name) + " " + aside(who.officer); }

  // Loose sheets find their record again, and whoever reads one of them its conditions.
  void on_each_page() {
    const auto all = conditions();
    out_ += "<div class=\"running conditions\"><p>" + foreign(shortened(record_.subject, longest_subject)) + "</p>\n<p><b>" +
            say("record.page.handling") + "</b> " + (all.empty() ? say("record.page.no_handling") : limited(all)) +
            "</p></div>\n";
    out_ += "<div class=\"running sheet\"><p>" + say("record.page.title") + " · " + code(record_.room.substr(0, 16)) + " · " +
            time(record_.exported_at) + " · <span class=\"pages\"></span></p></div>\n";
  }

  // As many conditions as have room at the top of a page; that there are more is said.
  std::string limited(const std::vector<std::string>& all) const {
    std::vector<std::string> shown;
    std::size_t bytes = 0;
    for (const auto& text : all) {
      shown.push_back(shortened(text, longest_condition));
      bytes += shown.back().size() + typical_condition;
      if (bytes > most_conditions) break;
    }
    auto out = conditions_text(shown);
    if (shown.size() < all.size())
      out += "; " + say("record.page.more_conditions", {{"count", static_cast<std::int64_t>(all.size() - shown.size())}});
    return out;
  }

  void front() {
    out_ += "<header>\n<p class=\"meta\">" + say("record.page.title") + "</p>\n<h1>" + foreign(record_.subject) + "</h1>\n";
    const auto all = conditions();
    out_ += "<p class=\"handling\">" + say("record.page.handling") + " " +
            (all.empty() ? say("record.page.no_handling") : conditions_text(all)) + "</p>\n<dl>\n";
    row("record.page.room", code(record_.room));
    row("record.page.participants", list(record_.participants));
    for (const auto& reference : record_.references) {
      row("record.page.reference", foreign(reference.number) + " " + aside(reference.authority));
    }
    row("record.page.messages", escaped(speaker_.number(static_cast<std::int64_t>(record_.lines.size()))));
    if (record_.erased > 0) row("record.page.erased", escaped(speaker_.number(static_cast<std::int64_t>(record_.erased))));
    row("record.page.exported", time(record_.exported_at) + ", " + person(record_.exporter));
    row("record.page.directory", code(record_.directory));
    out_ += "</dl>\n<p>" + say("record.page.informal") + "</p>\n<p>" + say("record.page.how_to_verify") + " " +
            code("valise verify-export FILE --genesis " + record_.directory) + "</p>\n</header>\n";
  }

  void contents() {
    out_ += "<main>\n<h2>" + say("record.page.exchange") + "</h2>\n";
    for (const auto& line : record_.lines) message(line);
    out_ += "</main>\n";
  }

  void message(const Line& line) {
    out_ += "<article" + std::string(is_short(line) ? " class=\"short\"" : "") + " id=\"m" + escaped(line.id) +
            "\">\n<header><p><span class=\"who\">" + person(line.sender) + "</span> " + say("record.page.for_post") + " " +
            code(line.post);
    if (line.urgency != "routine") out_ += " <span class=\"mark\">" + say("words.urgency." + line.urgency) + "</span>";
    out_ += "</p>\n<p class=\"meta\">" + say("record.page.sent") + " " + time(line.sent_at);
    if (line.received_at) out_ += " · " + say("record.page.received") + " " + time(*line.received_at);
    out_ += "</p>\n";
    if (!line.in_reply_to.empty()) {
      out_ += "<p class=\"meta\">" + say("record.page.reply") + " <a href=\"#m" + escaped(line.in_reply_to) + "\">" +
              code(line.in_reply_to.substr(0, 8)) + "</a></p>\n";
    }
    if (!line.handling.empty())
      out_ += "<p class=\"mark\">" + say("record.page.handling") + " " + conditions_text(line.handling) + "</p>\n";
    origin(line);
    changes(line);
    act(line);
    out_ += "</header>\n";
    if (line.form) {
      form(*line.form);
    } else {
      out_ += words(line.text, escaped(line.text)) + "\n";
    }
    attachments(line);
    out_ += "<p class=\"meta\">" + code(line.id) + " · " +
            (line.proven ? say("record.page.signed") : "<span class=\"open\">" + say("record.page.unsigned") + "</span>") +
            "</p>\n</article>\n";
  }

  // A code of the vocabulary in words, or the originator's own.
  std::string condition(const std::string& text) const {
    const auto id = "handling.code." + text;
    return Speaker::knows(id) ? say(id) : foreign("“" + text + "”");
  }

  std::string conditions_text(const std::vector<std::string>& all) const {
    std::string out;
    for (const auto& text : all) out += (out.empty() ? "" : "; ") + condition(text);
    return out;
  }

  static constexpr int edit = 25;  // in valise.v1.Content
  static constexpr int retraction = 26;

  // What its author said of a message later.
  void changes(const Line& line) {
    for (const auto& later : record_.lines) {
      const bool own = later.about == line.id && later.sender.officer == line.sender.officer;
      if (!own || (later.body != edit && later.body != retraction)) continue;
      out_ += "<p class=\"mark\">" + say(later.body == edit ? "record.page.changed" : "record.page.retracted") + " " +
              time(later.sent_at) + ", " + person(later.sender) + " <a href=\"#m" + escaped(later.id) + "\">" +
              code(later.id.substr(0, 8)) + "</a></p>\n";
    }
  }

  void origin(const Line& line) {
    if (!line.origin) return;
    const auto& o = *line.origin;
    out_ += "<p class=\"mark\">" + say("record.page.forwarded") + " " +
            person(Person{.device = {}, .officer = o.officer, .name = o.name}) + ", " + code(o.post) + ", " + time(o.sent_at);
    if (!o.edit.empty()) out_ += "; " + say("record.page.forwarded_edit") + " " + code(o.edit.substr(0, 8));
    if (!o.permitted_by.empty()) out_ += "; " + say("record.page.permitted") + " " + code(o.permitted_by);
    out_ += "</p>\n";
  }

  // A label of the catalogue; what it does not know is shown as it came.
  std::string label(const std::string& area, const std::string& name) const {
    return Speaker::knows(area + name) ? say(area + name) : foreign(name);
  }

  void act(const Line& line) {
    if (line.about.empty()) return;
    const auto text = act_text(line.act);
    out_ += "<p class=\"meta\">" + (text.empty() ? say("record.page.about") : say(text)) + " <a href=\"#m" + escaped(line.about) +
            "\">" + code(line.about.substr(0, 8)) + "</a></p>\n";
  }

  void form(const Form& form) {
    out_ += "<p class=\"who\">" + label("form.kind.", form.kind) + "</p>\n<dl>\n";
    for (const auto& field : form.fields) {
      out_ += "<div><dt>" + label("form.field.", field.name) + "</dt><dd>";
      for (const auto& value : field.values) out_ += words(value, chosen(form, field, value));
      out_ += "</dd></div>\n";
    }
    out_ += "</dl>\n";
  }

  std::string chosen(const Form& form, const FormField& field, const std::string& value) const {
    const auto* kind = form_description(form.kind);
    const auto* known = kind == nullptr ? nullptr : kind->field(field.name);
    const bool choice = known != nullptr && (known->type == FieldType::choice || known->type == FieldType::yes_no);
    return choice && Speaker::knows("form.choice." + value) ? say("form.choice." + value) : escaped(value);
  }

  void attachments(const Line& line) {
    if (line.files.empty()) return;
    out_ += "<ul>\n";
    for (const auto& file : line.files) {
      out_ += "<li>" + foreign(file.name) + ", " + say("record.page.bytes", {{"count", file.size}}) + ", SHA-256 " +
              code(file.sha256);
      out_ += file.path.empty() ? " <span class=\"open\">" + say("record.page.not_included") + "</span>" : " " + code(file.path);
      out_ += "</li>\n";
    }
    out_ += "</ul>\n";
  }

  const Record& record_;
  const Speaker& speaker_;
  std::string out_;
};

}  // namespace

std::string page(const Record& record, const Speaker& speaker) { return Page(record, speaker).make(); }

}  // namespace valise::sdk::record
