// Who is on duty: a roster's weekly plan and its exceptions, laid out on the time line of the authority's zone.
//
// The plan is the weekly shifts; without any, the whole staff always. Exceptions change it one after the other, in their order:
// within its time, an exception takes the turns of one officer (or of everybody) and gives them to another officer, or to nobody.
// What a wall-clock time means when the clock changes stands in keys/calendar/zone.hpp: shifts that join stay joined.
#pragma once

#include <set>
#include <vector>

#include "keys/calendar/zone.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::records {

using base::UnixMillis;
using OfficerIds = std::set<std::string>;

struct Turn {
  UnixMillis from;
  UnixMillis to;
  std::string officer;  // id
  friend bool operator==(const Turn&, const Turn&) = default;
};

// Span is a time in which the same officers are on duty; none in a gap.
struct Span {
  UnixMillis from;
  UnixMillis to;
  std::vector<std::string> officers;
};

struct Duty {
  bool planned = false;               // false: there is no plan, and the whole staff counts
  std::vector<std::string> officers;  // ids; empty: nobody
  std::vector<std::string> relieved;  // handed over, and still on duty for the roster's overlap
  std::optional<UnixMillis> until;    // when `officers` changes; nothing if it does not within two months
  std::vector<std::string> next;      // who is on duty then
};

class Plan {
 public:
  // Plan reads a roster that replay has accepted; `absent` officers (retired since) never count. Keeps a copy.
  Plan(v1::RosterPublished roster, calendar::Zone zone, OfficerIds absent = {});

  // has_plan tells whether there are shifts or exceptions.
  [[nodiscard]] bool has_plan() const { return roster_.shifts_size() + roster_.exceptions_size() > 0; }
  // turns gives everybody's turns that touch a time, whole ones, ordered by their beginning; adjoining turns of one officer are
  // one.
  [[nodiscard]] std::vector<Turn> turns(UnixMillis from, UnixMillis to) const;
  [[nodiscard]] Duty duty_at(UnixMillis instant) const;
  // on_duty gives the officers and the relieved of duty_at, at a fraction of its cost.
  struct OnDuty {
    std::vector<std::string> officers;
    std::vector<std::string> relieved;
  };
  [[nodiscard]] OnDuty on_duty(UnixMillis instant) const;
  // spans cuts a time into pieces with the same officers each, in order, without the overlap of hand-overs.
  [[nodiscard]] std::vector<Span> spans(UnixMillis from, UnixMillis to) const;
  [[nodiscard]] const calendar::Zone& zone() const { return zone_; }

 private:
  enum class Reach { whole_turns, touching };  // of shifts: with those that adjoin, or those alone that may touch the time
  [[nodiscard]] std::vector<Turn> weekly(UnixMillis from, UnixMillis to, Reach reach) const;
  [[nodiscard]] std::vector<Turn> turns(UnixMillis from, UnixMillis to, Reach reach) const;
  [[nodiscard]] bool was_relieved(const Turn& turn, const std::vector<Turn>& turns, UnixMillis instant) const;

  v1::RosterPublished roster_;
  calendar::Zone zone_;
  OfficerIds absent_;
};

}  // namespace valise::records
