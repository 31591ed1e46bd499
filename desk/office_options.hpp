// OfficeOptions: where the desk finds what a security officer, or a registrar, works with.
#pragma once

#include <string>
#include <vector>

namespace valise::desk {

struct OfficeOptions {
  std::string folder;                  // the workspace of valise-registrar
  std::vector<std::string> key_files;  // of the authority, or of a registrar, or
  std::vector<std::string> tokens;     // PKCS#11 URIs
  bool proposals_only = false;         // a registrar's
};

}  // namespace valise::desk
