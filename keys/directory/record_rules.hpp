// Which values the described things may have: records, officers, posts, texts and lists of all kinds. The limits are part of the
// rules of replay. An error's context names the field, never its value. Those who write records, rosters and
// calendars use the same limits before anybody signs.
#pragma once

#include "base/result.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::directory {

inline constexpr std::size_t max_line = 512;             // bytes of a text of one line
inline constexpr std::size_t max_paragraphs = 8 * 1024;  // bytes of a longer text
inline constexpr int max_items = 64;                     // items of a list
inline constexpr int max_roster = 256;                   // officers on a roster
inline constexpr int max_shifts = 336;                   // turns in a weekly plan: two for each hour of it
inline constexpr int max_exceptions = 256;               // exceptions of a roster
inline constexpr std::uint32_t max_overlap_minutes = 240;
inline constexpr int max_escalation_steps = 8;  // of a post
inline constexpr int max_step_officers = 16;
inline constexpr std::uint32_t max_escalation_minutes = 7 * 24 * 60;
inline constexpr int max_holidays = 512;  // of a calendar

using Texts = google::protobuf::RepeatedPtrField<v1::LocalText>;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

enum class Presence { required, optional };
// check_line fails with text_invalid.
[[nodiscard]] base::Result<> check_line(std::string_view text, Presence presence, std::string_view field);
// check_names: at least one text of one line, each in another language.
[[nodiscard]] base::Result<> check_names(const Texts& names, std::string_view field);
// check_languages: BCP 47 tags, none twice.
[[nodiscard]] base::Result<> check_languages(const Strings& languages, std::string_view field);

// check_record judges everything in a record, also that identifier and country or organisation fit.
[[nodiscard]] base::Result<> check_record(const v1::AuthorityRecord& record);
// record_errors gives every error of a record, of each field at most one; none where check_record succeeds.
[[nodiscard]] std::vector<base::Error> record_errors(const v1::AuthorityRecord& record);
[[nodiscard]] base::Result<> check_officer(const v1::Officer& officer);
[[nodiscard]] base::Result<> check_post(const v1::Post& post);
// check_escalation judges the shape of a chain: order, bounds, identifiers, officers or a post but not both, nobody twice in a
// step.
[[nodiscard]] base::Result<> check_escalation(const v1::Post& post);

}  // namespace valise::directory
