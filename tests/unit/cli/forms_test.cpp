// valise form: asking, files, templates, and how forms are shown.
#include <gmock/gmock.h>

#include <fstream>

#include "fake_forms.hpp"
#include "program.hpp"
#include "tests/support/json.hpp"

namespace valise::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class FormCommands : public ProgramTest {
 protected:
  FormCommands() {
    form_world() = {};
    world().send = {.message = "b1", .room = "a1", .state = DeliveryState::sent};
  }
  // question gives the arguments of a complete form.
  static std::vector<std::string> question() {
    return {"form",
            "new",
            "status-question",
            "fr-bemi/duty",
            "--field",
            "date=2026-11-22",
            "--field",
            "their_reference=BEMI/9",
            "--field",
            "question=How far?"};
  }
  FormView view() const {
    FormView out{.message = "3f9a52c1", .kind = "draft-review", .version = 1, .known = true};
    out.fields = {{"reference", {"ODPP/117"}}, {"draft", {"The log shall be preserved.\nForthwith."}}};
    out.from = "ke-odpp/duty";
    out.asked = "fr-bemi/duty";
    out.debts = {{.what = FormDebt::What::answer, .who = "fr-bemi/duty", .mine = true, .due = now_ + std::chrono::hours(30)}};
    return out;
  }
  std::string file(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }
};

TEST_F(FormCommands, ACompleteFormIsSent) {
  const auto outcome = run(question());
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(form_world().sent.to, std::vector<std::string>{"fr-bemi/duty"});
  EXPECT_EQ(value_of(form_world().sent.fields, "question"), "How far?");
  EXPECT_TRUE(form_world().kept.empty());
}

TEST_F(FormCommands, WithoutATerminalAllMissingFieldsAreNamedAtOnce) {
  const auto outcome =
      run({"form", "new", "status-question", "fr-bemi/duty", "--field", "date=tomorrow", "--field", "colour=red"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("date, their_reference, question, colour"));
  EXPECT_THAT(outcome.err, HasSubstr("write it as 2026-11-22"));
  EXPECT_THAT(outcome.err, HasSubstr("Question (question): is needed"));
  EXPECT_THAT(world().calls, Not(Contains("send form")));
}

TEST_F(FormCommands, AtATerminalThePersonIsAskedUntilItIsRight) {
  terminal_ = true;
  form_world().prefilled = {{"date", {"2026-11-22"}}};
  const auto outcome = run({"form", "new", "status-question", "fr-bemi/duty"}, "\nBEMI/9\nHow far is it?\nAnd since when?\n\n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("Your reference (one line)"), HasSubstr("is needed: fill it in")));
  EXPECT_EQ(value_of(form_world().sent.fields, "their_reference"), "BEMI/9");
  EXPECT_EQ(value_of(form_world().sent.fields, "question"), "How far is it?\nAnd since when?");
  EXPECT_EQ(form_world().kept.size(), 3U) << "before the first, and after each";
  EXPECT_EQ(form_world().sent.id, "7") << "the draft goes with it";
}

TEST_F(FormCommands, AnInterruptionLosesNothing) {
  terminal_ = true;
  form_world().prefilled = {{"date", {"2026-11-22"}}};
  const auto outcome = run({"form", "new", "status-question", "fr-bemi/duty"}, "BEMI/9\nHow far");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("valise form new --draft 7"));
  EXPECT_EQ(value_of(form_world().kept.back().fields, "their_reference"), "BEMI/9");
  form_world().drafts = {form_world().kept.back()};
  const auto again = run({"form", "new", "--draft", "7"}, "How far is it?\n\n");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(value_of(form_world().sent.fields, "their_reference"), "BEMI/9");
}

TEST_F(FormCommands, WhatIsOnlyKeptIsNotAskedFor) {
  terminal_ = true;
  EXPECT_EQ(run({"form", "new", "status-question", "fr-bemi/duty", "--keep"}).code, 0);
  EXPECT_EQ(form_world().kept.size(), 1U);
}

TEST_F(FormCommands, FieldsComeFromFiles) {
  const auto toml = file("a.toml",
                         "kind = \"status-question\"\ndate = 2026-11-22\ntheir_reference = \"BEMI/9\"\nreference = \"\"\n"
                         "question = \"\"\"\nHow far?\nWhen?\"\"\"\n");
  EXPECT_EQ(run({"form", "new", "status-question", "fr-bemi/duty", "--from-file", toml}).code, 0);
  EXPECT_EQ(value_of(form_world().sent.fields, "date"), "2026-11-22");
  EXPECT_EQ(value_of(form_world().sent.fields, "question"), "How far?\nWhen?");
  EXPECT_EQ(form_world().sent.fields.size(), 3U) << "empty ones are left out";
  const auto json = R"({"date": "2026-11-22", "their_reference": "X", "question": "From JSON"})";
  EXPECT_EQ(
      run({"form", "new", "status-question", "fr-bemi/duty", "--from-file", "-", "--field", "their_reference=Y"}, json).code, 0);
  EXPECT_EQ(value_of(form_world().sent.fields, "question"), "From JSON");
  EXPECT_EQ(value_of(form_world().sent.fields, "their_reference"), "Y") << "the command line counts more";
}

TEST_F(FormCommands, TypesOfFilesBecomeText) {
  const auto toml = file("p.toml", "period_days = 90\nmay_inform_customer = false\ndata_kinds = [\"traffic\", \"content\"]\n");
  run({"form", "new", "preservation-request", "fr-bemi/duty", "--keep", "--from-file", toml});
  const auto& fields = form_world().kept.back().fields;
  EXPECT_EQ(value_of(fields, "period_days"), "90");
  EXPECT_EQ(value_of(fields, "may_inform_customer"), "no");
  EXPECT_THAT(fields, Contains(FieldValue{"data_kinds", {"traffic", "content"}}));
}

TEST_F(FormCommands, BadFilesAreNamed) {
  EXPECT_EQ(run({"form", "new", "feedback", "a/b", "--from-file", "/nowhere"}).code, 3);
  for (const auto* text : {"not toml at all", "{\"a\": ", "{\"a\": {\"b\": 1}}", "[table]\na = 1", "a = 1.5"}) {
    const auto outcome = run({"form", "new", "feedback", "a/b", "--from-file", file("bad", text)});
    EXPECT_EQ(outcome.code, 2) << text;
    EXPECT_THAT(outcome.err, HasSubstr("neither TOML nor JSON")) << text;
  }
  const auto other = run({"form", "new", "feedback", "a/b", "--from-file", file("k", "kind = \"status-question\"")});
  EXPECT_THAT(other.err, HasSubstr("status-question"));
}

TEST_F(FormCommands, ContradictionsAreUsage) {
  EXPECT_EQ(run({"form", "new", "love-letter", "a/b"}).code, 2);
  EXPECT_EQ(run({"form", "new", "feedback"}).code, 2) << "to nobody";
  EXPECT_EQ(run({"form", "new", "feedback", "a/b", "--field", "outcome"}).code, 2);
  EXPECT_EQ(run({"form", "new", "feedback", "a/b", "--acknowledge-by", "2h"}).code, 2) << "of a routine form";
  EXPECT_EQ(run({"form", "status", "3f9a", "lost"}).code, 2);
  EXPECT_EQ(run({"form", "status", "3f9a", "in_progress", "--promise", "soon"}).code, 2);
  EXPECT_EQ(run({"form", "answer", "3f9a"}).code, 2) << "without words";
}

// What the template shows is what the reader takes.
TEST_F(FormCommands, EveryTemplateIsReadBack) {
  for (const auto& kind : form_descriptions()) {
    const std::string name(kind.kind);
    const auto toml = run({"form", "template", name}).out;
    for (const auto& field : kind.fields) EXPECT_THAT(toml, HasSubstr("\n" + std::string(field.name) + " = "));
    EXPECT_EQ(run({"form", "new", name, "a/b", "--keep", "--from-file", "-"}, toml).code, 0) << name;
    const auto json = run({"form", "template", name, "--json"}).out;
    EXPECT_EQ(run({"form", "new", name, "a/b", "--keep", "--from-file", "-"}, json).code, 0) << name;
    EXPECT_TRUE(form_world().kept.back().fields.empty());
  }
  EXPECT_THAT(run({"form", "template", "feedback", "--language", "fr"}).out, HasSubstr("# Date: obligatoire"));
}

TEST_F(FormCommands, StatusAnswerAndCommentSayIt) {
  EXPECT_EQ(run({"form", "status", "3f9a", "in-progress", "--promise", "2026-11-25", "--text", "on it"}).code, 0);
  using namespace std::chrono;
  EXPECT_EQ(form_world().report.promised_by, Time(sys_days(2026y / 11 / 26))) << "the end of the day";
  EXPECT_EQ(form_world().report.text, "on it");
  EXPECT_EQ(run({"form", "answer", "3f9a", "--text", "Preserved"}).code, 0);
  EXPECT_EQ(form_world().report.act, "answered");
  EXPECT_EQ(run({"form", "comment", "3f9a", "--passage", "log", "--proposal", "two logs"}).code, 0);
  EXPECT_EQ(form_world().comment.passage, "log");
  EXPECT_EQ(form_world().comment.proposal, "two logs");
}

TEST_F(FormCommands, ListSaysWhoOwesWhatUntilWhen) {
  auto form = view();
  form.debts[0].promised = true;
  form.period_ends = now_ + std::chrono::hours(49);
  form_world().forms = {form};
  auto out = run({"form", "list"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("Draft for review ODPP/117"), HasSubstr("fr-bemi/duty owes an answer, promised until"),
                         HasSubstr("2 days left")));
  EXPECT_TRUE(form_world().filter.open);
  form_world().forms[0].debts[0].overdue = true;
  now_ += std::chrono::hours(50);
  out = run({"form", "list", "--all"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("a new date is needed"), HasSubstr("THE PERIOD HAS ENDED")));
  EXPECT_FALSE(form_world().filter.open);
  const auto lines = parse_json_lines(run({"form", "list", "--json"}).out);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(text(lines[0], "kind"), "draft-review");
}

TEST_F(FormCommands, CommentsStandBesideTheirPassagesAndAreHarmless) {
  auto form = view();
  form.comments = {{.officer_name = "Jane \x1b[2J", .passage = "be preserved", .text = "By whom?\nAnd when?", .found = true},
                   {.officer_name = "Anne", .passage = "never said", .text = "?", .found = false},
                   {.officer_name = "Anne", .text = "Fine", .found = true}};
  form_world().forms = {form};
  const auto out = run({"form", "show", "3f9a"}).out;
  EXPECT_THAT(out, HasSubstr("  Forthwith.\n  | Jane \uFFFD[2J on “be preserved”\n  |   By whom?\n  |   And when?\n"));
  EXPECT_THAT(out, HasSubstr("which does not stand there"));
  EXPECT_THAT(out, HasSubstr("Anne on the whole"));
}

TEST_F(FormCommands, AnUnknownKindIsShownAsItCame) {
  auto form = view();
  form.kind = "visa\x1b-question";
  form.known = false;
  form.version = 3;
  form.fields = {{"colour\n", {"red"}}};
  form_world().forms = {form};
  const auto out = run({"form", "show", "3f9a"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("visa\uFFFD-question"), HasSubstr("is newer than this program"), HasSubstr("red")));
}

TEST_F(FormCommands, InboxAndReadShowForms) {
  auto shown = message("3f9a52c1", "Draft for review\nOwn reference: ODPP/117");
  shown.kind = "form";
  shown.form = view();
  world().messages = {shown};
  EXPECT_THAT(run({"inbox"}).out, AllOf(HasSubstr("Draft for review ODPP/117"), HasSubstr("sent  ")));
  EXPECT_THAT(run({"read", "3f9a"}).out, HasSubstr("fr-bemi/duty owes an answer"));
  EXPECT_EQ(text(at(parse_json_lines(run({"inbox", "--json"}).out).at(0), "form"), "asked"), "fr-bemi/duty");
  world().waiting = {{.what = WaitingItem::What::form,
                      .for_me = true,
                      .message = "aa",
                      .subject = "S",
                      .due = now_,
                      .overdue = true,
                      .promised = true}};
  EXPECT_THAT(run({"inbox", "--waiting"}).out, HasSubstr("a new date is needed"));
}

TEST_F(FormCommands, VersionsAndWhatDiffersBetweenThem) {
  form_world().versions = {{.message = "3f9a52c1", .officer_name = "J. Mwangi", .post = "ke-odpp/duty", .sent_at = now_},
                           {.message = "9c01d2aa",
                            .predecessor = "3f9a52c1",
                            .officer_name = "C. Petit",
                            .post = "fr-bemi/duty",
                            .sent_at = now_,
                            .comments = 2}};
  form_world().difference = {.before = form_world().versions[0], .after = form_world().versions[1], .fields = {}};
  form_world().difference.fields = {{.name = "draft",
                                     .parts = {{TextPart::What::kept, "Preserved "},
                                               {TextPart::What::removed, "without \x1b[31mdelay"},
                                               {TextPart::What::added, "within three days"},
                                               {TextPart::What::kept, std::string(2000, 'x')}}}};
  const auto list = run({"form", "versions", "9c01d2aa"});
  EXPECT_THAT(list.out, AllOf(HasSubstr(" 1  3f9a52c1"), HasSubstr("C. Petit, fr-bemi/duty  2 comments  after 3f9a52c1")));
  const auto shown = run({"form", "diff", "9c01d2aa"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(world().calls, Contains("difference  9c01d2aa"));
  EXPECT_THAT(shown.out, AllOf(HasSubstr("Preserved [-without"), HasSubstr("{+within three days+}"), HasSubstr("[…]"),
                               Not(HasSubstr("\x1b")), HasSubstr("C. Petit")));
  EXPECT_LT(shown.out.size(), 1000U) << "of long runs that stayed only the ends";
  run({"form", "diff", "3f9a52c1", "9c01d2aa"});
  EXPECT_THAT(world().calls, Contains("difference 3f9a52c1 9c01d2aa"));
  const auto json = parse_json(run({"form", "diff", "9c01d2aa", "--json"}).out);
  EXPECT_EQ(json.at_pointer("/fields/0/parts/1/what").as_string(), "removed");
}

TEST_F(FormCommands, EarlierCommentsSayWhatBecameOfTheirWords) {
  auto form = view();
  form.earlier_comments = {
      {.officer_name = "C. Petit", .passage = "log", .text = "Which?", .version = "1a2b3c4d", .fate = PassageFate::stands},
      {.officer_name = "C. Petit",
       .passage = "at once",
       .text = "When?",
       .version = "1a2b3c4d",
       .fate = PassageFate::changed,
       .now = "Forthwith"},
      {.officer_name = "C. Petit", .passage = "in secret", .text = "No", .version = "1a2b3c4d", .fate = PassageFate::gone}};
  form_world().forms = {form};
  const auto shown = run({"form", "show", "3f9a52c1"});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("C. Petit on “log”, said about 1a2b3c4d"),
                               HasSubstr("OUTDATED: C. Petit on “at once” in 1a2b3c4d; now it says “Forthwith”"),
                               HasSubstr("OUTDATED: C. Petit on “in secret” in 1a2b3c4d, which was taken out")));
}

}  // namespace
}  // namespace valise::tests
