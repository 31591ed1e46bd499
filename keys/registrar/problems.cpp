#include "keys/registrar/problems.hpp"

#include <algorithm>
#include <tuple>

namespace valise::registrar {

std::string Problem::text() const {
  auto out = file;
  if (line > 0) out += ':' + std::to_string(line);
  out += ": ";
  if (!field.empty()) out += field + ": ";
  return out + reason;
}

void in_order(Problems& problems) {
  std::ranges::sort(problems, {}, [](const Problem& p) { return std::tie(p.file, p.line, p.field, p.reason); });
}

}  // namespace valise::registrar
