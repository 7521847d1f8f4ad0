# Arrow C++ with Parquet for the parquet plugin: the target TrackloomArrow::parquet, or
# TrackloomArrow_FOUND = FALSE with the reason in TrackloomArrow_WHY.
#
# Looks in CMAKE_PREFIX_PATH, where an entry is an unzipped pyarrow wheel, its folder pyarrow, or the
# prefix of an installed Arrow. A wheel names its libraries by version only, without the link that
# find_library looks for, so that the version is read from the headers.
find_path(TrackloomArrow_INCLUDE_DIR parquet/arrow/reader.h
          PATH_SUFFIXES include pyarrow/include)
mark_as_advanced(TrackloomArrow_INCLUDE_DIR)

set(TrackloomArrow_FOUND FALSE)
set(TrackloomArrow_WHY "no parquet/arrow/reader.h in CMAKE_PREFIX_PATH")
if(TrackloomArrow_INCLUDE_DIR)
  file(STRINGS ${TrackloomArrow_INCLUDE_DIR}/arrow/util/config.h config
       REGEX "define ARROW_(SO_VERSION|VERSION_MAJOR) ")
  string(REGEX MATCH "SO_VERSION \"([0-9]+)\"" match "${config}")
  set(so_version "${CMAKE_MATCH_1}")
  string(REGEX MATCH "VERSION_MAJOR ([0-9]+)" match "${config}")
  set(major "${CMAKE_MATCH_1}")
  foreach(part arrow parquet)
    string(TOUPPER ${part} name)
    # Those of the headers' own folder only: another Arrow on the path is another ABI.
    find_library(TrackloomArrow_${name}_LIBRARY NAMES lib${part}.so.${so_version} ${part}
                 PATHS ${TrackloomArrow_INCLUDE_DIR}/.. ${TrackloomArrow_INCLUDE_DIR}/../lib
                       ${TrackloomArrow_INCLUDE_DIR}/../lib/x86_64-linux-gnu NO_DEFAULT_PATH)
    mark_as_advanced(TrackloomArrow_${name}_LIBRARY)
  endforeach()
  if(NOT TrackloomArrow_ARROW_LIBRARY OR NOT TrackloomArrow_PARQUET_LIBRARY)
    set(TrackloomArrow_WHY "no libarrow and libparquet beside ${TrackloomArrow_INCLUDE_DIR}")
  elseif(major LESS 24)
    set(TrackloomArrow_WHY "Arrow ${major} is too old, 24 or newer is needed")
  else()
    set(TrackloomArrow_FOUND TRUE)
    set(TrackloomArrow_WHY "")
  endif()
endif()

if(TrackloomArrow_FOUND AND NOT TARGET TrackloomArrow::parquet)
  get_filename_component(folder ${TrackloomArrow_ARROW_LIBRARY} DIRECTORY)
  get_filename_component(TrackloomArrow_RPATH ${folder} ABSOLUTE)
  add_library(TrackloomArrow::arrow SHARED IMPORTED GLOBAL)
  set_target_properties(TrackloomArrow::arrow PROPERTIES
                        IMPORTED_LOCATION ${TrackloomArrow_ARROW_LIBRARY})
  add_library(TrackloomArrow::parquet SHARED IMPORTED GLOBAL)
  set_target_properties(TrackloomArrow::parquet PROPERTIES
                        IMPORTED_LOCATION ${TrackloomArrow_PARQUET_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${TrackloomArrow_INCLUDE_DIR}
                        INTERFACE_LINK_LIBRARIES TrackloomArrow::arrow)
endif()
