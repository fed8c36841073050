// The page of a frontend that is served from somewhere else: connect-web as its package makes it. `call` is all that it shows.
import {fromBinary, createFileRegistry, toJson} from '@bufbuild/protobuf';
import {FileDescriptorSetSchema} from '@bufbuild/protobuf/wkt';
import {createClient, ConnectError, Code} from '@connectrpc/connect';
import {createConnectTransport, createGrpcWebTransport} from '@connectrpc/connect-web';

let registry;
async function types() {
  if (!registry) {
    const bytes = await (await fetch('/descriptors')).arrayBuffer();
    registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, new Uint8Array(bytes)));
  }
  return registry;
}

function transportOf(api, protocol) {
  if (protocol === 'grpcweb') return createGrpcWebTransport({baseUrl: api});
  return createConnectTransport({baseUrl: api, useBinaryFormat: protocol === 'proto'});
}

// {answer} as ProtoJSON with the headers that the page may see, or {code, message, details}.
window.call = async ({api, protocol, service, method, fields, token, timeout}) => {
  const described = (await types()).getService(service);
  const client = createClient(described, transportOf(api, protocol));
  const result = {};
  const options = {
    headers: token ? {authorization: `Bearer ${token}`} : {},
    timeoutMs: timeout,
    onHeader: (headers) => { result.headers = [...headers.keys()]; },
  };
  try {
    const answer = await client[method](fields, options);
    result.answer = toJson(described.method[method].output, answer, {registry: await types()});
  } catch (cause) {
    const error = ConnectError.from(cause);
    Object.assign(result, {
      code: Code[error.code],
      message: error.rawMessage,
      details: error.details.map(({type, debug}) => ({type, debug})),
    });
    const violations = error.findDetails((await types()).getMessage('google.rpc.BadRequest'));
    result.fields = violations.flatMap((bad) => bad.fieldViolations.map(({field}) => field));
  }
  return result;
};
