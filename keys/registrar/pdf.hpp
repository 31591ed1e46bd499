// PDF from a page, by the program WeasyPrint: accessible (PDF/UA) and with all scripts of the world.
#pragma once

#include "keys/registrar/files.hpp"

namespace valise::registrar {

// print_to_pdf writes `pdf` anew. Fails with pdf_program_missing, pdf_failed.
[[nodiscard]] base::Result<> print_to_pdf(const Path& page, const Path& pdf);

}  // namespace valise::registrar
