// The relay and its witnesses, over real connections: members are shown what is cosigned, and a witness that is down holds up
// nothing.
#include "server/net/cosigning.hpp"

#include "base/text_encoding.hpp"
#include "keys/directory/tile.hpp"
#include "keys/directory/witness_request.hpp"
#include "server/net/net_error.hpp"
#include "tests/unit/server_net/relay_fixture.hpp"
#include "wire/https_client.hpp"

namespace valise::server::net::testing {
namespace {

// TestWitness answers every well-formed request with a cosignature, and knows one size; `down` makes it answer nothing useful.
class TestWitness final : public wire::PeerHandler {
 public:
  TestWitness(std::string name, crypto::SigningKey key) : name_(std::move(name)), key_(std::move(key)) {}

  void listen(asio::any_io_executor executor, std::uint16_t port = 0) {
    listener_ = wire::Listener::open(executor, "127.0.0.1", port, tls_, {}, *this).value();
  }
  asio::awaitable<void> finish() { co_await listener_->finish(); }

  [[nodiscard]] WitnessAddress address() const {
    return {.witness = {name_, key_.verify_key()},
            .host = "127.0.0.1",
            .port = std::to_string(listener_->port()),
            .path = "",
            .pin = tls_.relay_id()};
  }

  asio::awaitable<void> on_session(std::shared_ptr<wire::Connection>) override { co_return; }
  asio::awaitable<void> on_request(wire::HttpExchange& exchange) override {
    auto body = co_await exchange.read_body(64 * 1024);
    const auto request = body ? directory::WitnessRequest::parse(base::as_text(*body)) : base::fail(NetError::witness_refused);
    ++requests;
    wire::HttpResponseHead head{.status = 500, .headers = {}};
    std::string answer;
    if (request && !down) {
      const bool known = request->old_size == size;
      head.status = known ? 200 : 409;
      answer = known ? directory::format_signature(directory::cosign(request->checkpoint, name_, key_, now))
                     : std::to_string(size) + "\n";
      if (known) size = request->checkpoint.head().size;
    }
    auto sent = co_await exchange.respond(std::move(head), base::to_bytes(std::string_view(answer)));
    static_cast<void>(sent);
  }

  bool down = false;
  int requests = 0;
  std::uint64_t size = 0;
  directory::WitnessTime now{std::chrono::seconds(1'800'000'000)};

 private:
  const std::string name_;
  const crypto::SigningKey key_;
  wire::TlsServerContext tls_ = wire::TlsServerContext::ephemeral("witness").value();
  std::unique_ptr<wire::Listener> listener_;
};

class CosigningTest : public RelayTest {
 public:
  CosigningTest() {
    for (std::size_t i = 0; i < 3; ++i) {
      auto name = "witness.example/w" + std::to_string(i);
      witnesses.push_back(std::make_unique<TestWitness>(name, crypto::SigningKey::generate(world.random)));
      witnesses.back()->listen(io.get_executor());
      options.cosigning.witnesses.push_back(witnesses.back()->address());
    }
    options.cosigning.first_retry = 50ms;
    options.cosigning.timeout = 2s;
  }
  v1::Statement configuration(std::uint32_t threshold) {
    auto out = world.statement();
    auto& body = *out.mutable_witnesses_configured();
    body.set_revision(world.log.state().tables().witnesses.revision + 1);
    body.set_threshold(threshold);
    for (const auto& witness : witnesses) {
      auto& item = *body.add_witnesses();
      item.set_name(witness->address().witness.name);
      item.set_public_key(base::to_string(witness->address().witness.key.view()));
    }
    return out;
  }
  // log_for gives what the relay shows to a session: entries and head.
  static asio::awaitable<v1::LogEntries> log_for(Client& client) {
    v1::ClientFrame frame;
    frame.mutable_get_log()->set_limit(1000);
    auto answer = co_await client.ask(std::move(frame));
    co_return answer.log_entries();
  }
  static directory::Checkpoint note(const v1::LogEntries& entries) {
    return directory::Checkpoint::parse(entries.checkpoint()).value();
  }
  asio::awaitable<v1::LogEntries> log_of_size(Client& client, std::uint64_t size) {
    for (int i = 0; i < 2400; ++i) {
      auto entries = co_await log_for(client);
      if (note(entries).head().size >= size) co_return entries;
      co_await pause(25ms);
    }
    co_return v1::LogEntries();
  }
  asio::awaitable<void> finish_witnesses() {
    for (auto& witness : witnesses) co_await witness->finish();
  }

  std::vector<std::unique_ptr<TestWitness>> witnesses;
};

asio::awaitable<void> serve_only_cosigned(CosigningTest& t) {
  t.witnesses[1]->down = true;
  t.witnesses[2]->down = true;
  auto member = co_await t.log_in(&t.laptop);
  auto writer = co_await t.log_in(&t.world.registrar_keys[0]);
  const auto before = t.world.log.head().size;
  auto answer = co_await member->ask(t.append(t.configuration(2), t.world.registrar()));
  EXPECT_EQ(answer.statement_appended().index(), before) << "appended without waiting for anybody";

  co_await t.pause(300ms);
  auto shown = co_await t.log_for(*member);
  EXPECT_EQ(t.note(shown).head().size, before) << "one of two is not enough";
  EXPECT_EQ(static_cast<std::uint64_t>(shown.entries_size()), before);
  auto newest = co_await t.log_for(*writer);
  EXPECT_EQ(t.note(newest).head().size, before + 1) << "who writes the log sees it";
  EXPECT_EQ(static_cast<std::uint64_t>(newest.entries_size()), before + 1);

  t.witnesses[2]->down = false;
  auto cosigned = co_await t.log_of_size(*member, before + 1);
  directory::Log client;
  std::vector<base::Bytes> entries;
  for (const auto& entry : cosigned.entries()) entries.push_back(base::to_bytes(entry));
  const auto accepted = client.accept(entries, t.note(cosigned), t.tls.relay_id());
  EXPECT_TRUE(accepted) << accepted.error().message();
  co_await t.finish_witnesses();
}

TEST_F(CosigningTest, MembersAreShownWhatEnoughWitnessesHaveCosigned) { run(serve_only_cosigned(*this)); }

asio::awaitable<void> tell_when_cosigned(CosigningTest& t) {
  auto member = co_await t.log_in(&t.laptop);
  co_await member->ask(t.subscribe(5));
  co_await member->ask(t.append(t.configuration(3), t.world.registrar()));
  auto pushed = co_await member->next_push();
  EXPECT_TRUE(pushed.has_log_grew());
  const auto head = directory::Checkpoint::parse(pushed.log_grew().checkpoint()).value();
  EXPECT_EQ(head.head().size, t.world.log.head().size + 1);
  EXPECT_EQ(head.signatures().size(), 4U);
  co_await t.finish_witnesses();
}

TEST_F(CosigningTest, MembersHearOfAHeadWhenItIsCosigned) { run(tell_when_cosigned(*this)); }

// What is not cosigned yet already keeps a revoked device out.
asio::awaitable<void> cut_off_at_once(CosigningTest& t) {
  for (auto& witness : t.witnesses) witness->down = true;
  auto laptop = co_await t.log_in(&t.laptop);
  auto desk = co_await t.log_in(&t.world.pc);
  co_await desk->ask(t.append(t.configuration(1), t.world.registrar()));
  auto revoked = t.world.device_revoked(t.laptop.id);
  co_await desk->ask(t.append(revoked, t.world.odpp()));
  for (auto frame = co_await laptop->receive();; frame = co_await laptop->receive()) {
    if (frame.body_case() == v1::RelayFrame::BODY_NOT_SET) break;
  }
  EXPECT_FALSE(laptop->connection().open());
  co_await t.finish_witnesses();
}

TEST_F(CosigningTest, ARevocationWaitsForNoWitness) { run(cut_off_at_once(*this)); }

asio::awaitable<void> keep_fresh(CosigningTest& t) {
  auto member = co_await t.log_in(&t.laptop);
  co_await member->ask(t.append(t.configuration(3), t.world.registrar()));
  const auto size = t.world.log.head().size + 1;
  auto first = co_await t.log_of_size(*member, size);
  EXPECT_EQ(t.note(first).head().size, size);
  for (auto& witness : t.witnesses) witness->now += std::chrono::hours(1);
  const auto later = t.witnesses.front()->now;
  for (int i = 0; i < 2400; ++i) {
    auto shown = co_await t.log_for(*member);
    const auto at = directory::verify_cosignature(t.note(shown), t.witnesses[0]->address().witness);
    if (at && *at == later) break;
    co_await t.pause(25ms);
  }
  auto shown = co_await t.log_for(*member);
  EXPECT_EQ(directory::verify_cosignature(t.note(shown), t.witnesses[0]->address().witness).value(), later);
  co_await t.finish_witnesses();
}

TEST_F(CosigningTest, AHeadThatStandsStillIsCosignedAgain) {
  options.cosigning.refresh = 100ms;
  run(keep_fresh(*this));
}

TEST(WitnessAddress, IsReadStrictly) {
  directory::TestRandom random;
  const auto key = crypto::SigningKey::generate(random).verify_key();
  const auto text = directory::verifier_key("witness.example/w1", key, directory::NoteAlgorithm::cosignature);
  const std::string pin(64, 'a');
  const auto parsed = parse_witness_address(text + " https://[::1]:8444/some/prefix " + pin);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->witness, (directory::Witness{"witness.example/w1", key}));
  EXPECT_EQ(parsed->port, "8444");
  EXPECT_EQ(parsed->path, "/some/prefix");
  EXPECT_TRUE(parse_witness_address(text + " https://w.example:1 " + pin)->path.empty());
  const auto log = directory::verifier_key("witness.example/w1", key);
  for (const auto& bad :
       {std::string(), text, text + " https://w.example:1", text + " http://w.example:1 " + pin,
        text + " https://w.example " + pin, text + " https://w.example:1/ " + pin, text + " https://w.example:1 aa",
        log + " https://w.example:1 " + pin, text + " https://w.example:1/a?b " + pin}) {
    EXPECT_FALSE(parse_witness_address(bad)) << bad;
  }
}

// ---- the log as files ----

asio::awaitable<wire::HttpReply> get(RelayTest& t, std::string target, std::string token, base::Bytes& body) {
  auto client = co_await wire::HttpsClient::connect("127.0.0.1", t.port(), t.tls.relay_id(), {});
  wire::HttpRequestHead head{.method = "GET", .target = std::move(target), .headers = {}};
  if (!token.empty()) head.headers.add("Authorization", "Bearer " + token);
  auto reply = co_await (*client)->request(std::move(head), {});
  if (!reply) throw std::runtime_error(reply.error().message());
  body.clear();
  while (body.size() < reply->body_size) {
    auto chunk = co_await (*client)->read_body(64 * 1024);
    if (!chunk || chunk->empty()) break;
    base::append(body, *chunk);
  }
  co_return *reply;
}

asio::awaitable<void> files(RelayTest& t, bool is_public) {
  base::Bytes body;
  std::string token;
  if (!is_public) {
    auto refused = co_await get(t, "/v1/directory/checkpoint", "", body);
    EXPECT_EQ(refused.status, 401U);
    auto member = co_await t.log_in(&t.laptop);
    v1::ClientFrame frame;
    frame.mutable_get_attachment_token();
    auto answer = co_await member->ask(std::move(frame));
    token = answer.attachment_token().token();
  }
  const auto size = t.world.log.head().size;
  auto reply = co_await get(t, "/v1/directory/checkpoint", token, body);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.headers.find("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(directory::Checkpoint::parse(base::as_text(body)).value().head(), t.world.log.head());

  const auto width = std::to_string(size);
  reply = co_await get(t, "/v1/directory/tile/0/000.p/" + width, token, body);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.headers.find("Cache-Control"), std::string(is_public ? "public" : "private") + ", max-age=31536000, immutable");
  EXPECT_EQ(body, directory::hash_tile(t.world.log.tree(), {.level = 0, .index = 0, .width = size}));
  reply = co_await get(t, "/v1/directory/tile/entries/000.p/" + width, token, body);
  EXPECT_EQ(reply.status, 200U);
  base::Bytes expected;
  for (const auto& entry : t.world.entries) EXPECT_TRUE(directory::append_entry(expected, entry));
  EXPECT_EQ(body, expected);
  for (const auto& path : {std::string("tile/0/000"), "tile/0/000.p/" + std::to_string(size + 1), std::string("tile/1/000.p/1"),
                           std::string("tile/entries/001.p/1"), std::string("nothing")}) {
    reply = co_await get(t, "/v1/directory/" + path, token, body);
    EXPECT_EQ(reply.status, 404U) << path;
  }
}

TEST_F(RelayTest, TheLogAsFilesIsForMembers) { run(files(*this, false)); }

TEST_F(RelayTest, TheLogAsFilesCanBePublic) {
  options.directory_public = true;
  run(files(*this, true));
}

}  // namespace
}  // namespace valise::server::net::testing
