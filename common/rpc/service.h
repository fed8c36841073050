#pragma once
// (shape; implementation follows)
// rpc::Service<pb::AssignmentService> binds handlers to the methods of one proto service, one line an RPC:
//
//   std::unique_ptr<grpc::Service> AssignmentService(rpc::Pipeline& pipeline, Env& env) {
//     return rpc::Bind<pb::AssignmentService>(pipeline, env)
//         .On("ListAssignments", ListAssignments)
//         .On("AcceptAssignment", AcceptAssignment)
//         .Build();
//   }
//
// A handler is a function absl::StatusOr<Response>(const Call&, const Request&).
