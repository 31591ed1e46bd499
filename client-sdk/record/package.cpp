#include "client-sdk/record/package.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <set>

#include "base/text_encoding.hpp"
#include "client-sdk/record/error.hpp"
#include "client-sdk/record/json.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::record {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr crypto::Label kSealLabel = "record of exchange";

std::string digest_of(base::ByteView bytes) { return base::to_hex(crypto::Sha256::of(bytes)); }

std::uint64_t total_of(const Files& files) {
  std::uint64_t out = 0;
  for (const auto& [name, content] : files) out += content.size();
  return out;
}

base::Result<> write_file(const fs::path& file, base::ByteView bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  return out.good() ? base::Result<>{} : base::fail(RecordError::file_unwritable, file.string());
}

base::Result<base::Bytes> read_file(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed) return base::fail(RecordError::package_missing, file.string());
  if (size > kLargestPackage) return base::fail(RecordError::package_too_large, file.string());
  base::Bytes out(size);
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
  if (!in) return base::fail(RecordError::package_missing, file.string());
  return out;
}

base::Result<> write_folder(const Files& files, const fs::path& folder) {
  for (const auto& [name, content] : files) {
    std::error_code failed;
    fs::create_directories((folder / name).parent_path(), failed);
    if (failed) return base::fail(RecordError::file_unwritable, folder.string());
    if (auto written = write_file(folder / name, content); !written) return written;
  }
  return {};
}

// Links would let a package show other files than it holds.
base::Result<Files> read_folder(const fs::path& folder) {
  Files out;
  std::uint64_t total = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
    if (it->is_symlink()) return base::fail(RecordError::package_malformed, it->path().filename().string());
    if (it->is_directory()) continue;
    auto content = read_file(it->path());
    if (!content) return base::pass_on(content);
    total += content->size();
    if (total > kLargestPackage) return base::fail(RecordError::package_too_large);
    out.emplace(fs::relative(it->path(), folder).generic_string(), std::move(*content));
  }
  if (failed) return base::fail(RecordError::package_missing, folder.string());
  return out;
}

}  // namespace

void seal(Files& files, const Record& record, const crypto::SigningKey& key) {
  json::array list;
  for (const auto& [name, content] : files) {
    list.push_back(json::object{{"path", name}, {"size", content.size()}, {"sha256", digest_of(content)}});
  }
  const json::object manifest{{"v", 1},
                              {"type", "valise-record"},
                              {"room", record.room},
                              {"exporter", record.exporter.device},
                              {"exported_at", time_text(record.exported_at)},
                              {"directory", record.directory},
                              {"files", std::move(list)}};
  auto bytes = base::to_bytes(json::serialize(manifest) + "\n");
  files[kSeal] = base::to_bytes(base::to_base64(crypto::sign_labelled(key, kSealLabel, bytes)));
  files[kManifest] = std::move(bytes);
}

base::Result<std::vector<FileFault>> faults_of(const Files& files) {
  const auto found = files.find(kManifest);
  const auto manifest = found == files.end() ? std::nullopt : parse_object(found->second);
  if (!manifest) return base::fail(RecordError::package_malformed);
  std::vector<FileFault> out;
  std::set<std::string> named{kManifest, kSeal};
  try {
    for (const auto& value : manifest->at("files").as_array()) {
      const std::string name(value.at("path").as_string());
      named.insert(name);
      const auto file = files.find(name);
      if (file == files.end()) {
        out.push_back({FileFault::Kind::missing, name});
      } else if (digest_of(file->second) != std::string_view(value.at("sha256").as_string())) {
        out.push_back({FileFault::Kind::altered, name});
      }
    }
  } catch (const std::exception&) {
    return base::fail(RecordError::package_malformed);
  }
  for (const auto& [name, content] : files) {
    if (!named.contains(name)) out.push_back({FileFault::Kind::extra, name});
  }
  return out;
}

bool seal_holds(const Files& files, const crypto::VerifyKey& key) {
  const auto manifest = files.find(kManifest);
  const auto seal = files.find(kSeal);
  if (manifest == files.end() || seal == files.end()) return false;
  const auto signature = base::parse_base64(base::as_text(seal->second));
  return signature && crypto::verify_labelled(key, kSealLabel, manifest->second, *signature).has_value();
}

base::Result<> write_package(const Files& files, const fs::path& out) {
  std::error_code failed;
  if (fs::exists(out, failed)) return base::fail(RecordError::file_unwritable, out.string());
  if (total_of(files) > kLargestPackage) return base::fail(RecordError::package_too_large);
  fs::path partial = out;
  partial += ".partial";
  fs::remove_all(partial, failed);
  auto written = out.extension() == ".zip" ? write_file(partial, make_zip(files)) : write_folder(files, partial);
  if (written) {
    fs::rename(partial, out, failed);
    if (!failed) return {};
    written = base::fail(RecordError::file_unwritable, out.string());
  }
  fs::remove_all(partial, failed);
  return written;
}

base::Result<Files> read_package(const fs::path& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) return read_folder(path);
  auto bytes = read_file(path);
  if (!bytes) return base::pass_on(bytes);
  return read_zip(*bytes);
}

}  // namespace valise::sdk::record
