# What every target of the house is compiled with.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

add_library(bulwark_options INTERFACE)
target_include_directories(bulwark_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
# The library, not its header-only form: that is compiled again in each file that formats a text, for seven seconds.
target_link_libraries(bulwark_options INTERFACE fmt::fmt)
target_compile_options(bulwark_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # false alarms of g++ 12 over std::string (GCC bug 105651)
  # std::stable_sort of g++ 12's library calls what that library has deprecated, and clang tells whoever sorts.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
target_compile_definitions(bulwark_options INTERFACE _GLIBCXX_ASSERTIONS)
if(BULWARK_SANITIZE)
  target_compile_options(bulwark_options INTERFACE -fsanitize=${BULWARK_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  target_link_options(bulwark_options INTERFACE -fsanitize=${BULWARK_SANITIZE})
endif()
# False alarms of g++ 12, more or fewer as it inlines; the sanitizers and clang-tidy find what is true of them.
target_compile_options(bulwark_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(BULWARK_FUZZ)
  target_compile_options(bulwark_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
# What tests may know: where the source tree and the shared corpus are.
add_library(bulwark_test_support INTERFACE)
target_compile_definitions(bulwark_test_support INTERFACE
  BULWARK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" BULWARK_CORPUS_DIR="${PROJECT_SOURCE_DIR}/../shared/corpus")
# Tests of what runs in parallel; ./dev tsan builds only these.
add_custom_target(concurrent_tests)
