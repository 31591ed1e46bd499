#include "server/app/incarnation.hpp"

#include "base/text_encoding.hpp"
#include "keys/crypto/private_file.hpp"
#include "server/app/app_error.hpp"

namespace valise::server::app {
namespace {

std::filesystem::path file_of(const std::filesystem::path& data_dir) { return data_dir / "incarnation"; }

}  // namespace

base::Result<> new_incarnation(const std::filesystem::path& data_dir, base::Random& random) {
  const auto drawn = random.array<net::kIncarnationSize>();
  return crypto::replace_private_file(file_of(data_dir), base::to_hex(drawn) + "\n");
}

base::Result<net::Incarnation> load_incarnation(const std::filesystem::path& data_dir, base::Random& random) {
  const auto file = file_of(data_dir);
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) {
    if (auto drawn = new_incarnation(data_dir, random); !drawn) return pass_on(drawn);
  }
  auto text = crypto::read_private_file(file, 256, crypto::Permissions::any);
  if (!text) return pass_on(text);
  if (text->ends_with('\n')) text->pop_back();
  const auto bytes = base::parse_hex(*text);
  if (!bytes || bytes->size() != net::kIncarnationSize) return base::fail(AppError::bad_value, file.string());
  net::Incarnation out{};
  std::ranges::copy(*bytes, out.begin());
  return out;
}

}  // namespace valise::server::app
