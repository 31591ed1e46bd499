// Files and standard input and output, and the armour in which statements travel. "-" stands for standard input or output.
#pragma once

#include <filesystem>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "keys/directory/statement.hpp"

namespace valise::registrar {

using Path = std::filesystem::path;
inline constexpr std::size_t max_input = 1024 * 1024;

// read_file gives the whole content. Fails with file_unreadable, file_too_large.
[[nodiscard]] base::Result<std::string> read_file(const Path& path, std::size_t limit = max_input);

enum class Mode { shared = 0644, secret = 0600 };
enum class IfExists { refuse, replace };
// write_file writes, synchronises and renames, so that there is the whole file or none. Fails with file_exists, file_unwritable.
[[nodiscard]] base::Result<> write_file(const Path& path, std::string_view content, Mode mode, IfExists if_exists);

// armour gives the text form of a statement, fit for a terminal and for mail. parse_statement_file takes that or the bare bytes.
[[nodiscard]] std::string armour(base::ByteView statement);
// write_statement_file writes the bare bytes, as `valised` takes them; to "-" the text form.
[[nodiscard]] base::Result<> write_statement_file(const Path& path, base::ByteView statement, IfExists if_exists);
[[nodiscard]] base::Result<base::Bytes> parse_statement_file(std::string_view content);
// read_statement_file gives the statement in a file of either form. Its signatures are not checked yet.
[[nodiscard]] base::Result<directory::SignedStatement> read_statement_file(const Path& path);

}  // namespace valise::registrar
