// Session: one run of the program: options that all commands share, the workspace, and what the commands have in common: signing
// a statement with the keys at hand, and then writing it, keeping it or submitting it.
#pragma once

#include "keys/registrar/environment.hpp"
#include "keys/registrar/error.hpp"
#include "keys/registrar/keys.hpp"
#include "keys/registrar/output.hpp"
#include "keys/registrar/workspace.hpp"

namespace valise::registrar {

// RelayOptions: which relay to talk to. Without any: the one that the directory announces.
struct RelayOptions {
  std::string address;
  std::string pin;
  std::string name;
  std::string announcement;
  void add_to(CLI::App& command);
};

// StatementOptions: what a command that makes a statement does with it.
struct StatementOptions {
  KeyOptions keys;
  RelayOptions relay;
  std::string out;
  bool submit = false;
  bool apply = false;
  void add_to(CLI::App& command);
};

class Session {
 public:
  explicit Session(Environment& environment) : environment_(&environment), output_(environment.out, environment.err) {}

  Path folder;
  bool yes = false;

  [[nodiscard]] Environment& environment() { return *environment_; }
  [[nodiscard]] Output& output() { return output_; }
  // workspace opens the folder at the first call.
  [[nodiscard]] base::Result<Workspace*> workspace();
  // authority gives the one of this id in the workspace. Fails with not_found, or as workspace() does.
  [[nodiscard]] base::Result<const directory::Authority*> authority(const std::string& id);
  // keys opens key files and tokens at the first call, so that a person is asked once in a run.
  [[nodiscard]] base::Result<const crypto::KeyHolders*> keys(const KeyOptions& options);

  // statement gives one for the workspace's directory, made now, without a body.
  [[nodiscard]] base::Result<v1::Statement> statement();
  // make finishes a statement that was made now, for the workspace's directory, and that `fill` has given its body.
  using Fill = std::function<base::Result<>(v1::Statement& statement, const directory::DirectoryState& state)>;
  [[nodiscard]] base::Result<> make(const StatementOptions& options, const Fill& fill);
  // required_signatures tells who has to sign, as far as the workspace knows; a genesis says so itself.
  [[nodiscard]] base::Result<directory::RequiredSignatures> required_signatures(const directory::SignedStatement& statement);
  // finish signs, shows, and writes, keeps or submits. Without --out, --apply or --submit the statement goes to standard output.
  [[nodiscard]] base::Result<> finish(const v1::Statement& statement, const StatementOptions& options);
  [[nodiscard]] base::Result<> finish(directory::SignedStatement statement, const StatementOptions& options);
  // confirm asks unless --yes. Fails with not_confirmed.
  [[nodiscard]] base::Result<> confirm(std::string_view question);

  // target says where the relay is. Fails with relay_unknown, relay_ambiguous.
  [[nodiscard]] base::Result<RelayTarget> target(const RelayOptions& options);
  [[nodiscard]] base::Result<std::unique_ptr<RelayLine>> connect(const RelayTarget& relay,
                                                                 const crypto::KeyHolder* administrator);
  // submit hands complete statements to the relay and verifies the head that it gives back.
  [[nodiscard]] base::Result<> submit(std::span<const base::Bytes> statements, const RelayOptions& relay,
                                      const crypto::KeyHolder* administrator);
  // sync brings the workspace up to the relay's head.
  [[nodiscard]] base::Result<> sync(RelayLine& line, const base::RelayId& relay);

 private:
  [[nodiscard]] base::Result<> settle(RelayLine& line, const RelayTarget& relay, const std::string& note, bool administrator);
  [[nodiscard]] base::Result<> deliver(const directory::SignedStatement& statement, bool complete,
                                       const StatementOptions& options, const crypto::KeyHolder* administrator);

  Environment* environment_;
  Output output_;
  std::optional<Workspace> workspace_;
  std::optional<crypto::KeyHolders> keys_;
};

// parse_local_texts reads "en=Duty desk" items.
[[nodiscard]] base::Result<> parse_local_texts(const std::vector<std::string>& items,
                                               google::protobuf::RepeatedPtrField<v1::LocalText>& out);

}  // namespace valise::registrar
