def handler(event, context):
    return {"total": sum(line["price"] for line in event), "lines": event}
