#!/usr/bin/env python3
"""Makes services.txt from botocore's service models: services.py [BOTOCORE_FOLDER] > services.txt

BOTOCORE_FOLDER is a folder with __init__.py and data/ (botocore, Apache-2.0); by default that of the installed package.
The table holds names only: services, their actions, and the parameters at the top of each request.
"""
import collections
import gzip
import json
import os
import re
import sys
import time

# What Step Functions does not offer (its guide, "Supported AWS SDK service integrations", and its release history).
UNSUPPORTED_SERVICES = ["apigatewaymanagementapi", "lexmodelbuilding", "lexruntime"]
UNSUPPORTED_ACTIONS = {
    "applicationdiscovery": ["DescribeExportConfigurations", "ExportConfigurations"],
    "bedrockagentruntime": ["InvokeAgent", "InvokeFlow", "InvokeInlineAgent", "OptimizePrompt", "RetrieveAndGenerateStream"],
    "bedrockruntime": ["ConverseStream", "InvokeModelWithResponseStream"],
    "cloudwatchlogs": ["StartLiveTail"],
    "codedeploy": [
        "BatchGetDeploymentInstances", "GetDeploymentInstance", "ListDeploymentInstances", "SkipWaitTimeForInstanceTermination",
    ],
    "comprehendmedical": ["DetectEntities"],
    "dataexchange": ["SendApiAsset"],
    "directconnect": [
        "AllocateConnectionOnInterconnect", "DescribeConnectionLoa", "DescribeConnectionsOnInterconnect",
        "DescribeInterconnectLoa",
    ],
    "efs": ["CreateTags"],
    "emr": ["DescribeJobFlows"],
    "iot": ["AttachPrincipalPolicy", "DetachPrincipalPolicy", "ListPolicyPrincipals", "ListPrincipalPolicies"],
    "iotdeviceadvisor": ["ListTestCases"],
    "iotsitewise": ["InvokeAssistant"],
    "kinesis": ["SubscribeToShard"],
    "lambda": ["InvokeAsync", "InvokeWithResponseStream"],
    "lexruntimev2": ["StartConversation"],
    "mediapackage": ["RotateChannelCredentials"],
    "qbusiness": ["Chat"],
    "rdsdata": ["ExecuteSql"],
    "s3": ["SelectObjectContent"],
    "s3control": ["SelectObjectContent"],
    "sagemakerruntime": ["InvokeEndpointWithResponseStream"],
    "shield": ["DeleteSubscription"],
    "sts": ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"],
}
# Services of the guide and its release history (up to September 2026) of which these models know nothing.
NAMED_ONLY = [
    "accountaccess", "agentregistry", "agentregistrycontrol", "elasticinference", "honeycode", "iamtoolbox", "iotanalytics",
    "iotfleethub", "lambdacore", "lambdamicrovms", "lookoutvision", "partnercentralrevenuemeasurement", "pricingplanmanager",
    "privatenetworks", "resiliencehubv2", "sagemakerjobruntime", "sms", "supportauthz",
]
# Java's reserved words become NameValue in the AWS SDK for Java, whose names Step Functions uses.
RESERVED = {"abstract", "class", "default", "enum", "equals", "final", "interface", "native", "new", "package", "public", "static"}

ONE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TWO = "0123456789!%&*+,-./:<=>?@^_~"


def squeezed(name):
    return re.sub("[^a-z0-9]", "", name.lower())


def service_name(service_id):
    """The name in arn:aws:states:::aws-sdk:NAME: the service id in one small word, without "Service" at its end."""
    return squeezed(service_id).removesuffix("service")


def camel_case(name):
    return name[0].lower() + name[1:]


def pascal_case(name):
    """DBInstanceIdentifier -> DbInstanceIdentifier, SSEKMSKeyId -> SsekmsKeyId, maxResults -> MaxResults: of the
    capitals at the beginning only the first stays one, and the one that begins the next word."""
    if name.lower() in RESERVED:
        name += "Value"
    capitals = re.match("(?:[A-Z](?![a-z]))*", name).group()
    return name[0].upper() + capitals[1:].lower() + name[max(1, len(capitals)):]


def code(index):
    if index < len(ONE):
        return ONE[index]
    lead, rest = divmod(index - len(ONE), len(ONE))
    return TWO[lead] + ONE[rest]


def read_models(data):
    for folder in sorted(os.listdir(data)):
        path = os.path.join(data, folder)
        if not os.path.isdir(path):
            continue
        file = os.path.join(path, max(os.listdir(path)), "service-2.json")
        if os.path.exists(file):
            with open(file, encoding="utf-8") as plain:
                yield folder, json.load(plain)
        elif os.path.exists(file + ".gz"):
            with gzip.open(file + ".gz") as packed:
                yield folder, json.load(packed)


def parameters(model, operation):
    """Names of the request's top, required and optional ones. A token the SDKs fill in is not required."""
    shape = model["shapes"][operation["input"]["shape"]] if "input" in operation else {}
    required, optional = [], []
    for name, member in shape.get("members", {}).items():
        is_required = name in shape.get("required", []) and not member.get("idempotencyToken")
        (required if is_required else optional).append(pascal_case(name))
    return required, optional


def service_lines(name, model):
    actions = {camel_case(action): parameters(model, operation) for action, operation in model["operations"].items()}
    used = collections.Counter(p for required, optional in actions.values() for p in required + optional)
    pool = sorted(used, key=lambda p: (-used[p], p))
    assert len(pool) <= len(ONE) * (1 + len(TWO)), name
    codes = {p: code(i) for i, p in enumerate(pool)}
    unsupported = {camel_case(action) for action in UNSUPPORTED_ACTIONS.get(name, [])}
    yield " ".join(["=" + name] + pool)
    for action in sorted(set(actions) | unsupported):
        if action in unsupported:
            yield "-" + action
            continue
        required, optional = (("".join(codes[p] for p in some)) for some in actions[action])
        yield f"{action} {required}|{optional}"


def main():
    if len(sys.argv) > 1:
        root = sys.argv[1]
    else:
        import botocore

        root = os.path.dirname(botocore.__file__)
    with open(os.path.join(root, "__init__.py"), encoding="utf-8") as init:
        version = re.search("__version__ = '([0-9.]+)'", init.read()).group(1)
    models = {service_name(m["metadata"]["serviceId"]): (folder, m) for folder, m in read_models(os.path.join(root, "data"))}
    lines, other_names, verbs = {}, {}, set()
    for name, (folder, model) in models.items():
        verbs.update(re.match("[a-z]*", camel_case(action)).group() for action in model["operations"])
        if name not in UNSUPPORTED_SERVICES:
            lines[name] = list(service_lines(name, model))
        other = squeezed(model["metadata"]["endpointPrefix"])
        if name not in UNSUPPORTED_SERVICES:
            other_names[other] = min(other_names.get(other, name), name, key=len)
    other_names.update({squeezed(folder): name for name, (folder, _) in models.items()})
    for name in NAMED_ONLY:
        lines.setdefault(name, ["=" + name])
    changed = max(os.path.getmtime(os.path.join(root, "data", folder)) for folder, _ in models.values())
    print(f"""# AWS's services, their actions and the parameters of these, as Step Functions names them: names only, taken
# from the service models of botocore {version} (Copyright Amazon.com, Inc. or its affiliates, Apache License 2.0)
# by services.py, which is to be run again instead of changing this file.
#
# ~OTHER SERVICE       how the service is called elsewhere (its endpoint, its folder in botocore)
# !SERVICE             Step Functions does not have it
# =SERVICE NAME...     its parameters' names, the most used first; nothing follows if its actions are not known
# ACTION REQ|OPT       required and optional parameters: A-Za-z are the first 52 names, a sign before the letter the next
# -ACTION              Step Functions does not have it
version {version}
date {time.strftime('%Y-%m-%d', time.gmtime(changed))}
verbs {' '.join(sorted(v for v in verbs if v))}""")
    for other in sorted(set(other_names) - set(models)):
        print(f"~{other} {other_names[other]}")
    print("\n".join("!" + name for name in UNSUPPORTED_SERVICES))
    for name in sorted(lines):
        print("\n".join(lines[name]))
    print("=")


if __name__ == "__main__":
    main()
