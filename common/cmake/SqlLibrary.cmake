# sql_library(NAME NAMESPACE ns STATEMENTS dir MIGRATIONS dir)
# Turns every dir/verb_subject.sql into `inline constexpr pg::Statement ns::sql::kVerbSubject` and every numbered
# migration into an entry of `ns::Migrations()`. The includer writes #include "<target>/sql.h".
# embed_sql(TARGET HEADER name NAMESPACE ns STATEMENTS dir MIGRATIONS dir) does so inside a target that exists.
function(embed_sql target)
  cmake_parse_arguments(arg "" "HEADER;NAMESPACE;STATEMENTS;MIGRATIONS" "" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/gen/${arg_HEADER})
  file(MAKE_DIRECTORY ${out})
  file(GLOB statements CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_STATEMENTS}/*.sql)
  file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_MIGRATIONS}/*.sql)
  add_custom_command(OUTPUT ${out}/sql.h ${out}/migrations.cc
    COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${arg_NAMESPACE} -DOUT=${out} "-DSTATEMENTS=${statements}" "-DMIGRATIONS=${migrations}"
            -DHEADER=${arg_HEADER} -P ${CMAKE_SOURCE_DIR}/common/cmake/EmbedSql.cmake
    DEPENDS ${statements} ${migrations} ${CMAKE_SOURCE_DIR}/common/cmake/EmbedSql.cmake VERBATIM)
  target_sources(${target} PRIVATE ${out}/migrations.cc ${out}/sql.h)
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/gen)
endfunction()

function(sql_library name)
  add_library(${name} STATIC)
  embed_sql(${name} HEADER ${name} ${ARGN})
  target_link_libraries(${name} PUBLIC common_pg)
endfunction()
