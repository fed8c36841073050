// A partner's program on @grpc/grpc-js. Reads one call a line: {address, service, method, fields, token, metadata, deadline
// (ms), cancel (ms)}; answers {answer} or {code, message, details}, with the metadata that came.
'use strict';
const path = require('path');
const readline = require('readline');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');

const PROTO = path.join(process.cwd(), 'proto');
const FILES = ['registration/v1/account', 'registration/v1/organization', 'submission/v1/application', 'submission/v1/application_staff']
  .map((name) => `nastavnik/${name}.proto`);
const definition = loader.loadSync(FILES, {includeDirs: [PROTO], enums: String, defaults: true});

const root = new protobuf.Root();
const found = root.resolvePath.bind(root);
root.resolvePath = (origin, target) => (target.startsWith('google/rpc/') ? path.join(PROTO, target) : found(origin, target));
root.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

// google.rpc.Status of grpc-status-details-bin, its details by type.
function detailsOf(metadata) {
  const [bytes] = metadata.get('grpc-status-details-bin');
  if (!bytes) return {};
  const status = root.lookupType('google.rpc.Status').decode(bytes);
  return Object.fromEntries(status.details.map((detail) => {
    const name = detail.type_url.split('.').pop();
    const type = root.lookupType(`google.rpc.${name}`);
    return [name, type.toObject(type.decode(detail.value))];
  }));
}

const clients = new Map();
function clientOf(address, service) {
  const key = `${address} ${service}`;
  if (!clients.has(key)) {
    const Client = grpc.makeGenericClientConstructor(definition[service], service);
    clients.set(key, new Client(address, grpc.credentials.createInsecure()));
  }
  return clients.get(key);
}

function call(question) {
  return new Promise((resolve) => {
    const metadata = new grpc.Metadata();
    if (question.token) metadata.set('authorization', `Bearer ${question.token}`);
    for (const [name, value] of Object.entries(question.metadata || {})) metadata.set(name, value);
    const {path: name, requestSerialize, responseDeserialize} = definition[question.service][question.method];
    const client = clientOf(question.address, question.service);
    const result = {};
    const options = {deadline: Date.now() + (question.deadline || 10000)};
    const running = client.makeUnaryRequest(name, requestSerialize, responseDeserialize, question.fields || {}, metadata, options,
      (error, answer) => {
        if (error) {
          Object.assign(result, {code: grpc.status[error.code], message: error.details, details: detailsOf(error.metadata)});
        } else {
          result.answer = answer;
        }
      });
    running.on('metadata', (received) => { result.metadata = received.getMap(); });
    running.on('status', (status) => {
      result.trailers = Object.keys(status.metadata.getMap());
      setImmediate(() => resolve(result));
    });
    if (question.cancel) setTimeout(() => running.cancel(), question.cancel);
  });
}

(async () => {
  for await (const line of readline.createInterface({input: process.stdin})) {
    process.stdout.write(`${JSON.stringify(await call(JSON.parse(line)))}\n`);
  }
  for (const client of clients.values()) client.close();
})();
