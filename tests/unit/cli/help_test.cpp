// What `valise --help` and `valise COMMAND --help` say, in six languages: all of it, in columns, and what is wrong with a command
// line.
#include "cli/help.hpp"

#include <functional>
#include <regex>
#include <set>

#include "cli/command_line.hpp"
#include "language/catalogue.hpp"
#include "language/lines.hpp"
#include "program.hpp"

namespace valise::tests {
namespace {

using language::Language;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

void for_each_command(const CLI::App& app, const std::function<void(const CLI::App&)>& use) {
  use(app);
  for (const auto* inner : cli::commands_of(app)) for_each_command(*inner, use);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

bool is_example(const std::string& line) { return line.starts_with("  valise "); }

class Help : public ProgramTest {
 protected:
  // page gives what a command's --help prints, and fails where it does not.
  std::string page(const CLI::App& command, Language language) {
    std::vector<std::string> arguments{"--language", std::string(language::code_of(language))};
    std::istringstream words(cli::path_of(command));
    std::string word;
    words >> word;  // the program
    while (words >> word) arguments.push_back(word);
    arguments.emplace_back("--help");
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << cli::path_of(command);
    EXPECT_EQ(outcome.err, "") << cli::path_of(command);
    return outcome.out;
  }

  void for_each_page(const std::function<void(const CLI::App&, Language, const std::string&)>& use) {
    for (const auto language : language::all_languages) {
      for_each_command(line_.app, [&](const CLI::App& command) { use(command, language, page(command, language)); });
    }
  }

  const cli::CommandLine line_;
};

TEST_F(Help, TheCatalogueSaysWhatThereIsAndNothingElse) {
  std::set<std::string> said;
  for_each_command(line_.app, [&](const CLI::App& command) {
    said.insert(cli::help_id(command));
    for (const auto* option : cli::options_of(command)) said.insert(cli::help_id(command, *option));
    for (const auto* operand : cli::operands_of(command)) said.insert(cli::help_id(command, *operand));
    for (const auto& example : cli::examples_of(command)) {
      if (!example.meaning.empty()) said.insert(example.meaning);
    }
    const auto notes = cli::help_id(command) + ".notes";
    if (language::find(notes) != nullptr) said.insert(notes);
  });
  EXPECT_GT(said.size(), 250u);
  for (const auto& id : said) EXPECT_NE(language::find(id), nullptr) << id << " is not in the catalogue";
  for (const auto& entry : language::catalogue()) {
    const std::string id = entry.id;
    if (!id.starts_with("help.") || std::regex_search(id, std::regex(R"(^help\.(word|man|valise_desk)(\.|$))"))) continue;
    EXPECT_TRUE(said.contains(id)) << id << " is the help of nothing";
  }
}

TEST_F(Help, NamesAllThereIsInEveryLanguage) {
  for_each_page([](const CLI::App& command, Language, const std::string& text) {
    for (const auto* option : cli::options_of(command)) EXPECT_THAT(text, HasSubstr("  " + cli::names_of(*option)));
    for (const auto* operand : cli::operands_of(command)) EXPECT_THAT(text, HasSubstr("  " + cli::placeholder_of(*operand)));
    for (const auto* inner : cli::commands_of(command)) EXPECT_THAT(text, HasSubstr("\n  " + inner->get_name() + " "));
    for (const auto& example : cli::examples_of(command)) EXPECT_THAT(text, HasSubstr("\n  " + example.line));
    EXPECT_THAT(text, Not(HasSubstr("help."))) << "an id instead of its text";
  });
}

TEST_F(Help, FitsTheTerminal) {
  for (const std::size_t width : {60, 80, 100}) {
    width_ = width;
    for_each_page([&](const CLI::App& command, Language language, const std::string& text) {
      for (const auto& line : lines_of(text)) {
        if (!is_example(line))
          EXPECT_LE(language::columns(line), width)
              << cli::path_of(command) << " in " << language::code_of(language) << ": " << line;
      }
    });
  }
}

// Where a text was forgotten, words stand in a row that the language does not write.
TEST_F(Help, LeavesNoEnglishSentence) {
  static const std::regex sentence(R"([A-Za-z]{2,}( [A-Za-z]{2,}){2,})");
  for_each_page([](const CLI::App& command, Language language, const std::string& text) {
    if (language == Language::en || language == Language::fr || language == Language::es) return;
    for (const auto& line : lines_of(text)) {
      const auto words = std::regex_replace(line, std::regex("`[^`]*`|valise .*"), "");
      EXPECT_FALSE(std::regex_search(words, sentence))
          << cli::path_of(command) << " in " << language::code_of(language) << ": " << line;
    }
  });
  for (const auto& entry : language::catalogue()) {
    const std::string english = entry.form(Language::en, language::Category::other);
    if (!std::string_view(entry.id).starts_with("help.") || english.find(' ') == std::string::npos) continue;
    for (const auto language : {Language::fr, Language::es})
      EXPECT_NE(entry.form(language, language::Category::other), english) << entry.id;
  }
}

TEST_F(Help, IsInTheLanguageOfThePerson) {
  variables_["LANG"] = "fr_FR.UTF-8";
  EXPECT_THAT(run({"send", "--help"}).out,
              AllOf(StartsWith("Écrire un message\nUtilisation : valise send"), HasSubstr("\nExemples :\n")));
  EXPECT_THAT(run({"--help"}).out, HasSubstr("\nPour commencer :\n"));
  EXPECT_THAT(run({"send", "--language", "es", "--help"}).out, StartsWith("Escribir un mensaje\n"));
  EXPECT_THAT(run({"sync", "--timeout", "never", "--language=es"}).err, HasSubstr("--timeout es una duración"))
      << "also of an error";
  EXPECT_THAT(run({"dir", "search", "--language", "ru", "--help"}).out, StartsWith("Chercher des autorités"))
      << "the language that is looked for";
  variables_["VALISE_LANGUAGE"] = "ru";
  EXPECT_THAT(run({"send", "--help"}).out, StartsWith("Написать сообщение\n"));
  variables_["VALISE_LANGUAGE"] = "de_DE.UTF-8";
  EXPECT_THAT(run({"send", "--help"}).out, StartsWith("Write a message\n")) << "none of ours";
}

TEST_F(Help, StandsInColumns) {
  const auto send = run({"send", "--help"}).out;
  EXPECT_THAT(send, HasSubstr("\n  --urgent                  An answer is needed soon\n"));
  EXPECT_THAT(send, HasSubstr("\n  --wait stored|delivered|acknowledged\n                            Wait until"))
      << "below, where there is no room";
  EXPECT_THAT(run({"--language", "zh", "send", "--help"}).out, HasSubstr("\n  --urgent                  近期内需要答复\n"));
  EXPECT_THAT(run({"--language", "ar", "send", "--help"}).out,
              HasSubstr("\n  --urgent                  \u2067يلزم رد قريبًا\u2069\n"))
      << "the line begins with an option; the text runs the other way";
  EXPECT_THAT(run({"--help"}).out, HasSubstr("\n  valise recv                      fetch messages and send what is queued\n"));
}

// What CLI11 finds wrong is said in the person's language, with the place where the right way stands.
TEST_F(Help, WhatIsWrongIsSaidInTheLanguageOfThePerson) {
  const auto refusal = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--language", "fr"});
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2);
    return outcome.err;
  };
  EXPECT_EQ(refusal({"read"}), "valise: il manque MSG\n  → Voir : `valise read --help`\n");
  EXPECT_EQ(refusal({}), "valise: il manque une commande\n  → Voir : `valise --help`\n");
  EXPECT_EQ(refusal({"duty", "handover"}), "valise: il manque --to\n  → Voir : `valise duty handover --help`\n");
  EXPECT_THAT(refusal({"send", "--frob"}), HasSubstr("ceci n’était pas attendu ici : --frob\n"));
  EXPECT_THAT(refusal({"send", "a", "--urgent", "--emergency"}), HasSubstr("--urgent et --emergency ne vont pas ensemble\n"));
  EXPECT_THAT(refusal({"send", "a", "--patience", "2h"}), HasSubstr("--patience ne va qu’avec --wait\n"));
  EXPECT_THAT(refusal({"send", "a", "--wait", "read"}),
              HasSubstr("--wait est l’un de stored,delivered,acknowledged, non : read\n"));
  EXPECT_THAT(refusal({"inbox", "--limit", "0"}), HasSubstr("--limit est un nombre de 1 à 1000000000, non : 0\n"));
  EXPECT_THAT(refusal({"inbox", "--limit", "few"}), HasSubstr("--limit est un nombre de 1 à 1000000000, non : few\n"));
  EXPECT_THAT(refusal({"sync", "--timeout", "soon"}), HasSubstr("--timeout est une durée comme 30s ou 2m, non : soon\n"));
  EXPECT_THAT(refusal({"form", "status", "3f", "maybe"}), HasSubstr("STATE n’accepte pas cette valeur : maybe\n"));
  EXPECT_THAT(refusal({"send", "--room"}), HasSubstr("--room prend un autre nombre de valeurs\n"));
  EXPECT_THAT(refusal({"channel", "add"}), HasSubstr("il manque --email|--webhook\n"));
  EXPECT_THAT(run({"read", "--json"}).err,
              AllOf(HasSubstr(R"("code":"usage.missing")"), HasSubstr(R"("message":"MSG is missing")")));
}

}  // namespace
}  // namespace valise::tests
