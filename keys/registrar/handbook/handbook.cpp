#include "keys/registrar/handbook/handbook.hpp"

#include <set>

#include "base/text_encoding.hpp"
#include "keys/records/collation.hpp"
#include "keys/records/country.hpp"
#include "keys/registrar/handbook/style.hpp"

namespace valise::registrar::handbook {
namespace {

using directory::Authority;
using Authorities = std::vector<const Authority*>;

std::string lower(std::string_view text) {
  std::string out;
  for (char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// What comes from records into a file's name is reduced to letters and digits.
std::string file_word(std::string_view text) {
  std::string out;
  for (char c : lower(text)) out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
  return out;
}

struct Page {
  std::string file;
  std::string title;
  Authorities authorities;
};
using Chapter = std::map<std::string, Page>;  // in the order of the table of contents

class Book {
 public:
  Book(const directory::Log& log, const Reader& reader) : log_(log), state_(log.state()), reader_(reader) { collect(); }

  Pages pages() {
    Pages out;
    out["handbook.css"] = std::string(style_sheet);
    out["index.html"] = index();
    for (const auto& [key, page] : countries_) out[page.file] = full_page(page);
    for (const Chapter* chapter : {&articles_, &networks_}) {
      for (const auto& [key, page] : *chapter) out[page.file] = list_page(page);
    }
    return out;
  }

 private:
  [[nodiscard]] std::string_view word(Label what) const { return label(what, reader_.language); }

  void collect() {
    for (const auto& [id, authority] : state_.tables().authorities) {
      if (authority.status == directory::AuthorityStatus::withdrawn) continue;
      add_to_country(authority);
      for (const auto& mandate : authority.record.mandates()) add_to_article(mandate, authority);
    }
    for (const auto& [id, network] : state_.tables().networks) add_network(network);
  }

  void add_to_country(const Authority& authority) {
    const auto& code = authority.record.country();
    const std::string name =
        code.empty() ? std::string(word(Label::organisations)) : records::country_name(code, tag_of(reader_.language));
    auto& page = countries_[code.empty() ? "\uffff" : records::sort_key(name, tag_of(reader_.language))];
    page.file = code.empty() ? "organisations.html" : "country-" + file_word(code) + ".html";
    page.title = name;
    page.authorities.push_back(&authority);
    country_file_[authority.id] = page.file;
  }

  void add_to_article(const v1::Mandate& mandate, const Authority& authority) {
    auto& page = articles_[article_key(mandate)];
    page.file = "article-" + file_word(mandate.convention()) + "-" + file_word(mandate.article()) + ".html";
    page.title = convention_title(mandate.convention()) + ", " + std::string(word(Label::article)) + " " + mandate.article();
    if (page.authorities.empty() || page.authorities.back() != &authority) page.authorities.push_back(&authority);
  }

  // Articles in the order of numbers: 9 before 18.
  static std::string article_key(const v1::Mandate& mandate) {
    const std::string& article = mandate.article();
    const std::size_t digits = std::min(article.find_first_not_of("0123456789"), article.size());
    return mandate.convention() + ' ' + std::string(digits < 6 ? 6 - digits : 0, '0') + article;
  }

  void add_network(const directory::Network& network) {
    auto& page = networks_[network.id.string()];
    page.file = "network-" + file_word(network.id.string()) + ".html";
    const auto* name = text_for(network.definition.names(), reader_.language);
    page.title = name == nullptr ? network.id.string() : name->text();
    for (const auto& member : network.members) {
      const auto* authority = state_.authority(member);
      if (authority != nullptr && authority->status != directory::AuthorityStatus::withdrawn) {
        page.authorities.push_back(authority);
      }
    }
  }

  void begin(Html& out, std::string_view title, bool is_index) const {
    out.raw("<!DOCTYPE html>\n");
    out.open("html", {{"lang", std::string(tag_of(reader_.language))}, {"dir", std::string(direction_of(reader_.language))}});
    out.raw("<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.raw("<link rel=\"stylesheet\" href=\"handbook.css\">");
    out.element("title", is_index ? std::string(title) : std::string(title) + " \u2013 " + std::string(word(Label::title)));
    out.raw("</head>\n<body>");
    out.element("a", word(Label::skip_to_content), {{"class", "skip"}, {"href", "#content"}});
    if (!is_index) {
      out.open("nav", {{"aria-label", std::string(word(Label::contents))}});
      out.element("a", word(Label::title), {{"href", "index.html"}}).close("nav");
    }
    out.open("main", {{"id", "content"}}).element("h1", title).raw("\n");
  }

  void end(Html& out) const {
    const auto head = log_.head();
    out.close("main")
        .raw("\n")
        .open("footer")
        .open("p")
        .text(word(Label::generated))
        .text(" ")
        .element("time", calendar::day_text(reader_.today));
    out.text(". ").text(word(Label::directory_head)).text(": ").open("bdi").text(std::to_string(head.size)).close("bdi");
    out.text(" ").text(word(Label::entries)).text(", ").element("code", base::to_hex(head.root.view()));
    out.close("p").close("footer").raw("</body></html>\n");
  }

  [[nodiscard]] std::string index() const {
    Html out;
    begin(out, word(Label::title), true);
    add_chapter(out, Label::by_country, countries_);
    add_chapter(out, Label::by_article, articles_);
    add_chapter(out, Label::by_network, networks_);
    end(out);
    return out.string();
  }

  void add_chapter(Html& out, Label title, const Chapter& chapter) const {
    if (chapter.empty()) return;
    out.element("h2", word(title)).open("ul", {{"class", "columns"}});
    for (const auto& [key, page] : chapter) {
      out.open("li").element("a", page.title, {{"href", page.file}});
      out.text(" (").text(std::to_string(page.authorities.size())).text(")").close("li");
    }
    out.close("ul").raw("\n");
  }

  [[nodiscard]] std::string full_page(const Page& page) const {
    Html out;
    begin(out, page.title, false);
    for (const Authority* authority : page.authorities) add_authority(out, state_, *authority, reader_);
    end(out);
    return out.string();
  }

  // The authorities with a link to their sections.
  [[nodiscard]] std::string list_page(const Page& page) const {
    std::map<std::string, Authorities> by_country;
    for (const Authority* authority : page.authorities) {
      const auto& code = authority->record.country();
      by_country[code.empty() ? std::string(word(Label::organisations)) : records::country_name(code, tag_of(reader_.language))]
          .push_back(authority);
    }
    Html out;
    begin(out, page.title, false);
    for (const auto& [country, authorities] : by_country) {
      out.element("h2", country).open("ul");
      for (const Authority* authority : authorities) add_link(out, *authority);
      out.close("ul").raw("\n");
    }
    end(out);
    return out.string();
  }

  void add_link(Html& out, const Authority& authority) const {
    const auto* name = text_for(authority.record.names(), reader_.language);
    const std::string target = country_file_.at(authority.id) + "#" + anchor_of(authority.id);
    out.open("li").element("a", name == nullptr ? authority.id.string() : name->text(), {{"href", target}});
    out.text(" ").element("code", authority.id.string()).close("li");
  }

  const directory::Log& log_;
  const directory::DirectoryState& state_;
  const Reader& reader_;
  Chapter countries_;
  Chapter articles_;
  Chapter networks_;
  std::map<directory::AuthorityId, std::string> country_file_;
};

}  // namespace

Pages make_pages(const directory::Log& log, const Reader& reader) { return Book(log, reader).pages(); }

}  // namespace valise::registrar::handbook
