// A monitor that is no member audits the directory over HTTPS, from the tiles that the real relay serves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::HasSubstr;

constexpr int kWrong = 6;

struct Audit : ::testing::Test {
  Audit() { pin = text(parse_json(read_file(world.relay().data() / "relay-announcement.json")), "tls_spki_sha256"); }
  void make_public() {
    world.relay().stop();
    const auto file = world.relay().data() / "valised.toml";
    auto config = read_file(file);
    const std::string closed = "directory_public = false";
    ASSERT_NE(config.find(closed), std::string::npos) << config;
    config.replace(config.find(closed), closed.size(), "directory_public = true");
    write_file(file, config);
    world.relay().start();
  }
  [[nodiscard]] Output audit(const Arguments& more = {}) { return audit_with(pin, more); }
  [[nodiscard]] Output audit_with(const std::string& key, const Arguments& more = {}) {
    Arguments words{
        program("valise-audit"), "--json", "log", "https://" + world.relay().address() + "/v1/directory", "--pin", key};
    words.insert(words.end(), more.begin(), more.end());
    return run({.arguments = words, .environment = {}});
  }
  [[nodiscard]] boost::json::value found(const Arguments& more = {}) {
    const auto output = audit(more);
    EXPECT_EQ(output.code, 0) << output.summary();
    return parse_json_lines(output.out).at(0);
  }

  World world;
  std::string pin;
};

TEST_F(Audit, OfARelaysTilesShowsWhoGainedADevice) {
  make_public();
  const auto before = found();
  EXPECT_TRUE(at(before, "verified").as_bool());
  EXPECT_EQ(text(before, "origin"), "test.example/directory");
  const auto head = std::to_string(at(before, "size").to_number<int>()) + ":" + text(before, "root");

  world.enrol("claire-desk", "fr-bepi/@cmartin");
  const auto directory = text(before, "directory_id");
  const auto output = audit({"--directory-id", directory, "--since", head});
  ASSERT_EQ(output.code, 0) << output.summary();
  const auto changes = of_type(parse_json_lines(output.out), "change");
  ASSERT_EQ(changes.size(), 1U) << output.out;
  EXPECT_EQ(text(changes[0], "what"), "device enrolled");
  EXPECT_EQ(text(changes[0], "authority"), "fr-bepi");
  EXPECT_THAT(text(changes[0], "subject"), HasSubstr("fr-bepi/@cmartin"));

  EXPECT_EQ(audit({"--directory-id", std::string(64, '0')}).code, kWrong) << "another directory";
  const auto other = std::to_string(at(before, "size").to_number<int>()) + ":" + std::string(64, '0');
  EXPECT_EQ(audit({"--since", other}).code, kWrong) << "not the history that was seen before";
  EXPECT_EQ(audit_with(std::string(64, '0')).code, 1) << "not the relay with this key";
}

TEST_F(Audit, OfADirectoryForMembersIsRefused) {
  const auto output = audit();
  EXPECT_EQ(output.code, 1);
  EXPECT_THAT(output.err, HasSubstr("401")) << output.summary();
}

}  // namespace
}  // namespace valise::tests
