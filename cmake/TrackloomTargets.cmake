# What every target of the project shares, and how its plugins and tests are made.
include(${CMAKE_CURRENT_LIST_DIR}/TrackloomAddPlugin.cmake)

# Warnings are errors for our own code; sanitizers as configured.
add_library(trackloom_options INTERFACE)
target_compile_options(trackloom_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow>
  $<$<AND:$<BOOL:${TRACKLOOM_WERROR}>,$<COMPILE_LANGUAGE:CXX>>:-Werror>
  # g++ 12 sees overlaps where text + std::string&& is inlined (GCC bug 105651).
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>
  # Without -Wpedantic: nvcc's own line markers are not pedantic.
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra,-Wshadow,-Wno-restrict>
  $<$<AND:$<BOOL:${TRACKLOOM_WERROR}>,$<COMPILE_LANGUAGE:CUDA>>:-Werror=all-warnings>)
if(TRACKLOOM_SANITIZER STREQUAL "address")
  # vptr: oneTBB's headers cast a task to its class after its destructor has run
  # (graph_task::destruct_and_deallocate), which that check takes for a wrong class.
  target_compile_options(trackloom_options INTERFACE -fsanitize=address,undefined
                         -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(trackloom_options INTERFACE -fsanitize=address,undefined)
elseif(TRACKLOOM_SANITIZER STREQUAL "thread")
  target_compile_options(trackloom_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(trackloom_options INTERFACE -fsanitize=thread)
endif()

# trackloom_add_test(NAME SOURCES a.cpp [LIBRARIES lib...]): a doctest executable, one ctest test.
function(trackloom_add_test name)
  cmake_parse_arguments(T "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${T_SOURCES} ${PROJECT_SOURCE_DIR}/tests/main.cpp)
  target_link_libraries(${name} PRIVATE doctest::doctest trackloom ${T_LIBRARIES} trackloom_options)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE TRACKLOOM_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             TRACKLOOM_BINARY_DIR="${CMAKE_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
  if(TRACKLOOM_SANITIZER STREQUAL "address")
    set_tests_properties(${name} PROPERTIES ENVIRONMENT
                         "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp")
  endif()
endfunction()
