# What `cmake --install` puts where. The program finds its data beside itself (../share/arioso) and the
# library by RUNPATH (../lib), so an installed tree may be moved.
if(NOT TARGET arioso)
    return()
endif()
include(CMakePackageConfigHelpers)

set(arioso_tools)
foreach(tool corpus train eval bench)
    if(TARGET arioso-${tool})
        list(APPEND arioso_tools arioso-${tool})
    endif()
endforeach()
# A LibTorch outside the system's folders is found again after installation.
set_target_properties(arioso ${arioso_tools} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS arioso RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS arioso_show LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET arioso_writer)
    install(TARGETS arioso_writer LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
# Optional: a build of the program alone, as tools/quickstart makes it, installs too.
foreach(tool ${arioso_tools})
    install(TARGETS ${tool} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} OPTIONAL)
endforeach()

if(TARGET arioso_engine)
    set_target_properties(arioso_engine PROPERTIES
        EXPORT_NAME arioso INSTALL_RPATH_USE_LINK_PATH ON
        PUBLIC_HEADER "${PROJECT_SOURCE_DIR}/src/api/arioso.h;${PROJECT_SOURCE_DIR}/src/api/arioso.hpp")
    install(TARGETS arioso_engine EXPORT AriosoTargets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        PUBLIC_HEADER DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/arioso)

    set(arioso_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Arioso)
    install(EXPORT AriosoTargets NAMESPACE Arioso:: DESTINATION ${arioso_cmake_dir})
    configure_package_config_file(cmake/AriosoConfig.cmake.in
        ${PROJECT_BINARY_DIR}/AriosoConfig.cmake INSTALL_DESTINATION ${arioso_cmake_dir}
        PATH_VARS CMAKE_INSTALL_DATADIR)
    write_basic_package_version_file(${PROJECT_BINARY_DIR}/AriosoConfigVersion.cmake
        COMPATIBILITY SameMinorVersion)
    install(FILES ${PROJECT_BINARY_DIR}/AriosoConfig.cmake
        ${PROJECT_BINARY_DIR}/AriosoConfigVersion.cmake DESTINATION ${arioso_cmake_dir})
    file(RELATIVE_PATH arioso_prefix_from_pkgconfig
        ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
    configure_file(cmake/arioso.pc.in ${PROJECT_BINARY_DIR}/arioso.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/arioso.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/arioso)
install(DIRECTORY models/weights DESTINATION ${CMAKE_INSTALL_DATADIR}/arioso/models OPTIONAL)
install(DIRECTORY samples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES src/cli/arioso.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES src/cli/completions/arioso.bash
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME arioso)
install(FILES src/cli/completions/_arioso DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES src/cli/completions/arioso.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
