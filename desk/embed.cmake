# cmake -D OUT=FILE.cpp -D FOLDER=dist -P embed.cmake: writes all files of the folder as one table (desk/pages.hpp).
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT files)
set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS files)
  file(READ ${FOLDER}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "const char file_${number}[] = {${bytes}};\n")
  string(APPEND rows "    {\"/${file}\", {file_${number}, sizeof file_${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT} "#include \"desk/pages.hpp\"

namespace valise::desk {
namespace {
${arrays}
const Page table[] = {
${rows}};
}  // namespace

std::span<const Page> pages() { return table; }

}  // namespace valise::desk
")
