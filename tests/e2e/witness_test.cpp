// The whole of witnessing with the real programs: relay, three witnesses of whom two must cosign, registrar, clients; and a relay
// that puts a forged entry under a head which it really signs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/text_encoding.hpp"
#include "keys/directory/log.hpp"
#include "tests/support/fake_time.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/world.hpp"
#include "valise/v1/relay.pb.h"
#include "wire/listener.hpp"

namespace valise::tests {
namespace {

namespace fs = std::filesystem;
namespace asio = wire::asio;
using ::testing::HasSubstr;

constexpr int kTrustFailure = 6;

// ---- witnesses ----

class WitnessProcess {
 public:
  WitnessProcess(const fs::path& folder, const std::string& name, const std::string& log_key)
      : data_(folder / name), log_(folder / (name + "-log")), port_(free_port()) {
    const Command init{.arguments = {program("valise-witness"), "init", "--data-dir", data_, "--name", name + ".example/witness",
                                     "--listen", "127.0.0.1:" + std::to_string(port_), "--log", log_key},
                       .environment = {}};
    std::istringstream out(must(tests::run(init), init).out);
    for (std::string word, value; out >> word >> value;) {
      if (word == "verifier_key") key_ = value;
      if (word == "tls_pin") pin_ = value;
    }
    start();
  }
  void start() {
    const Command run{.arguments = {program("valise-witness"), "run", "--config", (data_ / "witness.toml").string()},
                      .environment = {}};
    process_.emplace(run, log_);
    if (!await_port(port_, std::chrono::seconds(10))) throw std::runtime_error(read_file(log_.string() + ".err"));
  }
  void kill() { process_.reset(); }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] std::string setting() const { return key_ + " https://127.0.0.1:" + std::to_string(port_) + " " + pin_; }

 private:
  fs::path data_, log_;
  int port_;
  std::string key_, pin_;
  std::optional<Process> process_;
};

std::string log_key_of(const fs::path& announcement) {
  const auto json = parse_json_lines(read_file(announcement)).front();
  const auto key = base::parse_hex(text(json, "log_public_key")).value();
  return directory::verifier_key(text(json, "log_origin"), crypto::VerifyKey::parse(key).value());
}

struct WitnessedWorld : ::testing::Test {
  WitnessedWorld() {
    const auto log_key = log_key_of(world.relay().data() / "relay-announcement.json");
    Arguments configure{"witnesses", "configure", "--threshold", "2", "--submit"};
    std::string list;
    for (const auto* name : {"w1", "w2", "w3"}) {
      auto& witness = witnesses.emplace_back(std::make_unique<WitnessProcess>(world.folder(), name, log_key));
      configure.insert(configure.end(), {"--witness", witness->key()});
      list += (list.empty() ? "\"" : ", \"") + witness->setting() + "\"";
    }
    world.relay().stop();
    const auto file = world.relay().data() / "valised.toml";
    auto config = read_file(file);
    const std::string none = "witnesses = []";
    config.replace(config.find(none), none.size(), "witnesses = [" + list + "]");
    write_file(file, config);
    world.relay().start();
    world.enrol("claire-desk", "fr-bepi/@cmartin");
    world.registrar(configure);
  }
  [[nodiscard]] Profile& claire() { return world.device("claire-desk"); }
  std::int64_t synced_size() { return at(claire().one("sync", {"sync"}), "directory.size").as_int64(); }
  bool reaches(std::int64_t size) {
    return soon([&] { return synced_size() >= size; });
  }
  void enrol_officer(const std::string& id) {
    world.office("ke-odpp", {"officer", "enrol", "ke-odpp/@" + id, "--name", "Officer " + id, "--submit"});
  }

  World world;
  std::vector<std::unique_ptr<WitnessProcess>> witnesses;
};

TEST_F(WitnessedWorld, MembersSeeWhatEnoughWitnessesHaveCosigned) {
  const auto first = synced_size();
  ASSERT_TRUE(reaches(first)) << "the entry that names the witnesses";
  enrol_officer("one");
  ASSERT_TRUE(reaches(first + 1));
  const auto status = claire().one("status", {"status"});
  EXPECT_TRUE(at(status, "directory.witnessed").as_bool());
  EXPECT_LT(at(status, "directory.age_seconds").to_number<int>(), 600);

  witnesses[0]->kill();
  enrol_officer("two");
  EXPECT_TRUE(reaches(first + 2)) << "one witness that is down holds up nothing";
  witnesses[1]->kill();
  enrol_officer("three");
  std::this_thread::sleep_for(std::chrono::seconds(1));
  EXPECT_EQ(synced_size(), first + 2) << "one of two is not enough";
  EXPECT_EQ(claire().run({"send", "ke-odpp/duty", "--subject", "x", "--text", "y"}).code == kTrustFailure, false);

  world.relay().kill();
  world.relay().start();
  EXPECT_EQ(synced_size(), first + 2) << "a relay that starts again shows what it showed";
  witnesses[1]->start();
  EXPECT_TRUE(reaches(first + 3));
}

// The relay goes on showing a head that was cosigned a day ago, whatever was said since.
TEST_F(WitnessedWorld, AFrozenHeadIsAnAlarmThatSaysWhatToDo) {
  if (!FakeTime::available()) GTEST_SKIP() << "libfaketime (Debian package faketime) is missing, or cannot run in this build";
  const auto size = synced_size();
  for (const auto& witness : witnesses) witness->kill();
  enrol_officer("unseen");
  const auto warning = [&] { return text(claire().one("status", {"status"}), "directory.warning"); };
  EXPECT_EQ(synced_size(), size) << "nobody vouches for what is newer";
  EXPECT_EQ(at(claire().one("status", {"status"}), "directory.warning"), nullptr);

  FakeTime clock;
  clock.ahead(std::chrono::hours(25));
  EXPECT_THAT(warning(), HasSubstr("Run: `valise sync`")) << "so far it may be this computer that was away";
  EXPECT_EQ(synced_size(), size);
  EXPECT_THAT(warning(), HasSubstr("No witness has confirmed lately"));
  EXPECT_THAT(warning(), HasSubstr("withholding revocations. Tell your security officer"));
  const auto sent = claire().run({"send", "ke-odpp/duty", "--subject", "x", "--text", "y"});
  EXPECT_THAT(sent.out + sent.err, HasSubstr("Tell your security officer")) << sent.summary();
  const auto doctor = claire().run({"doctor"});
  EXPECT_NE(doctor.code, 0) << doctor.summary();
  EXPECT_THAT(doctor.out + doctor.err, HasSubstr("Tell your security officer")) << doctor.summary();
}

// ---- a relay that forges ----

// ForgingRelay has the real relay's keys: TLS, log. It answers what a client asks before it believes anything.
class ForgingRelay final : public wire::PeerHandler {
 public:
  ForgingRelay(std::vector<base::Bytes> entries, base::RelayId id, std::string directory, const crypto::SigningKey& key)
      : entries_(std::move(entries)), id_(id), directory_(std::move(directory)) {
    directory::MerkleLog tree;
    for (const auto& entry : entries_) tree.append(directory::leaf_hash(entry));
    auto note = directory::Checkpoint::make("test.example/directory", {.size = tree.size(), .root = tree.root()});
    note.sign(key);
    note_ = note.format();
  }

  asio::awaitable<void> on_session(std::shared_ptr<wire::Connection> connection) override {
    v1::RelayFrame hello;
    hello.mutable_hello()->set_protocol_version(1);
    hello.mutable_hello()->set_nonce(std::string(32, 'n'));
    hello.mutable_hello()->set_relay_id(id_.string());
    hello.mutable_hello()->set_directory_id(directory_);
    hello.mutable_hello()->set_max_frame(2 * 1024 * 1024);
    hello.mutable_hello()->set_checkpoint(note_);
    auto sent = co_await connection->write(base::to_bytes(std::string_view(hello.SerializeAsString())));
    while (sent) {
      auto bytes = co_await connection->read(std::chrono::seconds(20));
      if (!bytes) break;
      sent = co_await connection->write(answer(*bytes));
    }
  }
  asio::awaitable<void> on_request(wire::HttpExchange&) override { co_return; }

  int asked = 0;

 private:
  base::Bytes answer(const base::Bytes& request) {
    v1::ClientFrame frame;
    frame.ParseFromArray(request.data(), static_cast<int>(request.size()));
    v1::RelayFrame out;
    out.set_request_id(frame.request_id());
    if (frame.has_authenticate()) {
      out.mutable_authenticated()->set_time_ms(1);
    } else if (frame.has_get_log()) {
      ++asked;
      auto& log = *out.mutable_log_entries();
      log.set_first(frame.get_log().first());
      for (std::size_t i = frame.get_log().first(); i < entries_.size(); ++i) log.add_entries(base::to_string(entries_[i]));
      log.set_checkpoint(note_);
    } else {
      out.mutable_done();
    }
    return base::to_bytes(std::string_view(out.SerializeAsString()));
  }

  std::vector<base::Bytes> entries_;
  base::RelayId id_;
  std::string directory_;
  std::string note_;
};

std::vector<base::Bytes> entries_in(const fs::path& folder) {
  std::vector<base::Bytes> out;
  for (const auto& file : fs::directory_iterator(folder / "tile" / "entries")) {
    const auto bundle =
        base::to_bytes(std::string_view(read_file(file.is_directory() ? fs::directory_iterator(file)->path() : file.path())));
    for (std::size_t at = 0; at + 2 <= bundle.size();) {
      const std::size_t size = static_cast<std::size_t>(bundle[at]) << 8U | bundle[at + 1];
      out.emplace_back(bundle.begin() + static_cast<std::ptrdiff_t>(at + 2),
                       bundle.begin() + static_cast<std::ptrdiff_t>(at + 2 + size));
      at += 2 + size;
    }
  }
  return out;
}

TEST(ForgedEntry, UnderAHeadReallySignedByTheRelayIsATrustFailure) {
  World world;
  world.enrol("claire-desk", "fr-bepi/@cmartin");
  auto& claire = world.device("claire-desk");
  const auto honest = at(claire.one("sync", {"sync"}), "directory.size").as_int64();
  world.office("fr-bepi", {"sync"});
  const auto files = (world / "files").string();
  const Command dump{.arguments = {program("valise-registrar"), "--dir", (world / "registrar-of-fr-bepi").string(), "log",
                                   "export-files", files},
                     .environment = {}};
  static_cast<void>(must(run(dump), dump));
  auto entries = entries_in(files);
  ASSERT_EQ(static_cast<std::int64_t>(entries.size()), honest);
  world.relay().stop();

  // The newest entry once more, with an officer's name changed and the signatures of the one before: nobody signed this.
  const auto genesis = directory::SignedStatement::parse(entries.front()).value();
  v1::Statement statement;
  statement.set_directory_id(directory::directory_id_of(genesis.statement_bytes()).string());
  auto& officer = *statement.mutable_officer_enrolled()->mutable_officer();
  officer.set_authority_id("ke-odpp");
  officer.set_officer_id("ghost");
  officer.set_name("Ghost");
  const auto seed = read_file(world.relay().data() / "log.key");
  const auto log_key = crypto::SigningKey::from_seed(crypto::SigningSeed::from_bytes(base::as_bytes(seed).first<32>()));
  auto forged = directory::SignedStatement::make(statement).value();
  ASSERT_TRUE(forged.sign(log_key));
  entries.push_back(forged.bytes());

  auto tls = wire::TlsServerContext::load(world.relay().data() / "tls.key", world.relay().data() / "tls.crt").value();
  asio::io_context io(1);
  ForgingRelay relay(entries, tls.relay_id(), statement.directory_id(), log_key);
  const auto port = static_cast<std::uint16_t>(std::stoi(world.relay().address().substr(world.relay().address().rfind(':') + 1)));
  auto listener = wire::Listener::open(io.get_executor(), "127.0.0.1", port, tls, {}, relay).value();
  std::jthread serving([&] { io.run(); });
  const auto output = claire.run({"sync"});
  const auto sent = claire.run({"send", "ke-odpp/duty", "--subject", "x", "--text", "y"});
  asio::co_spawn(io, listener->finish(), [](std::exception_ptr) {});
  serving.join();

  EXPECT_GT(relay.asked, 0) << "the forger was not even asked";
  EXPECT_EQ(output.code, kTrustFailure) << output.summary();
  EXPECT_THAT(output.err, HasSubstr("breaks its rules")) << output.summary();
  EXPECT_EQ(sent.code, kTrustFailure) << "nothing is sent on the ground of it";
  EXPECT_EQ(at(claire.one("status", {"status"}), "directory.size").as_int64(), honest);
  world.relay().start();
  EXPECT_EQ(claire.run({"sync"}).code, 0);
}

}  // namespace
}  // namespace valise::tests
