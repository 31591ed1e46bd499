// The handbook: the verified directory as accessible pages for people who have no client at hand, by country, by treaty article
// and by network, in one of the six UN languages where texts exist in it. Every page bears the head of the log that it was made
// from, and the date.
#pragma once

#include <map>

#include "keys/directory/log.hpp"
#include "keys/registrar/handbook/authority_section.hpp"

namespace valise::registrar::handbook {

// Pages: file name to content. "index.html" is the first to open; "handbook.css" is the only other file that pages need.
using Pages = std::map<std::string, std::string>;

[[nodiscard]] Pages make_pages(const directory::Log& log, const Reader& reader);

}  // namespace valise::registrar::handbook
