// Labels: the handbook's own words in the six UN languages.
#pragma once

#include <cstdint>
#include <string_view>

namespace valise::registrar::handbook {

enum class Language { en, fr, es, ar, ru, zh };

// language_of reads a tag like "fr"; false for any but the six.
[[nodiscard]] bool parse_language(std::string_view tag, Language& out);
[[nodiscard]] std::string_view tag_of(Language language);
[[nodiscard]] std::string_view direction_of(Language language);

enum class Label : std::size_t {
  title,
  contents,
  skip_to_content,
  by_country,
  by_article,
  by_network,
  organisations,
  article,
  generated,
  directory_head,
  entries,
  identifier,
  also_named,
  mandates,
  posts,
  post_desk,
  post_focal_point,
  post_24_7,
  service,
  postal_address,
  telephone,
  telephone_24h,
  fax,
  email,
  website,
  office_hours,
  time_zone,
  holidays,
  working_languages,
  request_languages,
  interpol,
  interpol_urgent,
  channels,
  encryption,
  e_signature,
  requirements,
  urgent_procedure,
  legal_basis,
  informal,
  links,
  comments,
  last_confirmed,
  overdue,
  suspended,
  yes,
  no,
  required,
  monday,
  tuesday,
  wednesday,
  thursday,
  friday,
  saturday,
  sunday,
};

[[nodiscard]] std::string_view label(Label what, Language language);
// weekday gives the name of ISO weekday 1 (Monday) to 7.
[[nodiscard]] std::string_view weekday(std::uint32_t iso, Language language);

}  // namespace valise::registrar::handbook
