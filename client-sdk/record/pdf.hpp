// The page on paper: WeasyPrint, which deploy/install-deps.sh installs, makes the PDF.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace valise::sdk::record {

// pdf_of gives the PDF of a page that needs no other file. Fails with no_pdf_program.
[[nodiscard]] base::Result<base::Bytes> pdf_of(std::string_view page);

}  // namespace valise::sdk::record
