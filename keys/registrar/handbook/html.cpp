#include "keys/registrar/handbook/html.hpp"

#include <algorithm>
#include <array>

namespace valise::registrar::handbook {
namespace {

// UTF-8 of U+202A-202E and U+2066-2069. The rules of the directory refuse them; a page does not rely on it.
constexpr std::array<std::string_view, 9> overrides = {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E",
                                                       "\u2066", "\u2067", "\u2068", "\u2069"};

std::string_view override_at(std::string_view text) {
  const auto* found = std::ranges::find_if(overrides, [&](std::string_view mark) { return text.starts_with(mark); });
  return found == overrides.end() ? std::string_view() : *found;
}

std::string_view entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
  }
}

void escape(std::string& out, std::string_view text) {
  while (!text.empty()) {
    if (const auto mark = override_at(text); !mark.empty()) {
      text.remove_prefix(mark.size());
      continue;
    }
    const char c = text.front();
    text.remove_prefix(1);
    const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    if (control) continue;
    if (const auto safe = entity(c); !safe.empty())
      out += safe;
    else
      out += c;
  }
}

}  // namespace

Html& Html::text(std::string_view text) {
  escape(out_, text);
  return *this;
}

Html& Html::open(std::string_view element, const Attributes& attributes) {
  out_ += '<';
  out_ += element;
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    escape(out_, value);
    out_ += '"';
  }
  out_ += '>';
  return *this;
}

Html& Html::close(std::string_view element) {
  out_ += "</";
  out_ += element;
  out_ += '>';
  return *this;
}

Html& Html::element(std::string_view element, std::string_view text, const Attributes& attributes) {
  return open(element, attributes).text(text).close(element);
}

Html& Html::lines(std::string_view text) {
  for (;;) {
    const auto end = text.find('\n');
    this->text(text.substr(0, end));
    if (end == std::string_view::npos) return *this;
    raw("<br>");
    text.remove_prefix(end + 1);
  }
}

Html& Html::raw(std::string_view markup) {
  out_ += markup;
  return *this;
}

bool safe_link(std::string_view address) {
  const bool known = address.starts_with("https://") || address.starts_with("http://") || address.starts_with("mailto:");
  return known && std::ranges::all_of(address, [](char c) {
           return c > ' ' && c < 0x7f && std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos;
         });
}

}  // namespace valise::registrar::handbook
