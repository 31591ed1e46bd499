// Commands on calendars of public holidays: publish one from a file, print one.
#include <CLI/CLI.hpp>

#include "keys/calendar/zone.hpp"
#include "keys/registrar/calendar_file.hpp"
#include "keys/registrar/commands.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

struct PublishOptions {
  std::string file;
  StatementOptions statement;
};

Result<v1::HolidayCalendarPublished> read_calendar(Session& session, const std::string& path) {
  auto content = read_file(path);
  if (!content) return pass_on(content);
  Problems problems;
  auto calendar = parse_calendar(*content, path, problems);
  if (problems.empty()) return calendar;
  session.output().report(problems);
  return fail(RegistrarError::file_has_problems, path);
}

// A calendar without days of a year says nothing about it, and that is easily overlooked in December.
void note_missing_years(Session& session, const v1::HolidayCalendarPublished& calendar) {
  const auto today = calendar::day_of(calendar::Zone::utc().local(session.environment().clock.now()).time);
  for (const auto day : {today, calendar::years_later(today, 1)}) {
    const auto year = calendar::day_text(day).substr(0, 4);
    const auto is_of = [&](const v1::Holiday& holiday) { return holiday.date().starts_with(year); };
    if (std::ranges::none_of(calendar.holidays(), is_of)) session.output().note("The calendar has no holidays of " + year + ".");
  }
}

Result<> publish(Session& session, const PublishOptions& options) {
  auto calendar = read_calendar(session, options.file);
  if (!calendar) return pass_on(calendar);
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto* before = (*workspace)->state().calendar(calendar->name());
  calendar->set_revision(before == nullptr ? 1 : before->revision() + 1);
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  note_missing_years(session, *calendar);
  *statement->mutable_holiday_calendar_published() = std::move(*calendar);
  return session.finish(*statement, options.statement);
}

Result<> show(Session& session, const std::string& name) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto* calendar = (*workspace)->state().calendar(name);
  if (calendar == nullptr) return fail(RegistrarError::not_found, name);
  session.environment().out << format_calendar(*calendar);
  return {};
}

}  // namespace

void add_calendar_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& group = commands.group("calendar", "Calendars of public holidays");
  auto [command, options] = commands.making<PublishOptions>(
      group, "publish", "Publish a calendar, in full; the registrar signs, or an authority of the country that it is named after",
      publish);
  command.add_option("FILE", options.file, "The calendar (TOML)")->required();
  auto name = std::make_shared<std::string>();
  commands.command(group, "show", "Print a calendar as TOML", [&session, name] { return show(session, *name); })
      .add_option("NAME", *name, "E.g. ke")
      ->required();
}

}  // namespace valise::registrar
