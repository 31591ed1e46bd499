// Records that a command is given: a file, TOML or CSV by its name, with all that is wrong in it.
#pragma once

#include "keys/calendar/civil.hpp"
#include "keys/registrar/problems.hpp"
#include "keys/registrar/session.hpp"

namespace valise::registrar {

struct RecordsInFile {
  std::vector<v1::AuthorityRecord> records;
  Problems problems;
};
// read_records fails with file_unreadable, file_too_large; what is wrong with the content is in `problems`.
[[nodiscard]] base::Result<RecordsInFile> read_records(Session& session, const std::string& path);
// read_record gives the one record of a file, or that of the authority which is named, and shows what is wrong. Fails with
// file_has_problems, not_found, bad_argument.
[[nodiscard]] base::Result<v1::AuthorityRecord> read_record(Session& session, const std::string& path,
                                                            const std::string& authority = {});

// today gives the date in UTC.
[[nodiscard]] calendar::LocalDay today(Session& session);

}  // namespace valise::registrar
