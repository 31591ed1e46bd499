// Attachments and the directory's files over HTTP, request by request, over a real store: who asks, what for, with which fields
// and how much of a body. Each request is answered once with a status that the protocol knows; whoever may have a file gets what
// was uploaded, and a body is never longer or shorter than its head said.
#include <set>

#include "base/text_encoding.hpp"
#include "server/net/attachments.hpp"
#include "server/net/directory_files.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/relay_world.hpp"

namespace valise::fuzz {
namespace {

// ScriptedExchange asks what it is told to and keeps the answer. Its body may end before it should.
class ScriptedExchange final : public wire::HttpExchange {
 public:
  ScriptedExchange(wire::HttpRequestHead head, std::uint64_t said, Bytes body)
      : request_(std::move(head)), said_(said), body_(std::move(body)) {}

  const wire::HttpRequestHead& request() const override { return request_; }
  std::uint64_t body_size() const override { return said_; }
  asio::awaitable<Result<Bytes>> read_body(std::size_t at_most) override {
    if (read_ < said_ && read_ == body_.size()) co_return base::fail(wire::WireError::closed);
    const auto size = std::min(at_most, body_.size() - read_);
    Bytes chunk(body_.begin() + static_cast<std::ptrdiff_t>(read_), body_.begin() + static_cast<std::ptrdiff_t>(read_ + size));
    read_ += size;
    co_return chunk;
  }
  asio::awaitable<Result<>> respond(wire::HttpResponseHead head, Bytes body) override {
    const auto length = body.size();
    auto begun = co_await begin(std::move(head), length);
    if (length > 0) co_return co_await write_body(std::move(body));
    co_return begun;
  }
  asio::awaitable<Result<>> begin(wire::HttpResponseHead head, std::uint64_t length) override {
    require(!answer);
    answer = std::move(head);
    promised = length;
    co_return Result<>{};
  }
  asio::awaitable<Result<>> write_body(Bytes chunk) override {
    require(answer && request_.method != "HEAD" && sent.size() + chunk.size() <= promised);
    base::append(sent, chunk);
    co_return Result<>{};
  }
  std::string peer_address() const override { return "192.0.2.1"; }

  std::optional<wire::HttpResponseHead> answer;
  std::uint64_t promised = 0;
  Bytes sent;

 private:
  const wire::HttpRequestHead request_;
  const std::uint64_t said_;
  const Bytes body_;
  std::size_t read_ = 0;
};

// Upload is what the relay must know of an attachment.
struct Upload {
  std::string id;  // as in the path
  std::uint64_t size = 0;
  std::optional<Bytes> content;  // when all of it is there: one chunk
};

class Relay : public RelayWorld {
 public:
  Relay() {
    const core::CommitSubmission room{
        .room = room_, .submitter = world_.pc.id, .key = world_.random.id<base::IdempotencyKey>(), .commit = {1}};
    wait_for<core::CommitOutcome>([&](auto done) { store_->submit_commit(room, std::move(done)); }).value();
  }

  // serve answers the requests of an input. Uploads of earlier inputs are forgotten here, not in the store.
  void serve(Input& input) {
    uploads_.clear();
    for (int request = 0; request < 24 && !input.empty(); ++request) serve_one(input);
  }

 private:
  void serve_one(Input& input) {
    clock_.time += std::chrono::minutes(10);
    static constexpr std::array<const char*, 6> methods{"GET", "HEAD", "POST", "PUT", "DELETE", ""};
    wire::HttpRequestHead head{.method = methods[input.below(methods.size())], .target = target(input), .headers = {}};
    add_token(input, head);
    Bytes body;
    std::uint64_t said = 0;
    Upload* about = upload_of(head.target);
    add_fields(input, head, about, body, said);
    const bool mine = head.method == "POST";
    const auto size = mine ? net::parse_decimal(head.headers.find("Valise-Size").value_or("")) : std::nullopt;
    ScriptedExchange exchange(head, said, body);
    run(exchange);
    judge(head, exchange, about, body, size);
  }

  void run(ScriptedExchange& exchange) {
    bool over = false;
    io_.restart();
    asio::co_spawn(io_, answer(exchange), [&](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
      over = true;
    });
    io_.run();
    require(over && exchange.answer.has_value() && keeper_.bytes_under_way() == 0);
  }
  asio::awaitable<void> answer(ScriptedExchange& exchange) {
    if (net::DirectoryFiles::owns(exchange.request().target)) co_return co_await files_.answer(exchange);
    co_await bodies_.answer(exchange);
  }

  std::string target(Input& input) {
    switch (input.below(6)) {
      case 0: return "/v1/attachments";
      case 1: return "/v1/directory/" + base::to_string(input.bytes());
      case 2: return base::to_string(input.bytes());
      case 3: return "/v1/attachments/" + base::to_string(input.bytes());
      default:
        return uploads_.empty() ? std::string("/v1/attachments") : "/v1/attachments/" + uploads_[input.below(uploads_.size())].id;
    }
  }
  void add_token(Input& input, wire::HttpRequestHead& head) {
    switch (const auto who = input.below(5)) {
      case 0: return;
      case 1: head.headers.add("Authorization", base::to_string(input.bytes())); return;
      case 2: head.headers.add("Authorization", "Bearer " + tokens_.issue(laptop_.id).token); return;
      default: {
        auto token = tokens_.issue(world_.pc.id).token;
        if (who == 3 && input.u8() == 0) token[input.below(token.size())] ^= 1;
        head.headers.add("Authorization", "Bearer " + token);
      }
    }
  }
  // Genuine fields where the input wants them, or any.
  void add_fields(Input& input, wire::HttpRequestHead& head, const Upload* about, Bytes& body, std::uint64_t& said) {
    if (head.method == "POST" && input.below(4) != 0) {
      head.headers.add("Valise-Room", base::to_hex(room_.view()));
      head.headers.add("Idempotency-Key", base::to_hex(world_.random.id<base::IdempotencyKey>().view()));
      head.headers.add("Valise-Size", input.below(4) == 0 ? base::to_string(input.bytes()) : std::to_string(input.u16()));
    }
    if (head.method == "PUT") {
      body.assign(about != nullptr && input.below(4) != 0 ? about->size : input.u16(), input.u8());
      said = body.size();
      if (input.below(8) == 0) said = input.u16();
      if (input.below(4) != 0 && !body.empty()) {
        const auto size = std::to_string(about != nullptr ? about->size : body.size());
        head.headers.add("Content-Range", "bytes 0-" + std::to_string(body.size() - 1) + "/" + size);
      }
    }
    if (head.method == "GET" && input.below(2) == 0) head.headers.add("Range", "bytes=" + base::to_string(input.bytes()));
    static constexpr std::array<const char*, 6> names{"Valise-Room",   "Idempotency-Key", "Valise-Size",
                                                      "Content-Range", "Range",           "Authorization"};
    for (auto more = input.below(3); more > 0; --more) {
      const auto* name = names[input.below(names.size())];
      head.headers.add(name, base::to_string(input.bytes()));
    }
  }

  Upload* upload_of(std::string_view target) {
    for (auto& upload : uploads_) {
      if (target == "/v1/attachments/" + upload.id) return &upload;
    }
    return nullptr;
  }

  void judge(const wire::HttpRequestHead& head, const ScriptedExchange& exchange, Upload* about, const Bytes& body,
             std::optional<std::uint64_t> size) {
    static const std::set<unsigned> known{200, 201, 204, 206, 400, 401, 403, 404, 405, 409, 413, 416, 429, 503, 507};
    const auto status = exchange.answer->status;
    require(known.contains(status));
    require(status != 503 && "the store works");
    if (head.method != "HEAD") require(exchange.sent.size() == exchange.promised);
    const auto id = exchange.answer->headers.find("Valise-Attachment");
    require((status == 201) == id.has_value());
    if (id) uploads_.push_back({.id = std::string(*id), .size = size.value(), .content = {}});
    if (about == nullptr) return;
    if (head.method == "PUT" && status == 204) keep(*about, body);
    if (head.method == "GET" && status == 200) require(about->content && *about->content == exchange.sent);
    if (head.method == "GET" && status == 206) judge_part(*about, exchange);
    if (head.method == "HEAD" && status == 200) require(exchange.promised == about->size);
  }
  // What is there cannot be overwritten.
  static void keep(Upload& about, const Bytes& body) {
    require(body.size() == about.size && (!about.content || *about.content == body));
    about.content = body;
  }
  static void judge_part(const Upload& about, const ScriptedExchange& exchange) {
    const auto range = net::parse_content_range(exchange.answer->headers.find("Content-Range").value());
    require(range && range->size == about.size && about.content && range->range.length() == exchange.sent.size());
    require(base::equal(base::ByteView(*about.content).subspan(range->range.first, range->range.length()), exchange.sent));
  }

  directory::TestDevice laptop_ = world_.new_device();  // of nobody whom the relay knows
  base::RoomId room_ = world_.random.id<base::RoomId>();
  net::Attachments bodies_{*context_};
  net::DirectoryFiles files_{*context_};
  std::vector<Upload> uploads_;
};

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  static fuzz::Relay relay;
  fuzz::Input input(data, size);
  relay.serve(input);
  return 0;
}
