// A request for preservation that says all that one has to say.
#pragma once

#include <map>
#include <string>

namespace valise::simulation {

inline const std::map<std::string, std::string> kPreservationRequest{
    {"date", "2026-11-23"},
    {"reference", "BEPI/2026/44"},
    {"requested_authority", "The authority that is asked"},
    {"requesting_authority", "The authority that asks"},
    {"person_in_charge", "The officer"},
    {"telephone", "+33 1 99 00 00 00"},
    {"case_authority", "Parquet de Paris"},
    {"case_number", "P-26-77"},
    {"offence", "Unauthorised access"},
    {"legal_provisions", "Code pénal, art. 323-1"},
    {"facts", "A server was used on 21 November."},
    {"data_kinds", "traffic"},
    {"identifiers", "203.0.113.7"},
    {"relation", "The address from which the access came."},
    {"holder", "Example Telecom"},
    {"necessity", "The log is overwritten after seven days."},
    {"period_days", "60"},
    {"formal_intended", "no"},
    {"may_inform_customer", "no"},
};

}  // namespace valise::simulation
