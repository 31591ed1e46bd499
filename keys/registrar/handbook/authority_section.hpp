// One authority's section in the handbook.
#pragma once

#include "keys/calendar/civil.hpp"
#include "keys/directory/state.hpp"
#include "keys/registrar/handbook/html.hpp"
#include "keys/registrar/handbook/labels.hpp"

namespace valise::registrar::handbook {

// Reader is for whom the handbook is made, and when.
struct Reader {
  Language language = Language::en;
  calendar::LocalDay today{};
};

using LocalTexts = google::protobuf::RepeatedPtrField<v1::LocalText>;

// text_for chooses the text in the reader's language, else in English, else the first; null if there is none.
[[nodiscard]] const v1::LocalText* text_for(const LocalTexts& texts, Language language);
// convention_title gives the English name of a convention, or its id.
[[nodiscard]] std::string convention_title(std::string_view id);
// anchor_of gives the id of an authority's section within its page.
[[nodiscard]] std::string anchor_of(const directory::AuthorityId& id);

void add_authority(Html& page, const directory::DirectoryState& state, const directory::Authority& authority,
                   const Reader& reader);

}  // namespace valise::registrar::handbook
