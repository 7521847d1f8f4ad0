# `cpack -B DIR` in a build folder: trackloom-VERSION-Linux-x86_64.tar.gz, which can be unpacked anywhere, and a
# .deb whose dependencies are those of its libraries (dpkg-shlibdeps). Plugins that need LibTorch are
# left out: Debian has none that fits, so that whoever trains builds from source.
set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_NAME trackloom)
set(CPACK_PACKAGE_VENDOR "Trackloom")
set(CPACK_PACKAGE_CONTACT "Trackloom developers <trackloom@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Track reconstruction pipelines with graph neural networks")
set(CPACK_PACKAGE_FILE_NAME trackloom-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# One package of each kind, of everything but the component of LibTorch's plugins.
set(CPACK_COMPONENTS_ALL Unspecified)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib)
include(CPack)
