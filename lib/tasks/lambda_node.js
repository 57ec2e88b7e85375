// Runs a function written for Node.js as AWS Lambda does: takes invocations from the Runtime API and answers
// them. Read from standard input; the arguments are the file and the function's name in it.
'use strict';

const net = require('net');
const {pathToFileURL} = require('url');

const kVersion = '/2018-06-01/runtime';
const environment = process.env;

/// One connection to the Runtime API. While the function runs it does not keep the event loop alive.
class RuntimeApi {
  constructor(address) {
    this.address = address;
    const colon = address.lastIndexOf(':');
    this.socket = net.connect({host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true});
    this.chunks = [];
    this.size = 0;
    this.wanted = 0;    // bytes that have to be there before it is worth looking
    this.awaited = [];  // functions of (head, body), one for each response
    this.socket.on('data', (bytes) => this.take(bytes));
    this.socket.on('error', () => process.exit(0));
    this.socket.on('close', () => process.exit(0));  // pawl is gone
  }

  take(bytes) {
    this.chunks.push(bytes);
    this.size += bytes.length;
    while (this.size > 0 && this.size >= this.wanted) {
      const all = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
      const end = all.indexOf('\r\n\r\n');
      const head = {};
      let length = -1;
      if (end >= 0) {
        for (const line of all.toString('latin1', 0, end).split('\r\n').slice(1)) {
          const colon = line.indexOf(':');
          head[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
        }
        length = end + 4 + Number(head['content-length'] || 0);
      }
      if (length < 0 || all.length < length) {
        this.chunks = [all];
        this.wanted = Math.max(length, all.length + 1);
        return;
      }
      const rest = all.subarray(length);
      this.chunks = rest.length > 0 ? [rest] : [];
      this.size = rest.length;
      this.wanted = 0;
      this.awaited.shift()(head, all.toString('utf8', end + 4, length));
    }
  }

  request(method, path, body) {
    const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    return `${method} ${kVersion}${path} HTTP/1.1\r\nHost: ${this.address}\r\n${length}\r\n${body || ''}`;
  }

  /// Sends an answer, if there is one, and asks for the next invocation at the same time.
  next(answer, take) {
    this.socket.ref();
    if (answer) this.awaited.push(() => {});
    this.awaited.push((head, body) => {
      this.socket.unref();
      take(head, body);
    });
    this.socket.write(answer + this.request('GET', '/invocation/next'));
  }

  /// The last request: the process ends when it is answered.
  last(request, code) {
    this.socket.ref();
    this.awaited.push(() => process.exit(code));
    this.socket.write(request);
  }
}

function errorMembers(error) {
  if (!(error instanceof Error) && !(error && error.name && error.message !== undefined && error.stack))
    return {errorType: typeof error, errorMessage: String(error), trace: []};
  const trace = String(error.stack || '').split('\n');
  const own = trace.findIndex((line) => line.includes('[stdin]:'));  // from there on it is this program
  return {errorType: error.name, errorMessage: error.message, trace: own < 0 ? trace : trace.slice(0, own)};
}

function errorText(error) {
  const members = errorMembers(error);
  console.error('ERROR', 'Invoke Error', JSON.stringify(members));
  return JSON.stringify(members);
}

function fault(type, message, error) {
  const made = new Error(message);
  made.name = type;
  if (error) made.stack = `${type}: ${message}\n${String(error.stack || '').split('\n').slice(1).join('\n')}`;
  return made;
}

async function importFile(file) {
  const asModule = () => import(pathToFileURL(file).href);
  if (file.endsWith('.mjs')) return asModule();
  try {
    return require(file);
  } catch (error) {
    const isModule = ['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'].includes(error.code);
    if (isModule) return asModule();
    throw error;
  }
}

async function load(file, name) {
  let module;
  try {
    module = await importFile(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw fault('Runtime.UserCodeSyntaxError', String(error), error);
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code))
      throw fault('Runtime.ImportModuleError', String(error), error);
    throw error;
  }
  const find = (from) => name.split('.').reduce((at, part) => (at === undefined || at === null ? undefined : at[part]), from);
  const found = find(module) || find(module.default);
  if (found === undefined) throw fault('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof found !== 'function') throw fault('Runtime.HandlerNotFound', `${name} is not a function`);
  return found;
}

function contextOf(head) {
  const deadline = Number(head['lambda-runtime-deadline-ms']);
  const client = head['lambda-runtime-client-context'];
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    identity: undefined,
    invokedFunctionArn: head['lambda-runtime-invoked-function-arn'],
    awsRequestId: head['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
  };
}

class Worker {
  constructor(api, handler) {
    this.api = api;
    this.handler = handler;
    this.current = null;  // the invocation that has no answer yet
    process.on('beforeExit', () => this.loopIsEmpty());
    process.on('uncaughtException', (error) => this.crash(errorText(error), 129));
    process.on('unhandledRejection', (reason, promise) => {
      const members = {errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason)};
      const trace = errorMembers(fault(members.errorType, members.errorMessage)).trace;
      this.crash(JSON.stringify({...members, reason: errorMembers(reason), promise, trace}), 128);
    });
  }

  path(kind) {
    return `/invocation/${this.current.context.awsRequestId}/${kind}`;
  }

  answer(kind, text) {
    const answer = this.api.request('POST', this.path(kind), text);
    this.current = null;
    this.api.next(answer, (head, body) => this.run(head, body));
  }

  succeed(result) {
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result) || 'null';
    } catch (error) {
      return this.fail(fault('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`, error));
    }
    this.answer('response', text);
  }

  fail(error) {
    this.answer('error', errorText(error));
  }

  crash(text, code) {
    console.error(text);
    if (!this.current) process.exit(code);
    this.api.last(this.api.request('POST', this.path('error'), text), code);
    this.current = null;
  }

  /// Nothing is left to wait for: the result of a callback is sent now, and no result is null.
  loopIsEmpty() {
    if (this.current) this.succeed(this.current.result);
  }

  run(head, body) {
    const context = contextOf(head);
    const call = {context, result: null};
    this.current = call;
    environment._X_AMZN_TRACE_ID = head['lambda-runtime-trace-id'] || '';
    const once = (act) => (value) => {
      if (this.current === call) act(value);
    };
    const fail = once((error) => this.fail(error));
    const succeed = once((result) => this.succeed(result));
    const done = (error, result) => {
      if (this.current !== call) return;
      if (error !== undefined && error !== null) return fail(error);
      call.result = result;
      if (!context.callbackWaitsForEmptyEventLoop) setImmediate(() => succeed(result));
    };
    context.done = done;
    context.succeed = (result) => done(null, result);
    context.fail = (error) => done(error === undefined || error === null ? 'handled' : error);
    try {
      const {handler} = this;
      const result = handler(JSON.parse(body), context, done);
      if (result && typeof result.then === 'function') result.then(succeed, fail);
    } catch (error) {
      fail(error);
    }
  }
}

async function main() {
  const [file, name] = process.argv.splice(2, 2);
  const api = new RuntimeApi(environment.AWS_LAMBDA_RUNTIME_API);
  let handler, wrong;
  try {
    handler = await load(file, name);
  } catch (error) {
    wrong = error;
  }
  api.next('', (head, body) => {
    const id = head['lambda-runtime-aws-request-id'];
    if (wrong !== undefined) return api.last(api.request('POST', `/invocation/${id}/error`, errorText(wrong)), 1);
    new Worker(api, handler).run(head, body);
  });
}

main();
