#include "local/socket.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

namespace valise::local {
namespace {

TEST(LocalSocket, IsTheOwnersAloneAndFoundUnderALongPath) {
  const tests::TempFolder folder("valise-local");
  const auto deep = folder.path() / std::string(120, 'd');  // more than a socket's address has place for
  std::filesystem::create_directories(deep);
  for (const auto& place : {folder.path(), deep}) {
    EXPECT_FALSE(connect_to(place)) << "nobody listens yet";
    const auto listener = listen_in(place);
    ASSERT_TRUE(listener);
    struct stat status{};
    ASSERT_EQ(::stat((place / "desk.socket").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    const auto connected = connect_to(place);
    ASSERT_TRUE(connected);
    EXPECT_TRUE(is_own(*connected));
    ::close(*connected);
    remove_from(place);
    EXPECT_FALSE(std::filesystem::exists(place / "desk.socket"));
    ::close(*listener);
  }
}

TEST(LocalSocket, WhatADeadDeskLeftIsReplaced) {
  const tests::TempFolder folder("valise-local");
  const auto dead = listen_in(folder.path());
  ASSERT_TRUE(dead);
  ::close(*dead);
  EXPECT_FALSE(connect_to(folder.path())) << "nobody listens any more";
  const auto next = listen_in(folder.path());
  ASSERT_TRUE(next);
  const auto connected = connect_to(folder.path());
  EXPECT_TRUE(connected);
  if (connected) ::close(*connected);
  ::close(*next);
}

}  // namespace
}  // namespace valise::local
