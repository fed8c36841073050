# sql_library(NAME NAMESPACE ns STATEMENTS dir MIGRATIONS dir)
# Turns every dir/verb_subject.sql into `inline constexpr pg::Statement ns::sql::kVerbSubject` and every numbered
# migration into an entry of `ns::Migrations()`. The includer writes #include "<target>/sql.h".
find_package(Python3 COMPONENTS Interpreter)
function(sql_library name)
  cmake_parse_arguments(arg "" "NAMESPACE;STATEMENTS;MIGRATIONS" "" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/gen/${name})
  file(MAKE_DIRECTORY ${out})
  file(GLOB statements CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_STATEMENTS}/*.sql)
  file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_MIGRATIONS}/*.sql)
  add_custom_command(OUTPUT ${out}/sql.h ${out}/migrations.cc
    COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${arg_NAMESPACE} -DOUT=${out} "-DSTATEMENTS=${statements}" "-DMIGRATIONS=${migrations}"
            -DHEADER=${name} -P ${CMAKE_SOURCE_DIR}/common/cmake/EmbedSql.cmake
    DEPENDS ${statements} ${migrations} ${CMAKE_SOURCE_DIR}/common/cmake/EmbedSql.cmake VERBATIM)
  add_library(${name} STATIC ${out}/migrations.cc ${out}/sql.h)
  target_include_directories(${name} PUBLIC ${CMAKE_BINARY_DIR}/gen)
  target_link_libraries(${name} PUBLIC common_pg)
endfunction()
