// A ZIP file of stored (not compressed) entries with nothing in it that could vary: no times, no attributes, no comments. So
// every byte of such a file is either content or follows from it, and reading finds any other byte altered. Names are relative,
// with "/".
#pragma once

#include <map>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace valise::sdk::record {

// Files of a package: name to content.
using Files = std::map<std::string, base::Bytes>;

inline constexpr std::uint64_t kLargestPackage = std::uint64_t{3} * 1024 * 1024 * 1024;

// is_safe_name tells whether a name stays inside the package on every system: parts of plain characters, none of them "." or
// "..".
[[nodiscard]] bool is_safe_name(std::string_view name);

// make_zip requires safe names and at most kLargestPackage bytes.
[[nodiscard]] base::Bytes make_zip(const Files& files);
// read_zip accepts exactly what make_zip gives. Fails with package_malformed.
[[nodiscard]] base::Result<Files> read_zip(base::ByteView zip);

}  // namespace valise::sdk::record
