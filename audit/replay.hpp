// Replay: who may say what in a directory (docs/PROTOCOL.md, "Rules of replay"), reduced to what an auditor asks: were the right
// keys there, enough of them, and is every signature right? Written anew from the text, without keys/directory: it knows key
// sets, statuses, officers and devices, and judges no names and limits.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "audit/audit_error.hpp"
#include "audit/tree.hpp"
#include "keys/crypto/ed25519.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::audit {

struct KeySet {
  std::uint32_t threshold = 0;
  std::set<crypto::VerifyKey> keys;
};

// Change is one entry in words.
struct Change {
  std::uint64_t index = 0;
  std::uint64_t made_at_ms = 0;
  std::string authority;             // whose affair; empty: the directory's
  std::string what;                  // "device enrolled"
  std::string subject;               // "device 0123... of ke-odpp/@jmwangi (desk PC)"
  std::vector<std::string> signers;  // "ke-odpp 89ab..."
};

struct AuditedRelay {
  crypto::VerifyKey log_key;
  std::string origin;
};
struct AuditedWitness {
  std::string name;
  crypto::VerifyKey key;
};

class Replay {
 public:
  // apply judges the next entry. Fails with a statement_, signature or signer error; the context names the entry.
  [[nodiscard]] base::Result<Change> apply(base::ByteView entry);

  [[nodiscard]] const std::string& directory_id() const { return directory_id_; }  // 32 bytes
  [[nodiscard]] const std::map<std::string, AuditedRelay>& relays() const { return relays_; }
  [[nodiscard]] std::uint32_t witnesses_needed() const { return witnesses_needed_; }
  [[nodiscard]] const std::vector<AuditedWitness>& witnesses() const { return witnesses_; }

 private:
  struct Group {
    std::string who;
    KeySet keys;
  };
  using Groups = std::vector<Group>;
  struct Saying;  // one statement, taken apart
  struct Device {
    std::string authority;
    std::string officer;
    std::string label;
    bool revoked = false;
  };
  enum class Status { active, suspended, withdrawn };
  struct Authority {
    KeySet keys;
    Status status = Status::active;
    std::optional<KeySet> recovery;  // announced, not contested and not completed yet
    std::uint64_t recovery_revision = 0;
    std::uint64_t recovery_at_ms = 0;
  };

  base::Result<Saying> understand(const v1::Statement& statement, const std::string& bytes) const;
  base::Result<> understand_registrar(const v1::Statement& statement, const std::string& bytes, Saying& out) const;
  base::Result<> understand_authority(const v1::Statement& statement, Saying& out) const;
  base::Result<> understand_recovery(const v1::Statement& statement, Saying& out) const;
  base::Result<> understand_calendar(const v1::HolidayCalendarPublished& body, Saying& out) const;
  base::Result<> understand_device(const v1::Statement& statement, Saying& out) const;
  [[nodiscard]] base::Result<> understand_enrolment(const v1::DeviceEnrolled& body, Saying& out) const;
  [[nodiscard]] base::Result<> understand_revocation(const std::string& id, Saying& out) const;
  base::Result<> understand_network(const v1::Statement& statement, Saying& out) const;
  base::Result<> own_affair(const std::string& authority, std::string what, std::string subject, Saying& out) const;
  base::Result<std::vector<std::string>> judge(const v1::SignedStatement& envelope,
                                               const std::vector<Groups>& alternatives) const;
  [[nodiscard]] Group registrar() const { return {"registrar", registrar_}; }
  [[nodiscard]] const Authority* authority(const std::string& id) const;

  std::uint64_t next_ = 0;
  std::string directory_id_;
  KeySet registrar_;
  std::map<std::string, Authority> authorities_;
  std::map<std::string, std::string> secretariats_;  // of networks
  std::map<std::string, Device> devices_;            // by id
  std::set<std::string> retired_officers_;           // "authority/@officer"
  std::set<crypto::VerifyKey> device_keys_;
  std::map<std::string, AuditedRelay> relays_;
  std::vector<AuditedWitness> witnesses_;
  std::uint32_t witnesses_needed_ = 0;
};

}  // namespace valise::audit
