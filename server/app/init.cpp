#include "server/app/init.hpp"

#include <sys/stat.h>

#include "base/text_encoding.hpp"
#include "keys/crypto/private_file.hpp"
#include "server/app/app_error.hpp"
#include "server/app/keys.hpp"

namespace valise::server::app {
namespace {

using base::fail;
using base::Result;
namespace fs = std::filesystem;

Result<> make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    const bool empty = fs::is_directory(folder, error) && fs::is_empty(folder, error);
    if (error || !empty) return fail(AppError::already_there, folder.string());
  } else if (!fs::create_directories(folder, error)) {
    return fail(AppError::cannot_create, folder.string());
  }
  if (::chmod(folder.c_str(), 0700) != 0) return fail(AppError::cannot_create, folder.string());
  return {};
}

}  // namespace

std::string json_text(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (byte < 0x20) {
      out.append("\\u00").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string announcement_json(const Announcement& announcement) {
  std::string out = "{";
  out.append("\"name\":").append(json_text(announcement.name));
  out.append(",\"address\":").append(json_text(announcement.address));
  out.append(",\"tls_spki_sha256\":").append(json_text(base::to_hex(announcement.relay.view())));
  out.append(",\"log_public_key\":").append(json_text(base::to_hex(announcement.log_key.view())));
  out.append(",\"log_origin\":").append(json_text(announcement.log_origin));
  return out + "}\n";
}

Result<Initialised> init_relay(const Config& config, const std::string& public_address, base::Random& random) {
  if (auto made = make_folder(config.data_dir); !made) return pass_on(made);
  auto relay = wire::create_tls_identity(config.tls_key(), config.tls_certificate(), config.name);
  if (!relay) return pass_on(relay);
  auto log_key = create_log_key(config.log_key(), random);
  if (!log_key) return pass_on(log_key);
  if (auto created = create_database_key(config.database_key(), random); !created) return pass_on(created);
  Initialised made{.announcement = {.name = config.name,
                                    .address = public_address,
                                    .relay = *relay,
                                    .log_key = *log_key,
                                    .log_origin = config.origin},
                   .config_file = config.data_dir / "valised.toml",
                   .announcement_file = config.data_dir / "relay-announcement.json"};
  auto written = crypto::write_private_file(made.announcement_file, announcement_json(made.announcement));
  if (!written) return pass_on(written);
  // Last, so that a folder with a configuration is complete.
  written = crypto::write_private_file(made.config_file, config_text(config));
  if (!written) return pass_on(written);
  return made;
}

}  // namespace valise::server::app
