# The catalogue within the binary: controls/**/*.yaml become one generated source file, declared by policy/embedded.h.
# Used twice: included, it defines bulwark_embed_catalogue(); run with `cmake -P`, it writes the file.
if(CMAKE_SCRIPT_MODE_FILE)
  file(STRINGS ${LIST} files)
  set(count 0)
  set(entries "")
  foreach(file IN LISTS files)
    file(RELATIVE_PATH path ${ROOT} ${file})
    file(READ ${file} text)
    string(LENGTH "${text}" length)
    if(length GREATER 60000)
      message(FATAL_ERROR "${path}: ${length} characters are more than one string literal can hold")
    endif()
    string(APPEND entries "    {\"${path}\", R\"~~~(${text})~~~\"},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  file(WRITE ${OUT} "// Generated from controls/ by cmake/embed.cmake.
#include \"policy/embedded.h\"

#include <array>

namespace bulwark::policy {
namespace {

constexpr std::array<EmbeddedFile, ${count}> kFiles{{
${entries}}};

}  // namespace

std::span<const EmbeddedFile> embedded_controls() { return kFiles; }

}  // namespace bulwark::policy
")
  return()
endif()

function(bulwark_embed_catalogue)
  set(root ${PROJECT_SOURCE_DIR}/controls)
  set(list ${PROJECT_BINARY_DIR}/catalogue_files.txt)
  set(out ${PROJECT_BINARY_DIR}/catalogue_data.cpp)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${root}/*.yaml)
  list(SORT files)
  string(REPLACE ";" "\n" lines "${files}")
  file(CONFIGURE OUTPUT ${list} CONTENT "${lines}\n" @ONLY)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DLIST=${list} -DROOT=${root} -DOUT=${out} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${list} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding the catalogue")
  add_library(bulwark_catalogue_data STATIC ${out})
  target_link_libraries(bulwark_catalogue_data PUBLIC bulwark_options)
endfunction()
