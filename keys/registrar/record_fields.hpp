// The fields of a directory record, once, for everything that reads or writes records field by field: TOML and CSV.
#pragma once

#include <string>
#include <string_view>

#include "keys/directory/record_rules.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

using Mandates = google::protobuf::RepeatedPtrField<v1::Mandate>;
using OfficeDays = google::protobuf::RepeatedPtrField<v1::OfficeDay>;

// RecordVisitor is shown every field in the order in which people expect them. A reader changes the values, a writer does not.
class RecordVisitor {
 public:
  virtual ~RecordVisitor() = default;
  virtual void text(std::string_view field, std::string& value) = 0;
  virtual void date(std::string_view field, std::string& value) = 0;
  virtual void interpol(std::string_view field, std::string& value) = 0;  // "", "yes", "no", "urgent-only"
  virtual void flag(std::string_view field, bool& value) = 0;
  virtual void list(std::string_view field, directory::Strings& value) = 0;
  virtual void texts(std::string_view field, directory::Texts& value) = 0;
  virtual void mandates(std::string_view field, Mandates& value) = 0;
  virtual void hours(std::string_view field, OfficeDays& value) = 0;
};

// visit_fields shows all of a record.
void visit_fields(v1::AuthorityRecord& record, RecordVisitor& visitor);

// is_interpol tells whether a text is one of the words for the INTERPOL channel.
[[nodiscard]] bool is_interpol(std::string_view text);

// add_interval reads "08:00-13:00" into a day; false where it is none.
[[nodiscard]] bool add_interval(std::string_view text, v1::OfficeDay& day);
// interval_text gives "08:00-13:00".
[[nodiscard]] std::string interval_text(const v1::OpenInterval& interval);
// in_order_of_the_week sorts days, so that the order in a file does not matter.
void in_order_of_the_week(OfficeDays& days);

}  // namespace valise::registrar
