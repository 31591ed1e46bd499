#include <openssl/ssl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/wire/loopback.hpp"

namespace valise::wire::testing {
namespace {

namespace fs = std::filesystem;
using TlsTest = Loopback;
using std::chrono_literals::operator""ms;

struct Folder {
  Folder() { path = ::mkdtemp(name); }
  ~Folder() { fs::remove_all(path); }
  char name[32] = "/tmp/valise-tls-XXXXXX";
  fs::path path;
};

// OpenSSL's own blocking client, so that it does not share our settings. Gives the negotiated version, 0 if the handshake failed.
int foreign_handshake(std::uint16_t port, int max_version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_max_proto_version(context, max_version);
  BIO* bio = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
  SSL* ssl = nullptr;
  BIO_get_ssl(bio, &ssl);
  const int version = BIO_do_handshake(bio) == 1 ? SSL_version(ssl) : 0;
  BIO_free_all(bio);
  SSL_CTX_free(context);
  return version;
}

TEST_F(TlsTest, OlderThanTls13IsRefused) {
  listen();
  int old = -1;
  int current = -1;
  std::atomic<bool> ended = false;
  std::thread client([&, port = listener->port()] {
    old = foreign_handshake(port, TLS1_2_VERSION);
    current = foreign_handshake(port, TLS1_3_VERSION);
    ended = true;
  });
  run([](Loopback* self, const std::atomic<bool>& ended) -> asio::awaitable<void> {
    while (!ended) co_await self->pause(5ms);
  }(this, ended));
  listener.reset();
  client.join();
  EXPECT_EQ(old, 0);
  EXPECT_EQ(current, TLS1_3_VERSION);
}

TEST_F(TlsTest, SilentClientIsDroppedAtTheHandshakeDeadline) {
  ListenerOptions options;
  options.handshake_timeout = 50ms;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    asio::ip::tcp::socket socket(self->io);
    const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), self->listener->port());
    co_await socket.async_connect(endpoint, asio::use_awaitable);
    char byte = 0;
    auto [error, size] = co_await socket.async_read_some(asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
    EXPECT_EQ(error, asio::error::eof);
    EXPECT_EQ(self->listener->connections(), 0U);
  }(this));
}

TEST_F(TlsTest, ConnectionsAboveTheLimitAreClosedAtOnce) {
  ListenerOptions options;
  options.door.connections = 1;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    auto first = co_await self->dial();
    EXPECT_TRUE(first);
    auto second = co_await self->dial();
    EXPECT_FALSE(second);
  }(this));
}

TEST(TlsIdentity, WrittenFilesLoadAgainAndAreNotOverwritten) {
  const Folder folder;
  const auto key = folder.path / "tls.key";
  const auto certificate = folder.path / "tls.crt";
  const auto id = create_tls_identity(key, certificate, "vienna-1");
  ASSERT_TRUE(id) << id.error().message();
  struct stat info{};
  ASSERT_EQ(::stat(key.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  const auto loaded = TlsServerContext::load(key, certificate);
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(loaded->relay_id(), *id);
  EXPECT_FALSE(create_tls_identity(key, certificate, "vienna-1"));
}

TEST(TlsIdentity, ForeignCertificateAndMissingFilesAreRefused) {
  const Folder folder;
  ASSERT_TRUE(create_tls_identity(folder.path / "a.key", folder.path / "a.crt", "a"));
  ASSERT_TRUE(create_tls_identity(folder.path / "b.key", folder.path / "b.crt", "b"));
  const auto mixed = TlsServerContext::load(folder.path / "a.key", folder.path / "b.crt");
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().code, WireError::bad_certificate);
  const auto missing = TlsServerContext::load(folder.path / "c.key", folder.path / "a.crt");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().context, (folder.path / "c.key").string());
}

}  // namespace
}  // namespace valise::wire::testing
