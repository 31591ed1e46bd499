#include "keys/calendar/zone.hpp"

#include <unicode/basictz.h>
#include <unicode/tztrans.h>

#include <algorithm>

namespace valise::calendar {
namespace {

using base::fail;
using base::Result;
using std::chrono::milliseconds;

// ICU knows old abbreviations and custom offsets, too; a name of a place has a slash.
bool is_place(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' ||
           c == '/';
  };
  if (name == "UTC") return true;
  return name.size() <= 64 && name.find('/') != std::string_view::npos && !name.starts_with("SystemV/") &&
         std::ranges::all_of(name, allowed);
}

std::unique_ptr<icu::BasicTimeZone> open(const icu::UnicodeString& id) {
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  auto* basic = dynamic_cast<icu::BasicTimeZone*>(zone.get());
  if (basic == nullptr) return nullptr;
  static_cast<void>(zone.release());
  return std::unique_ptr<icu::BasicTimeZone>(basic);
}

}  // namespace

struct Zone::Rules {
  std::unique_ptr<icu::BasicTimeZone> icu;

  [[nodiscard]] milliseconds offset_at(milliseconds utc) const {
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    icu->getOffset(static_cast<UDate>(utc.count()), false, raw, saving, status);
    return milliseconds(raw + saving);
  }
  // The offset that holds before a change, for a local time that is skipped or repeated.
  [[nodiscard]] milliseconds former_offset(milliseconds local) const {
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    icu->getOffsetFromLocal(static_cast<UDate>(local.count()), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, saving, status);
    return milliseconds(raw + saving);
  }
  [[nodiscard]] milliseconds last_change(milliseconds utc) const {
    icu::TimeZoneTransition transition;
    if (!icu->getPreviousTransition(static_cast<UDate>(utc.count()), true, transition)) return utc;
    return milliseconds(static_cast<std::int64_t>(transition.getTime()));
  }
};

Result<Zone> Zone::find(std::string_view name) {
  if (!is_place(name)) return fail(CalendarError::zone_unknown);
  const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  icu::UnicodeString canonical;
  UBool is_system = false;
  UErrorCode status = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(id, canonical, is_system, status);
  if (U_FAILURE(status) || !is_system) return fail(CalendarError::zone_unknown);
  auto icu = open(id);
  if (icu == nullptr) return fail(CalendarError::zone_unknown);
  return Zone(std::string(name), std::make_shared<const Rules>(Rules{std::move(icu)}));
}

const Zone* Zones::find(std::string_view name) {
  auto it = known_.find(name);
  if (it == known_.end()) {
    auto zone = Zone::find(name);
    it = known_.emplace(name, zone ? std::optional(std::move(*zone)) : std::nullopt).first;
  }
  return it->second ? &*it->second : nullptr;
}

Zone Zone::utc() { return find("UTC").value(); }

WallClock Zone::local(base::UnixMillis instant) const {
  const auto utc = instant.time_since_epoch();
  const auto offset = rules_->offset_at(utc);
  const LocalMinute time{std::chrono::floor<std::chrono::minutes>(utc + offset)};
  return {time, std::chrono::duration_cast<std::chrono::minutes>(offset)};
}

base::UnixMillis Zone::instant(LocalMinute local) const {
  const milliseconds wall = local.time_since_epoch();
  const auto former = rules_->former_offset(wall);
  const auto utc = wall - former;
  if (rules_->offset_at(utc) == former) return base::UnixMillis(utc);
  return base::UnixMillis(rules_->last_change(utc));  // skipped: by the former offset it lies behind the change
}

std::string zone_data_version() {
  UErrorCode status = U_ZERO_ERROR;
  const char* version = icu::TimeZone::getTZDataVersion(status);
  return U_SUCCESS(status) && version != nullptr ? version : "unknown";
}

}  // namespace valise::calendar
