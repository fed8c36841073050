# nastavnik_library(NAME DEPENDS lib...)   every .cc of the calling folder as one static library
# nastavnik_program(NAME DEPENDS lib...)   every .cc of the calling folder as one executable
# nastavnik_test(NAME LABELS l... DEPENDS lib... [TIMEOUT s] [SERIAL])
#                                          every .cc of the calling folder as one Catch2 binary and one ctest entry
# nastavnik_teeth(TEST FAULT case)         the case of that test must fail while the bug FAULT is planted; without
#                                          NASTAVNIK_PLANTED_FAULTS nothing
function(nastavnik_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC ${arg_DEPENDS})
    precompiled_headers(${name} base)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_DEPENDS})
  endif()
endfunction()

function(nastavnik_program name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS})
  precompiled_headers(${name} base)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

function(nastavnik_test name)
  cmake_parse_arguments(arg "SERIAL" "TIMEOUT" "LABELS;DEPENDS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} Catch2::Catch2WithMain)
  precompiled_headers(${name} test)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${arg_SERIAL}
    ENVIRONMENT "NASTAVNIK_BUILD_DIR=${CMAKE_BINARY_DIR};NASTAVNIK_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
endfunction()

function(nastavnik_teeth test fault case)
  if(NASTAVNIK_PLANTED_FAULTS)
    add_test(NAME ${test}_teeth_${fault} COMMAND ${test} ${case} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${test}_teeth_${fault} PROPERTIES LABELS teeth TIMEOUT 120
      PASS_REGULAR_EXPRESSION "assertions: .*[1-9][0-9]* failed"  # a test that cannot even start shows nothing
      ENVIRONMENT "NASTAVNIK_FAULT=${fault};NASTAVNIK_BUILD_DIR=${CMAKE_BINARY_DIR};NASTAVNIK_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
  endif()
endfunction()
