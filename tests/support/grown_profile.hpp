// A profile with as many rooms and messages as an office has after years, made in the store itself: the real room, group, message
// and form of a small profile are repeated under other ids. What reads them does the same work as with genuine ones; only the
// relay does not know these rooms.
#pragma once

#include <filesystem>
#include <string>

namespace valise::tests {

struct ProfileSize {
  std::size_t rooms = 5'000;
  std::size_t messages = 200'000;
};

// fill_profile repeats what the profile in `folder` has until it is of that size. The profile is not in use, and has a room with
// a received text, and one with a form. Urgent messages ask `post`. Throws std::runtime_error.
void fill_profile(const std::filesystem::path& folder, std::string passphrase, const std::string& post, ProfileSize size);

}  // namespace valise::tests
