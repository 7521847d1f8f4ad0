# What every target of the project shares, and the three kinds of targets there are.

# Warnings are errors for our own code; sanitizers as configured.
add_library(trackloom_options INTERFACE)
target_compile_options(trackloom_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
if(TRACKLOOM_SANITIZER STREQUAL "address")
  target_compile_options(trackloom_options INTERFACE -fsanitize=address,undefined
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(trackloom_options INTERFACE -fsanitize=address,undefined)
elseif(TRACKLOOM_SANITIZER STREQUAL "thread")
  target_compile_options(trackloom_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(trackloom_options INTERFACE -fsanitize=thread)
endif()

set(TRACKLOOM_PLUGIN_DIR ${CMAKE_BINARY_DIR}/lib/trackloom/plugins)

# trackloom_add_plugin(NAME SOURCES a.cpp b.cpp [LIBRARIES lib...])
# A shared library lib/trackloom/plugins/NAME.so with hidden visibility. Its stage classes live in
# an object library NAME_objects, which unit tests link directly.
function(trackloom_add_plugin name)
  cmake_parse_arguments(P "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(${name}_objects OBJECT ${P_SOURCES})
  target_include_directories(${name}_objects PUBLIC ${PROJECT_SOURCE_DIR}/plugins)
  target_link_libraries(${name}_objects PUBLIC trackloom trackloom_event_data ${P_LIBRARIES}
                        PRIVATE trackloom_options)
  add_library(${name} MODULE)
  target_link_libraries(${name} PRIVATE ${name}_objects trackloom_options)
  set_target_properties(${name}_objects PROPERTIES CXX_VISIBILITY_PRESET hidden
                        VISIBILITY_INLINES_HIDDEN ON)
  set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${TRACKLOOM_PLUGIN_DIR}
                        INSTALL_RPATH "$ORIGIN/../..")
  add_dependencies(trackloom_runtime ${name})
  install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/trackloom/plugins)
endfunction()

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
endfunction()
