# LibTorch for the gnn_torch plugin: the target TrackloomTorch::torch, or TrackloomTorch_FOUND = FALSE
# with the reason in TrackloomTorch_WHY.
#
# Looks for torch/torch.h, libtorch_cpu and libc10 in CMAKE_PREFIX_PATH, where an entry is the torch
# folder of an unzipped wheel, the folder that holds it, or an unzipped libtorch archive. Torch's own
# CMake package is not used: it wants a CUDA toolkit wherever the build knows CUDA, and only the CPU
# libraries are linked here.
#
# A build with CUDA needs two small run-time libraries even on the CPU (libcudart, libcupti). They
# are taken from TRACKLOOM_CUDA_RUNTIME_DIR, the nvidia wheels unzipped beside torch, or a toolkit.
set(TRACKLOOM_CUDA_RUNTIME_DIR "" CACHE PATH "Folder with the libcudart and libcupti that torch needs")

set(layouts . torch libtorch)
list(TRANSFORM layouts APPEND /include/torch/csrc/api/include OUTPUT_VARIABLE api_layouts)
list(TRANSFORM layouts APPEND /include OUTPUT_VARIABLE include_layouts)
list(TRANSFORM layouts APPEND /lib OUTPUT_VARIABLE library_layouts)
find_path(TrackloomTorch_API_DIR torch/torch.h PATH_SUFFIXES ${api_layouts})
find_path(TrackloomTorch_INCLUDE_DIR ATen/ATen.h PATH_SUFFIXES ${include_layouts})
find_library(TrackloomTorch_CPU_LIBRARY torch_cpu PATH_SUFFIXES ${library_layouts})
find_library(TrackloomTorch_C10_LIBRARY c10 PATH_SUFFIXES ${library_layouts})
mark_as_advanced(TrackloomTorch_API_DIR TrackloomTorch_INCLUDE_DIR TrackloomTorch_CPU_LIBRARY
                 TrackloomTorch_C10_LIBRARY)

set(TrackloomTorch_FOUND TRUE)
set(TrackloomTorch_WHY "")
foreach(part API_DIR INCLUDE_DIR CPU_LIBRARY C10_LIBRARY)
  if(NOT TrackloomTorch_${part})
    set(TrackloomTorch_FOUND FALSE)
    set(TrackloomTorch_WHY "no torch/torch.h, libtorch_cpu and libc10 in CMAKE_PREFIX_PATH")
  endif()
endforeach()

# The CUDA run-time libraries are those that libtorch_cpu names and the system does not have.
set(TrackloomTorch_RPATH "")
set(cuda_libraries "")
if(TrackloomTorch_FOUND)
  get_filename_component(torch_lib ${TrackloomTorch_CPU_LIBRARY} DIRECTORY)
  list(APPEND TrackloomTorch_RPATH ${torch_lib})
  find_program(TrackloomTorch_OBJDUMP NAMES objdump)
  mark_as_advanced(TrackloomTorch_OBJDUMP)
  set(needed "")
  if(TrackloomTorch_OBJDUMP)
    execute_process(COMMAND ${TrackloomTorch_OBJDUMP} -p ${TrackloomTorch_CPU_LIBRARY}
                    OUTPUT_VARIABLE dynamic ERROR_QUIET)
    string(REGEX MATCHALL "NEEDED +lib(cudart|cupti)[^ \n]*" needed "${dynamic}")
    list(TRANSFORM needed REPLACE "NEEDED +" "")
  endif()
  file(GLOB beside ${torch_lib}/../../nvidia/cu*/lib)
  foreach(name ${needed})
    find_file(TrackloomTorch_${name} ${name}
              HINTS ${TRACKLOOM_CUDA_RUNTIME_DIR} ${torch_lib} ${beside}
              PATHS /usr/local/cuda/lib64 /usr/local/cuda/extras/CUPTI/lib64 /usr/lib/x86_64-linux-gnu
              $ENV{CUDA_HOME}/lib64 $ENV{CUDA_HOME}/extras/CUPTI/lib64)
    mark_as_advanced(TrackloomTorch_${name})
    if(TrackloomTorch_${name})
      list(APPEND cuda_libraries ${TrackloomTorch_${name}})
      get_filename_component(folder ${TrackloomTorch_${name}} DIRECTORY)
      get_filename_component(folder ${folder} ABSOLUTE)
      list(APPEND TrackloomTorch_RPATH ${folder})
    else()
      set(TrackloomTorch_FOUND FALSE)
      set(TrackloomTorch_WHY "this libtorch_cpu needs ${name}, which is neither beside torch nor in a \
CUDA toolkit; name its folder with TRACKLOOM_CUDA_RUNTIME_DIR, or use a CPU build of torch")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES TrackloomTorch_RPATH)
endif()

if(TrackloomTorch_FOUND AND NOT TARGET TrackloomTorch::torch)
  add_library(TrackloomTorch::c10 SHARED IMPORTED)
  set_target_properties(TrackloomTorch::c10 PROPERTIES
                        IMPORTED_LOCATION ${TrackloomTorch_C10_LIBRARY})
  add_library(TrackloomTorch::torch SHARED IMPORTED)
  set_target_properties(TrackloomTorch::torch PROPERTIES
                        IMPORTED_LOCATION ${TrackloomTorch_CPU_LIBRARY}
                        IMPORTED_LINK_DEPENDENT_LIBRARIES "${cuda_libraries}"
                        INTERFACE_INCLUDE_DIRECTORIES
                        "${TrackloomTorch_API_DIR};${TrackloomTorch_INCLUDE_DIR}")
  # DT_RPATH rather than DT_RUNPATH: it is searched for libtorch_cpu's own needs too.
  foreach(folder ${TrackloomTorch_RPATH})
    list(APPEND rpath_options "LINKER:-rpath,${folder}" "LINKER:-rpath-link,${folder}")
  endforeach()
  set_property(TARGET TrackloomTorch::torch PROPERTY INTERFACE_LINK_OPTIONS
               "LINKER:--disable-new-dtags;${rpath_options}")
  set_property(TARGET TrackloomTorch::torch PROPERTY INTERFACE_LINK_LIBRARIES TrackloomTorch::c10)
endif()
