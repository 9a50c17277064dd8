# SPDX-License-Identifier: MIT
# Compiles a source that includes HEADER and nothing else, with every compiler in every standard.
function(compile extension compilers standards)
  file(WRITE ${SOURCE}.${extension} "#include <${HEADER}>\nint main(void) { return 0; }\n")
  list(TRANSFORM INCLUDES PREPEND -I OUTPUT_VARIABLE include_options)
  foreach(compiler IN LISTS compilers)
    foreach(standard IN LISTS standards)
      execute_process(
        COMMAND ${compiler} -std=${standard} -Wall -Wextra -Wpedantic -Werror -fsyntax-only
                ${include_options} ${SOURCE}.${extension}
        RESULT_VARIABLE failed)
      if(failed)
        message(SEND_ERROR "<${HEADER}> does not stand alone: ${compiler} -std=${standard}")
      endif()
    endforeach()
  endforeach()
endfunction()

compile(c "${C_COMPILERS}" "${C_STANDARDS}")
compile(cpp "${CXX_COMPILERS}" "${CXX_STANDARDS}")
