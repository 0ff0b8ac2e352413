import * as tf from "@tensorflow/tfjs";

require("@tensorflow/tfjs-node");

export { tf };
