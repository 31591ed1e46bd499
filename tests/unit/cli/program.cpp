#include "program.hpp"

#include <unistd.h>

namespace valise::tests {

ProgramTest::ProgramTest() : folder_(std::filesystem::path(::testing::TempDir()) / ("valise-cli-" + std::to_string(::getpid()))) {
  std::filesystem::create_directories(folder_);
  variables_["VALISE_PROFILE"] = folder_.string();
  now_ = Time(std::chrono::milliseconds(1'795'356'303'120));  // Sunday 2026-11-22 14:05:03.120 UTC
  reset_world();
}

ProgramTest::~ProgramTest() { std::filesystem::remove_all(folder_); }

Outcome ProgramTest::run(std::vector<std::string> arguments, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const cli::Environment environment{
      .in = in,
      .out = out,
      .err = err,
      .in_is_terminal = terminal_,
      .out_is_terminal = terminal_,
      .err_is_terminal = terminal_,
      .width = width_,
      .variable = [this](const char* name) -> std::optional<std::string> {
        const auto found = variables_.find(name);
        return found == variables_.end() ? std::nullopt : std::optional(found->second);
      },
      .now = [this] { return now_; },
      .ask = [this](std::string_view) -> Result<cli::Passphrase> {
        cli::Passphrase passphrase;
        for (const char c : typed_) EXPECT_TRUE(passphrase.append(c));
        return passphrase;
      },
  };
  const auto code = cli::run(arguments, environment);
  return {static_cast<int>(code), out.str(), err.str()};
}

AuthorityView nairobi() {
  const DeviceView device{.id = std::string(32, 'd'), .officer = "ke-odpp/@jmwangi", .label = "Duty laptop", .active = true};
  const OfficerView officer{.address = "ke-odpp/@jmwangi",
                            .name = "Jane Mwangi",
                            .title = "Prosecution Counsel",
                            .languages = {"en", "sw"},
                            .devices = {device}};
  AuthorityView authority{.id = "ke-odpp", .country = "KE", .status = "active"};
  authority.names = {{"sw", "Ofisi ya Mkurugenzi"}, {"en", "Office of the Director of Public Prosecutions"}};
  authority.mandates = {{"untoc", "18", "mutual-legal-assistance"}};
  authority.working_languages = {"en", "sw"};
  authority.time_zone = "Africa/Nairobi";
  authority.office_hours = {{1, 480, 1020}};
  authority.local = LocalClock{.date = "2026-11-22", .iso_weekday = 7, .minute = 1025, .utc_offset_minutes = 180};
  const LocalClock monday{.date = "2026-11-23", .iso_weekday = 1, .minute = 480, .utc_offset_minutes = 180};
  authority.office =
      OfficeState{.until = Moment{Time(std::chrono::milliseconds(1'795'410'000'000)), monday}, .holidays_known = true};
  authority.posts = {{.address = "ke-odpp/duty",
                      .kind = PostKind::contact_point_24_7,
                      .names = {{"en", "Duty officer"}},
                      .languages = {"en"},
                      .officers = {officer},
                      .reachable = true},
                     {.address = "ke-odpp/desk"}};
  return authority;
}

MessageView message(const std::string& id, const std::string& text) {
  MessageView view{
      .id = id, .room = std::string(64, 'a'), .subject = "A log", .from = "ke-odpp/duty", .officer = "ke-odpp/@jmwangi"};
  view.officer_name = "Jane Mwangi";
  view.text = text;
  view.sent_at = Time(std::chrono::milliseconds(1'795'356'303'120));
  view.received_at = view.sent_at + std::chrono::minutes(1);
  view.room_seq = 7;
  return view;
}

}  // namespace valise::tests
