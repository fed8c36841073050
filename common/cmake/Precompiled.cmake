# Headers of libraries that most sources need, parsed once: a third of the time of a clean build.
# precompiled_headers(TARGET base|test) gives them to a target. They are compiled with the flags of a plain library, so
# no target may have flags of its own that change them; a header of the project never belongs here.
function(define_precompiled kind)
  add_library(precompiled_${kind} OBJECT ${CMAKE_SOURCE_DIR}/common/cmake/precompiled/empty.cc)
  target_precompile_headers(precompiled_${kind} PRIVATE ${CMAKE_SOURCE_DIR}/common/cmake/precompiled/${kind}.h)
endfunction()
define_precompiled(base)
define_precompiled(test)

function(precompiled_headers target kind)
  target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
endfunction()
