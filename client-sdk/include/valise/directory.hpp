// The directory as the SDK shows it: plain copies, taken from the verified log at the time of the call.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace valise {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

struct LocalText {
  std::string language;  // BCP 47
  std::string text;
};

struct Mandate {
  std::string convention;  // "untoc"
  std::string article;     // "18"
  std::string function;    // "mutual-legal-assistance"
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

enum class PostKind { desk, focal_point, contact_point_24_7 };

struct PostView {
  std::string address;  // "ke-odpp/duty"
  PostKind kind = PostKind::desk;
  std::vector<LocalText> names;
  std::vector<std::string> networks;
  std::vector<std::string> languages;
  std::vector<OfficerView> officers;  // of the roster
  bool reachable = false;             // at least one active device
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

struct AuthorityView {
  std::string id;       // "ke-odpp"
  std::string country;  // ISO 3166-1 alpha-2, empty for an organisation
  std::string status;   // "active", "suspended", "withdrawn"
  std::vector<LocalText> names;
  std::vector<Mandate> mandates;
  std::vector<std::string> networks;
  std::vector<std::string> working_languages;
  std::vector<std::string> request_languages;
  std::string time_zone;  // IANA
  std::vector<OpenHours> office_hours;
  std::string interpol;  // "yes", "no", "urgent-only", or empty
  std::vector<std::string> accepted_channels;
  std::string postal_address, service_to_contact, telephone, telephone_24h, fax, email, website;
  std::vector<LocalText> urgent_procedure;
  std::string last_confirmed;           // date
  std::optional<KeyRecovery> recovery;  // while it is pending
  std::vector<PostView> posts;
};

// All given conditions must hold; empty ones do not count.
struct DirectoryQuery {
  std::string text;      // part of a name, any language, accents and case ignored; or of an id
  std::string country;   // "KE"
  std::string mandate;   // "untoc" or "untoc-18"
  std::string network;   // "wacap"
  std::string language;  // "fr"
};

struct DirectoryHead {
  std::uint64_t size = 0;
  std::string root;        // hexadecimal
  std::string age;         // in words: "confirmed by witnesses 12 minutes ago"; empty before the first
  std::string warning;     // when the age is alarming: what is wrong and what to do
  bool witnessed = false;  // the age is vouched for by witnesses, and not by the relay alone
  std::int64_t age_seconds = 0;
};

struct SyncReport {
  DirectoryHead head;
  std::uint64_t new_entries = 0;
};

}  // namespace valise
