// The layer table of docs/CONVENTIONS.md, enforced: the table is read from the document itself, then every #include of every
// source is looked up in it. A violation names file, line, and what the row allows.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Layer {
  std::set<std::string> folders;    // of ours, without a slash at the end
  std::set<std::string> libraries;  // names of the second table
  bool anything = false;
};

struct Table {
  std::map<std::string, Layer> layers;                        // by folder, without a slash at the end
  std::map<std::string, std::vector<std::string>> libraries;  // by name: what their headers begin with
};

struct Include {
  int line = 0;
  std::string header;
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, separator);) {
    if (auto word = trimmed(part); !word.empty()) parts.push_back(std::move(word));
  }
  return parts;
}

// backticked gives what stands in `code` marks in a cell.
std::vector<std::string> backticked(std::string_view cell) {
  std::vector<std::string> words;
  for (std::size_t at = 0; (at = cell.find('`', at)) != std::string_view::npos;) {
    const auto end = cell.find('`', at + 1);
    if (end == std::string_view::npos) break;
    words.emplace_back(cell.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return words;
}

std::string without_slash(std::string folder) {
  if (folder.ends_with('/')) folder.pop_back();
  return folder;
}

Layer parse_layer(const std::string& cell) {
  Layer layer;
  if (trimmed(cell) == "anything") {
    layer.anything = true;
    return layer;
  }
  const auto semicolon = cell.find(';');
  for (const auto& folder : split(cell.substr(0, semicolon), ',')) layer.folders.insert(without_slash(folder));
  if (semicolon != std::string::npos) {
    for (const auto& library : split(cell.substr(semicolon + 1), ',')) layer.libraries.insert(library);
  }
  return layer;
}

// parse_table reads the section "Layers": rows of three cells are layers, rows of two are outside libraries.
Table parse_table(std::istream& document) {
  Table table;
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("## ")) inside = line == "## Layers";
    if (!inside || !line.starts_with('|') || line.starts_with("|-")) continue;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) cells.push_back(trimmed(cell));
    const auto folder = backticked(cells.front());
    if (cells.size() == 3 && !folder.empty()) table.layers[without_slash(folder.front())] = parse_layer(cells[2]);
    if (cells.size() == 2 && cells.front() != "library") table.libraries[cells.front()] = backticked(cells[1]);
  }
  return table;
}

// layer_of gives the row of the table that a path from the root belongs to: the longest folder that holds it.
std::optional<std::string> layer_of(const Table& table, const std::string& path) {
  std::optional<std::string> best;
  for (const auto& [folder, layer] : table.layers) {
    if (path.starts_with(folder + "/") && (!best || folder.size() > best->size())) best = folder;
  }
  return best;
}

// library_of gives the outside library of a header, "" for the standard library, nothing for an unknown one.
std::optional<std::string> library_of(const Table& table, const std::string& header) {
  for (const auto& [name, prefixes] : table.libraries) {
    if (std::ranges::any_of(prefixes, [&](const auto& prefix) { return header.starts_with(prefix); })) return name;
  }
  if (header.find_first_of("./") == std::string::npos) return "";
  return std::nullopt;
}

// folder_of gives the folder of ours that a header belongs to: "valise/..." is public or generated, the rest stands from the
// root.
std::optional<std::string> folder_of(const Table& table, const std::string& header) {
  if (header.starts_with("valise/v1/")) return "proto";
  if (header.starts_with("valise/")) return "client-sdk/include";
  return layer_of(table, header);
}

// objection says why `layer` may not include `header`, or nothing.
std::optional<std::string> objection(const Table& table, const std::string& folder, const std::string& header) {
  const Layer& layer = table.layers.at(folder);
  if (layer.anything) return std::nullopt;
  if (auto ours = folder_of(table, header)) {
    if (*ours == folder || layer.folders.contains(*ours)) return std::nullopt;
    return folder + "/ may not include " + *ours + "/";
  }
  const auto library = library_of(table, header);
  if (!library) return "header of a library that docs/CONVENTIONS.md does not name, or a path that is not from the root";
  if (library->empty() || layer.libraries.contains(*library)) return std::nullopt;
  if (*library == "Protobuf" && (folder == "proto" || layer.folders.contains("proto"))) return std::nullopt;
  return folder + "/ may not use " + *library;
}

std::vector<Include> includes_of(std::istream& source) {
  std::vector<Include> includes;
  std::string line;
  for (int number = 1; std::getline(source, line); ++number) {
    const auto text = trimmed(line);
    if (!text.starts_with('#') || text.find("include") == std::string::npos) continue;
    const auto open = text.find_first_of("<\"");
    const auto close = text.find_first_of(">\"", open + 1);
    if (open == std::string::npos || close == std::string::npos) continue;
    includes.push_back({number, text.substr(open + 1, close - open - 1)});
  }
  return includes;
}

std::vector<std::string> violations(const Table& table, const std::string& path, std::istream& source) {
  const auto folder = layer_of(table, path);
  if (!folder) return {path + ": its folder has no row in docs/CONVENTIONS.md"};
  std::vector<std::string> found;
  for (const auto& [line, header] : includes_of(source)) {
    if (auto reason = objection(table, *folder, header)) {
      found.push_back(path + ":" + std::to_string(line) + ": " + header + ": " + *reason);
    }
  }
  return found;
}

const fs::path& root() {
  static const fs::path path = VALISE_SOURCE_DIR;
  return path;
}

Table table_of_the_project() {
  std::ifstream document(root() / "docs" / "CONVENTIONS.md");
  return parse_table(document);
}

// sources gives all C++ files of the project, as paths from the root; build folders and hidden ones are left out.
std::vector<std::string> sources() {
  std::vector<std::string> paths;
  for (fs::recursive_directory_iterator it(root()), end; it != end; ++it) {
    const auto name = it->path().filename().string();
    if (it->is_directory() && (name.starts_with('.') || name.starts_with("build") || name == "node_modules")) {
      it.disable_recursion_pending();
    }
    const auto extension = it->path().extension();
    if (extension == ".cpp" || extension == ".hpp" || extension == ".h") {
      paths.push_back(fs::relative(it->path(), root()).generic_string());
    }
  }
  return paths;
}

TEST(Layers, DocumentHasTheTable) {
  const auto table = table_of_the_project();
  EXPECT_GE(table.layers.size(), 18u);
  EXPECT_GE(table.libraries.size(), 10u);
  for (const auto& [folder, layer] : table.layers) {
    for (const auto& other : layer.folders) EXPECT_TRUE(table.layers.contains(other)) << folder << " names unknown " << other;
    for (const auto& library : layer.libraries) {
      EXPECT_TRUE(table.libraries.contains(library)) << folder << " names unknown " << library;
    }
  }
}

TEST(Layers, EverySourceKeepsToTheTable) {
  const auto table = table_of_the_project();
  const auto paths = sources();
  ASSERT_GE(paths.size(), 10u);
  for (const auto& path : paths) {
    std::ifstream source(root() / path);
    for (const auto& violation : violations(table, path, source)) ADD_FAILURE() << violation;
  }
}

// The relay and the SDK never meet, whatever else the table comes to allow.
TEST(Layers, RelayAndClientAreApart) {
  const auto table = table_of_the_project();
  for (const auto& [folder, layer] : table.layers) {
    for (const auto& other : layer.folders) {
      EXPECT_FALSE(folder.starts_with("server/") && other.starts_with("client-sdk/")) << folder << " -> " << other;
      EXPECT_FALSE(folder.starts_with("client-sdk/") && other.starts_with("server/")) << folder << " -> " << other;
    }
  }
}

struct MadeUp {
  const char* path;
  const char* line;
  bool allowed;
};

class LayersSelfTest : public ::testing::TestWithParam<MadeUp> {};

TEST_P(LayersSelfTest, FindsAMadeUpViolation) {
  std::istringstream source(std::string("// first line\n") + GetParam().line + "\n");
  const auto found = violations(table_of_the_project(), GetParam().path, source);
  ASSERT_EQ(found.empty(), GetParam().allowed) << (found.empty() ? "nothing found" : found.front());
  if (!found.empty() && layer_of(table_of_the_project(), GetParam().path)) {
    EXPECT_TRUE(found.front().starts_with(std::string(GetParam().path) + ":2: ")) << found.front();
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, LayersSelfTest,
                         ::testing::Values(MadeUp{"server/core/x.cpp", "#include \"client-sdk/mls/group.hpp\"", false},
                                           MadeUp{"server/app/x.cpp", "  #  include \"valise/client.hpp\"", false},
                                           MadeUp{"client-sdk/mls/x.hpp", "#include <sodium.h>", false},
                                           MadeUp{"client-sdk/mls/x.hpp", "#include \"valise/v1/relay.pb.h\"", false},
                                           MadeUp{"client-sdk/include/valise/x.hpp", "#include <boost/asio/post.hpp>", false},
                                           MadeUp{"cli/x.cpp", "#include \"client-sdk/client/room.hpp\"", false},
                                           MadeUp{"server/net/x.cpp", "#include <toml++/toml.hpp>", false},
                                           MadeUp{"base/x.cpp", "#include <zlib.h>", false},
                                           MadeUp{"base/x.cpp", "#include \"../keys/crypto/secret.hpp\"", false},
                                           MadeUp{"new-folder/x.cpp", "#include <vector>", false},
                                           MadeUp{"keys/crypto/x.cpp", "#include <sodium.h>", true},
                                           MadeUp{"server/net/x.cpp", "#include <boost/asio/post.hpp>", true},
                                           MadeUp{"client-sdk/net/x.cpp", "#include \"valise/v1/relay.pb.h\"", true},
                                           MadeUp{"client-sdk/client/x.cpp", "#include \"valise/client.hpp\"", true},
                                           MadeUp{"base/x.cpp", "#include <vector>", true}));

}  // namespace
