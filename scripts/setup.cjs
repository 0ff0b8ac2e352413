// Entry of `npm run setup`. Written in the oldest JavaScript, so that a Node.js that is too old can read the message.
var required = 20;
var major = Number(process.versions.node.split(".")[0]);
if (major < required) {
  console.error(
    "Set-up stopped: this is Node.js " +
      process.versions.node +
      "; the course needs Node.js " +
      required +
      " or newer.",
  );
  console.error(
    "What to do: install a current version (https://nodejs.org or your package manager), then run the command again.",
  );
  process.exit(1);
}
if (require.main === module) {
  require("./setup/setUp.cjs")
    .setUp({ verbose: true, retry: true })
    .then(
      () => {},
      (error) => {
        console.error(error.report || error.stack);
        process.exit(1); // at once: the steps still running are of no use any more
      },
    );
}
