// The directory as the SDK shows it: plain copies, taken from the verified log at the time of the call.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "valise/sentence.hpp"

namespace valise {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

struct LocalText {
  std::string language;  // BCP 47
  std::string text;
};

struct Mandate {
  std::string convention;       // "untoc"
  std::string article;          // "18"
  std::string function;         // "mutual-legal-assistance"
  std::string convention_name;  // in English; empty for a convention that this version does not know
};

// LocalClock is the wall clock at an authority.
struct LocalClock {
  std::string date;            // "2026-11-23"
  int iso_weekday = 1;         // 1 Monday .. 7 Sunday
  int minute = 0;              // after midnight
  int utc_offset_minutes = 0;  // local minus UTC
};

// Moment is an instant, and what the clock shows then at the authority that it concerns.
struct Moment {
  Time at{};
  LocalClock local;
};

struct DeviceView {
  std::string id;       // 32 hexadecimal digits
  std::string officer;  // address "ke-odpp/@jmwangi"
  std::string label;
  bool active = false;
};

struct OfficerView {
  std::string address;  // "ke-odpp/@jmwangi"
  std::string name;
  std::string title;
  std::vector<std::string> languages;
  std::vector<DeviceView> devices;
};

// OfficerName: whom a plan or a list names.
struct OfficerName {
  std::string address;  // "ke-odpp/@jmwangi"
  std::string name;
};

// Who is on duty at a post, at the time of the call.
struct DutyView {
  bool planned = false;               // false: there is no plan, and everybody on the roster counts
  std::vector<OfficerName> officers;  // empty: nobody
  std::vector<OfficerName> relieved;  // handed over a moment ago, and still there
  std::optional<Moment> until;        // when this changes, within two months
  std::vector<OfficerName> next;      // who is on duty then
};

// A turn of the weekly plan, in the local time of the authority.
struct ShiftView {
  OfficerName officer;
  int iso_weekday = 1;    // on which it starts
  int starts_minute = 0;  // after midnight
  int ends_minute = 0;    // the same; over 1440 on a later day
};

// A time in which the plan does not hold, in the local time of the authority.
struct ShiftExceptionView {
  std::string first_day;  // "2026-12-24"
  int starts_minute = 0;
  std::string last_day;
  int ends_minute = 0;
  std::optional<OfficerName> replaces;  // whose turns; nothing: everybody's
  std::optional<OfficerName> officer;   // who instead; nothing: nobody
  std::string reason;
};

enum class PostKind { desk, focal_point, contact_point_24_7 };

// One step of the chain that urgent messages go along while nobody acknowledges them.
struct EscalationStepView {
  int after_minutes = 0;              // since the message was sent
  std::vector<OfficerName> officers;  // these, or
  std::string post;                   // this other post
};

struct PostView {
  std::string address;  // "ke-odpp/duty"
  PostKind kind = PostKind::desk;
  std::vector<LocalText> names;
  std::vector<std::string> networks;
  std::vector<std::string> languages;
  std::vector<OfficerView> officers;  // of the roster
  bool reachable = false;             // at least one active device
  DutyView duty;
  std::vector<ShiftView> shifts;
  std::vector<ShiftExceptionView> exceptions;
  int overlap_minutes = 0;  // who is relieved stays on duty for so long
  std::vector<EscalationStepView> escalation;
};

struct OpenHours {
  int iso_weekday = 1;   // 1 Monday .. 7 Sunday
  int opens_minute = 0;  // after local midnight
  int closes_minute = 0;
};

// KeyRecovery: an authority has lost its keys, says the registrar, and new ones are to take their place.
struct KeyRecovery {
  std::string authority;
  std::string reason;
  Time announced{};
  Time not_before{};  // when the new keys can count at the earliest
};

// Whether an office is open, at the time of the call.
struct OfficeState {
  bool open = false;
  std::optional<Moment> until;     // when it closes, or opens next, within two months
  std::vector<LocalText> holiday;  // the public holiday there today, if it is one
  bool holidays_known = false;     // false: there is no calendar of holidays for this year
};

struct AuthorityView {
  std::string id;            // "ke-odpp"
  std::string country;       // ISO 3166-1 alpha-2, empty for an organisation
  std::string country_name;  // in English
  std::string organisation;  // only where there is no country
  std::string status;        // "active", "suspended", "withdrawn"
  std::vector<LocalText> names;
  std::vector<Mandate> mandates;
  std::vector<std::string> networks;
  std::vector<std::string> working_languages;
  std::vector<std::string> request_languages;
  std::string time_zone;            // IANA
  std::optional<LocalClock> local;  // now; nothing where the zone is missing or not known to this computer
  std::vector<OpenHours> office_hours;
  std::optional<OfficeState> office;  // nothing where hours or zone are not known
  std::string holiday_calendar;
  std::string interpol;  // "yes", "no", "urgent-only", or empty
  std::vector<std::string> accepted_channels;
  std::string postal_address, service_to_contact, telephone, telephone_24h, fax, email, website;
  bool encryption_required = false;
  bool e_signature_required = false;
  std::vector<LocalText> execution_requirements;
  std::vector<LocalText> urgent_procedure;
  std::vector<LocalText> legal_basis;
  std::vector<LocalText> informal_channels;
  std::vector<LocalText> comments;
  std::vector<std::string> links;
  std::string last_confirmed;           // date
  bool overdue = false;                 // not confirmed for more than a year, or never
  std::optional<KeyRecovery> recovery;  // while it is pending
  std::vector<PostView> posts;
};

struct NetworkView {
  std::string id;  // "wacap"
  std::vector<LocalText> names;
  std::string secretariat;                // authority that may take in and let out members; may be empty
  std::vector<std::string> members;       // authorities, active ones
  std::vector<std::string> focal_points;  // posts of members that stand for this network
};

// All given conditions must hold; empty ones do not count.
struct DirectoryQuery {
  std::string text;      // beginnings of words of a name, in any language, without case and accents; or of an id
  std::string country;   // "KE"
  std::string mandate;   // "untoc" or "untoc-18"
  std::string network;   // "wacap"
  std::string language;  // "fr"
  bool on_duty = false;  // somebody is on duty now, at a post that meets the rest
};

struct DirectoryHead {
  std::uint64_t size = 0;
  std::string root;               // hexadecimal
  bool known = false;             // there is one, and what follows says how old it is
  bool witnessed = false;         // the age is vouched for by witnesses, and not by the relay alone
  std::int64_t age_seconds = 0;   // below 0: by a clock that is wrong, here or there
  std::vector<Sentence> warning;  // when the age is alarming: what is wrong and what to do
};

struct SyncReport {
  DirectoryHead head;
  std::uint64_t new_entries = 0;
};

}  // namespace valise
