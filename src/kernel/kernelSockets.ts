import { readFileSync } from "node:fs";
import { Publisher, Reply, Router } from "zeromq";
import type { JsonObject } from "../notebook/nbformat";
import { type Message, MessageCodec } from "./wireMessage";

/** The connection file that Jupyter writes for a kernel. */
export interface ConnectionInfo {
  transport: string;
  ip: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  key: string;
}

/** A channel on which clients send requests. */
export type Channel = "shell" | "control";

/** Reads a connection file. */
export function readConnectionFile(path: string): ConnectionInfo {
  return JSON.parse(readFileSync(path, "utf8")) as ConnectionInfo;
}

/** How long messages may linger for a slow client when the kernel ends. */
const lingerMs = 1000;

/** The five ZeroMQ sockets of a kernel. */
export class KernelSockets {
  // Outputs must not be dropped when a client is slow.
  private readonly iopub = new Publisher({ sendHighWaterMark: 0, linger: lingerMs });
  private readonly shell = new Router({ sendHighWaterMark: 0, linger: lingerMs });
  private readonly control = new Router({ sendHighWaterMark: 0, linger: lingerMs });
  private readonly stdin = new Router({ linger: 0 });
  private readonly heartbeat = new Reply({ linger: 0 });
  private readonly codec: MessageCodec;
  private readonly sending = new Map<Publisher | Router, Promise<void>>();

  constructor(private readonly connection: ConnectionInfo) {
    this.codec = new MessageCodec(connection.key);
  }

  /** Binds the sockets and passes every valid request to `onRequest`. */
  async open(onRequest: (channel: Channel, request: Message) => void): Promise<void> {
    const { connection } = this;
    await Promise.all([
      this.iopub.bind(address(connection, connection.iopub_port)),
      this.shell.bind(address(connection, connection.shell_port)),
      this.control.bind(address(connection, connection.control_port)),
      this.stdin.bind(address(connection, connection.stdin_port)),
      this.heartbeat.bind(address(connection, connection.hb_port)),
    ]);
    void this.echoHeartbeats();
    void this.receive("shell", onRequest);
    void this.receive("control", onRequest);
  }

  /** Sends an answer to the client that asked. */
  reply(channel: Channel, request: Message, type: string, content: JsonObject): void {
    this.send(this[channel], this.codec.create(type, content, request, request.identities));
  }

  /** Tells all clients something, in the context of `parent`. */
  publish(parent: Message | undefined, type: string, content: JsonObject): void {
    this.send(this.iopub, this.codec.create(type, content, parent, [Buffer.from(type)]));
  }

  /** Sends what is waiting and closes the sockets. */
  async close(): Promise<void> {
    await Promise.all(this.sending.values());
    for (const socket of [this.iopub, this.shell, this.control, this.stdin, this.heartbeat]) socket.close();
  }

  private send(socket: Publisher | Router, message: Message): void {
    const frames = this.codec.encode(message);
    // A socket takes one message at a time.
    const previous = this.sending.get(socket) ?? Promise.resolve();
    const next = previous
      .then(() => socket.send(frames))
      .catch(() => {
        // The client is gone, or the socket is closed.
      });
    this.sending.set(socket, next);
  }

  private async receive(
    channel: Channel,
    onRequest: (channel: Channel, request: Message) => void,
  ): Promise<void> {
    for await (const frames of this[channel]) {
      let request: Message;
      try {
        request = this.codec.decode(frames);
      } catch (error) {
        // Somebody without the key; the protocol says to ignore it.
        console.error(`Ignored a message on ${channel}: ${(error as Error).message}.`);
        continue;
      }
      onRequest(channel, request);
    }
  }

  private async echoHeartbeats(): Promise<void> {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames);
  }
}

function address({ transport, ip }: ConnectionInfo, port: number): string {
  return transport === "ipc" ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`;
}
