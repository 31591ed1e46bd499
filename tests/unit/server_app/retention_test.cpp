// docs/retention.md says what is kept and how long: held against the schemas, the settings and the files that the program makes.
#include <gmock/gmock.h>
#include <signal.h>

#include <regex>

#include "server/store/schema.hpp"
#include "tests/unit/server_app/valised_fixture.hpp"

#include "server/app/config.hpp"

namespace valise::server::app {
namespace {

struct Row {
  std::string where, limit;
};

std::vector<Row> rows() {
  std::istringstream document(tests::read_file(fs::path(VALISE_SOURCE_DIR) / "docs/retention.md"));
  static const std::regex row(R"(\| ([^|]+) \| [^|]+ \| [^|]+ \| ([^|]+) \| [^|]+ \|)");
  std::vector<Row> out;
  for (std::string line; std::getline(document, line);) {
    std::smatch cells;
    if (std::regex_match(line, cells, row) && cells[1] != "where") out.push_back({cells[1], cells[2]});
  }
  return out;
}

bool has_row(const std::string& name) {
  return std::ranges::any_of(rows(), [&](const Row& row) { return row.where.find('`' + name + '`') != row.where.npos; });
}

TEST(Retention, EveryTableHasItsRow) {
  static const std::regex table(R"(CREATE TABLE (\w+))");
  std::size_t tables = 0;
  for (const auto schema : {store::store_schema(), store::attachment_schema()}) {
    for (const auto& step : schema) {
      const std::string text(step.text);
      for (std::sregex_iterator it(text.begin(), text.end(), table), end; it != end; ++it, ++tables) {
        EXPECT_TRUE(has_row((*it)[1])) << "docs/retention.md has no row for " << (*it)[1];
      }
    }
  }
  EXPECT_GE(tables, 13U);
}

TEST(Retention, EveryLimitIsWhatTheProgramHas) {
  const Config config;
  const auto settings = settings_of(config);
  static const std::regex limit(R"(`(\w+)` = (\d+))");
  std::size_t limits = 0;
  for (const auto& row : rows()) {
    std::smatch parts;
    if (!std::regex_match(row.limit, parts, limit)) continue;
    ++limits;
    const auto setting = std::ranges::find(settings, parts[1].str(), &std::pair<std::string, std::string>::first);
    ASSERT_NE(setting, settings.end()) << row.limit;
    EXPECT_EQ(setting->second, parts[2].str()) << row.limit;
  }
  EXPECT_GE(limits, 7U);
  Config other;
  other.listen = "127.0.0.1:1";
  other.retention_days = 7;
  EXPECT_EQ(relay_options(other).limits.retention, std::chrono::days(7));
  EXPECT_EQ(core::Limits{}.unfinished_upload, std::chrono::days(2)) << "unfinished upload";
  EXPECT_EQ(core::kCodeLifetime, std::chrono::hours(24)) << "code";
}

class RetentionFilesTest : public ValisedTest {};

TEST_F(RetentionFilesTest, EveryFileOfTheDataFolderIsNamed) {
  prepare();
  {
    auto relay = start();
    ASSERT_EQ(valised({"backup", "--config", config, (folder / "backup").string()}).code, 0);
    relay.signal(SIGTERM);
    ASSERT_TRUE(relay.wait(tests::kPatience));
  }
  const auto handbook = tests::read_file(fs::path(VALISE_SOURCE_DIR) / "docs/operate.md");
  for (const auto& entry : fs::directory_iterator(data)) {
    const auto name = entry.path().filename().string();
    const bool in_handbook = handbook.find('`' + name + '`') != handbook.npos;
    EXPECT_TRUE(in_handbook || has_row(name)) << "neither docs/operate.md nor docs/retention.md names " << name;
  }
}

}  // namespace
}  // namespace valise::server::app
