// The sealed package: files, a manifest with the hash of each, and the exporting device's signature over the manifest. As a
// folder or as one ZIP file.
#pragma once

#include <filesystem>

#include "client-sdk/record/record.hpp"
#include "client-sdk/record/zip.hpp"
#include "keys/crypto/ed25519.hpp"

namespace valise::sdk::record {

inline constexpr const char* kManifest = "manifest.json";
inline constexpr const char* kSeal = "manifest.sig";
inline constexpr const char* kRecord = "record.json";
inline constexpr const char* kEvidence = "evidence.json";
inline constexpr const char* kPage = "record.html";
inline constexpr const char* kPdf = "record.pdf";

// seal adds manifest and signature.
void seal(Files& files, const Record& record, const crypto::SigningKey& key);

// FileFault is a file that is not as the manifest has it.
struct FileFault {
  enum class Kind { altered, missing, extra };
  Kind kind = Kind::altered;
  std::string name;
};
// faults_of compares the files with the manifest. Fails with package_malformed if there is none that can be read.
[[nodiscard]] base::Result<std::vector<FileFault>> faults_of(const Files& files);
// seal_holds tells whether the signature over the manifest is this key's.
[[nodiscard]] bool seal_holds(const Files& files, const crypto::VerifyKey& key);

// write_package makes a new folder, or for a name that ends in ".zip" a new file, complete or not at all. Fails with
// package_too_large, file_unwritable; never over something that exists.
[[nodiscard]] base::Result<> write_package(const Files& files, const std::filesystem::path& out);
// read_package reads either. Fails with package_missing, package_malformed, package_too_large.
[[nodiscard]] base::Result<Files> read_package(const std::filesystem::path& path);

}  // namespace valise::sdk::record
