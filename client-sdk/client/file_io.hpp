// File: a descriptor that closes itself, with whole reads and writes. For files of the profile and those that a person names.
#pragma once

#include <filesystem>
#include <span>
#include <utility>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace valise::sdk::client {

enum class FileError { open_failed = 1, read_failed, write_failed, rename_failed };
[[nodiscard]] std::string_view describe(FileError error);

class File {
 public:
  // open_to_read fails with open_failed; also for what is not a regular file.
  [[nodiscard]] static base::Result<File> open_to_read(const std::filesystem::path& path);
  // create makes a new file, mode 0600; an existing one is an error.
  [[nodiscard]] static base::Result<File> create(const std::filesystem::path& path);
  // open_to_write opens or makes a file, mode 0600, and leaves its content.
  [[nodiscard]] static base::Result<File> open_to_write(const std::filesystem::path& path);

  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}
  File& operator=(File&&) = delete;
  ~File();

  // read fills `into` as far as the file reaches and gives the number of bytes.
  [[nodiscard]] base::Result<std::size_t> read(base::MutableBytes into);
  [[nodiscard]] base::Result<> read_at(std::uint64_t offset, base::MutableBytes into);
  [[nodiscard]] base::Result<> write(base::ByteView bytes);
  [[nodiscard]] base::Result<> write_at(std::uint64_t offset, base::ByteView bytes);
  // sync makes the content durable.
  [[nodiscard]] base::Result<> sync();

 private:
  File(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}
  [[nodiscard]] static base::Result<File> open(const std::filesystem::path& path, int flags);

  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace valise::sdk::client

VALISE_ERROR_ENUM(valise::sdk::client, FileError, "file")
