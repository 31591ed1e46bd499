// What the sources say is in the catalogue, with the parameters that it has there; and nothing is left in the catalogue that
// nobody says. An id is recognised as a literal "area.words"; say("id", {{"name", ...}}) tells its parameters.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "language/catalogue.hpp"

namespace valise::language {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_page(const fs::path& file) { return file.extension() == ".ts" || file.extension() == ".tsx"; }

std::vector<fs::path> sources() {
  std::vector<fs::path> out;
  for (const auto* folder : {"cli", "client-sdk/client", "client-sdk/record", "client-sdk/include", "desk/web/src"}) {
    if (!fs::exists(fs::path(VALISE_SOURCE_DIR) / folder)) continue;
    for (const auto& file : fs::recursive_directory_iterator(fs::path(VALISE_SOURCE_DIR) / folder)) {
      const auto extension = file.path().extension();
      if (extension == ".cpp" || extension == ".hpp" || is_page(file.path())) out.push_back(file.path());
    }
  }
  return out;
}

// The desk hands the page some ids as codes of failures.
std::vector<fs::path> sources_and_desk() {
  auto out = sources();
  for (const auto& file : fs::directory_iterator(fs::path(VALISE_SOURCE_DIR) / "desk")) {
    if (file.path().extension() == ".cpp") out.push_back(file.path());
  }
  return out;
}

// call_at gives the text of a call from its opening bracket to the closing one.
std::string call_at(const std::string& text, std::size_t open) {
  int depth = 0;
  bool quoted = false;
  for (auto at = open; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' && text[at - 1] != '\\') quoted = !quoted;
    if (quoted) continue;
    if (c == '(' || c == '{') ++depth;
    if ((c == ')' || c == '}') && --depth == 0) return text.substr(open, at - open);
  }
  return text.substr(open);
}

// own_arguments gives the names in a call's own list, not in those of calls inside it.
std::string own_arguments(const std::string& call) {
  std::string out;
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < call.size(); ++at) {
    const char c = call[at];
    if (c == '"' && call[at - 1] != '\\') quoted = !quoted;
    if (!quoted && (c == '(' || c == '{')) ++depth;
    if (depth <= 3) out += c;
    if (!quoted && (c == ')' || c == '}')) --depth;
  }
  return out;
}

std::set<std::string> names_in(const std::string& text, const std::regex& pattern) {
  std::set<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) out.insert((*it)[1]);
  return out;
}

std::set<std::string> parameters_of(const Entry& entry) {
  static const std::regex parameter(R"(\{([a-z_0-9]+)\})");
  return names_in(entry.form(Language::en, Category::other), parameter);
}

// The advice of an error shares its arguments.
std::set<std::string> with_advice(const Entry& entry) {
  auto out = parameters_of(entry);
  if (const auto* advice = find(entry.id + std::string(".advice"))) out.merge(parameters_of(*advice));
  return out;
}

// Calls whose first argument is an id, and whose list of arguments follows: `say("x.y", {{"name", ...}})`.
TEST(Sources, SayWhatIsInTheCatalogueWithItsParameters) {
  static const std::regex call(R"#((\bsay|\bproblem|\bsaid)\(\s*(?:ErrorKind::\w+,\s*)?"([a-z_]+\.[a-z_0-9.]+)")#");
  static const std::regex argument(R"#(\{\s*"@?([a-z_0-9]+)"\s*,)#");
  int calls = 0;
  for (const auto& file : sources_and_desk()) {
    if (is_page(file)) continue;  // another language; desk/web/scripts/check.mjs compares those calls
    const auto text = content_of(file);
    for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) {
      ++calls;
      const auto id = (*it)[2].str();
      if (id.ends_with('.')) continue;  // the rest is a word of an enum
      const auto* entry = find(id);
      ASSERT_NE(entry, nullptr) << file << " says " << id << ", which is not in the catalogue";
      const auto open = text.find('(', static_cast<std::size_t>(it->position()));
      const auto whole = call_at(text, open);
      if (whole.find(", arguments") != std::string::npos) continue;  // handed on from a variable
      auto given = names_in(own_arguments(whole), argument);
      if (whole.find("reason(") != std::string::npos) given.insert("why");
      EXPECT_EQ(given, with_advice(*entry)) << file << " says " << id;
    }
  }
  EXPECT_GT(calls, 0);
}

TEST(Sources, NothingInTheCatalogueIsLeftOver) {
  static const std::regex literal(R"#("([a-z_]+[a-z_0-9.]*)")#");
  std::set<std::string> said;
  for (const auto& file : sources_and_desk()) said.merge(names_in(content_of(file), literal));
  for (const auto& entry : catalogue()) {
    const std::string id = entry.id;
    const auto area = id.substr(0, id.find('.'));
    if (area == "errors" || area == "words") continue;  // named by codes; their own tests count them
    if (area == "help") continue;  // named by the tree of commands; tests/unit/cli and tests/unit/desk compare them
    const auto base = id.ends_with(".advice") ? id.substr(0, id.size() - 7) : id;
    const auto code = base.substr(area.size() + 1);  // findings of a record are named by their codes
    const bool by_code = area == "record" && said.contains(code);
    const bool by_prefix =
        std::ranges::any_of(said, [&](const auto& literal) { return literal.ends_with('.') && base.starts_with(literal); });
    EXPECT_TRUE(said.contains(base) || by_code || by_prefix) << id << " is said nowhere";
  }
}

}  // namespace
}  // namespace valise::language
