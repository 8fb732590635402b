# What a packager and a stranger's build see.
if(TARGET arioso)
    add_test(NAME install.documented COMMAND ${CMAKE_CURRENT_LIST_DIR}/documented.sh
        $<TARGET_FILE:arioso> ${PROJECT_SOURCE_DIR})
endif()
# A stranger's program is not built with our sanitizers, and could not load a library that is.
if(TARGET arioso_engine AND NOT ARIOSO_SANITIZE)
    add_test(NAME install.use COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh
        ${PROJECT_BINARY_DIR} ${CMAKE_CURRENT_BINARY_DIR}/small_models ${PROJECT_VERSION})
    set_tests_properties(install.use PROPERTIES FIXTURES_REQUIRED small_models)
endif()
