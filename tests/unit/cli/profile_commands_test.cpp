// Profiles and enrolment: where they are, and how a device comes into one.
#include <gmock/gmock.h>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Profiles = ProgramTest;

TEST_F(Profiles, InitMakesTheProfileWhereTheEnvironmentSays) {
  const auto outcome = run({"init"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(world().calls, ElementsAre("create"));
  EXPECT_EQ(world().profile.folder, folder_);
  EXPECT_EQ(world().profile.passphrase, "correct horse battery");
  EXPECT_THAT(outcome.out, HasSubstr(folder_.string()));
}

TEST_F(Profiles, ProfileComesFromOptionThenVariableThenXdgThenHome) {
  variables_ = {{"HOME", "/home/o"}, {"XDG_DATA_HOME", "/data"}, {"VALISE_PROFILE", "/var/p"}};
  run({"init", "--profile", "/opt/p"});
  EXPECT_EQ(world().profile.folder, "/opt/p");
  run({"init"});
  EXPECT_EQ(world().profile.folder, "/var/p");
  variables_.erase("VALISE_PROFILE");
  run({"init"});
  EXPECT_EQ(world().profile.folder, "/data/valise/default");
  variables_["XDG_DATA_HOME"] = "relative";
  run({"init"});
  EXPECT_EQ(world().profile.folder, "/home/o/.local/share/valise/default");
  variables_.clear();
  EXPECT_EQ(run({"init"}).code, 2);
}

TEST_F(Profiles, OpeningTellsTheSdkWhatRunsAndHowPatientItIs) {
  EXPECT_EQ(run({"room", "list", "--timeout", "2m"}).code, 0);
  EXPECT_EQ(world().profile.command, "valise room list");
  EXPECT_EQ(world().profile.network_timeout, std::chrono::minutes(2));
}

TEST_F(Profiles, NobodyIsAskedForThePassphraseOfAMissingProfile) {
  const auto outcome = run({"status", "--profile", (folder_ / "missing").string(), "--no-input"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("valise init"));
  EXPECT_THAT(world().calls, IsEmpty());
}

TEST_F(Profiles, EnrolTakesTheInviteFromStandardInput) {
  world().enrolment = {.state = Enrolment::State::requested, .officer = "ke-odpp/@jmwangi", .officer_name = "Jane Mwangi"};
  const auto outcome = run({"enrol", "-", "--label", "Laptop"}, "  valise-invite1:abc \n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(world().enrol_options.invite, "valise-invite1:abc");
  EXPECT_EQ(world().enrol_options.label, "Laptop");
  EXPECT_THAT(outcome.out, HasSubstr("waiting"));
  EXPECT_THAT(outcome.err, HasSubstr("valise enrol --wait"));
}

TEST_F(Profiles, EnrolWithWaitEndsEnrolled) {
  world().enrolment.state = Enrolment::State::requested;
  world().approved = {.state = Enrolment::State::enrolled, .officer = "ke-odpp/@jmwangi"};
  const auto outcome = run({"enrol", "valise-invite1:abc", "--wait", "--timeout", "5s"});
  EXPECT_THAT(world().calls, ElementsAre("open", "enrol", "await"));
  EXPECT_EQ(world().patience, std::chrono::seconds(5));
  EXPECT_THAT(outcome.out, StartsWith("Enrolled: "));
  world().calls.clear();
  EXPECT_EQ(run({"enrol", "--wait"}).code, 0);
  EXPECT_THAT(world().calls, ElementsAre("open", "await")) << "requested before: only wait";
}

TEST_F(Profiles, EnrolCanWriteTheRequestToAFile) {
  world().enrolment.state = Enrolment::State::requested;
  const auto outcome = run({"enrol", "valise-invite1:abc", "--request-file", "request.bin"});
  EXPECT_EQ(world().enrol_options.request_file, "request.bin");
  EXPECT_THAT(outcome.err, HasSubstr("request.bin"));
}

TEST_F(Profiles, EnrolWithoutAnInviteIsAUsageError) { EXPECT_EQ(run({"enrol"}).code, 2); }

}  // namespace
}  // namespace valise::tests
