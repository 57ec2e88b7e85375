"""A shop in 40 lines: GET /stock?below=N, POST /orders, for who has the key. The first request is answered with 503."""
import http.server
import json
import urllib.parse

STOCK = {"pears": 12, "plums": 3, "figs": 0}
out_of_order = [True]


class Shop(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuses(self):
        if self.headers["X-Shop-Key"] != "pears-and-plums":
            self.answer(401, {"message": "who are you?"})
        elif out_of_order:
            out_of_order.clear()
            self.answer(503, {"message": "back in a moment"})
        else:
            return False
        return True

    def do_GET(self):
        if self.refuses():
            return
        below = int(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["below"][0])
        self.answer(200, {"items": [{"name": n, "left": c} for n, c in STOCK.items() if c < below]})

    def do_POST(self):
        if self.refuses():
            return
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(201, {"ordered": "%d %s" % (order["count"], order["item"])})

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
print(server.server_address[1], flush=True)
server.serve_forever()
