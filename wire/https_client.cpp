#include "wire/https_client.hpp"

#include "wire/connect_tls.hpp"
#include "wire/http_channel.hpp"

namespace valise::wire {
namespace {

using base::Bytes;
using base::Result;

class HttpsClientImpl final : public HttpsClient {
 public:
  HttpsClientImpl(std::unique_ptr<ByteStream> stream, std::string host, const HttpsOptions& options)
      : stream_(std::move(stream)), reader_(*stream_), host_(std::move(host)), options_(options) {}
  ~HttpsClientImpl() override { stream_->shutdown(); }

  asio::awaitable<Result<>> begin(HttpRequestHead head, std::uint64_t content_length) override {
    if (!reusable_) co_return base::fail(WireError::closed);
    if (auto dropped = co_await drop_last_answer(); !dropped) co_return broken(std::move(dropped));
    asked_ = true;
    bodiless_answer_ = head.method == "HEAD";
    const auto text = format_request(head, host_, content_length);
    auto sent = co_await write_all(*stream_, base::as_bytes(text), options_.step_timeout);
    if (!sent) co_return broken(std::move(sent));
    co_return sent;
  }

  asio::awaitable<Result<>> write_body(base::ByteView piece) override {
    auto sent = co_await write_steps(*stream_, piece, options_.step_timeout);
    if (!sent) co_return broken(std::move(sent));
    co_return sent;
  }

  asio::awaitable<Result<HttpReply>> answer() override {
    auto head = co_await reader_.read_head(options_.head_limit, options_.body_limit, options_.step_timeout, bodiless_answer_);
    if (!head) co_return broken(std::move(head));
    auto& parser = reader_.parser();
    const bool length_known = !parser.chunked() && (parser.content_length() || parser.is_done());
    reusable_ = reusable_ && parser.keep_alive();
    if (!length_known) co_return broken(Result<>(base::fail(WireError::protocol, "HTTP body without length")));
    co_return HttpReply{.status = parser.get().result_int(),
                        .headers = headers_of(parser.get()),
                        .body_size = parser.content_length().value_or(0)};
  }

  asio::awaitable<Result<Bytes>> read_body(std::size_t at_most) override {
    auto chunk = co_await reader_.read_body(at_most, options_.step_timeout);
    reusable_ = reusable_ && chunk.has_value();
    co_return chunk;
  }

  bool reusable() const override { return reusable_; }
  void cancel() override {
    reusable_ = false;
    stream_->close();
  }

 private:
  asio::awaitable<Result<>> drop_last_answer() {
    while (asked_ && !reader_.parser().is_done()) {
      auto dropped = co_await read_body(64 * 1024);
      if (!dropped) co_return pass_on(dropped);
      if (dropped->empty()) break;
    }
    co_return Result<>{};
  }

  base::Unexpected broken(Result<> failed) {
    reusable_ = false;
    return pass_on(failed);
  }

  const std::unique_ptr<ByteStream> stream_;
  HttpReader<false> reader_;
  const std::string host_;
  const HttpsOptions options_;
  bool reusable_ = true;
  bool asked_ = false;  // an answer has been asked for on this connection
  bool bodiless_answer_ = false;
};

}  // namespace

std::unique_ptr<HttpsClient> HttpsClient::over(std::unique_ptr<ByteStream> stream, std::string host, HttpsOptions options) {
  return std::make_unique<HttpsClientImpl>(std::move(stream), std::move(host), options);
}

asio::awaitable<Result<HttpReply>> HttpsClient::request(HttpRequestHead head, base::ByteView body) {
  auto sent = co_await begin(std::move(head), body.size());
  if (sent && !body.empty()) sent = co_await write_body(body);
  if (!sent) co_return pass_on(sent);
  co_return co_await answer();
}

asio::awaitable<Result<std::unique_ptr<HttpsClient>>> HttpsClient::connect(std::string host, std::string port, base::RelayId pin,
                                                                           HttpsOptions options) {
  auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  auto stream = co_await connect_tls(std::move(host), std::move(port), pin, options.connect_timeout);
  if (!stream) co_return pass_on(stream);
  co_return over(std::make_unique<TlsStream>(std::move(*stream)), std::move(name), options);
}

}  // namespace valise::wire
