# proto_library(NAME proto...)   C++ messages and gRPC stubs of the given .proto files (paths below proto/).
# Generated sources live in <build>/gen, never in the tree. Also defined here: target descriptor_set,
# <build>/gen/nastavnik.binpb, every published and internal file with imports and comments.
set(PROTO_ROOT ${CMAKE_SOURCE_DIR}/proto)
set(PROTO_GEN ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${PROTO_GEN})

function(proto_library name)
  cmake_parse_arguments(arg "" "" "PROTOS;DEPENDS" ${ARGN})
  set(generated)
  foreach(proto ${arg_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(outputs ${PROTO_GEN}/${stem}.pb.cc ${PROTO_GEN}/${stem}.pb.h)
    set(flags --cpp_out=${PROTO_GEN})
    file(STRINGS ${PROTO_ROOT}/${proto} services REGEX "^service ")
    if(services)
      list(APPEND outputs ${PROTO_GEN}/${stem}.grpc.pb.cc ${PROTO_GEN}/${stem}.grpc.pb.h)
      list(APPEND flags --grpc_out=${PROTO_GEN} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(OUTPUT ${outputs}
      COMMAND protobuf::protoc -I ${PROTO_ROOT} ${flags} ${PROTO_ROOT}/${proto}
      DEPENDS ${PROTO_ROOT}/${proto} VERBATIM)
    list(APPEND generated ${outputs})
    set_property(GLOBAL APPEND PROPERTY NASTAVNIK_PROTOS ${proto})
  endforeach()
  add_library(${name} STATIC ${generated})
  target_compile_options(${name} PRIVATE -w)
  precompiled_headers(${name} base)
  target_include_directories(${name} SYSTEM PUBLIC ${PROTO_GEN})
  target_link_libraries(${name} PUBLIC ${arg_DEPENDS} protobuf::libprotobuf gRPC::grpc++)
endfunction()

function(proto_descriptor_set target output)
  get_property(protos GLOBAL PROPERTY NASTAVNIK_PROTOS)
  list(TRANSFORM protos PREPEND ${PROTO_ROOT}/ OUTPUT_VARIABLE inputs)
  add_custom_command(OUTPUT ${output}
    COMMAND protobuf::protoc -I ${PROTO_ROOT} --include_imports --include_source_info --descriptor_set_out=${output} ${protos}
    DEPENDS ${inputs} WORKING_DIRECTORY ${PROTO_ROOT} VERBATIM)
  add_custom_target(${target} ALL DEPENDS ${output})
endfunction()
