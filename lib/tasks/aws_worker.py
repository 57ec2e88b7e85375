# Calls AWS's services for pawl: takes a request in JSON from each line of standard input and answers it with a line on
# standard output. Uses botocore, or where there is none the AWS CLI with the models it brings.
import sys

if sys.path[0] == "":
    del sys.path[0]  # files of the working directory are no modules

import base64
import datetime
import gzip
import json
import os
import re
import shutil
import subprocess

MOST_BODY = 64 << 20  # bytes of a streamed answer
LONG_CALLS = {"lambda": 910, "stepfunctions": 310}  # seconds that an answer of the service may take
WHAT_TO_DO = {
    "NoRegionError": " Set AWS_REGION, or in pawl.yaml aws: {region: REGION}",
    "NoCredentialsError": "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile",
    "EndpointConnectionError": "; is the service there?",
}
PLAIN = str.maketrans("", "", "-_. ")


class Fault(Exception):
    """A call that cannot be made. The kinds: unknown, parameters, client."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def squeezed(name):
    return name.translate(PLAIN).lower()


def java_name(name):
    """The name of a member or an error in the AWS SDK for Java, from its first capital on: DbInstanceIdentifier."""
    capitals = re.match("(?:[A-Z](?![a-z]))*", name).group()
    return name[0].upper() + capitals[1:].lower() + name[max(1, len(capitals)) :]


def api_name(name):
    return name[0].upper() + name[1:]


def java_service(service_id):
    """DynamoDB -> DynamoDb, Secrets Manager -> SecretsManager, SFN -> Sfn."""
    spaced = re.sub("[^A-Za-z0-9]+", " ", service_id)
    spaced = re.sub("([a-z])([A-Z][A-Za-z0-9])", r"\1 \2", spaced)
    spaced = re.sub("([A-Z]+)([A-Z][a-z])", r"\1 \2", spaced)
    return "".join(word[0].upper() + word[1:].lower() for word in spaced.split())


def java_error(shape):
    name = java_name(shape)
    if name.endswith("Fault"):
        return name[:-5] + "Exception"
    return name if name.endswith("Exception") else name + "Exception"


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def iso_time(moment):
    moment = moment.astimezone(datetime.timezone.utc)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return text + (".%03dZ" % (moment.microsecond // 1000) if moment.microsecond >= 1000 else "Z")


class Model:
    """A service's model: how values of Step Functions become those of the API, and back."""

    def __init__(self, folder, raw):
        self.folder = folder
        self.raw = raw
        self.shapes = raw["shapes"]
        self.service_id = raw["metadata"].get("serviceId", folder)
        self.name = java_service(self.service_id)
        self.operations = {name.lower(): name for name in raw["operations"]}
        self.members = {}

    def operation(self, action):
        name = self.operations.get(action.lower())
        if name is None:
            raise Fault("unknown", "The service %s has no action '%s'" % (self.service_id, action))
        return name, self.raw["operations"][name]

    def has_body(self, operation):
        """Whether the request or the answer is bytes."""
        for side in ("input", "output"):
            shape = self.shapes.get(self.raw["operations"][operation].get(side, {}).get("shape"), {})
            payload = shape.get("payload")
            if payload and self.shapes[shape["members"][payload]["shape"]]["type"] == "blob":
                return True
        return False

    def member_of(self, structure, name):
        """A member by any of its names: the API's, with a capital, and that of the AWS SDK for Java."""
        names = self.members.get(structure)
        if names is None:
            names = {}
            for own in self.shapes[structure].get("members", {}):
                for form in (java_name(own), api_name(own), own):
                    names[form] = own
                if structure == "AttributeValue" and own == "NULL":
                    names["Nul"] = own
            self.members[structure] = names
        return names.get(name) or names.get(api_name(name) if name else name)

    # --- Parameters

    def to_api(self, shape_name, value, path):
        shape = self.shapes[shape_name]
        kind = shape["type"]
        if kind == "structure":
            if shape.get("document"):
                return value
            self.demand(dict, value, path, "an object")
            result = {}
            for name, one in value.items():
                if one is None:
                    continue  # an absent parameter
                member = self.member_of(shape_name, name)
                if member is None:
                    raise Fault("parameters", "The field '%s' is not supported by Step Functions" % (path + name))
                result[member] = self.to_api(shape["members"][member]["shape"], one, path + name + ".")
            return result
        if kind == "list":
            self.demand(list, value, path, "an array")
            return [self.to_api(shape["member"]["shape"], one, path) for one in value]
        if kind == "map":
            self.demand(dict, value, path, "an object")
            element = shape["value"]["shape"]
            some = {key: one for key, one in value.items() if one is not None}
            return {key: self.to_api(element, one, path + key + ".") for key, one in some.items()}
        if kind == "blob":
            return (value if isinstance(value, str) else compact(value)).encode()
        if kind == "string":
            return value if isinstance(value, str) else compact(value)
        if kind == "boolean" and value in ("true", "false"):
            return value == "true"
        if kind in ("integer", "long", "float", "double") and isinstance(value, str):
            try:
                return float(value) if kind in ("float", "double") else int(value)
            except ValueError:
                pass
        wanted = {"boolean": bool, "integer": int, "long": int, "float": (int, float), "double": (int, float)}.get(kind)
        if wanted and (not isinstance(value, wanted) or (kind != "boolean" and isinstance(value, bool))):
            raise Fault("parameters", "The value of the field '%s' has an invalid format" % path[:-1])
        return value

    @staticmethod
    def demand(kind, value, path, what):
        if not isinstance(value, kind):
            raise Fault("parameters", "The value of the field '%s' must be %s" % (path[:-1], what))

    # --- Answers

    def from_api(self, shape_name, value, form, body_file):
        shape = self.shapes[shape_name]
        kind = shape["type"]
        if value is None:
            return None
        if kind == "structure" and not shape.get("document"):
            naming = java_name if form == "sdk" else api_name
            result, last = {}, {}
            for member in sorted(value):
                if member not in shape["members"]:
                    continue
                ref = shape["members"][member]
                name = naming(member)
                if name == "Null" and shape_name == "AttributeValue":
                    name = "Nul"
                if hasattr(value[member], "read"):
                    last[name] = self.body(value[member], body_file)
                else:
                    result[name] = self.from_api(ref["shape"], value[member], form, body_file)
            return {**result, **last}
        if kind == "list":
            return [self.from_api(shape["member"]["shape"], one, form, body_file) for one in value]
        if kind == "map":
            element = shape["value"]["shape"]
            return {str(key): self.from_api(element, one, form, body_file) for key, one in value.items()}
        if isinstance(value, (bytes, bytearray)):
            return base64.b64encode(value).decode()
        if kind == "timestamp" and isinstance(value, str):  # of the AWS CLI
            value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        elif kind == "timestamp" and isinstance(value, (int, float)):
            value = datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
        if isinstance(value, datetime.datetime):
            return iso_time(value) if form == "sdk" else int(value.timestamp() * 1000)
        return value

    @staticmethod
    def body(stream, body_file):
        if body_file:
            with open(body_file, "wb") as file:
                shutil.copyfileobj(stream, file, 1 << 20)
            return None
        content = stream.read(MOST_BODY + 1)
        if len(content) > MOST_BODY:
            raise Fault("client", "The answer has more than %d MiB" % (MOST_BODY >> 20))
        try:
            return content.decode()
        except UnicodeDecodeError:
            return base64.b64encode(content).decode()

    # --- Errors

    def error(self, operation, code, message, status, request_id, extended=None):
        """`names`: of the error in the AWS SDK for Java, if the model has it."""
        shape = None
        listed = [one["shape"] for one in operation.get("errors", [])]
        for one in listed or ():
            if code in (one, self.shapes[one].get("error", {}).get("code")):
                shape = one
        if shape is None and code == str(status) and len(listed) == 1:
            shape = listed[0]  # an answer to HEAD has no body that names it
        if shape is None and code in self.shapes and self.shapes[code].get("exception"):
            shape = code
        return {
            "kind": "service",
            "service": self.name,
            "code": code,
            "name": java_error(shape) if shape else "",
            "message": message,
            "status": status,
            "request": request_id,
            "extended": extended or "",
        }


def is_local(endpoint):
    """Whether the URL of a service is none of AWS's own."""
    return bool(endpoint) and ".amazonaws." not in endpoint


def wanted_folder(names, folders):
    by_name = {squeezed(folder): folder for folder in folders}
    for name in names:
        if squeezed(name) in by_name:
            return by_name[squeezed(name)]
    raise Fault("unknown", "There is no service '%s'" % names[0])


class Botocore:
    """Calls in this process."""

    def __init__(self):
        import botocore.config
        import botocore.exceptions
        import botocore.session

        self.config = botocore.config.Config
        self.exceptions = botocore.exceptions
        self.new_session = botocore.session.Session
        self.sessions = {}
        self.clients = {}
        self.models = {}
        self.methods = {}
        self.version = botocore.__version__

    def session(self, profile):
        if profile not in self.sessions:
            self.sessions[profile] = self.new_session(profile=profile or None)
        return self.sessions[profile]

    def model(self, request):
        name = request["services"][0]
        if name not in self.models:
            loader = self.session("").get_component("data_loader")
            folder = wanted_folder(request["services"], loader.list_available_services("service-2"))
            self.models[name] = Model(folder, loader.load_service_model(folder, "service-2"))
        return self.models[name]

    def client(self, model, request):
        key = (model.folder, request.get("region"), request.get("endpoint"), request.get("profile"))
        if key in self.clients:
            return self.clients[key]
        session = self.session(request.get("profile") or "")
        endpoint = request.get("endpoint") or None
        region = request.get("region") or session.get_config_variable("region")
        settings = {
            "parameter_validation": False,
            "read_timeout": LONG_CALLS.get(model.folder, 60),
            "connect_timeout": 10,
        }
        if not os.environ.get("AWS_RETRY_MODE"):
            settings["retries"] = {"mode": "standard"}
        more = {}
        urls = [url for name, url in os.environ.items() if name.startswith("AWS_ENDPOINT_URL")]
        if any(map(is_local, [endpoint, *urls])):
            # One host for all buckets, no credentials needed, plain bodies.
            region = region or "us-east-1"
            session.get_component("credential_provider").remove("iam-role")
            if session.get_credentials() is None:
                session.set_credentials("pawl", "pawl")
            settings["s3"] = {"addressing_style": "path"}
            settings["inject_host_prefix"] = False
            for checksum in ("request_checksum_calculation", "response_checksum_validation"):
                more[checksum] = "when_required"
        try:
            config = self.config(**settings, **more)
        except TypeError:  # an older botocore
            config = self.config(**settings)
        client = session.create_client(model.folder, region_name=region, endpoint_url=endpoint, config=config)
        self.clients[key] = client
        return client

    def call(self, model, name, parameters, request):
        client = self.client(model, request)
        if model.folder not in self.methods:
            self.methods[model.folder] = {name: method for method, name in client.meta.method_to_api_mapping.items()}
        try:
            return getattr(client, self.methods[model.folder][name])(**parameters)
        except self.exceptions.ClientError as error:
            told = error.response.get("Error", {})
            head = error.response.get("ResponseMetadata", {})
            raise Refused(
                str(told.get("Code", "Unknown")),
                told.get("Message") or "null",
                head.get("HTTPStatusCode", 0),
                head.get("RequestId", ""),
                head.get("HostId"),
            )


class Refused(Exception):
    """What the service answered: code, message, status, request id, extended request id."""


class CommandLine:
    """Calls by the AWS CLI, a process each."""

    def __init__(self, program):
        self.program = program
        self.version = "of " + program
        self.models = {}
        place = os.path.dirname(os.path.realpath(program))
        for folder in ("awscli/botocore/data", "../awscli/botocore/data", "awscli/data", "../awscli/data"):
            self.data = os.path.join(place, folder)
            if os.path.isdir(os.path.join(self.data, "dynamodb")):
                return
        raise Fault("client", "the AWS CLI at %s has no service models that can be read" % program)

    def model(self, request):
        name = request["services"][0]
        if name not in self.models:
            folder = wanted_folder(request["services"], os.listdir(self.data))
            place = os.path.join(self.data, folder)
            file = os.path.join(place, max(os.listdir(place)), "service-2.json")
            opened = gzip.open(file + ".gz") if os.path.exists(file + ".gz") else open(file, "rb")
            with opened as text:
                self.models[name] = Model(folder, json.load(text))
        return self.models[name]

    def call(self, model, name, parameters, request):
        def plain(value):
            return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)

        if model.has_body(name):
            raise Fault("client", "%s needs botocore: with the AWS CLI its bytes would be a file" % name)
        action = re.sub("([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3-\2\4", name).lower()
        command = "s3api" if model.folder == "s3" else model.folder
        argv = [self.program, command, action, "--output", "json", "--no-paginate", "--cli-input-json"]
        argv.append(json.dumps(parameters, default=plain))
        for option, field in (("--region", "region"), ("--endpoint-url", "endpoint"), ("--profile", "profile")):
            if request.get(field):
                argv += [option, request[field]]
        patience = LONG_CALLS.get(model.folder, 300)
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience)
        if done.returncode == 0:
            return json.loads(done.stdout or b"{}")
        said = done.stderr.decode(errors="replace").strip()
        refused = re.search(r"An error occurred \(([^)]*)\) when calling the \w+ operation[^:]*: (.*)", said, re.S)
        if refused:
            raise Refused(refused.group(1), refused.group(2), 400, "", None)
        raise Fault("client", said)


def open_calls():
    """botocore of this Python, else of the one that runs the AWS CLI, else the AWS CLI itself."""
    try:
        return Botocore()
    except ImportError:
        pass
    program = shutil.which("aws")
    if program is None:
        raise Fault("client", "")
    with open(program, "rb") as file:
        first = file.readline(4096).decode(errors="replace")
    if first.startswith("#!") and "python" in first and os.environ.get("PAWL_AWS_WORKER") != "cli":
        os.environ["PAWL_AWS_WORKER"] = "cli"
        words = first[2:].split()
        os.execvp(words[0], words + ["-c", b"SOURCE = " + repr(SOURCE).encode() + b"\nexec(SOURCE)"])
    return CommandLine(program)


def default_tokens(model, operation, parameters, token):
    """A call that is made again after a crash is the same one for the service."""
    for member, ref in model.shapes.get(operation.get("input", {}).get("shape"), {}).get("members", {}).items():
        if ref.get("idempotencyToken") and token:
            parameters.setdefault(member, token)


def answer(calls, model, request):
    name, operation = model.operation(request["action"])
    body_file = request.get("body_file")
    parameters = request.get("parameters") or {}
    if "input" in operation:
        shape = operation["input"]["shape"]
        parameters = model.to_api(shape, parameters, "")
        default_tokens(model, operation, parameters, request.get("token"))
        payload = model.shapes[shape].get("payload")
        if body_file and payload:
            parameters[payload] = open(body_file, "rb")
    elif parameters:
        raise Fault("parameters", "The field '%s' is not supported by Step Functions" % next(iter(parameters)))
    try:
        got = calls.call(model, name, parameters, request)
    except Refused as refused:
        return {"error": model.error(operation, *refused.args)}
    head = got.pop("ResponseMetadata", {})
    output = {}
    if "output" in operation:
        output = model.from_api(operation["output"]["shape"], got, request.get("names"), body_file)
    http = {
        "status": head.get("HTTPStatusCode", 200),
        "request": head.get("RequestId", ""),
        "headers": head.get("HTTPHeaders", {}),
    }
    return {"output": output, "http": http}


def guarded(calls, request):
    kind, service = "client", ""
    try:
        model = calls.model(request)
        service = model.name
        return answer(calls, model, request)
    except Fault as fault:
        kind, message = fault.kind, str(fault)
    except RecursionError:
        kind, message = "parameters", "The parameters are nested too deep"
    except Exception as error:  # of botocore: no credentials, no region, no connection
        message = (str(error) or type(error).__name__) + WHAT_TO_DO.get(type(error).__name__, "")
    return {"error": {"kind": kind, "service": service, "message": message}}


def main():
    problem = None
    try:
        calls = open_calls()
    except Fault as fault:
        problem = str(fault)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not answer

    def say(message):
        try:
            text = json.dumps(message, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError) as error:
            text = json.dumps({"error": {"kind": "client", "message": "The answer is no JSON: %s" % error}})
        out.write(text.encode() + b"\n")
        out.flush()

    if problem is not None:
        return say({"problem": problem})
    say({"ready": calls.version})
    while line := sys.stdin.buffer.readline():
        say(guarded(calls, json.loads(line)))


try:
    main()
except (BrokenPipeError, KeyboardInterrupt):
    os._exit(0)  # pawl is gone
