# SPDX-License-Identifier: MIT
# Compiles once what most sources include, for builds of everything from nothing (the preset `asan`).
# The other presets do without, and so show what a source forgets to include.
set(standard_headers
  <algorithm> <chrono> <filesystem> <fstream> <functional> <map> <memory> <optional> <random> <set>
  <sstream> <string> <thread> <vector>)

# The targets of a type in a folder and below it.
function(targets_below result folder type)
  get_property(found DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  set(fitting)
  foreach(target IN LISTS found)
    get_target_property(its_type ${target} TYPE)
    if(its_type STREQUAL type)
      list(APPEND fitting ${target})
    endif()
  endforeach()
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(below IN LISTS folders)
    targets_below(more ${below} ${type})
    list(APPEND fitting ${more})
  endforeach()
  set(${result} ${fitting} PARENT_SCOPE)
endfunction()

# For whoever has enough sources to win by it. Each target compiles the headers with its own options.
function(precompile targets)
  foreach(target IN LISTS targets)
    get_target_property(sources ${target} SOURCES)
    list(LENGTH sources count)
    if(count GREATER 3)
      target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
  endforeach()
endfunction()

foreach(folder IN ITEMS timely_plugin host_demo)
  foreach(type IN ITEMS STATIC_LIBRARY EXECUTABLE)
    targets_below(products ${PROJECT_SOURCE_DIR}/${folder} ${type})
    precompile("${products}" ${standard_headers})
  endforeach()
endforeach()
target_precompile_headers(hif PRIVATE <CLI/CLI.hpp>)
targets_below(tests ${PROJECT_SOURCE_DIR}/tests EXECUTABLE)
precompile("${tests}" ${standard_headers} <gtest/gtest.h>)
