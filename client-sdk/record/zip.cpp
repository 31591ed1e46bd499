#include "client-sdk/record/zip.hpp"

#include <algorithm>
#include <array>

#include "client-sdk/record/error.hpp"

namespace valise::sdk::record {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> out{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    out[i] = value;
  }
  return out;
}();

std::uint32_t crc_of(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const auto byte : bytes) crc = crc_table[(crc ^ byte) & 0xFF] ^ (crc >> 8);
  return ~crc;
}

// ZIP is little-endian.
void put(Bytes& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<base::Byte>(value >> (8 * i)));
}
void put(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

constexpr std::uint16_t version = 20;
constexpr std::uint16_t utf8_names = 0x0800;
constexpr std::uint16_t first_of_1980 = 0x21;
constexpr std::size_t local_size = 30;

// What local header and directory entry share.
void put_facts(Bytes& out, std::string_view name, ByteView content) {
  put(out, version, 2);
  put(out, utf8_names, 2);
  put(out, 0, 2);  // stored
  put(out, 0, 2);
  put(out, first_of_1980, 2);
  put(out, crc_of(content), 4);
  put(out, content.size(), 4);
  put(out, content.size(), 4);
  put(out, name.size(), 2);
  put(out, 0, 2);  // no extra field
}

void put_local(Bytes& out, std::string_view name, ByteView content) {
  put(out, 0x04034B50, 4);
  put_facts(out, name, content);
  put(out, name);
}

void put_entry(Bytes& out, std::string_view name, ByteView content, std::uint64_t offset) {
  put(out, 0x02014B50, 4);
  put(out, version, 2);
  put_facts(out, name, content);
  put(out, 0, 2 + 2 + 2 + 4);  // no comment, disk 0, no attributes
  put(out, offset, 4);
  put(out, name);
}

void put_end(Bytes& out, std::size_t entries, std::uint64_t size, std::uint64_t offset) {
  put(out, 0x06054B50, 4);
  put(out, 0, 4);
  put(out, entries, 2);
  put(out, entries, 2);
  put(out, size, 4);
  put(out, offset, 4);
  put(out, 0, 2);
}

std::uint64_t number(ByteView bytes, std::size_t at, int size) {
  std::uint64_t out = 0;
  for (int i = size; i-- > 0;) out = out << 8 | bytes[at + static_cast<std::size_t>(i)];
  return out;
}

}  // namespace

bool is_safe_name(std::string_view name) {
  if (name.empty() || name.size() > 250) return false;
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('/', at), name.size());
    const auto part = name.substr(at, end - at);
    if (part.empty() || part.front() == '.') return false;
    at = end + 1;
  }
  return std::ranges::none_of(name,
                              [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == ':' || c == 0x7F; });
}

Bytes make_zip(const Files& files) {
  Bytes out;
  Bytes entries;
  for (const auto& [name, content] : files) {
    put_entry(entries, name, content, out.size());
    put_local(out, name, content);
    out.insert(out.end(), content.begin(), content.end());
  }
  const auto offset = out.size();
  out.insert(out.end(), entries.begin(), entries.end());
  put_end(out, files.size(), entries.size(), offset);
  return out;
}

// Reads the entries by the sizes that they claim, and lets make_zip say whether all the rest is as it must be.
base::Result<Files> read_zip(ByteView zip) {
  Files files;
  std::size_t at = 0;
  while (zip.size() >= at + local_size && number(zip, at, 4) == 0x04034B50) {
    const auto size = static_cast<std::size_t>(number(zip, at + 18, 4));
    const auto name_size = static_cast<std::size_t>(number(zip, at + 26, 2));
    if (size > zip.size() || at + local_size + name_size + size > zip.size()) return base::fail(RecordError::package_malformed);
    const std::string name(reinterpret_cast<const char*>(zip.data()) + at + local_size, name_size);
    const auto content = zip.subspan(at + local_size + name_size, size);
    if (!is_safe_name(name) || !files.emplace(name, base::to_bytes(content)).second) {
      return base::fail(RecordError::package_malformed);
    }
    at += local_size + name_size + size;
  }
  const auto again = make_zip(files);
  if (!base::equal(again, zip)) return base::fail(RecordError::package_malformed);
  return files;
}

}  // namespace valise::sdk::record
