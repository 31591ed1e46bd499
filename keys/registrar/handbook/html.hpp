// Html: builds a page from elements and text. All text is escaped here and nowhere else, so that no record can add markup, and
// characters that could make it read otherwise than it was signed (controls, bidirectional overrides) are left out.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace valise::registrar::handbook {

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

class Html {
 public:
  Html& text(std::string_view text);
  Html& open(std::string_view element, const Attributes& attributes = {});
  Html& close(std::string_view element);
  // element is open, text, close.
  Html& element(std::string_view element, std::string_view text, const Attributes& attributes = {});
  // lines is text with a <br> for each line feed.
  Html& lines(std::string_view text);
  // raw adds markup of our own.
  Html& raw(std::string_view markup);

  [[nodiscard]] const std::string& string() const { return out_; }

 private:
  std::string out_;
};

// safe_link gives an address to link to if it is a web or mail address without anything unusual in it, else nothing.
[[nodiscard]] bool safe_link(std::string_view address);

}  // namespace valise::registrar::handbook
