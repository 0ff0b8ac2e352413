import { randomBytes, scryptSync } from "node:crypto";
import { hostname, networkInterfaces, release, type } from "node:os";
import { display } from "./display";

/** Where and when a notebook ran. */
export interface ExecutionPlace {
  time: Date;
  inColab: boolean;
  /** Name of the operating system, for example "Linux". */
  system: string;
  release: string;
  nodeName: string;
  /** Hardware address of the first interface that is not the loop-back one; undefined without a network. */
  macAddress?: string;
  /** The same interface's address on its own network; nothing is asked for over the network. */
  ipAddress?: string;
}

/** Options of {@link signoff}. */
export interface SignoffOptions {
  /** Show node name, MAC and IP address as they are; default false: as fingerprints. */
  showNetwork?: boolean;
  /**
   * Makes fingerprints comparable: the same computer has the same ones with the same salt. Default: a random one that is forgotten,
   * so that nobody can find the addresses by trying them all. Whoever knows the salt can try.
   */
  salt?: string;
  /** Default: this computer, now. */
  place?: ExecutionPlace;
}

/** Length of a fingerprint in bytes; two hexadecimal digits each. */
const fingerprintBytes = 6;

/**
 * Closes a student's notebook: when and where it ran, and "Signing off, name".
 *
 * Because notebooks get published, node name, MAC and IP address are shown as salted fingerprints (scrypt, RFC 7914) unless
 * `showNetwork` is true; the output says so. It differs from run to run.
 *
 * @throws Error if the name is blank
 */
export function signoff(name: string, options: SignoffOptions = {}): void {
  const text = signoffLines(name, options).join("\n");
  display({ data: { "text/plain": text } });
}

/**
 * The lines that {@link signoff} shows.
 *
 * @throws Error if the name is blank
 */
export function signoffLines(name: string, options: SignoffOptions = {}): string[] {
  const { showNetwork = false, salt = randomBytes(16).toString("hex"), place = placeOfExecution() } = options;
  const signer = typeof name === "string" ? name.trim() : "";
  if (signer === "") throw new Error('signoff: the name is missing; write signoff("Your name").');
  const hidden = (what: string, value: string | undefined) => {
    if (value === undefined) return "none";
    return showNetwork ? value : `fingerprint ${fingerprint(what, value, salt)}`;
  };
  return [
    `Time of execution: ${place.time.toISOString().slice(0, 19).replace("T", " ")} UTC`,
    `Runs in Google Colab: ${place.inColab ? "yes" : "no"}`,
    `System: ${place.system}, release ${place.release}`,
    `Node name: ${hidden("node name", place.nodeName)}`,
    `MAC address: ${hidden("MAC address", place.macAddress)}`,
    `IP address: ${hidden("IP address", place.ipAddress)}`,
    ...(showNetwork
      ? ["Node name, MAC and IP address are shown as they are; think twice before you publish this."]
      : [
          "Node name, MAC and IP address are shown as salted fingerprints, because notebooks get published.",
          "signoff(name, { showNetwork: true }) shows them as they are.",
        ]),
    `Signing off, ${signer}`,
  ];
}

/** What this computer says about itself. */
export function placeOfExecution(): ExecutionPlace {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal);
  const address = outside.find(({ family }) => family === "IPv4") ?? outside[0];
  return {
    time: new Date(),
    inColab: Object.keys(process.env).some((key) => key.startsWith("COLAB_")),
    system: type(),
    release: release(),
    nodeName: hostname(),
    macAddress: address?.mac,
    ipAddress: address?.address,
  };
}

/** The kind of value is hashed with it, so that equal values of two kinds do not look equal. */
function fingerprint(what: string, value: string, salt: string): string {
  return scryptSync(`${what}: ${value}`, salt, fingerprintBytes).toString("hex");
}
