#include "tests/simulation/relay_identity.hpp"

#include "tests/support/temp_folder.hpp"

namespace valise::simulation {
namespace {

// Made for this with `openssl genpkey -algorithm ed25519` and `openssl req -x509`; keeps nothing secret.
constexpr std::string_view kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJgxWjgEFjUKf5p2v9d5hHz0v30wgMfPvbCOPoR3v/L8\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBQDCB86ADAgECAhRoPaliahf3KPfg5X+UEKD2uwQBETAFBgMrZXAwFTETMBEG\n"
    "A1UEAwwKc2ltdWxhdGlvbjAgFw0yNjExMjMxNDIzMTRaGA8yMTI2MTAzMDE0MjMx\n"
    "NFowFTETMBEGA1UEAwwKc2ltdWxhdGlvbjAqMAUGAytlcAMhACzer7c6c/QQcWFM\n"
    "NQWeYwaso4CJR9V+5QjfeTftfYnro1MwUTAdBgNVHQ4EFgQUv4IoHhXpmZ17sSH2\n"
    "JfgVIRW1HNYwHwYDVR0jBBgwFoAUv4IoHhXpmZ17sSH2JfgVIRW1HNYwDwYDVR0T\n"
    "AQH/BAUwAwEB/zAFBgMrZXADQQA7U41OXB6F1kgSo345nFmWeXGbmVU0ZcR+bVMo\n"
    "T0FhKCGxu62tjCYhvX3i3frIHV8MnyypgWNxd+FEYjxhM6oB\n"
    "-----END CERTIFICATE-----\n";

}  // namespace

wire::TlsServerContext relay_identity() {
  const tests::TempFolder folder("simulated-relay");
  tests::write_file(folder / "tls.key", kKey);
  tests::write_file(folder / "tls.crt", kCertificate);
  return wire::TlsServerContext::load(folder / "tls.key", folder / "tls.crt").value();
}

}  // namespace valise::simulation
