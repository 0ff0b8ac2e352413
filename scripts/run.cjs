// `npm start`, `npm test` and the other scripts come through here: first set up what is missing, then do the work.
require("./setup.cjs"); // stops with a message when Node.js is too old

require("./setup/setUp.cjs")
  .setUp()
  .then((results) => {
    const [command, ...args] = process.argv.slice(2);
    const jupyter = results.get("TypeScript kernel");
    // What was left out and why: the commands tell the person.
    if (jupyter.status === "left out") process.env.RLHF_WITHOUT_JUPYTER = `${jupyter.why}. ${jupyter.cure}`;
    if (command === "test") return require("./test/runTests.cjs").runTests(args);
    if (command === "lint") return require("./test/lint.cjs").lint(args);
    process.setSourceMapsEnabled(true);
    return require("../dist/src/cli/main.js").main([command, ...args]);
  })
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error) => {
    console.error(error.report || error.stack || error);
    process.exit(1);
  });
