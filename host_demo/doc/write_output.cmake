# SPDX-License-Identifier: MIT
# Writes what COMMAND (a list) prints to OUT.
execute_process(COMMAND ${COMMAND} OUTPUT_FILE ${OUT}.new RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${COMMAND} failed: ${result}")
endif()
file(RENAME ${OUT}.new ${OUT})
