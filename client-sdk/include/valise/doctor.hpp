// Doctor: what is wrong with this profile, and what to do about it, in sentences of the catalogue of languages. Offline.
#pragma once

#include "valise/client.hpp"

namespace valise {

// Finding is what one examination found.
struct Finding {
  std::string check;  // what was examined: "folder", "store", "enrolment", "posts", "directory", "key_packages", "queue",
                      // "alarms", "key_memory", "swap"; its name is the text doctor.name.CHECK
  Check::Outcome outcome = Check::Outcome::ok;
  std::vector<Sentence> says;
};

class Doctor {
 public:
  // The Client must outlive it.
  explicit Doctor(Client& client) : client_(&client) {}

  // examine gives all findings. Client::doctor gives the same in English.
  std::vector<Finding> examine();

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
