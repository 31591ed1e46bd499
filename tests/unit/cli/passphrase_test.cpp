#include "cli/passphrase.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "cli/globals.hpp"

namespace valise::cli {
namespace {

const language::Speaker english;

class Pipe {
 public:
  explicit Pipe(std::string_view content) {
    EXPECT_EQ(::pipe(ends_), 0);
    EXPECT_EQ(::write(ends_[1], content.data(), content.size()), static_cast<ssize_t>(content.size()));
    ::close(ends_[1]);
  }
  ~Pipe() { ::close(ends_[0]); }
  [[nodiscard]] int reading_end() const { return ends_[0]; }
  [[nodiscard]] std::string rest() const {
    std::string text(64, '\0');
    const auto got = ::read(ends_[0], text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

 private:
  int ends_[2]{};
};

Passphrase passphrase(std::string_view text) {
  Passphrase made;
  for (const char c : text) EXPECT_TRUE(made.append(c));
  return made;
}

// A person who types these answers; asking for more fails the test.
Ask person(std::vector<std::string> answers) {
  return [answers = std::move(answers), next = std::size_t{0}](std::string_view) mutable -> Result<Passphrase> {
    EXPECT_LT(next, answers.size()) << "asked too often";
    return passphrase(answers.at(next++));
  };
}

std::string text_of(Result<Passphrase> result) {
  return result ? std::move(*result).release() : "error: " + result.error().message;
}

TEST(PassphraseFd, ReadsOneLineAndLeavesTheRest) {
  const Pipe pipe("correct horse\nmessage text");
  EXPECT_EQ(text_of(read_passphrase_fd(pipe.reading_end())), "correct horse");
  EXPECT_EQ(pipe.rest(), "message text");
}

TEST(PassphraseFd, NeedsNoLineEndAndKeepsSpaces) {
  const Pipe pipe(" with spaces ");
  EXPECT_EQ(text_of(read_passphrase_fd(pipe.reading_end())), " with spaces ");
}

TEST(PassphraseFd, RefusesNothingTooMuchAndClosedDescriptors) {
  EXPECT_EQ(read_passphrase_fd(Pipe("").reading_end()).error().kind, ErrorKind::not_authorised);
  EXPECT_EQ(read_passphrase_fd(Pipe("\nsecond line").reading_end()).error().kind, ErrorKind::not_authorised);
  EXPECT_EQ(read_passphrase_fd(Pipe(std::string(1025, 'x')).reading_end()).error().kind, ErrorKind::usage);
  EXPECT_EQ(read_passphrase_fd(9999).error().kind, ErrorKind::failed);
}

TEST(PassphraseFile, ReadsTheFirstLine) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "passphrase.txt";
  std::ofstream(file) << "first line\nsecond\n";
  EXPECT_EQ(text_of(read_passphrase_file(file)), "first line");
  std::filesystem::remove(file);
  EXPECT_EQ(read_passphrase_file(file).error().kind, ErrorKind::not_found);
}

TEST(ExistingPassphrase, IsAskedForOnceAndNeverWithNoInput) {
  EXPECT_EQ(text_of(existing_passphrase({}, person({"old"}), english)), "old");
  EXPECT_EQ(existing_passphrase({.no_input = true}, person({}), english).error().kind, ErrorKind::not_authorised);
  const Pipe pipe("given\n");
  EXPECT_EQ(text_of(existing_passphrase({.descriptor = pipe.reading_end(), .no_input = true}, person({}), english)), "given");
}

TEST(NewPassphrase, IsAskedForTwice) {
  EXPECT_EQ(text_of(new_passphrase({}, person({"long enough", "long enough"}), english)), "long enough");
  EXPECT_EQ(new_passphrase({}, person({"long enough", "long enoigh"}), english).error().message, "the two passphrases differ");
  EXPECT_EQ(new_passphrase({}, person({"short"}), english).error().kind, ErrorKind::usage);
  const Pipe pipe("long enough\n");
  EXPECT_EQ(text_of(new_passphrase({.descriptor = pipe.reading_end()}, person({}), english)), "long enough");
}

TEST(Passphrase, MovesWithoutLeavingACopy) {
  auto first = passphrase("secret");
  Passphrase second = std::move(first);
  EXPECT_EQ(first.size(), 0U);  // NOLINT(bugprone-use-after-move): the point
  EXPECT_EQ(std::move(second).release(), "secret");
}

TEST(Duration, IsReadWithItsUnit) {
  EXPECT_EQ(parse_duration("30"), std::chrono::seconds(30));
  EXPECT_EQ(parse_duration("250ms"), std::chrono::milliseconds(250));
  EXPECT_EQ(parse_duration("2m"), std::chrono::minutes(2));
  EXPECT_EQ(parse_duration("1h"), std::chrono::hours(1));
  for (const char* text : {"", "0", "-1", "x", "5 parsecs", "1.5s", "169h", "99999999999999999999"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

}  // namespace
}  // namespace valise::cli
