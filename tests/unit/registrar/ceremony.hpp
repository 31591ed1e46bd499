// Ceremony: commands of the registrar in the test's own process, with keys in a temporary folder, and a relay in memory.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>

#include "base/text_encoding.hpp"
#include "keys/registrar/commands.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::registrar {

using directory::TestRandom;

class FixedClock final : public base::Clock {
 public:
  base::UnixMillis time{std::chrono::milliseconds(1'800'000'000'000)};
  [[nodiscard]] base::UnixMillis now() const override { return time; }
  [[nodiscard]] base::Monotonic monotonic() const override { return {}; }
};

// Nobody sits at the terminal: whatever needs a person fails.
class Nobody final : public Person {
 public:
  base::Result<crypto::Passphrase> passphrase(std::string_view) override {
    return base::fail(RegistrarError::passphrase_unavailable);
  }
  base::Result<bool> confirm(std::string_view) override { return base::fail(RegistrarError::confirmation_unavailable); }
};

// A relay in memory, which does what docs/PROTOCOL.md says.
struct MemoryRelay {
  directory::Log log;
  std::vector<base::Bytes> entries;
  crypto::SigningKey log_key;
  std::map<directory::InviteHash, base::Bytes> invites;
  std::vector<RelayLine::BoxedProposal> box;

  std::uint64_t last_number = 0;

  [[nodiscard]] std::string checkpoint() const {
    auto out = directory::Checkpoint::make("valise.example/directory", log.head());
    out.sign(log_key);
    return out.format();
  }
};

class MemoryLine final : public RelayLine {
 public:
  MemoryLine(MemoryRelay& relay, bool administrator) : relay_(&relay), administrator_(administrator) {}
  base::Result<Appended> append(base::ByteView statement) override {
    if (auto index = relay_->log.index_of(statement)) return Appended{index->value(), relay_->checkpoint()};
    if (auto applied = relay_->log.append(statement); !applied) return pass_on(applied);
    relay_->entries.push_back(base::to_bytes(statement));
    return Appended{relay_->entries.size() - 1, relay_->checkpoint()};
  }
  base::Result<Page> entries(std::uint64_t first) override {
    if (!administrator_) return base::fail(RegistrarError::nothing_to_sign_with);
    first = std::min<std::uint64_t>(first, relay_->entries.size());
    const auto size = std::min<std::size_t>(2, relay_->entries.size() - first);  // small pages, so that there are several
    const auto begin = relay_->entries.begin() + static_cast<std::ptrdiff_t>(first);
    return Page{{begin, begin + static_cast<std::ptrdiff_t>(size)}, relay_->checkpoint()};
  }
  base::Result<> register_invite(base::ByteView registration) override {
    auto checked = directory::check_invite_registration(relay_->log.state().directory_id(), registration);
    if (!checked) return pass_on(checked);
    relay_->invites[checked->hash] = {};
    return {};
  }
  base::Result<base::Bytes> fetch_enrolment(const directory::InviteHash& invite) override { return relay_->invites.at(invite); }
  base::Result<> submit_proposal(base::ByteView statement) override {
    auto checked = directory::check_proposal(relay_->log.state(), statement);
    if (!checked) return pass_on(checked);
    if (auto* there = find(checked->id)) {
      auto merged = directory::SignedStatement::parse(there->statement).value();
      if (auto done = merged.merge(checked->statement); !done) return done;
      there->statement = merged.bytes();
    } else {
      relay_->box.push_back(
          {.number = ++relay_->last_number, .statement = base::to_bytes(statement), .submitted_at = {}, .refusal = {}});
    }
    return {};
  }
  base::Result<std::vector<BoxedProposal>> proposals(std::uint64_t after, const std::string& authority) override {
    for (const auto& proposal : relay_->box) {  // one a page
      const auto statement = directory::SignedStatement::parse(proposal.statement).value().statement();
      const auto& whose = statement.authority_record_changed().record().authority_id();
      if (proposal.number > after && (authority.empty() || authority == whose)) return std::vector<BoxedProposal>{proposal};
    }
    return std::vector<BoxedProposal>{};
  }
  base::Result<> withdraw_proposal(const directory::ProposalId& proposal) override {
    std::erase_if(relay_->box, [&](const auto& boxed) { return id_of(boxed) == proposal; });
    return {};
  }
  base::Result<> refuse_proposal(base::ByteView refusal) override {
    auto checked = directory::check_proposal_refusal(relay_->log.state().directory_id(), refusal);
    if (!checked) return pass_on(checked);
    find(checked->proposal)->refusal = base::to_bytes(refusal);
    return {};
  }

 private:
  static directory::ProposalId id_of(const BoxedProposal& boxed) {
    return directory::proposal_id(directory::SignedStatement::parse(boxed.statement).value());
  }
  BoxedProposal* find(const directory::ProposalId& id) {
    const auto found = std::ranges::find(relay_->box, id, id_of);
    return found == relay_->box.end() ? nullptr : &*found;
  }

  MemoryRelay* relay_;
  bool administrator_;
};

class Ceremony : public testing::Test {
 protected:
  Ceremony() : folder_(std::filesystem::temp_directory_path() / ("valise-ceremony-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    write("pass", "correct horse\nsecond line\n");
  }
  ~Ceremony() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path(std::string_view name) const { return (folder_ / name).string(); }
  void write(std::string_view name, std::string_view content) { std::ofstream(path(name), std::ios::binary) << content; }

  // run splits at blanks; '=' stands for no blank inside names. "@x" is a path in the folder.
  int run(const std::string& line) {
    std::vector<std::string> arguments{"--dir", path(workspace_), "--json"};
    std::istringstream words(line);
    for (std::string word; words >> word;) arguments.push_back(word.starts_with('%') ? path(word.substr(1)) : word);
    out_.str("");
    err_.str("");
    Environment environment{out_,
                            err_,
                            clock_,
                            random_,
                            nobody_,
                            [this](const RelayTarget&, const crypto::KeyHolder* key) -> base::Result<std::unique_ptr<RelayLine>> {
                              return std::make_unique<MemoryLine>(relay_, key != nullptr);
                            },
                            crypto::Argon2Cost::test_minimum};
    return run_registrar(arguments, environment);
  }
  void expect_ok(const std::string& line) { ASSERT_EQ(run(line), 0) << line << '\n' << err_.str(); }
  boost::json::object answer() {
    const auto text = out_.str();
    return boost::json::parse(text.substr(text.rfind('\n', text.size() - 2) + 1)).as_object();
  }

  void make_keys() {
    for (const auto* name : {"r1", "r2", "r3", "odpp"}) {
      expect_ok("keys create --out %" + std::string(name) + ".key --label " + name + " --passphrase-file %pass");
    }
  }
  // Three registrars in three places: each signs an own copy.
  void start() {
    make_keys();
    expect_ok(
        "genesis create --name Test --threshold 2 --key-file %r1.key --passphrase-file %pass --public-key %r2.key.pub "
        "--public-key %r3.key.pub -o %genesis");
    EXPECT_FALSE(answer().at("complete").as_bool());
    expect_ok("--yes statement sign %genesis -o %genesis2 --key-file %r2.key --passphrase-file %pass");
    expect_ok("statement merge %genesis %genesis2 -o %genesis-signed");
    EXPECT_TRUE(answer().at("complete").as_bool());
    EXPECT_EQ(run("workspace init --genesis %genesis"), 4) << "one signature is not enough";
    expect_ok("workspace init --genesis %genesis-signed");
  }
  void announce() { announce_with(" --key-file %r1.key --key-file %r2.key --passphrase-file %pass"); }
  void announce_with(const std::string& keys) {
    write("relay.json", "{\"name\":\"vienna-1\",\"address\":\"relay.example:7443\",\"tls_spki_sha256\":\"" +
                            std::string(64, 'a') + "\",\"log_public_key\":\"" + base::to_hex(relay_.log_key.verify_key().view()) +
                            "\",\"log_origin\":\"valise.example/directory\"}\n");
    expect_ok("relay announce %relay.json --apply" + keys);
  }
  void register_authority() {
    write("ke.toml", "authority_id = \"ke-odpp\"\ncountry = \"KE\"\n[names]\nen = \"ODPP\"\n");
    expect_ok("authority register %ke.toml --authority-key-file %odpp.key --key-file %r1.key --passphrase-file %pass -o %ke1");
    EXPECT_FALSE(answer().at("complete").as_bool());
    expect_ok("--yes statement sign %ke1 --key-file %r3.key --passphrase-file %pass");
    expect_ok("statement apply %ke1");
  }
  static constexpr const char* kSign = " --key-file %odpp.key --passphrase-file %pass --apply";

  std::filesystem::path folder_;
  std::string workspace_ = "ws";
  TestRandom random_;
  FixedClock clock_;
  Nobody nobody_;
  MemoryRelay relay_{{}, {}, crypto::SigningKey::generate(random_), {}, {}};
  std::ostringstream out_;
  std::ostringstream err_;
};

}  // namespace valise::registrar
