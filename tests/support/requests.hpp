// Forms to send, as `valise form new --from-file` reads them.
#pragma once

namespace valise::tests {

// A preservation request of BEPI that has all it needs.
constexpr const char* kPreservationRequest = R"(
kind = "preservation-request"
reference = "BEPI/2026/44"
request_type = "new"
telephone = "+33 1 99 00 00 00"
case_authority = "Parquet de Paris"
case_number = "P-26-77"
offence = "Unauthorised access"
legal_provisions = "Code pénal, art. 323-1"
facts = "A server in Nairobi was used on 21 November."
data_kinds = ["subscriber", "traffic"]
identifiers = ["203.0.113.7", "canary-account"]
times = ["2026-11-21T14:00+03:00/2026-11-21T16:00+03:00"]
relation = "The address from which the access came."
holder = "Example Telecom, Nairobi"
necessity = "The log is overwritten after seven days."
period_days = 90
formal_intended = true
formal_when = 2027-01-15
may_inform_customer = false
)";

}  // namespace valise::tests
