#include "keys/registrar/handbook/authority_section.hpp"

#include <algorithm>

#include "keys/records/mandates.hpp"
#include "keys/records/office.hpp"

namespace valise::registrar::handbook {
namespace {

// base of "fr-CA" is "fr".
std::string_view base_language(std::string_view tag) { return tag.substr(0, tag.find('-')); }

std::string direction_of_text(std::string_view language) {
  const auto base = base_language(language);
  constexpr std::string_view right_to_left[] = {"ar", "fa", "he", "ps", "ur", "dv", "yi", "ckb"};
  return std::ranges::find(right_to_left, base) == std::end(right_to_left) ? "ltr" : "rtl";
}

std::string clock(std::uint32_t minutes) { return calendar::clock_text(static_cast<int>(minutes)); }

// Section writes the rows of one authority as a definition list.
class Section {
 public:
  Section(Html& page, const Reader& reader) : page_(page), reader_(reader) {}

  void row(Label what, std::string_view value) {
    if (value.empty()) return;
    begin(what);
    page_.open("bdi").lines(value).close("bdi");
    end();
  }
  template <class List>
  void list(Label what, const List& values) {
    std::string joined;
    for (const auto& value : values) joined += (joined.empty() ? "" : ", ") + value;
    row(what, joined);
  }
  void text(Label what, const LocalTexts& texts) {
    const auto* chosen = text_for(texts, reader_.language);
    if (chosen == nullptr) return;
    begin(what);
    local(*chosen);
    end();
  }
  void link(Label what, std::string_view address, std::string_view scheme = "") {
    if (address.empty()) return;
    begin(what);
    add_link(address, scheme);
    end();
  }
  void add_link(std::string_view address, std::string_view scheme = "") {
    const std::string target = std::string(scheme) + std::string(address);
    if (safe_link(target))
      page_.element("a", address, {{"href", target}});
    else
      page_.text(address);
  }
  void local(const v1::LocalText& text) {
    page_.open("span", {{"lang", text.language()}, {"dir", direction_of_text(text.language())}}).lines(text.text()).close("span");
  }
  void begin(Label what) { page_.element("dt", label(what, reader_.language)).open("dd"); }
  void end() { page_.close("dd"); }

 private:
  Html& page_;
  const Reader& reader_;
};

void add_heading(Html& page, const directory::Authority& authority, const Reader& reader) {
  const auto& record = authority.record;
  page.open("h2");
  if (const auto* name = text_for(record.names(), reader.language)) {
    page.element("span", name->text(), {{"lang", name->language()}, {"dir", direction_of_text(name->language())}});
  } else {
    page.text(authority.id.string());
  }
  page.close("h2");
  if (authority.status == directory::AuthorityStatus::suspended) {
    page.open("p", {{"class", "warning"}}).element("strong", label(Label::suspended, reader.language)).close("p");
  }
}

void add_other_names(Html& page, Section& section, const v1::AuthorityRecord& record, const Reader& reader) {
  if (record.names_size() < 2) return;
  section.begin(Label::also_named);
  const auto* shown = text_for(record.names(), reader.language);
  const char* separator = "";
  for (const auto& name : record.names()) {
    if (&name == shown) continue;
    page.raw(separator);
    section.local(name);
    separator = "; ";
  }
  section.end();
}

void add_mandates(Html& page, Section& section, const v1::AuthorityRecord& record) {
  if (record.mandates().empty()) return;
  section.begin(Label::mandates);
  page.open("ul");
  for (const auto& mandate : record.mandates()) {
    page.element("li", convention_title(mandate.convention()) + ", " + mandate.article() + ": " + mandate.function());
  }
  page.close("ul");
  section.end();
}

Label kind_of(v1::PostKind kind) {
  switch (kind) {
    case v1::POST_KIND_FOCAL_POINT: return Label::post_focal_point;
    case v1::POST_KIND_CONTACT_POINT_24_7: return Label::post_24_7;
    default: return Label::post_desk;
  }
}

void add_posts(Html& page, Section& section, const directory::DirectoryState& state, const directory::Authority& authority,
               const Reader& reader) {
  bool any = false;
  for (const auto& [address, post] : state.posts_of(authority.id)) {
    if (post.retired) continue;
    if (!any) {
      section.begin(Label::posts);
      page.open("ul");
    }
    any = true;
    page.open("li").element("code", address.string()).text(" ").text(label(kind_of(post.details.kind()), reader.language));
    page.close("li");
  }
  if (!any) return;
  page.close("ul");
  section.end();
}

void add_office_hours(Html& page, Section& section, const v1::AuthorityRecord& record, const Reader& reader) {
  if (record.office_hours().empty()) return;
  section.begin(Label::office_hours);
  page.open("ul");
  for (const auto& day : record.office_hours()) {
    page.open("li").text(weekday(day.iso_weekday(), reader.language)).text(" ").open("bdi");
    const char* separator = "";
    for (const auto& open : day.open()) {
      page.text(separator).text(clock(open.opens()) + "\u2013" + clock(open.closes()));
      separator = ", ";
    }
    page.close("bdi").close("li");
  }
  page.close("ul");
  section.end();
}

std::string_view interpol_text(v1::InterpolChannel channel, Language language) {
  switch (channel) {
    case v1::INTERPOL_CHANNEL_YES: return label(Label::yes, language);
    case v1::INTERPOL_CHANNEL_NO: return label(Label::no, language);
    case v1::INTERPOL_CHANNEL_URGENT_ONLY: return label(Label::interpol_urgent, language);
    default: return {};
  }
}

void add_contact(Section& section, const v1::AuthorityRecord& record) {
  section.row(Label::service, record.service_to_contact());
  section.row(Label::postal_address, record.postal_address());
  section.row(Label::telephone, record.telephone());
  section.row(Label::telephone_24h, record.telephone_24h());
  section.row(Label::fax, record.fax());
  section.link(Label::email, record.email(), "mailto:");
  section.link(Label::website, record.website());
}

void add_requests(Section& section, const v1::AuthorityRecord& record, const Reader& reader) {
  section.list(Label::working_languages, record.working_languages());
  section.list(Label::request_languages, record.request_languages());
  section.row(Label::interpol, interpol_text(record.interpol(), reader.language));
  section.list(Label::channels, record.accepted_channels());
  if (record.encryption_required()) section.row(Label::encryption, label(Label::required, reader.language));
  if (record.e_signature_required()) section.row(Label::e_signature, label(Label::required, reader.language));
  section.text(Label::requirements, record.execution_requirements());
  section.text(Label::urgent_procedure, record.urgent_procedure());
  section.text(Label::legal_basis, record.legal_basis());
  section.text(Label::informal, record.informal_channels());
}

void add_links(Html& page, Section& section, const v1::AuthorityRecord& record) {
  if (record.links().empty()) return;
  section.begin(Label::links);
  page.open("ul");
  for (const auto& link : record.links()) {
    page.open("li");
    section.add_link(link);
    page.close("li");
  }
  page.close("ul");
  section.end();
}

void add_confirmation(Html& page, Section& section, const v1::AuthorityRecord& record, const Reader& reader) {
  const auto& confirmed = record.last_confirmed();
  section.begin(Label::last_confirmed);
  if (!confirmed.empty()) page.element("time", confirmed);
  if (records::confirmation_overdue(confirmed, reader.today)) {
    page.text(" ").element("strong", label(Label::overdue, reader.language), {{"class", "warning"}});
  }
  section.end();
}

}  // namespace

const v1::LocalText* text_for(const LocalTexts& texts, Language language) {
  const v1::LocalText* english = nullptr;
  for (const auto& text : texts) {
    if (base_language(text.language()) == tag_of(language)) return &text;
    if (english == nullptr && base_language(text.language()) == "en") english = &text;
  }
  if (english != nullptr) return english;
  return texts.empty() ? nullptr : &texts.Get(0);
}

std::string convention_title(std::string_view id) {
  const auto name = records::convention_name(id);
  return std::string(name.empty() ? id : name);
}

std::string anchor_of(const directory::AuthorityId& id) { return "authority-" + id.string(); }

void add_authority(Html& page, const directory::DirectoryState& state, const directory::Authority& authority,
                   const Reader& reader) {
  const auto& record = authority.record;
  page.open("section", {{"id", anchor_of(authority.id)}});
  add_heading(page, authority, reader);
  page.open("dl");
  Section section(page, reader);
  section.row(Label::identifier, authority.id.string());
  add_other_names(page, section, record, reader);
  add_mandates(page, section, record);
  add_posts(page, section, state, authority, reader);
  add_contact(section, record);
  add_office_hours(page, section, record, reader);
  section.row(Label::time_zone, record.time_zone());
  section.row(Label::holidays, record.holiday_calendar());
  add_requests(section, record, reader);
  add_links(page, section, record);
  section.text(Label::comments, record.comments());
  add_confirmation(page, section, record, reader);
  page.close("dl").close("section").raw("\n");
}

}  // namespace valise::registrar::handbook
