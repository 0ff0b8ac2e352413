export const version = "0.1.0";

// preferences
export * from "./preferences/comparison";
export * from "./preferences/ranking";
