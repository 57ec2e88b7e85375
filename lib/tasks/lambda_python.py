# Runs a function written in Python as AWS Lambda does: takes invocations from the Runtime API and answers them.
# Read from standard input; the arguments are the root of the imports, the module (src/app) and the function.
import importlib
import json
import os
import socket
import sys
import time

VERSION = "/2018-06-01/runtime"
ENVIRONMENT = os.environ


class Fault(Exception):
    """The function cannot be run: the type and text of Lambda's error."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class RuntimeApi:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.host = address
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.asking = "GET %s/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n" % (VERSION, address)

    def receive(self):
        more = self.socket.recv(1 << 18)
        if not more:
            sys.exit(0)  # pawl is gone
        return more

    def response(self):
        """The head as a dict with names in lower case, and the body."""
        while (end := self.received.find(b"\r\n\r\n")) < 0:
            self.received += self.receive()
        lines = self.received[:end].decode("latin-1").split("\r\n")
        head = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            head[name.lower()] = value.strip()
        parts = [self.received[end + 4 :]]
        missing = int(head.get("content-length", 0)) - len(parts[0])
        while missing > 0:
            parts.append(self.receive())
            missing -= len(parts[-1])
        body = b"".join(parts)
        rest = len(body) + missing
        self.received = body[rest:]
        return head, body[:rest]

    def next(self, answer=b""):
        """Sends an answer, if there is one, and asks for the next invocation at the same time."""
        self.socket.sendall(answer + self.asking.encode())
        if answer:
            self.response()
        return self.response()

    def request(self, path, body):
        head = "POST %s%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        return (head % (VERSION, path, self.host, len(body))).encode() + body


class Members:
    """What the client context of a call holds, as attributes."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, values.get(name))


def client_context(text):
    if not text:
        return None
    values = json.loads(text)
    context = Members(("custom", "env", "client"), values)
    if isinstance(context.client, dict):
        names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
        context.client = Members(names, context.client)
    return context


class LambdaContext:
    def __init__(self, head):
        self.aws_request_id = head["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = head["lambda-runtime-invoked-function-arn"]
        self.function_name = ENVIRONMENT["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = ENVIRONMENT["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = ENVIRONMENT["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = ENVIRONMENT["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = ENVIRONMENT["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = client_context(head.get("lambda-runtime-client-context"))
        self.identity = Members(("cognito_identity_id", "cognito_identity_pool_id"), {})
        self._deadline = int(head["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))


def plain(value):
    """Values that are no JSON, as Lambda writes them."""
    if isinstance(value, bytes):
        return value.decode()
    if type(value).__name__ == "Decimal":
        return float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def error_text(kind, message, request_id, frames=()):
    import traceback

    stack = traceback.format_list([(f.filename, f.lineno, f.name, f.line) for f in frames])
    error = {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": stack}
    text = json.dumps(error, ensure_ascii=False)
    sys.stderr.write("[ERROR] %s: %s\n%s" % (kind, message, "".join(stack)))
    return text.encode("utf-8", "backslashreplace")


def call(function, event, context):
    """The name of the answer in the Runtime API, and its body."""
    try:
        result = function(event, context)
    except Exception as error:
        import traceback

        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != "<stdin>"]
        return "error", error_text(type(error).__name__, str(error), context.aws_request_id, frames)
    try:
        return "response", json.dumps(result, ensure_ascii=False, default=plain).encode()
    except Exception as error:
        message = "Unable to marshal response: %s" % error
        return "error", error_text("Runtime.MarshalError", message, context.aws_request_id)


def import_module(root, module):
    name = module.replace("/", ".")
    if name not in sys.modules and "." not in module:
        return importlib.import_module(name)
    from importlib import util

    spec = util.spec_from_file_location(name, os.path.join(root, module + ".py"))
    loaded = util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def load(root, module, function):
    try:
        loaded = import_module(root, module)
    except SyntaxError as error:
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module, error))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module, error))
    if not hasattr(loaded, function):
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, module))
    return getattr(loaded, function)


class LogFormatter:
    """Lambda's lines for the logging module."""

    def __init__(self, formatter):
        self.formatter = formatter
        self.request_id = ""

    def format(self, record):
        record.aws_request_id = self.request_id
        return self.formatter.format(record)


def log_formatter():
    """A formatter of the root logger, unless the function has set up its own or does not use logging."""
    logging = sys.modules.get("logging")
    if logging is None or logging.getLogger().handlers:
        return None
    line = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    line.converter = time.gmtime
    formatter = LogFormatter(line)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    return formatter


def main():
    root, module, function = sys.argv[1:4]
    del sys.argv[1:]
    sys.path[0:1] = [root] if os.path.samefile(root, ".") else [root, os.getcwd()]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    api = RuntimeApi(ENVIRONMENT["AWS_LAMBDA_RUNTIME_API"])
    frames = ()
    try:
        handler, fault = load(root, module, function), None
    except Fault as error:
        handler, fault = None, error
    except Exception as error:
        import traceback

        fault = Fault(type(error).__name__, str(error))
        handler = None
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".py")]
    formatter = log_formatter()
    head, body = api.next()
    if fault is not None:
        request_id = head["lambda-runtime-aws-request-id"]
        text = error_text(fault.kind, str(fault), request_id, frames)
        api.socket.sendall(api.request("/invocation/%s/error" % request_id, text))
        api.response()
        sys.exit(1)
    while True:
        context = LambdaContext(head)
        if formatter is not None:
            formatter.request_id = context.aws_request_id
        ENVIRONMENT["_X_AMZN_TRACE_ID"] = head.get("lambda-runtime-trace-id", "")
        kind, answer = call(handler, json.loads(body), context)
        sys.stdout.flush()
        head, body = api.next(api.request("/invocation/%s/%s" % (context.aws_request_id, kind), answer))


main()
