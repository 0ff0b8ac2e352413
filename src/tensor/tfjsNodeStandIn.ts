/** What `require("@tensorflow/tfjs-node")` gives: the package itself where it serves, else tfjs on another backend. */
import { tf } from "./backend";
import { nativeNamespace } from "./nativeAddon";

const namespace: typeof tf = nativeNamespace() ?? tf;

export = namespace;
