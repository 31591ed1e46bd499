#include "keys/registrar/record_input.hpp"

#include "keys/calendar/zone.hpp"
#include "keys/registrar/record_csv.hpp"
#include "keys/registrar/record_file.hpp"

namespace valise::registrar {

using base::fail;
using base::Result;

calendar::LocalDay today(Session& session) {
  return calendar::day_of(calendar::Zone::utc().local(session.environment().clock.now()).time);
}

Result<RecordsInFile> read_records(Session& session, const std::string& path) {
  auto content = read_file(path);
  if (!content) return pass_on(content);
  RecordsInFile out;
  if (Path(path).extension() == ".csv") {
    out.records = parse_records_csv(*content, path, today(session), out.problems);
  } else {
    out.records.push_back(parse_record(*content, path, today(session), out.problems));
  }
  return out;
}

Result<v1::AuthorityRecord> read_record(Session& session, const std::string& path, const std::string& authority) {
  auto read = read_records(session, path);
  if (!read) return pass_on(read);
  if (!read->problems.empty()) {
    session.output().report(read->problems);
    return fail(RegistrarError::file_has_problems, path);
  }
  if (!authority.empty()) {
    std::erase_if(read->records, [&](const v1::AuthorityRecord& record) { return record.authority_id() != authority; });
    if (read->records.empty()) return fail(RegistrarError::not_found, authority);
  }
  if (read->records.size() != 1) return fail(RegistrarError::bad_argument, "--authority: the file has several authorities");
  return std::move(read->records.front());
}

}  // namespace valise::registrar
