#include "audit/source.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>

#include "audit/audit_error.hpp"
#include "wire/connect.hpp"
#include "wire/https_client.hpp"

namespace valise::audit {
namespace {

namespace asio = wire::asio;
using base::fail;
using base::Result;

constexpr std::uint64_t kMaxFile = 32 * 1024 * 1024;  // a full bundle has at most 16 MiB

class FolderSource final : public Source {
 public:
  explicit FolderSource(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<base::Bytes> get(const std::string& path) override {
    std::error_code error;
    const auto file = folder_ / path;
    if (!std::filesystem::exists(file, error)) return fail(AuditError::not_found, file.string());
    if (std::filesystem::file_size(file, error) > kMaxFile || error) return fail(AuditError::unreadable, file.string());
    std::ifstream in(file, std::ios::binary);
    base::Bytes out((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return fail(AuditError::unreadable, file.string());
    return out;
  }

 private:
  std::filesystem::path folder_;
};

class ServerSource final : public Source {
 public:
  ServerSource(Server server, wire::HostPort address, std::string prefix)
      : server_(std::move(server)), address_(std::move(address)), prefix_(std::move(prefix)) {}

  Result<base::Bytes> get(const std::string& path) override {
    Result<base::Bytes> out = fail(AuditError::unreadable, path);
    io_.restart();
    asio::co_spawn(io_, fetch(path), [&](std::exception_ptr failure, Result<base::Bytes> fetched) {
      if (!failure) out = std::move(fetched);
    });
    io_.run();
    return out;
  }

 private:
  asio::awaitable<Result<base::Bytes>> fetch(std::string path) {
    if (client_ == nullptr || !client_->reusable()) {
      wire::HttpsOptions options;
      options.body_limit = kMaxFile;
      auto connected = co_await wire::HttpsClient::connect(address_.host, address_.port, server_.pin, options);
      if (!connected) co_return pass_on(connected);
      client_ = std::move(*connected);
    }
    wire::HttpRequestHead head{.method = "GET", .target = prefix_ + "/" + path, .headers = {}};
    if (!server_.token.empty()) head.headers.add("Authorization", "Bearer " + server_.token);
    auto reply = co_await client_->request(std::move(head), {});
    if (!reply) co_return pass_on(reply);
    if (reply->status == 404) co_return fail(AuditError::not_found, path);
    if (reply->status != 200) co_return fail(AuditError::unreadable, path + ": HTTP status " + std::to_string(reply->status));
    base::Bytes body;
    while (body.size() < reply->body_size) {
      auto chunk = co_await client_->read_body(64 * 1024);
      if (!chunk) co_return pass_on(chunk);
      if (chunk->empty()) break;
      base::append(body, *chunk);
    }
    co_return body;
  }

  asio::io_context io_{1};
  const Server server_;
  const wire::HostPort address_;
  const std::string prefix_;
  std::unique_ptr<wire::HttpsClient> client_;  // kept for the next file
};

}  // namespace

std::unique_ptr<Source> open_folder(std::filesystem::path folder) { return std::make_unique<FolderSource>(std::move(folder)); }

Result<std::unique_ptr<Source>> open_server(Server server) {
  constexpr std::string_view scheme = "https://";
  std::string_view rest = server.url;
  if (!rest.starts_with(scheme)) return fail(AuditError::bad_argument, server.url);
  rest.remove_prefix(scheme.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  auto address = wire::split_address(rest.substr(0, slash));
  if (!address) return fail(AuditError::bad_argument, server.url);
  std::string prefix(rest.substr(slash));
  while (prefix.ends_with('/')) prefix.pop_back();
  return std::make_unique<ServerSource>(std::move(server), std::move(*address), std::move(prefix));
}

}  // namespace valise::audit
