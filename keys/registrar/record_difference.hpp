// record_difference: what a changed directory record changes, field by field, for people who decide about it. Made from the
// records' TOML (record_file.hpp), so that no field can be forgotten.
#pragma once

#include "keys/registrar/output.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

// record_difference gives an object for each change, in the order of the names: `field` (as in the file; texts in several
// languages one by one, "names.en"), `old` and `new` (missing where there was or will be nothing), or `removed` and `added` for
// lists; and `security_relevant` with the reason where others rely on the field.
// concern_of gives why a field of the record is more than a remark, as a word: "identity", "powers", "reach", "protection",
// "duty"; empty for the others.
[[nodiscard]] std::string_view concern_of(std::string_view field);

[[nodiscard]] json::array record_difference(const v1::AuthorityRecord& before, const v1::AuthorityRecord& after);

}  // namespace valise::registrar
