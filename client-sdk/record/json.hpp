// Record and proof as JSON: record.json for programs, evidence.json for verify-export (docs/PROTOCOL.md, "Record of exchange").
#pragma once

#include <boost/json/value.hpp>

#include "client-sdk/record/record.hpp"

namespace valise::sdk::record {

[[nodiscard]] base::Bytes record_json(const Record& record);
[[nodiscard]] base::Bytes proof_json(const Proof& proof);
// parse_record and parse_proof fail with package_malformed.
[[nodiscard]] base::Result<Record> parse_record(base::ByteView json);
[[nodiscard]] base::Result<Proof> parse_proof(base::ByteView json);

// time_text gives RFC 3339 in UTC with milliseconds; parse_time reads exactly that.
[[nodiscard]] std::string time_text(base::UnixMillis time);
[[nodiscard]] std::optional<base::UnixMillis> parse_time(std::string_view text);

// parse_object gives nothing for text that is not a JSON object.
[[nodiscard]] std::optional<boost::json::object> parse_object(base::ByteView json);

}  // namespace valise::sdk::record
