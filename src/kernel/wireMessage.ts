import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { JsonObject } from "../notebook/nbformat";

/** The version of Jupyter's messaging protocol that this kernel speaks. */
export const protocolVersion = "5.3";

/** The header of a message. */
export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** A message of Jupyter's protocol. */
export interface Message {
  /** Routing prefix of a ROUTER socket, or the topic of a PUB socket. */
  identities: Buffer[];
  header: Header;
  /** The header of the request that this message answers; empty if none. */
  parentHeader: Partial<Header>;
  metadata: JsonObject;
  content: JsonObject;
}

const delimiter = Buffer.from("<IDS|MSG>");

/** Makes and reads signed messages for one kernel. */
export class MessageCodec {
  private readonly session = randomUUID();

  /** @param key - key of the HMAC-SHA256 signatures; empty means that nothing is signed */
  constructor(private readonly key: string) {}

  /** A new message, an answer to `parent` if there is one. */
  create(type: string, content: JsonObject, parent?: Message, identities: Buffer[] = []): Message {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.session,
      username: "kernel",
      date: new Date().toISOString(),
      version: protocolVersion,
    };
    return { identities, header, parentHeader: parent?.header ?? {}, metadata: {}, content };
  }

  /** The ZeroMQ frames of a message. */
  encode(message: Message): Buffer[] {
    const parts = [message.header, message.parentHeader, message.metadata, message.content].map((part) =>
      Buffer.from(JSON.stringify(part)),
    );
    return [...message.identities, delimiter, Buffer.from(this.sign(parts)), ...parts];
  }

  /**
   * Reads the ZeroMQ frames of a message.
   *
   * @throws Error if the delimiter is missing, a part is not JSON or the signature is wrong
   */
  decode(frames: readonly Buffer[]): Message {
    const start = frames.findIndex((frame) => frame.equals(delimiter));
    const signature = frames[start + 1];
    const parts = frames.slice(start + 2, start + 6);
    if (start < 0 || !signature || parts.length < 4) throw new Error("not a Jupyter message");
    // Buffers after the four parts are signed with them.
    const expected = Buffer.from(this.sign(frames.slice(start + 2)));
    if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
      throw new Error("the signature of a message is wrong");
    }
    const [header, parentHeader, metadata, content] = parts.map(
      (part) => JSON.parse(part.toString()) as unknown,
    );
    return {
      identities: frames.slice(0, start),
      header: header as Header,
      parentHeader: parentHeader as Partial<Header>,
      metadata: metadata as JsonObject,
      content: content as JsonObject,
    };
  }

  private sign(parts: readonly Buffer[]): string {
    if (this.key === "") return "";
    const hmac = createHmac("sha256", this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }
}
