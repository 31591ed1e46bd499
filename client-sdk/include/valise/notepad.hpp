// Notepad: what a person is writing and has not sent, kept in the profile, encrypted like everything else there. What a note
// means is known only to the program that keeps it.
#pragma once

#include <map>
#include <string>

#include "valise/client.hpp"

namespace valise {

class Notepad {
 public:
  // The Client must outlive it.
  explicit Notepad(Client& client) : client_(&client) {}

  // keep stores a note durably under its name, in place of an earlier one; an empty note is forgotten. Offline.
  Result<> keep(const std::string& name, const std::string& content);
  // all gives the notes by name. Offline.
  Result<std::map<std::string, std::string>> all();

 private:
  Client* client_;
};

}  // namespace valise
