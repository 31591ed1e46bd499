// Rule: a rule of replay, broken once: the statement is refused for exactly that reason and nothing has changed. And builders of
// statements that break one.
#pragma once

#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {

struct Attempt {
  v1::Statement statement;
  Signers signers;
  std::shared_ptr<Keys> keep = nullptr;  // keys of signers that are not the world's
};

struct Rule {
  const char* name;
  std::error_code expected;
  std::function<Attempt(World&)> attempt;
};
inline void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.name; }

inline Attempt changed(v1::Statement statement, Signers signers, const std::function<void(v1::Statement&)>& change) {
  change(statement);
  return {std::move(statement), std::move(signers)};
}
inline v1::AuthorityRecord& record_in(v1::Statement& statement) {
  return *statement.mutable_authority_registered()->mutable_record();
}

// The registration of a second authority, with a changed record.
inline std::function<Attempt(World&)> registration(std::function<void(v1::AuthorityRecord&)> change) {
  return [change](World& w) {
    return changed(w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.registrar() + w.odpp(),
                   [&](v1::Statement& s) { change(record_in(s)); });
  };
}
inline std::function<Attempt(World&)> key_set(std::function<void(v1::KeySet&)> change) {
  return [change](World& w) {
    return changed(w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.registrar() + w.odpp(),
                   [&](v1::Statement& s) { change(*s.mutable_authority_registered()->mutable_authority_keys()); });
  };
}
inline std::function<Attempt(World&)> announcement(std::function<void(v1::RelayAnnounced&)> change) {
  return [change](World& w) {
    return changed(w.relay(2), w.registrar(), [&](v1::Statement& s) { change(*s.mutable_relay_announced()); });
  };
}
inline std::function<Attempt(World&)> enrolment(std::function<void(DeviceDescription&)> change) {
  return [change](World& w) {
    const auto device = w.new_device();
    auto description = World::describe(device);
    change(description);
    return Attempt{w.device(device, description), w.odpp()};
  };
}
// A step of the chain of the post that the statement defines.
inline void add_step(v1::Statement& statement, std::uint32_t minutes, const std::string& officer = {},
                     const std::string& post = {}) {
  auto& step = *statement.mutable_post_defined()->mutable_post()->add_escalation();
  step.set_after_minutes(minutes);
  if (!officer.empty()) step.add_officer_ids(officer);
  step.set_post_id(post);
}
inline v1::Statement floor(World& w, std::uint64_t revision, std::uint32_t version, std::initializer_list<std::uint32_t> suites) {
  auto out = w.statement();
  out.mutable_protocol_floor_raised()->set_revision(revision);
  out.mutable_protocol_floor_raised()->set_protocol_version(version);
  for (auto suite : suites) out.mutable_protocol_floor_raised()->add_cipher_suites(suite);
  return out;
}
inline void open(v1::AuthorityRecord& record, std::uint32_t day, std::uint32_t from, std::uint32_t to) {
  auto& hours = *record.add_office_hours();
  hours.set_iso_weekday(day);
  hours.add_open()->set_opens(from);
  hours.mutable_open(0)->set_closes(to);
}

// A roster with one shift and one exception, both right before the change.
inline std::function<Attempt(World&)> plan(std::function<void(v1::RosterPublished&)> change) {
  return [change](World& w) {
    return changed(w.roster(2, {"jmwangi"}), w.odpp(), [&](v1::Statement& s) {
      auto& roster = *s.mutable_roster_published();
      World::fill(*roster.add_shifts(), "jmwangi", 1, 480, 1200);
      World::fill(*roster.add_exceptions(), "2026-12-24", "2026-12-26", "jmwangi");
      change(roster);
    });
  };
}
inline std::function<Attempt(World&)> calendar(std::function<void(v1::HolidayCalendarPublished&)> change) {
  return [change](World& w) {
    return changed(w.calendar("ke", 1), w.registrar(),
                   [&](v1::Statement& s) { change(*s.mutable_holiday_calendar_published()); });
  };
}

using E = RuleError;
using S = StatementError;

// expect_refused tries what the rule says in a world of its own.
inline void expect_refused(const Rule& rule) {
  World w;
  const auto attempt = rule.attempt(w);
  const auto digest = w.log.state().digest();
  const auto bytes = World::sign(attempt.statement, attempt.signers);
  const auto checked = w.log.check(bytes);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, rule.expected) << checked.error().message();
  const auto head = w.log.head();
  EXPECT_EQ(w.log.append(bytes).error().code, rule.expected);
  EXPECT_EQ(w.log.state().digest(), digest);
  EXPECT_EQ(w.log.head(), head);
}

inline std::string name_of(const testing::TestParamInfo<Rule>& rule) { return rule.param.name; }

}  // namespace valise::directory
