// Stand-ins for Records, Search and Retention: what they are asked for is kept in the world, what they give is set there.
#include "fake_client.hpp"
#include "valise/backup.hpp"
#include "valise/record.hpp"
#include "valise/retention.hpp"
#include "valise/search.hpp"

namespace valise {

using tests::world;

Result<RecordReport> Records::export_room(const RecordOptions& options, const Progress&) {
  static_cast<void>(client_);
  world().calls.push_back("export " + options.room + " " + options.language);
  if (world().error) return std::unexpected(*world().error);
  return RecordReport{.room = options.room,
                      .out = options.out,
                      .messages = 2,
                      .without_evidence = 1,
                      .handling = {"confidential"},
                      .directory = std::string(64, 'd')};
}

Result<RecordVerdict> Records::verify(const std::filesystem::path& record, const std::string& genesis) {
  world().calls.push_back("verify " + record.string() + " " + genesis);
  if (world().error) return std::unexpected(*world().error);
  RecordVerdict out{.intact = genesis != "wrong", .subject = "A log"};
  out.findings = {{.kind = RecordFinding::Kind::proven, .text = "one", .code = "messages", .arguments = {{"count", "2"}}},
                  {.kind = RecordFinding::Kind::wrong, .text = "from \x1b[2J the future", .code = "unheard_of", .arguments = {}}};
  return out;
}

Result<SearchResult> Search::find(const SearchQuery& query) {
  static_cast<void>(client_);
  world().calls.push_back("search " + query.text + "|" + query.room + "|" + query.from + "|" + (query.since ? "since" : "ever"));
  return SearchResult{.messages = world().messages};
}

Result<std::vector<RetentionView>> Retention::show() {
  return std::vector<RetentionView>{{.room = std::string(64, 'a'), .subject = "A log", .days = 30, .due = 2, .erased = 1}};
}

Result<> Retention::set(const std::string& room, std::optional<std::uint32_t> days) {
  static_cast<void>(client_);
  world().calls.push_back("keep " + room + " " + (days ? std::to_string(*days) : "for good"));
  return {};
}

Result<std::vector<RetentionView>> Retention::run() {
  return std::vector<RetentionView>{{.room = std::string(64, 'a'), .subject = "A log", .days = 30, .erased = 3}};
}

Result<BackupReport> Backups::create(const std::filesystem::path& file, std::string passphrase, bool) {
  world().calls.push_back("backup " + file.string() + " " + passphrase);
  return BackupReport{.file = file, .officer = "ke-odpp/@jmwangi", .rooms = 1, .messages = 2};
}

Result<BackupReport> Backups::verify(const std::filesystem::path& file, std::string passphrase) {
  world().calls.push_back("check " + file.string() + " " + passphrase);
  return BackupReport{.file = file, .messages = 2};
}

Result<BackupReport> Backups::restore(const std::filesystem::path& file, std::string) {
  static_cast<void>(client_);
  world().calls.push_back("restore " + file.string());
  return BackupReport{.file = file, .messages = 2, .restored = 1};
}

}  // namespace valise
