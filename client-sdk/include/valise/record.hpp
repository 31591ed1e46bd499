// Records of exchange: a sealed, verifiable export of a room, to go on the formal file (docs/design/0022-record.md).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "valise/client.hpp"

namespace valise {

struct RecordOptions {
  std::string room;             // id or unique prefix
  std::filesystem::path out;    // a folder to be made, or a file that ends in ".zip"
  std::string language = "en";  // of the readable form: ar, en, es, fr, ru, zh
  bool pdf = true;              // with WeasyPrint, where it is installed
  bool fetch = true;            // fetch attachments from the relay that are not kept here
};

struct RecordReport {
  std::string room;
  std::filesystem::path out;
  std::uint64_t messages = 0;
  std::uint64_t without_evidence = 0;  // messages of which nothing transferable was kept
  std::uint64_t attachments = 0;       // in the record
  std::vector<std::string> missing;    // names of attachments that could not be had
  std::uint64_t erased = 0;            // messages that the room's retention has erased here
  std::vector<std::string> handling;   // conditions of the room and of its messages: the reader must keep to them
  bool pdf = false;
  std::string pdf_problem;  // why there is none
  std::string directory;    // hash of the genesis, by which others verify
};

// RecordFinding is one thing that a record proves, leaves open, or contradicts.
struct RecordFinding {
  enum class Kind { proven, open, wrong };
  Kind kind = Kind::proven;
  std::string text;  // English
  std::string code;  // under which the catalogue of languages has the text: record.CODE
  std::vector<TextArgument> arguments;
};

struct RecordVerdict {
  bool intact = false;  // nothing is wrong
  std::string room;
  std::string subject;
  std::string directory;  // hash of the genesis that the record refers to
  bool anchored = false;  // it is the one that was given
  std::vector<RecordFinding> findings;
};

class Records {
 public:
  explicit Records(Client& client) : client_(&client) {}

  // export_room writes the record of a room. ErrorKind: usage (there is something of that name), not_found. What could not be had
  // is in the report, never left out silently.
  Result<RecordReport> export_room(const RecordOptions& options, const Progress& progress = {});

  // verify judges a record without any profile and without a network. `genesis` is the hash of the registrar's genesis, or the
  // path of a file that holds it or the genesis itself; empty: unknown. ErrorKind: not_found, usage (no hash), trust (no record,
  // or one that was altered so that it cannot be read).
  static Result<RecordVerdict> verify(const std::filesystem::path& record, const std::string& genesis = {});

 private:
  Client* client_;
};

}  // namespace valise
