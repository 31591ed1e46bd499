// The command on rosters with shifts: print one, or read one from a file, show how it covers the coming weeks, and publish it.
#include <CLI/CLI.hpp>

#include "keys/records/duty.hpp"
#include "keys/registrar/commands.hpp"
#include "keys/registrar/roster_file.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using base::UnixMillis;
using directory::PostAddress;

struct RosterOptions {
  std::string address;
  std::string file;
  int weeks = 4;
  StatementOptions statement;
};

struct Subject {
  const directory::Authority* authority;
  const directory::Post* post;
};
Result<Subject> find_subject(Session& session, const std::string& text) {
  const auto address = PostAddress::parse(text);
  if (!address) return with_context(text, base::Error(address.error()));
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& state = (*workspace)->state();
  const auto* post = state.post(*address);
  if (post == nullptr) return fail(RegistrarError::not_found, text);
  return Subject{state.authority(address->authority), post};
}

Result<v1::RosterPublished> read_roster(Session& session, const std::string& path) {
  auto content = read_file(path);
  if (!content) return pass_on(content);
  Problems problems;
  auto roster = parse_roster(*content, path, problems);
  if (problems.empty()) return roster;
  session.output().report(problems);
  return fail(RegistrarError::file_has_problems, path);
}

std::string local_text(const calendar::Zone& zone, UnixMillis instant) {
  const auto time = zone.local(instant).time;
  const auto day = calendar::day_of(time);
  return std::string(calendar::weekday_name(calendar::iso_weekday(day)).substr(0, 3)) + ' ' + calendar::day_text(day) + ' ' +
         calendar::clock_text(calendar::minute_of(time));
}

json::object describe(const calendar::Zone& zone, const records::Span& span) {
  json::array officers(span.officers.begin(), span.officers.end());
  json::object out{{"from", local_text(zone, span.from)}, {"to", local_text(zone, span.to)}};
  if (!officers.empty()) out["officers"] = std::move(officers);
  return out;
}

struct Coverage {
  json::array gaps;
  json::array overlaps;
};
Coverage coverage(const records::Plan& plan, UnixMillis from, UnixMillis to) {
  Coverage out;
  for (const auto& span : plan.spans(from, to)) {
    if (span.officers.empty()) out.gaps.push_back(describe(plan.zone(), span));
    if (span.officers.size() > 1) out.overlaps.push_back(describe(plan.zone(), span));
  }
  return out;
}

// Shows where nobody or several are on duty; of a 24/7 post, a gap must be meant.
Result<> show_coverage(Session& session, const records::Plan& plan, const directory::Post& post, int weeks) {
  const auto now = session.environment().clock.now();
  auto found = coverage(plan, now, now + std::chrono::weeks(weeks));
  const auto gaps = found.gaps.size();
  json::object out{{"type", "coverage"}, {"post", post.address.string()}, {"time_zone", plan.zone().name()}, {"weeks", weeks}};
  out["gaps"] = std::move(found.gaps);
  out["overlaps"] = std::move(found.overlaps);
  session.output().show(out);
  if (gaps == 0 || post.details.kind() != v1::POST_KIND_CONTACT_POINT_24_7) return {};
  return session.confirm("Nobody is on duty at this 24/7 post at " + std::to_string(gaps) + " times in the coming weeks.");
}

Result<> publish(Session& session, const RosterOptions& options) {
  auto subject = find_subject(session, options.address);
  if (!subject) return pass_on(subject);
  const auto& post = *subject->post;
  auto roster = read_roster(session, options.file);
  if (!roster) return pass_on(roster);
  roster->set_authority_id(post.address.authority.string());
  roster->set_post_id(post.address.post.string());
  roster->set_revision(post.roster_revision + 1);
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  *statement->mutable_roster_published() = *roster;
  if (roster->shifts_size() + roster->exceptions_size() > 0) {
    auto zone = calendar::Zone::find(subject->authority->record.time_zone());
    if (!zone) return fail(RegistrarError::no_time_zone, post.address.authority.string());
    const records::Plan plan(*roster, *zone);
    if (auto shown = show_coverage(session, plan, post, options.weeks); !shown) return shown;
  }
  return session.finish(*statement, options.statement);
}

Result<> run(Session& session, const RosterOptions& options) {
  if (!options.file.empty()) return publish(session, options);
  auto subject = find_subject(session, options.address);
  if (!subject) return pass_on(subject);
  session.environment().out << format_roster(subject->post->plan);
  return {};
}

}  // namespace

void add_roster_command(const Commands& commands, CLI::App& post_group) {
  auto [command, options] = commands.making<RosterOptions>(
      post_group, "roster", "Publish a roster with shifts from a file, or print the present one as TOML", run);
  command.add_option("POST", options.address, "E.g. ke-odpp/duty")->required();
  command.add_option("--from-file", options.file, "Officers, weekly shifts and exceptions (TOML)");
  command.add_option("--weeks", options.weeks, "How many weeks to look for gaps and overlaps")
      ->check(CLI::Range(1, 26))
      ->capture_default_str();
}

}  // namespace valise::registrar
