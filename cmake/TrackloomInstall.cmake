# What `cmake --install` puts beside the executable and the plugins, which install themselves:
#   include/trackloom/{trackloom,event_data}/*.hpp   one include folder for both
#   lib/libtrackloom.so, lib/libtrackloom_event_data.so, lib/cmake/Trackloom/
#   share/trackloom/   events, maps, weights, detector; pipelines/
# The layout is found from the library's own place, so that a prefix can be moved as a whole.
include(CMakePackageConfigHelpers)

install(TARGETS trackloom trackloom_event_data EXPORT TrackloomTargets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/include/trackloom
        DESTINATION ${TRACKLOOM_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/plugins/event_data
        DESTINATION ${TRACKLOOM_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Trackloom)
set(TRACKLOOM_INSTALLED_EXECUTABLE ${CMAKE_INSTALL_BINDIR}/trackloom)
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/TrackloomConfig.cmake.in
  ${CMAKE_BINARY_DIR}/cmake/TrackloomConfig.cmake INSTALL_DESTINATION ${package_dir}
  PATH_VARS TRACKLOOM_INSTALLED_EXECUTABLE)
# Before 1.0 a minor version may change the plugin ABI.
write_basic_package_version_file(${CMAKE_BINARY_DIR}/cmake/TrackloomConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(EXPORT TrackloomTargets NAMESPACE Trackloom:: DESTINATION ${package_dir})
install(FILES ${CMAKE_BINARY_DIR}/cmake/TrackloomConfig.cmake
        ${CMAKE_BINARY_DIR}/cmake/TrackloomConfigVersion.cmake
        ${PROJECT_SOURCE_DIR}/cmake/TrackloomAddPlugin.cmake DESTINATION ${package_dir})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR}/trackloom)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/pipelines DESTINATION ${CMAKE_INSTALL_DATADIR}/trackloom)
