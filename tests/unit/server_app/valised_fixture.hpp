// A relay as an operator has it: the program, its data folder, its ports, and the registrar's two statements.
#pragma once

#include <gtest/gtest.h>

#include <thread>

#include "base/text_encoding.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::server::app {

namespace fs = std::filesystem;
using std::chrono_literals::operator""s;
using tests::Output;

class ValisedTest : public ::testing::Test {
 protected:
  tests::Output valised(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), VALISED);
    return tests::run({.arguments = std::move(arguments)});
  }
  void init() {
    const auto made = valised({"init", "--data-dir", data, "--listen", listen, "--name", "vienna-1", "--origin",
                               "valise.example/log", "--operation-listen", "127.0.0.1:" + std::to_string(operation_port)});
    ASSERT_EQ(made.code, 0) << made.summary();
  }
  // prepare makes a relay that can run; start runs it and waits until it serves.
  void prepare() {
    init();
    const auto imported = import_statements(statements());
    ASSERT_EQ(imported.code, 0) << imported.summary();
  }
  tests::Process start() {
    tests::Process relay({.arguments = {VALISED, "run", "--config", config}}, folder / "relay");
    EXPECT_TRUE(tests::await_port(port, tests::kPatience)) << log();
    return relay;
  }
  [[nodiscard]] std::string log() const { return tests::read_file(folder / "relay.err"); }
  static std::string bytes_of(const std::string& json, const std::string& key) {
    const auto at = json.find('"' + key + "\":\"") + key.size() + 4;
    return base::to_string(base::parse_hex(json.substr(at, json.find('"', at) - at)).value());
  }
  // The registrar's part: genesis and the announcement of what init made.
  std::vector<std::string> statements() {
    const auto json = tests::read_file(fs::path(data) / "relay-announcement.json");
    directory::World world;
    auto announcement = world.statement();
    auto& body = *announcement.mutable_relay_announced();
    body.set_name("vienna-1");
    body.set_revision(1);
    body.set_address(listen);
    body.set_tls_spki_sha256(bytes_of(json, "tls_spki_sha256"));
    body.set_log_public_key(bytes_of(json, "log_public_key"));
    body.set_log_origin("valise.example/log");
    tests::write_file(folder / "genesis", base::as_text(world.entries.front()));
    tests::write_file(folder / "relay", base::as_text(directory::World::sign(announcement, world.registrar())));
    return {(folder / "genesis").string(), (folder / "relay").string()};
  }
  tests::Output import_statements(std::vector<std::string> files) {
    files.insert(files.begin(), {"import-directory", "--config", config});
    return valised(std::move(files));
  }

  tests::TempFolder folder{"valised"};
  const int port = tests::free_port();
  const int operation_port = tests::free_port();
  const std::string listen = "127.0.0.1:" + std::to_string(port);
  const std::string data = (folder / "data").string();
  const std::string config = data + "/valised.toml";
};

}  // namespace valise::server::app
