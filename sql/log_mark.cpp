#include "sql/log_mark.hpp"

#include "base/reader.hpp"
#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"
#include "sql/error.hpp"

namespace valise::sql {
namespace {

constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kSum = 8;  // bytes of SHA-256, so that a torn note is known for one

std::filesystem::path beside(const std::filesystem::path& database, std::string_view suffix) {
  return database.string() + std::string(suffix);
}

base::Bytes encode(const std::optional<LogEnd>& end) {
  base::Writer out;
  out.u32(kFormat).u32(end ? 1 : 0).u32(end ? end->salt1 : 0).u32(end ? end->salt2 : 0).u32(end ? end->frames : 0);
  base::Bytes note = out.take();
  const auto sum = crypto::Sha256::of(note);
  base::append(note, base::ByteView(sum).first(kSum));
  return note;
}

struct Note {
  std::optional<LogEnd> end;
};

std::optional<Note> decode(base::ByteView bytes) {
  base::Reader reader(bytes);
  auto format = reader.u32();
  auto needs_log = reader.u32();
  auto salt1 = reader.u32();
  auto salt2 = reader.u32();
  auto frames = reader.u32();
  if (!frames || *format != kFormat) return std::nullopt;
  Note note;
  if (*needs_log != 0) note.end = LogEnd{*salt1, *salt2, *frames};
  return base::equal(encode(note.end), bytes) ? std::optional(note) : std::nullopt;
}

// reaches: the log is the noted one and goes on as far, or has begun anew since.
bool reaches(const LogEnd& there, const LogEnd& noted) {
  if (there.salt1 == noted.salt1 && there.salt2 == noted.salt2) return there.frames >= noted.frames;
  return static_cast<std::int32_t>(there.salt1 - noted.salt1) > 0;
}

base::Unexpected damaged(const std::filesystem::path& file, std::string_view how, const std::filesystem::path& mark) {
  return base::fail(SqlError::corrupt, file.filename().string() + " " + std::string(how) +
                                           ": something that was acknowledged is lost; put the file back or restore a backup, or "
                                           "remove " +
                                           mark.filename().string() + " to go on without it");
}

}  // namespace

LogMark::LogMark(FileSystem& files, std::filesystem::path database)
    : files_(files),
      database_(std::move(database)),
      log_(beside(database_, "-wal")),
      path_(beside(database_, "-mark")),
      notes_(files_.notepad(path_)) {}

base::Result<> LogMark::check() const {
  auto bytes = files_.read(path_);
  if (!bytes) return base::pass_on(bytes);
  const auto note = decode(*bytes);
  if (!note) return {};
  auto size = files_.size(database_);
  if (!size) return base::pass_on(size);
  if (*size == 0) return damaged(database_, "is missing or empty", path_);
  if (!note->end) return {};
  auto log = files_.read(log_);
  if (!log) return base::pass_on(log);
  const auto end = find_log_end(*log);
  if (!end) return damaged(log_, "is missing or damaged", path_);
  if (!reaches(*end, *note->end)) return damaged(log_, "ends too early", path_);
  return {};
}

base::Result<> LogMark::take_back() { return files_.write(path_, encode(std::nullopt), FileSystem::Sync::yes); }

void LogMark::note(const LogEnd& end) { (void)notes_->put(encode(end)); }

}  // namespace valise::sql
