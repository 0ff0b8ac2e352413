"""Starts the TypeScript kernel with jupyter_client and relays its messages.

Reads requests from stdin, one JSON object a line: {"channel", "msg_id", "type", "content"}. Writes every message that
arrives to stdout in the same way, with "channel", "parent" (the msg_id that it answers), "type", "content" and "header".
The first line is {"pid": …} of the kernel. Ends, and ends the kernel, when stdin is closed.
"""

import json
import sys
import threading
from queue import Empty

from jupyter_client.manager import KernelManager

lock = threading.Lock()
running = True


def write(value):
    with lock:
        sys.stdout.write(json.dumps(value, default=str) + "\n")
        sys.stdout.flush()


def relay(name, channel):
    while running:
        try:
            message = channel.get_msg(timeout=0.1)
        except Empty:
            continue
        write(
            {
                "channel": name,
                "parent": message["parent_header"].get("msg_id"),
                "type": message["header"]["msg_type"],
                "content": message["content"],
                "header": message["header"],
            }
        )


manager = KernelManager(kernel_name="tslab")
manager.start_kernel(cwd=sys.argv[1])
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
write({"pid": manager.provisioner.pid})

channels = {
    "shell": client.shell_channel,
    "iopub": client.iopub_channel,
    "control": client.control_channel,
    "stdin": client.stdin_channel,
}
threads = [threading.Thread(target=relay, args=item, daemon=True) for item in channels.items()]
for thread in threads:
    thread.start()

for line in sys.stdin:
    request = json.loads(line)
    if request["type"] == "heartbeat":
        write({"channel": "heartbeat", "type": "heartbeat", "content": {"beating": client.hb_channel.is_beating()}})
        continue
    message = client.session.msg(request["type"], request["content"])
    message["header"]["msg_id"] = request["msg_id"]
    message["msg_id"] = request["msg_id"]
    channels[request["channel"]].send(message)

running = False
for thread in threads:
    thread.join()
client.stop_channels()
if manager.is_alive():
    manager.shutdown_kernel(now=False)
