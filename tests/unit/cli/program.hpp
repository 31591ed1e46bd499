// Runs the whole command line in this process, against the World of fake_client.hpp.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run.hpp"
#include "fake_client.hpp"

namespace valise::tests {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest();
  ~ProgramTest() override;

  // run types the passphrase where it is asked for, and gives `input` on standard input.
  Outcome run(std::vector<std::string> arguments, const std::string& input = "");

  std::filesystem::path folder_;  // exists, and is named by VALISE_PROFILE
  std::map<std::string, std::string> variables_;
  bool terminal_ = false;  // all three streams
  std::size_t width_ = 80;
  std::string typed_ = "correct horse battery";
  Time now_{};
};

// nairobi gives an authority with two posts, one of them without devices; all texts are well-behaved.
[[nodiscard]] AuthorityView nairobi();
[[nodiscard]] MessageView message(const std::string& id, const std::string& text);

}  // namespace valise::tests
