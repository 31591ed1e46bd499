// Writes the seeds of mls_decoders into the folder that is named: one file per sample of tests/unit/mls/wire_samples.hpp.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/unit/mls/wire_forms.hpp"
#include "tests/unit/mls/wire_samples.hpp"

int main(int argc, char** argv) {
  namespace mls = valise::mls;
  if (argc != 2) return std::fputs("usage: mls_decoder_seeds FOLDER\n", stderr), 2;
  int number = 0;
  for (const auto& [form, bytes] : mls::test::wire_samples()) {
    std::ofstream out(std::filesystem::path(argv[1]) / std::to_string(number++), std::ios::binary);
    out.put(static_cast<char>(mls::test::wire_form_number(form)));
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
}
