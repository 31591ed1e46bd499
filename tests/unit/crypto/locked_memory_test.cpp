#include "keys/crypto/locked_memory.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "keys/crypto/secret.hpp"
#include "keys/crypto/secret_bytes.hpp"
#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

// flags_of gives what the kernel says of the mapping that an address lies in ("lo": locked, "dd": not in dumps).
std::string flags_of(const void* address) {
  std::ifstream in("/proc/self/smaps");
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    std::uintptr_t from = 0, to = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &from, &to) == 2) inside = from <= wanted && wanted < to;
    if (inside && line.starts_with("VmFlags:")) return line + " ";
  }
  return "";
}

bool is_kept(const void* address) {
  const std::string flags = flags_of(address);
  return flags.contains(" lo ") && flags.contains(" dd ");
}

// in_child runs a check in a process of its own; locks of pages are not inherited, and limits cannot be raised again.
template <class Check>
bool in_child(Check&& check) {
  const auto child = fork();
  if (child == 0) _exit(check() ? 0 : 1);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(LockedMemory, KeysAreOutOfSwapAndDumps) {
  const auto key = Secret<struct TestTag, 32>::make([](auto out) { out[0] = 1; });
  const auto passphrase = SecretBytes::copy_of(base::as_bytes("correct horse"));
  EXPECT_EQ(locked_memory_use().unlocked, 0U);
  EXPECT_TRUE(is_kept(key.expose().data())) << flags_of(key.expose().data());
  EXPECT_TRUE(is_kept(passphrase.expose().data()));
  const auto ordinary = std::make_unique<base::Byte>();
  EXPECT_FALSE(is_kept(ordinary.get()));
}

__attribute__((no_sanitize("address"))) bool is_zero(const base::Byte* memory, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (*static_cast<const volatile base::Byte*>(memory + i) != 0) return false;
  }
  return true;
}

TEST(LockedMemory, BlocksOfAnySizeAreZeroApartAndWiped) {
  std::vector<LockedBlock> blocks;
  for (std::size_t size = 1; size <= LockedBlock::max_size; size += size < 300 ? 1 : 97) {
    auto& block = blocks.emplace_back(size);
    ASSERT_EQ(block.size(), size);
    ASSERT_TRUE(is_zero(block.bytes().data(), size));
    std::ranges::fill(block.bytes(), static_cast<base::Byte>(blocks.size()));
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto mark = static_cast<base::Byte>(i + 1);
    ASSERT_TRUE(std::ranges::all_of(blocks[i].bytes(), [&](base::Byte byte) { return byte == mark; }));
  }
  const auto* memory = blocks.back().bytes().data();
  const auto size = blocks.back().size();
  ASSERT_FALSE(is_zero(memory, size));
  blocks.clear();
  EXPECT_TRUE(is_zero(memory, size));
}

TEST(LockedMemory, MovingHandsTheMemoryOver) {
  LockedBlock first(40);
  const auto* memory = first.bytes().data();
  LockedBlock second(std::move(first));
  EXPECT_EQ(first.size(), 0U);  // NOLINT: that is the point
  EXPECT_EQ(second.bytes().data(), memory);
  auto& same = second;
  second = std::move(same);
  EXPECT_EQ(second.bytes().data(), memory);
  LockedBlock third(40);
  third.bytes()[0] = 7;
  const auto* dropped = third.bytes().data();
  third = std::move(second);
  EXPECT_EQ(third.bytes().data(), memory);
  EXPECT_TRUE(is_zero(dropped, 40));
}

TEST(LockedMemory, WhatIsBeyondTheLimitIsToldAndWorks) {
  EXPECT_TRUE(in_child([] {
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    if (setrlimit(RLIMIT_MEMLOCK, &none) != 0) return false;
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) return false;  // root may lock what it likes
    std::vector<LockedBlock> blocks;
    while (locked_memory_use().unlocked == 0 && blocks.size() < 1000) {
      blocks.emplace_back(LockedBlock::max_size).bytes()[0] = 1;
    }
    return locked_memory_use().unlocked > 0 && !is_kept(blocks.back().bytes().data());
  }));
}

TEST(LockedMemory, WhereLittleMayBeLockedThatIsUsed) {
  EXPECT_TRUE(in_child([] {
    const rlimit little{.rlim_cur = 64 * 1024, .rlim_max = 64 * 1024};
    if (setrlimit(RLIMIT_MEMLOCK, &little) != 0) return false;
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) return false;
    const auto before = locked_memory_use().locked;
    std::vector<LockedBlock> blocks;
    for (int i = 0; i < 1000; ++i) blocks.emplace_back(LockedBlock::max_size);
    return locked_memory_use().locked == before + 64 * 1024 && locked_memory_use().unlocked > 0;
  }));
}

TEST(LockedMemory, ThreadsTakeAndGiveBackAtOnce) {
  std::atomic<int> mixed_up = 0;
  std::vector<std::jthread> threads;
  for (int t = 1; t <= 4; ++t) {
    threads.emplace_back([&, mark = static_cast<base::Byte>(t)] {
      for (int round = 0; round < 300; ++round) {
        std::vector<LockedBlock> blocks;
        for (std::size_t size = 16; size <= 512; size *= 2) std::ranges::fill(blocks.emplace_back(size).bytes(), mark);
        for (auto& block : blocks)
          mixed_up += std::ranges::all_of(block.bytes(), [&](base::Byte b) { return b == mark; }) ? 0 : 1;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(mixed_up, 0);
}

}  // namespace
}  // namespace valise::crypto
