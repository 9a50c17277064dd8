# SPDX-License-Identifier: MIT
# The symbols that LIBRARY defines for others must be those of EXPECTED, one a line.
execute_process(COMMAND ${NM} --dynamic --defined-only --format=posix ${LIBRARY}
                OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${text}")
set(names)
foreach(line IN LISTS lines)
  string(REGEX MATCH "^[^ @]+" name "${line}")
  if(NOT name STREQUAL "HIF") # the version node itself
    list(APPEND names ${name})
  endif()
endforeach()
list(SORT names)
list(JOIN names "\n" found)
file(READ ${EXPECTED} wanted)
string(STRIP "${wanted}" wanted)
if(NOT found STREQUAL wanted)
  message(FATAL_ERROR "${LIBRARY} exports\n${found}\nwhere ${EXPECTED} lists\n${wanted}\n"
                      "A package exports its entry alone: see exports.map.")
endif()
