# trackloom_embed_text(TARGET NAMESPACE file...): files of text as constants of the target.
# "a/some_page.html" becomes `std::string_view NAMESPACE::some_page_html` in namespace trackloom, in
# the header "TARGET_text.hpp". Made at build time, when a file has changed.
include_guard(GLOBAL)
set(TRACKLOOM_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_text.cmake)

function(trackloom_embed_text target namespace)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/embedded/${target}_text.hpp)
  set(names ${ARGN})
  list(TRANSFORM names PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE files)
  string(REPLACE ";" "|" joined "${files}")
  add_custom_command(OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -D NAMESPACE=${namespace} -D "FILES=${joined}" -D HEADER=${header}
            -P ${TRACKLOOM_EMBED_SCRIPT}
    DEPENDS ${files} ${TRACKLOOM_EMBED_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()
