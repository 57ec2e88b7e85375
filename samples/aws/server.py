"""As much of DynamoDB and SQS as the sample needs, in 40 lines."""
import http.server
import json

TABLE = {}


class Services(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        action = self.headers["X-Amz-Target"].split(".")[1]
        if action == "PutItem":
            key = request["Item"]["id"]["S"]
            if key in TABLE and "ConditionExpression" in request:
                error = {"__type": "ConditionalCheckFailedException", "message": "The conditional request failed"}
                return self.answer(400, error)
            TABLE[key] = request["Item"]
            self.answer(200, {})
        elif action == "GetItem":
            self.answer(200, {"Item": TABLE[request["Key"]["id"]["S"]]} if request["Key"]["id"]["S"] in TABLE else {})
        elif action == "SendMessage":
            self.answer(200, {"MessageId": "message of " + json.loads(request["MessageBody"])["order"]})

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Services)
print(server.server_address[1], flush=True)
server.serve_forever()
