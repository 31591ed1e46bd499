// A profile folder that goes with the test, a clock and randomness that repeat.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "client-sdk/store/profile.hpp"
#include "keys/crypto/random.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::sdk::store {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "valise-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

using tests::SeededRandom;

class ManualClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return base::from_wire(1'780'000'000'000); }
  [[nodiscard]] base::Monotonic monotonic() const override { return base::Monotonic{}; }
};

inline crypto::Passphrase passphrase(std::string text) { return crypto::Passphrase::consume(text); }

inline base::UnixMillis at(std::uint64_t millis) { return base::from_wire(millis); }

// filled gives an id of equal bytes.
template <class Id>
Id filled(base::Byte byte) {
  base::ByteArray<Id::size> bytes;
  bytes.fill(byte);
  return Id(bytes);
}

inline DatabaseKey database_key(base::Byte byte) {
  return DatabaseKey::make([&](std::span<base::Byte, 32> out) { std::ranges::fill(out, byte); });
}

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// StoreTest has an open store and short ways to use it.
class StoreTest : public testing::Test {
 protected:
  StoreTest() : store_(LocalStore::create(file(), database_key(7)).value()) {}

  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "test.db"; }

  // within runs `body` in a transaction, which must succeed, and gives its value.
  template <class Body>
  auto within(Body&& body) {
    auto result = store_.transaction(std::forward<Body>(body));
    if (!result) throw std::runtime_error(result.error().message());
    if constexpr (!std::is_void_v<typename decltype(result)::value_type>) return std::move(*result);
  }
  // error_of runs `body`, which must fail.
  template <class Body>
  std::error_code error_of(Body&& body) {
    auto result = store_.transaction(std::forward<Body>(body));
    return result ? std::error_code{} : result.error().code;
  }
  void reopen() {
    {
      const auto closed = std::move(store_);
    }
    store_ = LocalStore::open(file(), database_key(7)).value();
  }
  void add_room(const base::RoomId& id) {
    within([&](Transaction& tx) { return tx.rooms().put(Room{.id = id, .subject = "Request 17"}); });
  }

  const base::RoomId room_ = filled<base::RoomId>(1);
  const base::DeviceId self_ = filled<base::DeviceId>(2);
  const base::DeviceId peer_ = filled<base::DeviceId>(3);
  TemporaryFolder folder_;
  LocalStore store_;
};

}  // namespace valise::sdk::store
