#include "keys/records/mandates.hpp"

#include <algorithm>
#include <array>

namespace valise::records {
namespace {

// One row per line of the table; a convention's row has no article.
struct Row {
  std::string_view convention;  // id, in the row of a convention only
  std::string_view name;
  std::string_view article;
  std::string_view function;
};
constexpr auto kRows = std::to_array<Row>({
#define CONVENTION(id, name) {id, name, "", ""},
#define ARTICLE(article, function) {"", "", article, function},
#include "keys/records/mandates.inc"
#undef ARTICLE
#undef CONVENTION
});

// The rows of a convention's articles.
std::optional<std::span<const Row>> articles_of(std::string_view convention) {
  const auto begin = std::ranges::find(kRows, convention, &Row::convention);
  if (begin == kRows.end() || convention.empty()) return std::nullopt;
  const auto end = std::find_if(begin + 1, kRows.end(), [](const Row& row) { return !row.convention.empty(); });
  return std::span<const Row>(begin + 1, end);
}

}  // namespace

std::string_view convention_name(std::string_view id) {
  const auto it = std::ranges::find(kRows, id, &Row::convention);
  return it == kRows.end() || id.empty() ? std::string_view() : it->name;
}

std::optional<std::string> mandate_fault(const v1::Mandate& mandate) {
  if (mandate.convention().starts_with("x-")) return std::nullopt;
  const auto articles = articles_of(mandate.convention());
  if (!articles) {
    return "the table of conventions (" + std::string(mandate_table_version) +
           ") has no such one; begin an id of your own with x-";
  }
  const auto is_article = [&](const Row& row) { return mandate.article().empty() || row.article == mandate.article(); };
  const auto is_function = [&](const Row& row) { return mandate.function().empty() || row.function == mandate.function(); };
  if (std::ranges::none_of(*articles, is_article)) return "the convention has no such article on co-operation";
  if (std::ranges::any_of(*articles, [&](const Row& row) { return is_article(row) && is_function(row); })) return std::nullopt;
  std::string possible;
  for (const auto& row : *articles) {
    if (is_article(row) && possible.find(row.function) == std::string::npos) {
      possible += (possible.empty() ? "" : ", ") + std::string(row.function);
    }
  }
  return "the article's functions are " + possible;
}

}  // namespace valise::records
