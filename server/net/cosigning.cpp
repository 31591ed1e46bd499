#include "server/net/cosigning.hpp"

#include <boost/asio/as_tuple.hpp>

#include "base/text_encoding.hpp"
#include "keys/directory/witness_request.hpp"
#include "server/net/net_error.hpp"
#include "wire/connect.hpp"
#include "wire/https_client.hpp"

namespace valise::server::net {
namespace {

using base::fail;
using base::Result;
using directory::Checkpoint;

constexpr std::size_t kMaxAnswer = 16 * 1024;
constexpr std::chrono::seconds kLook{1};  // how often a candidate that waits for others is looked at

struct WitnessReply {
  unsigned status = 0;
  std::string body;
};

asio::awaitable<Result<WitnessReply>> post(const WitnessAddress& to, std::chrono::milliseconds timeout, std::string body) {
  const wire::HttpsOptions options{.connect_timeout = timeout, .step_timeout = timeout, .body_limit = kMaxAnswer};
  auto client = co_await wire::HttpsClient::connect(to.host, to.port, to.pin, options);
  if (!client) co_return pass_on(client);
  wire::HttpRequestHead head{.method = "POST", .target = to.path + "/add-checkpoint", .headers = {}};
  auto reply = co_await (*client)->request(std::move(head), base::as_bytes(body));
  if (!reply) co_return pass_on(reply);
  WitnessReply out{.status = reply->status, .body = {}};
  while (out.body.size() < reply->body_size) {
    auto chunk = co_await (*client)->read_body(kMaxAnswer);
    if (!chunk) co_return pass_on(chunk);
    if (chunk->empty()) break;
    out.body += base::to_string(*chunk);
  }
  co_return out;
}

std::optional<std::uint64_t> size_in(std::string_view body) {
  if (!body.ends_with('\n')) return std::nullopt;
  return directory::parse_tree_size(body.substr(0, body.size() - 1));
}

}  // namespace

std::optional<WitnessAddress> parse_witness_address(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  const auto first = text.find(' ');
  const auto last = text.rfind(' ');
  if (first == text.npos || first == last) return std::nullopt;
  auto key = directory::parse_verifier_key(text.substr(0, first));
  auto url = text.substr(first + 1, last - first - 1);
  const auto pin_bytes = base::parse_hex(text.substr(last + 1));
  const auto pin = pin_bytes ? base::RelayId::parse(base::ByteView(*pin_bytes)) : std::nullopt;
  if (!key || key->algorithm != directory::NoteAlgorithm::cosignature || !pin || !url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  const auto slash = std::min(url.find('/'), url.size());
  auto address = wire::split_address(url.substr(0, slash));
  auto path = url.substr(slash);
  if (!address || path.ends_with('/') || path.find_first_of(" ?#\r\n") != path.npos) return std::nullopt;
  return WitnessAddress{.witness = {std::move(key->name), key->key},
                        .host = std::move(address->host),
                        .port = std::move(address->port),
                        .path = std::string(path),
                        .pin = *pin};
}

struct Cosigning::Line {
  Line(asio::any_io_executor executor, std::size_t position, WitnessAddress to)
      : number(position), address(std::move(to)), wake(std::move(executor)) {}

  const std::size_t number;  // in the configuration, from 1
  const WitnessAddress address;
  asio::steady_timer wake;
  std::uint64_t known_size = 0;  // that the witness is thought to have signed last
  std::optional<std::uint64_t> signed_size;
  base::Monotonic signed_at;
  std::chrono::milliseconds retry{0};  // 0: the last request went well
};

Cosigning::Cosigning(asio::any_io_executor executor, DirectoryService& directory, EventLog& events, const base::Clock& clock,
                     RelayMetrics& metrics, CosigningOptions options)
    : directory_(directory), events_(events), clock_(clock), metrics_(metrics), options_(std::move(options)), tasks_(executor) {
  for (const auto& address : options_.witnesses) {
    lines_.push_back(std::make_unique<Line>(executor, lines_.size() + 1, address));
  }
}

Cosigning::~Cosigning() = default;

void Cosigning::start() {
  for (auto& line : lines_) tasks_.spawn(serve(*line));
}

void Cosigning::head_changed() {
  for (auto& line : lines_) {
    if (line->retry.count() == 0) line->wake.cancel();  // one that is down is tried again at its own pace
  }
}

asio::awaitable<void> Cosigning::stop() {
  stopped_ = true;
  for (auto& line : lines_) line->wake.cancel();
  tasks_.cancel();
  co_await tasks_.join();
}

asio::awaitable<void> Cosigning::serve(Line& line) {
  while (!stopped_) {
    const auto now = clock_.monotonic();
    auto candidate = directory_.candidate(now);
    const bool news = line.signed_size != candidate.head().size;
    if (news || now - line.signed_at >= options_.refresh) {
      auto asked = co_await ask_witness(line, std::move(candidate));
      note_outcome(line, asked);
      if (asked) continue;
    }
    std::chrono::milliseconds pause = directory_.settled() ? options_.refresh : std::chrono::milliseconds(kLook);
    if (line.retry.count() > 0) pause = line.retry;
    line.wake.expires_after(pause);
    if (stopped_) co_return;
    auto woken = co_await line.wake.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(woken);
  }
}

// The first request may meet a witness that knows another size than was thought; the second has the proof from there.
asio::awaitable<Result<>> Cosigning::ask_witness(Line& line, Checkpoint candidate) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto proof = directory_.tree().consistency_proof(line.known_size, candidate.head().size);
    if (!proof) co_return fail(NetError::witness_ahead);
    directory::WitnessRequest request{.old_size = line.known_size, .proof = std::move(*proof), .checkpoint = candidate};
    auto reply = co_await post(line.address, options_.timeout, request.format());
    if (!reply) co_return pass_on(reply);
    if (reply->status == 200) co_return co_await take(line, candidate, std::move(reply->body));
    const auto size = reply->status == 409 ? size_in(reply->body) : std::nullopt;
    if (!size) co_return fail(NetError::witness_refused);
    line.known_size = *size;
  }
  co_return fail(NetError::witness_refused);
}

asio::awaitable<Result<>> Cosigning::take(Line& line, const Checkpoint& candidate, std::string answer) {
  auto lines = directory::parse_signatures(answer);
  if (!lines) co_return pass_on(lines);
  const auto& witness = line.address.witness;
  const auto id = directory::note_key_id(witness.name, witness.key, directory::NoteAlgorithm::cosignature);
  for (auto& signature : *lines) {
    if (signature.name != witness.name || signature.key_id != id) continue;
    auto note = candidate;
    note.attach(signature);
    auto at = directory::verify_cosignature(note, witness);
    if (!at) co_return pass_on(at);
    line.known_size = candidate.head().size;
    line.signed_size = candidate.head().size;
    line.signed_at = clock_.monotonic();
    co_return co_await directory_.add_cosignature(candidate.head().size, std::move(signature));
  }
  co_return fail(directory::CosignatureError::missing);
}

// One line when a witness fails, one when it is back, and not one a minute between.
void Cosigning::note_outcome(Line& line, const Result<>& outcome) {
  (outcome ? metrics_.cosignatures_taken : metrics_.cosignatures_failed).add();
  if (outcome) {
    if (line.retry.count() > 0) events_.write(Severity::info, "witness is back", {{"witness", line.number}});
    line.retry = {};
    return;
  }
  if (line.retry.count() == 0) {
    events_.write(Severity::warning, "witness failed", {{"witness", line.number}, {"reason", outcome.error().code}});
  }
  line.retry = line.retry.count() == 0 ? options_.first_retry : std::min(line.retry * 2, options_.last_retry);
}

}  // namespace valise::server::net
