// Rules for posts, rosters and holidays.
#include "tests/unit/directory/rules.hpp"

namespace valise::directory {
namespace {

const Rule kRules[] = {
    // posts and rosters
    {"post_again", E::id_taken, [](World& w) { return Attempt{w.post("duty"), w.odpp()}; }},
    {"post_kind", E::value_invalid,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(),
                      [](auto& s) { s.mutable_post_defined()->mutable_post()->set_kind(v1::POST_KIND_UNSPECIFIED); });
     }},
    {"post_network_name", E::id_invalid,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(), [](auto& s) { s.mutable_post_defined()->mutable_post()->add_networks("W A"); });
     }},
    {"post_escalation_out_of_order", E::escalation_invalid,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(), [](auto& s) {
         add_step(s, 30, "jmwangi");
         add_step(s, 30, "jmwangi");
       });
     }},
    {"post_escalation_at_once", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 0, "jmwangi"); }); }},
    {"post_escalation_too_late", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 10'081, "jmwangi"); }); }},
    {"post_escalation_to_nobody", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30); }); }},
    {"post_escalation_to_both", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "jmwangi", "duty"); }); }},
    {"post_escalation_to_itself", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "", "desk"); }); }},
    {"post_escalation_to_unknown_officer", E::officer_unknown,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "akimani"); }); }},
    {"post_escalation_to_unknown_post", E::post_unknown,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "", "focal"); }); }},
    {"post_escalation_too_long", E::too_many_items,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(), [](auto& s) {
         for (std::uint32_t i = 1; i <= 9; ++i) add_step(s, i, "jmwangi");
       });
     }},
    {"post_change_unknown", E::post_unknown,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [](auto& s) {
         World::fill(*s.mutable_post_changed()->mutable_post(), "desk");
         s.mutable_post_changed()->set_revision(1);
       });
     }},
    {"post_change_revision", E::revision_out_of_order,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [](auto& s) {
         World::fill(*s.mutable_post_changed()->mutable_post(), "duty");
         s.mutable_post_changed()->set_revision(2);
       });
     }},
    {"post_retired_twice", E::post_retired,
     [](World& w) {
       w.append(w.post_retired("duty"), w.odpp()).value();
       return Attempt{w.post_retired("duty"), w.odpp()};
     }},
    {"roster_of_retired_post", E::post_retired,
     [](World& w) {
       w.append(w.post_retired("duty"), w.odpp()).value();
       return Attempt{w.roster(2, {"jmwangi"}), w.odpp()};
     }},
    {"roster_twice", E::roster_repeats_officer, [](World& w) { return Attempt{w.roster(2, {"jmwangi", "jmwangi"}), w.odpp()}; }},
    {"roster_unknown_officer", E::officer_unknown, [](World& w) { return Attempt{w.roster(2, {"akimani"}), w.odpp()}; }},
    {"roster_retired_officer", E::officer_retired,
     [](World& w) {
       w.append(w.officer_retired("jmwangi"), w.odpp()).value();
       return Attempt{w.roster(2, {"jmwangi"}), w.odpp()};
     }},
    {"roster_revision", E::revision_out_of_order, [](World& w) { return Attempt{w.roster(1, {"jmwangi"}), w.odpp()}; }},
    {"shift_of_nobody", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->clear_officer_id(); })},
    {"shift_of_somebody_else", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_officer_id("akimani"); })},
    {"shift_weekday", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_iso_weekday(8); })},
    {"shift_without_weekday", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->clear_iso_weekday(); })},
    {"shift_starts_another_day", E::shift_invalid,
     plan([](auto& r) { World::fill(*r.mutable_shifts(0), "jmwangi", 1, 1440, 1500); })},
    {"shift_empty", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_ends(480); })},
    {"shift_over_a_week", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_ends(480 + 10081); })},
    {"shifts_too_many", E::too_many_items, plan([](auto& r) {
       for (int i = 0; i < 336; ++i) *r.add_shifts() = r.shifts(0);
     })},
    {"exception_first_day", E::date_invalid, plan([](auto& r) { r.mutable_exceptions(0)->set_first_day("2026-02-30"); })},
    {"exception_last_day", E::date_invalid, plan([](auto& r) { r.mutable_exceptions(0)->clear_last_day(); })},
    {"exception_backwards", E::shift_exception_invalid,
     plan([](auto& r) { r.mutable_exceptions(0)->set_last_day("2026-12-23"); })},
    {"exception_of_no_time", E::shift_exception_invalid, plan([](auto& r) {
       r.mutable_exceptions(0)->set_last_day("2026-12-24");
       r.mutable_exceptions(0)->set_starts(600);
       r.mutable_exceptions(0)->set_ends(600);
     })},
    {"exception_hours", E::shift_exception_invalid, plan([](auto& r) { r.mutable_exceptions(0)->set_ends(1441); })},
    {"exception_for_somebody_else", E::shift_exception_invalid,
     plan([](auto& r) { r.mutable_exceptions(0)->set_officer_id("akimani"); })},
    {"exception_reason", E::text_invalid, plan([](auto& r) { r.mutable_exceptions(0)->set_reason("two\nlines"); })},
    {"roster_overlap", E::value_invalid, plan([](auto& r) { r.set_overlap_minutes(241); })},
    // holidays
    {"calendar_name", E::id_invalid, calendar([](auto& c) { c.set_name("Kenya"); })},
    {"calendar_revision", E::revision_out_of_order, calendar([](auto& c) { c.set_revision(2); })},
    {"calendar_date", E::date_invalid, calendar([](auto& c) { c.mutable_holidays(0)->set_date("12-12"); })},
    {"calendar_date_twice", E::date_invalid, calendar([](auto& c) { *c.add_holidays() = c.holidays(0); })},
    {"calendar_holiday_without_name", E::value_invalid, calendar([](auto& c) { c.mutable_holidays(0)->clear_names(); })},
    {"calendar_of_another_country", E::too_few_signatures, [](World& w) { return Attempt{w.calendar("fr", 1), w.odpp()}; }},
    {"calendar_of_no_country", E::too_few_signatures, [](World& w) { return Attempt{w.calendar("kenya", 1), w.odpp()}; }},
    {"calendar_by_suspended_authority", E::too_few_signatures,
     [](World& w) {
       w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
       return Attempt{w.calendar("ke", 1), w.odpp()};
     }},
    {"calendar_half_and_half", E::too_few_signatures,
     [](World& w) { return Attempt{w.calendar("ke", 1), first(w.odpp_keys, 1) + first(w.registrar_keys, 1)}; }},
};

class BrokenPostRule : public testing::TestWithParam<Rule> {};

TEST_P(BrokenPostRule, IsRefusedAndChangesNothing) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Rules, BrokenPostRule, testing::ValuesIn(kRules), name_of);

}  // namespace
}  // namespace valise::directory
