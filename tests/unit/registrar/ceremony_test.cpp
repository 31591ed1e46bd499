// A whole ceremony by files, and then with a relay that stands in memory: keys, genesis (2 of 3), relay, authority, officer,
// post, invite, approval, revocation.
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
namespace {

using directory::TestRandom;
using testing::HasSubstr;

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

 private:
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
    Environment environment{
        out_,
        err_,
        clock_,
        random_,
        nobody_,
        [this](const RelayTarget&, const crypto::SigningKey* key) -> base::Result<std::unique_ptr<RelayLine>> {
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
  void announce() {
    write("relay.json", "{\"name\":\"vienna-1\",\"address\":\"relay.example:7443\",\"tls_spki_sha256\":\"" +
                            std::string(64, 'a') + "\",\"log_public_key\":\"" + base::to_hex(relay_.log_key.verify_key().view()) +
                            "\",\"log_origin\":\"valise.example/directory\"}\n");
    expect_ok("relay announce %relay.json --key-file %r1.key --key-file %r2.key --passphrase-file %pass --apply");
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
  MemoryRelay relay_{{}, {}, crypto::SigningKey::generate(random_), {}};
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Ceremony, ByFilesOnly) {
  start();
  announce();
  register_authority();
  expect_ok(std::string("officer enrol ke-odpp/@jmwangi --name Mwangi --title Counsel --language en") + kSign);
  expect_ok(std::string("post define ke-odpp/duty --kind contact-point-24-7 --name en=Duty") + kSign);
  expect_ok(std::string("post staff ke-odpp/duty --officer ke-odpp/@jmwangi") + kSign);
  expect_ok(
      "network define wacap --name en=WACAP --secretariat ke-odpp --key-file %r1.key --key-file %r2.key "
      "--passphrase-file %pass --apply");
  expect_ok(std::string("network join wacap ke-odpp") + kSign);

  expect_ok("device invite ke-odpp/@jmwangi --offline -o %invite");
  EXPECT_EQ(out_.str().find("valise-invite1"), std::string::npos);
  std::ifstream in(path("invite"));
  const auto invite = directory::Invite::parse(std::string(std::istreambuf_iterator<char>(in), {})).value();
  EXPECT_EQ(invite.terms().relay_address, "relay.example:7443");
  const directory::DeviceDescription device{random_.id<base::DeviceId>(), invite.terms().officer,
                                            crypto::SigningKey::generate(random_).verify_key(),
                                            crypto::SigningKey::generate(random_).verify_key(), "laptop"};
  const auto signature_key = crypto::SigningKey::generate(random_);
  const auto transport_key = crypto::SigningKey::generate(random_);
  auto own = device;
  own.signature_key = signature_key.verify_key();
  own.transport_key = transport_key.verify_key();
  write("forged", base::as_text(directory::make_enrolment_request(invite, device, signature_key, transport_key)));
  write("request", base::as_text(directory::make_enrolment_request(invite, own, signature_key, transport_key)));
  EXPECT_EQ(run(std::string("--yes device approve %invite --request %forged") + kSign), 1);
  EXPECT_EQ(run(std::string("device approve %invite --request %request") + kSign), 4) << "nobody is there to confirm";
  expect_ok(std::string("--yes device approve %invite --request %request") + kSign);

  expect_ok("directory show --json");
  EXPECT_THAT(out_.str(), HasSubstr(R"("label":"laptop","active":true)"));
  expect_ok("directory search country=KE,network=wacap");
  EXPECT_THAT(out_.str(), HasSubstr("ke-odpp/duty"));
  EXPECT_EQ(run("directory search nothing"), 3);
  expect_ok("--yes device revoke " + base::to_hex(own.id.view()) + " --reason lost" + kSign);
  expect_ok("log verify");
  EXPECT_EQ(answer().at("entries").as_int64(), 10);
  expect_ok("log prove --entry 3");
  expect_ok("log export %export");
  EXPECT_TRUE(std::filesystem::exists(path("export/000009.statement")));

  clock_.time += std::chrono::hours(73);
  EXPECT_EQ(run(std::string("--yes device approve %invite --request %request") + kSign), 1) << "expired";
  EXPECT_THAT(err_.str(), HasSubstr("expired"));
}

TEST_F(Ceremony, WithARelayAndASecondWorkspace) {
  start();
  announce();
  register_authority();
  expect_ok("submit");
  EXPECT_EQ(answer().at("confirmed_entries").as_int64(), 3);
  const auto id = base::to_hex(relay_.log.state().directory_id().view());

  workspace_ = "other";
  expect_ok("workspace init --directory-id " + id);
  const std::string key = " --key-file %odpp.key --passphrase-file %pass";
  EXPECT_EQ(run("sync" + key), 1) << "the relay is not known yet";
  expect_ok("sync --announcement %relay.json" + key);
  EXPECT_EQ(answer().at("confirmed").as_int64(), 3);
  expect_ok("officer enrol ke-odpp/@jmwangi --name Mwangi --submit" + key);
  expect_ok("log head");
  EXPECT_EQ(answer().at("confirmed").as_int64(), 4);

  workspace_ = "ws";  // has not seen the officer; its own statement comes after
  expect_ok("post define ke-odpp/duty --kind desk --name en=Desk --submit" + key);
  expect_ok("log verify");
  EXPECT_EQ(answer().at("confirmed").as_int64(), 5);
  EXPECT_EQ(answer().at("signed_by_relay").as_string(), "vienna-1");
}

TEST_F(Ceremony, RelayThatRollsBackIsATrustFailure) {
  start();
  announce();
  expect_ok("submit");
  relay_.log = {};
  relay_.entries.resize(1);
  static_cast<void>(relay_.log.append(relay_.entries[0]));
  EXPECT_EQ(run("sync --key-file %r1.key --passphrase-file %pass"), 6) << err_.str();
}

TEST_F(Ceremony, MistakesHaveTheirExitCodes) {
  start();
  write("wrong", "battery staple\n");
  write("ke.toml", "authority_id = \"ke-odpp\"\ncountry = \"KE\"\nphone = \"1\"\n[names]\nen = \"ODPP\"\n");
  EXPECT_EQ(run("nonsense"), 2);
  EXPECT_EQ(run("keys show %absent.key"), 1);
  EXPECT_EQ(run("keys create --out %r1.key --passphrase-file %pass"), 1) << "never overwritten";
  EXPECT_EQ(run("keys create --out %r9.key"), 4) << "nobody to ask for a passphrase";
  EXPECT_EQ(run("keys show %r1.key --check --passphrase-file %wrong"), 4);
  EXPECT_EQ(run("keys show %r1.key --check --passphrase-file %pass"), 0);
  EXPECT_EQ(run("authority register %ke.toml --authority-key-file %odpp.key --passphrase-file %pass"), 1);
  EXPECT_THAT(err_.str(), HasSubstr("ke.toml:3: phone"));
  EXPECT_EQ(run("authority suspend ke-odpp"), 3);
  EXPECT_EQ(run("authority suspend KE"), 2);
  EXPECT_EQ(run("network define wacap --name en=W --key-file %odpp.key --passphrase-file %pass"), 4) << "a key without a say";
  EXPECT_EQ(run("network define wacap --name en=W --key-file %r1.key --passphrase-file %pass --apply"), 4);
  EXPECT_EQ(run("sync"), 1);
  workspace_ = "absent";
  EXPECT_EQ(run("log head"), 1);
}

TEST_F(Ceremony, OneDescriptorServesAllKeys) {
  make_keys();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "correct horse\n", 14), 14);
  ::close(ends[1]);
  expect_ok("genesis create --name Test --key-file %r1.key --key-file %r2.key -o %genesis --passphrase-fd " +
            std::to_string(ends[0]));
  ::close(ends[0]);
  EXPECT_TRUE(answer().at("complete").as_bool());
}

TEST_F(Ceremony, DamageToTheWorkspaceIsSeen) {
  start();
  announce();
  std::fstream entries(path("ws/entries"), std::ios::in | std::ios::out | std::ios::binary);
  entries.seekp(-1, std::ios::end);
  entries.put('x');
  entries.close();
  EXPECT_EQ(run("log verify"), 1);
  EXPECT_THAT(err_.str(), HasSubstr("damaged"));
}

TEST(Printable, ReplacesWhatPlaysTricks) {
  EXPECT_EQ(printable("Caf\u00e9 \u202e\x1b[2J\xff"), "Caf\u00e9 \u00bf\u00bf[2J\u00bf");
}

TEST(Armour, SurvivesMail) {
  const base::Bytes bytes(200, 0x5a);
  auto text = armour(bytes);
  EXPECT_EQ(parse_statement_file("Dear colleague,\r\n" + text + "\nregards"), bytes);
  EXPECT_FALSE(parse_statement_file(text.substr(0, 100)));
  EXPECT_EQ(parse_statement_file(base::as_text(bytes)), bytes);
}

}  // namespace
}  // namespace valise::registrar
