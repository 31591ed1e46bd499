// The parts of a record of exchange before they become files: what was said, and what proves it (docs/design/0022-record.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "keys/directory/merkle.hpp"

namespace valise::sdk::record {

struct File {
  std::string name;  // as the sender named it, made safe
  std::string media_type;
  std::uint64_t size = 0;
  std::string sha256;  // hexadecimal
  std::string path;    // in the package; empty: not in it
  friend bool operator==(const File&, const File&) = default;
};

struct Person {
  std::string device;   // hexadecimal
  std::string officer;  // address
  std::string name;
};

// Origin is where a forwarded text comes from, as its forwarder says.
struct Origin {
  std::string message;  // hexadecimal
  std::string post;
  std::string officer;
  std::string name;
  base::UnixMillis sent_at;
  std::vector<std::string> handling;
  std::string permitted_by;  // address; empty: no permission is named
  std::string edit;          // hexadecimal; the change by its author whose words these are; empty: as it was said first
  friend bool operator==(const Origin&, const Origin&) = default;
};

struct FormField {
  std::string name;
  std::vector<std::string> values;
  friend bool operator==(const FormField&, const FormField&) = default;
};
// Form is a structured message: kind, version of its description, fields as they came.
struct Form {
  std::string kind;
  std::uint32_t version = 0;
  std::vector<FormField> fields;
  friend bool operator==(const Form&, const Form&) = default;
};

// Line is a message as people read it.
struct Line {
  std::string id;  // hexadecimal
  Person sender;
  std::string post;
  std::uint64_t room_seq = 0;
  base::UnixMillis sent_at;
  std::optional<base::UnixMillis> received_at;
  std::string text;
  std::string in_reply_to;
  std::string urgency;  // "routine", "urgent", "emergency"
  std::vector<std::string> handling;
  int body = 0;  // field number in valise.v1.Content
  std::vector<File> files;
  bool proven = false;  // its signature is in the evidence
  std::optional<Form> form = {};
  std::string about = {};  // id of the message that it says something about
  std::string act = {};    // what it says of that one (acts.hpp)
  std::optional<Origin> origin = {};
};

struct Reference {
  std::string authority;
  std::string number;
};

struct Record {
  std::string room;  // hexadecimal
  std::string subject;
  std::vector<std::string> participants;
  std::vector<Reference> references;
  std::vector<std::string> handling;  // of the room
  std::vector<Line> lines;            // in the order of the room
  std::uint64_t erased = 0;           // messages that were erased here under the room's retention
  Person exporter;
  base::UnixMillis exported_at;
  std::string directory;  // id: hash of the genesis, hexadecimal
  std::string language;   // of the readable form
};

// Said is the evidence of one message: FramedContentTBS (RFC 9420 section 6.1), and the signature over it.
struct Said {
  std::string id;
  std::string device;
  base::Bytes signed_bytes;
  base::Bytes signature;
};

// LogEntry is an entry of the directory log, and its proof of inclusion in the checkpoint.
struct LogEntry {
  std::uint64_t index = 0;
  base::Bytes entry;
  directory::MerkleProof proof;
};

struct Proof {
  std::vector<LogEntry> log;  // by index
  std::string checkpoint;     // signed note
  std::vector<Said> said;
};

}  // namespace valise::sdk::record
