// valise-embed-catalogue OUT.cpp AREA.json...: writes the catalogue as one table of C++. A file that does not have the
// catalogue's shape stops the build; whether the texts fit together is a matter of tests/unit/language.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

namespace {

namespace json = boost::json;

constexpr const char* languages[] = {"en", "ar", "zh", "fr", "ru", "es"};
constexpr const char* categories[] = {"zero", "one", "two", "few", "many", "other"};

using Entries = std::map<std::string, json::object>;

[[noreturn]] void refuse(const std::string& where, const std::string& why) { throw std::runtime_error(where + ": " + why); }

std::string text_in(const json::object& entry, std::string_view name, const std::string& where) {
  const auto* value = entry.if_contains(name);
  if (value == nullptr || !value->is_string()) refuse(where, "\"" + std::string(name) + "\" is missing");
  return std::string(value->as_string());
}

void check_members(const json::object& entry, const std::string& where) {
  for (const auto& [name, value] : entry) {
    const bool known = name == "id" || name == "note" || name == "plural" || name == "same_as" ||
                       std::ranges::find(languages, name) != std::end(languages);
    if (!known) refuse(where, "\"" + std::string(name) + "\" is no member of an entry");
  }
}

void read_file(const std::filesystem::path& file, Entries& entries) {
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto area = file.stem().string();
  json::error_code failure;
  const auto whole = json::parse(text, failure);
  if (failure || !whole.is_object()) refuse(file.string(), "is not a JSON object");
  if (text_in(whole.as_object(), "area", file.string()) != area) refuse(file.string(), "\"area\" differs from the file's name");
  for (const auto& value : whole.as_object().at("texts").as_array()) {
    const auto& entry = value.as_object();
    const auto id = text_in(entry, "id", file.string());
    if (!id.starts_with(area + ".")) refuse(id, "does not begin with \"" + area + ".\"");
    check_members(entry, id);
    if (!entries.emplace(id, entry).second) refuse(id, "stands there twice");
  }
}

std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

std::string form(const json::object& entry, const char* language, const char* category) {
  const auto* text = entry.if_contains(language);
  if (text == nullptr) return "nullptr";
  if (text->is_string()) return std::string_view(category) == "other" ? literal(text->as_string()) : "nullptr";
  const auto* exact = text->as_object().if_contains(category);
  return exact == nullptr ? "nullptr" : literal(exact->as_string());
}

const json::object& meant(const Entries& entries, const std::string& id, const json::object& entry) {
  const auto* other = entry.if_contains("same_as");
  if (other == nullptr) return entry;
  const auto found = entries.find(std::string(other->as_string()));
  if (found == entries.end() || found->second.contains("same_as")) refuse(id, "\"same_as\" names no text");
  return found->second;
}

void write_entry(std::ostream& out, const std::string& id, const json::object& entry) {
  const auto* plural = entry.if_contains("plural");
  out << "    {" << literal(id) << ", " << literal(plural == nullptr ? "" : std::string_view(plural->as_string())) << ", {{\n";
  for (const char* language : languages) {
    out << "      {";
    for (const char* category : categories) out << form(entry, language, category) << ", ";
    out << "},\n";
  }
  out << "    }}},\n";
}

void write_all(std::ostream& out, const Entries& entries) {
  out << "// Generated from language/catalogue.\n#include \"language/catalogue.hpp\"\n\nnamespace valise::language {\n"
         "namespace {\nconstexpr Entry kEntries[] = {\n";
  for (const auto& [id, entry] : entries) write_entry(out, id, meant(entries, id, entry));
  out << "};\n}  // namespace\n\nstd::span<const Entry> catalogue() { return kEntries; }\n\n}  // namespace valise::language\n";
}

}  // namespace

int main(int argc, char** argv) try {
  Entries entries;
  for (int i = 2; i < argc; ++i) read_file(argv[i], entries);
  std::ofstream out(argv[1]);
  write_all(out, entries);
  out.close();
  return out.good() ? 0 : 1;
} catch (const std::exception& failure) {
  std::cerr << "catalogue: " << failure.what() << '\n';
  return 1;
}
