# What every target of the house is compiled with.
add_library(bulwark_options INTERFACE)
target_include_directories(bulwark_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(bulwark_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
target_compile_definitions(bulwark_options INTERFACE _GLIBCXX_ASSERTIONS FMT_HEADER_ONLY)
if(BULWARK_SANITIZE)
  target_compile_options(bulwark_options INTERFACE -fsanitize=${BULWARK_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  target_link_options(bulwark_options INTERFACE -fsanitize=${BULWARK_SANITIZE})
endif()
# What tests may know: where the source tree and the shared corpus are.
add_library(bulwark_test_support INTERFACE)
target_compile_definitions(bulwark_test_support INTERFACE
  BULWARK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" BULWARK_CORPUS_DIR="${PROJECT_SOURCE_DIR}/../shared/corpus")
