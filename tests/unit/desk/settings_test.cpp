// The command line of valise-desk, and what its help says in six languages.
#include "desk/settings.hpp"

#include <set>

#include "cli/help.hpp"
#include "cli/problem.hpp"
#include "cli/usage_problem.hpp"
#include "language/catalogue.hpp"

namespace valise::desk {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Line {
  Line() { add_options(app, settings); }

  // refused gives what is wrong, in French.
  std::string refused(const std::string& words) {
    try {
      app.parse(words);
    } catch (const CLI::ParseError& refusal) {
      return cli::problem_text(cli::usage_problem(refusal, app), language::Speaker(language::Language::fr)).message;
    }
    return {};
  }

  Settings settings{.profile = "/home/agnes/valise", .downloads = "/home/agnes/Downloads"};
  CLI::App app{"", "valise-desk"};
};

TEST(Settings, AreWhatIsAsked) {
  Line line;
  line.app.parse("--profile /p --idle 5 --office /o --office-key a --office-key b --no-browser");
  EXPECT_EQ(line.settings.profile, "/p");
  EXPECT_EQ(line.settings.downloads, "/home/agnes/Downloads");
  EXPECT_EQ(line.settings.idle_minutes, 5);
  EXPECT_EQ(line.settings.office.key_files, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(line.settings.no_browser);
}

TEST(Settings, TheCatalogueSaysWhatThereIsAndNothingElse) {
  const Line line;
  std::set<std::string> said{cli::help_id(line.app)};
  for (const auto* option : cli::options_of(line.app)) said.insert(cli::help_id(line.app, *option));
  for (const auto& id : said) EXPECT_NE(language::find(id), nullptr) << id << " is not in the catalogue";
  for (const auto& entry : language::catalogue()) {
    if (std::string_view(entry.id).starts_with("help.valise_desk"))
      EXPECT_TRUE(said.contains(entry.id)) << entry.id << " is the help of nothing";
  }
}

TEST(Settings, HelpSpeaksTheLanguageOfThePerson) {
  const Line line;
  const auto page = [&](language::Language language) { return cli::help_page(line.app, language::Speaker(language), 80); };
  EXPECT_THAT(page(language::Language::en),
              HasSubstr("\n  --idle MINUTES            Minutes without a key or click after which it locks\n"
                        "                            (default: 15)\n"));
  EXPECT_THAT(page(language::Language::fr), StartsWith("Valise dans votre navigateur."));
  EXPECT_THAT(page(language::Language::zh), HasSubstr("附件保存的位置（默认：/home/agnes/Downloads）"));
  EXPECT_THAT(page(language::Language::ar),
              HasSubstr("\u2067حيث تُحفظ المرفقات (افتراضيًا: \u2068/home/agnes/Downloads\u2069)\u2069\n"));
}

TEST(Settings, SaysWhatIsWrong) {
  EXPECT_EQ(Line().refused("--idle 0"), "--idle est un nombre de 0.05 à 1440, non : 0");
  EXPECT_EQ(Line().refused("--office-key k"), "--office-key ne va qu’avec --office");
  EXPECT_EQ(Line().refused("--frob"), "ceci n’était pas attendu ici : --frob");
}

}  // namespace
}  // namespace valise::desk
