# SPDX-License-Identifier: MIT
# Lays out a package folder: cmake -DDATA=manifests/timely -DVERSION=1.0.0 -DPLATFORM=linux-x86_64
#   -DLIBRARY=libtimely_plugin.so -DPACKAGE=…/timely-1.0.0 -P lay_out.cmake
# A host refuses what others may write, so the modes are set whatever the umask is.
set(file_mode OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
set(folder_mode ${file_mode} OWNER_EXECUTE GROUP_EXECUTE WORLD_EXECUTE)

function(place folder)
  file(INSTALL ${ARGN} DESTINATION ${folder} MESSAGE_NEVER
    FILE_PERMISSIONS ${file_mode} DIRECTORY_PERMISSIONS ${folder_mode})
endfunction()

unset(ENV{DESTDIR})  # file(INSTALL) would put it before PACKAGE, which has it already
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${folder_mode})
file(REMOVE_RECURSE ${PACKAGE})
file(GLOB forms ${DATA}/forms/*.json)
place(${PACKAGE} ${LIBRARY} ${DATA}/catalogue.json)
place(${PACKAGE}/forms ${forms})

cmake_path(GET LIBRARY FILENAME LIBRARY_FILE)
set(TIMELY_VERSION ${VERSION})
file(SIZE ${PACKAGE}/${LIBRARY_FILE} LIBRARY_SIZE)
file(SHA256 ${PACKAGE}/${LIBRARY_FILE} LIBRARY_SHA256)
file(SHA256 ${PACKAGE}/catalogue.json CATALOGUE_SHA256)
configure_file(${DATA}/manifest.json.in ${PACKAGE}/manifest.json @ONLY
  FILE_PERMISSIONS ${file_mode})
