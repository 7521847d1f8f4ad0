# trackloom_add_plugin(NAME SOURCES a.cpp b.cpp [LIBRARIES lib...])
# A plugin NAME.so in the build's lib/trackloom/plugins, with hidden visibility; installed to the same
# place under the prefix. Its stage classes live in an object library NAME_objects, which unit tests
# link directly. Used by Trackloom itself and, after find_package(Trackloom), by other projects.
include_guard(GLOBAL)
include(GNUInstallDirs)

set(TRACKLOOM_PLUGIN_DIR ${CMAKE_BINARY_DIR}/lib/trackloom/plugins)

# trackloom_absent_plugin(NAME "reason; what to use in its place"): says in every `plugin 'NAME' is
# not found` why this build has none. A NAME.so that a later build makes takes precedence.
function(trackloom_absent_plugin name reason)
  file(WRITE ${TRACKLOOM_PLUGIN_DIR}/${name}.absent "${reason}\n")
  install(FILES ${TRACKLOOM_PLUGIN_DIR}/${name}.absent
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/trackloom/plugins)
endfunction()

function(trackloom_add_plugin name)
  cmake_parse_arguments(P "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(P_UNPARSED_ARGUMENTS OR NOT P_SOURCES)
    message(FATAL_ERROR "trackloom_add_plugin(NAME SOURCES file... [LIBRARIES library...])")
  endif()
  add_library(${name}_objects OBJECT ${P_SOURCES})
  # Tests link the stages of several plugins, and leave this file out.
  set_source_files_properties(plugin.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_link_libraries(${name}_objects
                        PUBLIC Trackloom::event_data Trackloom::trackloom ${P_LIBRARIES})
  add_library(${name} MODULE)
  target_link_libraries(${name} PRIVATE ${name}_objects)
  if(TARGET trackloom_options)  # inside Trackloom: its warnings and sanitizers
    target_link_libraries(${name}_objects PRIVATE trackloom_options)
    target_link_libraries(${name} PRIVATE trackloom_options)
    add_dependencies(trackloom_runtime ${name})
  endif()
  set_target_properties(${name}_objects PROPERTIES POSITION_INDEPENDENT_CODE ON
                        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  # From lib/trackloom/plugins to lib; a project with another prefix also gets Trackloom's lib.
  set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${TRACKLOOM_PLUGIN_DIR}
                        INSTALL_RPATH "$ORIGIN/../.." INSTALL_RPATH_USE_LINK_PATH ON)
  # A component of its own for what a package cannot bring along (TrackloomPackage.cmake).
  set(component Unspecified)
  if(TrackloomTorch::torch IN_LIST P_LIBRARIES)
    set(component torch)
  elseif(TrackloomArrow::parquet IN_LIST P_LIBRARIES)
    set(component arrow)
  endif()
  install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/trackloom/plugins
          COMPONENT ${component})
endfunction()
