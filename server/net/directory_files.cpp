#include "server/net/directory_files.hpp"

#include "server/net/http_guard.hpp"

namespace valise::server::net {
namespace {

constexpr std::string_view kPrefix = "/v1/directory/";
// Memory of a bundle of 256 entries; of most it is a hundredth.
constexpr std::size_t kBundle = 4 * 1024 * 1024;

// A shared cache may keep what is public anyway; a member's own may keep the rest.
std::string cache_control(bool immutable, bool everybodys) {
  const std::string whose = everybodys ? "public" : "private";
  return whose + (immutable ? ", max-age=31536000, immutable" : ", max-age=2");
}

}  // namespace

bool DirectoryFiles::owns(std::string_view target) { return target.starts_with(kPrefix); }

asio::awaitable<void> DirectoryFiles::answer(wire::HttpExchange& exchange) {
  const auto visitor = receive(relay_, exchange, kBundle);
  if (visitor.refused != 0) {
    auto sent = co_await exchange.respond(refusal_head(visitor), {});
    static_cast<void>(sent);
    co_return;
  }
  const bool allowed = relay_.directory_public || visitor.device;
  auto file = allowed ? co_await find(exchange.request()) : File{.status = 401, .body = {}, .type = {}};
  relay_.keeper.charge(visitor.account, Metered::traffic, file.body.size());
  wire::HttpResponseHead head{.status = file.status, .headers = {}};
  if (file.status == 200) {
    head.headers.add("Content-Type", std::move(file.type));
    head.headers.add("Cache-Control", cache_control(file.immutable, relay_.directory_public));
  }
  if (file.status == 401) head.headers.add("WWW-Authenticate", "Bearer");
  if (file.status == 405) head.headers.add("Allow", "GET");
  auto sent = co_await exchange.respond(std::move(head), std::move(file.body));
  static_cast<void>(sent);  // the listener closes what is broken
}

asio::awaitable<DirectoryFiles::File> DirectoryFiles::find(const wire::HttpRequestHead& request) {
  if (request.method != "GET") co_return File{.status = 405, .body = {}, .type = {}};
  const auto name = std::string_view(request.target).substr(kPrefix.size());
  const auto& served = relay_.directory.served();
  if (name == "checkpoint") {
    co_return File{.status = 200, .body = base::to_bytes(std::string_view(served.format())), .type = "text/plain; charset=utf-8"};
  }
  const auto tile = directory::Tile::parse(name);
  if (!tile || !tile->is_in(served.head().size)) co_return File{};
  if (!tile->level) co_return co_await bundle(*tile);
  co_return File{.status = 200,
                 .body = directory::hash_tile(relay_.directory.tree(), *tile),
                 .type = "application/octet-stream",
                 .immutable = true};
}

asio::awaitable<DirectoryFiles::File> DirectoryFiles::bundle(directory::Tile tile) {
  File file{.status = 200, .body = {}, .type = "application/octet-stream", .immutable = true};
  const auto first = tile.index * directory::tile_width;
  const auto end = first + tile.width;
  for (auto next = first; next < end;) {
    auto page = co_await relay_.directory.page(next, static_cast<std::uint32_t>(end - next), end);
    if (!page || page->entries.empty()) co_return File{.status = 503, .body = {}, .type = {}};
    for (const auto& entry : page->entries) {
      if (!directory::append_entry(file.body, entry)) co_return File{.status = 500, .body = {}, .type = {}};
    }
    next += page->entries.size();
  }
  co_return file;
}

}  // namespace valise::server::net
