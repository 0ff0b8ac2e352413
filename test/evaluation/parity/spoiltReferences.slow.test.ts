import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { LOSS_NAMES } from "../../../src/evaluation/parity/lossCases";
import { agrees } from "../../../src/evaluation/parity/parityCase";
import { evaluateReferenceFolder } from "../../../src/evaluation/parity/referenceFolder";
import { VALUE_NAMES } from "../../../src/evaluation/parity/valueCases";

const FIXTURES = "test/fixtures";

// biome-ignore lint/suspicious/noExplicitAny: tests reach into JSON to spoil it
type Json = any;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "parity-"));
});
after(() => rm(folder, { recursive: true }));

/** What does not agree after a reference file was changed: the cases' names and problems. */
async function missesAfter(file: string, change: (content: Json) => unknown): Promise<string[]> {
  const content = JSON.parse(await readFile(join(FIXTURES, file), "utf8"));
  const text = change(content); // a text replaces the whole file, anything else was changed in place
  await writeFile(join(folder, file), typeof text === "string" ? text : JSON.stringify(content));
  const { cases } = await evaluateReferenceFolder(folder);
  await rm(join(folder, file));
  return cases
    .filter((each) => !agrees(each))
    .map(({ name, problem }) => (problem ? `${name}: ${problem}` : name));
}

const lossNamed = (content: Json, name: string): Json =>
  content.losses.find((each: Json) => each.name === name);

test("the unchanged copy of a file agrees, so that the misses below come from what they spoil", async () => {
  assert.deepEqual(await missesAfter("losses.json", () => undefined), []);
  assert.deepEqual(await missesAfter("seed-notebook.json", () => undefined), []);
});

test("every single loss misses if its value is off by a thousandth", async () => {
  const misses = await missesAfter("losses.json", (content) => {
    for (const each of content.losses) each.loss += 1e-3;
  });
  assert.deepEqual(misses, LOSS_NAMES);
});

test("every single loss misses if the largest element of one of its gradients is off by a ten-thousandth of itself", async () => {
  const misses = await missesAfter("losses.json", (content) => {
    for (const { gradients } of content.losses) {
      const [name] = Object.keys(gradients);
      gradients[name!] = scaleLargest(gradients[name!], 1 + 1e-4);
    }
  });
  assert.deepEqual(misses, LOSS_NAMES);
});

test("every single value misses if one of its results is off by a thousandth", async () => {
  const results = ["out", "returns", "k3", "value", "kl"];
  const misses = await missesAfter("losses.json", (content) => {
    for (const value of Object.values<Json>(content.values)) {
      const name = results.find((result) => result in value)!;
      value[name] =
        typeof value[name] === "number" ? value[name] + 1e-3 : scaleLargest(value[name], 1 + 1e-3);
    }
  });
  assert.deepEqual(misses, VALUE_NAMES);
});

test("an unknown name anywhere is a failure that lists or names what is known, not a skip", async () => {
  const spoil = (change: (content: Json) => void) => missesAfter("losses.json", change);
  const cases: [RegExp, () => Promise<string[]>][] = [
    [
      /^dpoo: unknown loss "dpoo"; known are marginRanking, /,
      () => spoil((c) => Object.assign(lossNamed(c, "dpo"), { name: "dpoo" })),
    ],
    [/^toString: unknown loss/, () => spoil((c) => Object.assign(lossNamed(c, "dpo"), { name: "toString" }))],
    [
      /^vtrace: unknown value "vtrace"; known are grpoAdvantages/,
      () => spoil((c) => Object.assign(c.values, { vtrace: { out: [1] } })),
    ],
    [
      /unknown field "gamma"; known are beta/,
      () => spoil((c) => Object.assign(lossNamed(c, "dpo").params, { gamma: 1 })),
    ],
    [
      /unknown field "mask"; known are better, worse/,
      () => spoil((c) => Object.assign(lossNamed(c, "bradleyTerry").inputs, { mask: [1] })),
    ],
    [/unknown field "k4"/, () => spoil((c) => Object.assign(c.values.klEstimators, { k4: [[1]] }))],
    [
      /unknown field "curves"; known are losses, values/,
      () => spoil((c) => Object.assign(c, { curves: [] })),
    ],
  ];
  for (const [pattern, misses] of cases) {
    const found = await misses();
    assert.equal(found.length, 1);
    assert.match(found[0]!, pattern);
  }
  const drawings = await missesAfter("torch-rng.json", (c) =>
    Object.assign(c.cases[0], { normal_5: [1], randn_2_then_poisson_1: [[1, 2], [3]] }),
  );
  assert.equal(drawings.length, 2);
  assert.match(drawings[0]!, /^seed 0: normal_5: unknown drawing "normal_5"; known are rand_N, /);
  assert.match(
    (await missesAfter("adamw.json", (c) => Object.assign(c, { amsgrad: true })))[0]!,
    /unknown field "amsgrad"/,
  );
  assert.match(
    (await missesAfter("seed-notebook.json", (c) => Object.assign(c.exercise, { bonus: 1 })))[0]!,
    /unknown field "bonus"/,
  );
});

test("a missing or garbled field is a failure that says where and what was expected", async () => {
  const spoil = (change: (content: Json) => unknown) => missesAfter("losses.json", change);
  const first = async (change: (content: Json) => unknown) => (await spoil(change))[0]!;
  assert.match(
    await first((c) => void delete lossNamed(c, "dpo").loss),
    /^dpo: losses.json: losses\[5\]: the field "loss" is missing/,
  );
  assert.match(
    await first((c) => void delete lossNamed(c, "dpo").params.beta),
    /the field "beta" is missing/,
  );
  assert.match(
    await first((c) => void delete lossNamed(c, "dpo").gradients.rejectedLogProbs),
    /"rejectedLogProbs" is missing/,
  );
  assert.match(
    await first((c) => Object.assign(lossNamed(c, "dpo"), { loss: "1" })),
    /the field "loss" is "1"; expected a finite number/,
  );
  assert.match(
    await first((c) => lossNamed(c, "grpo").inputs.mask.splice(1, 1, [1])),
    /expected an array of finite numbers of shape \[3, 5\]/,
  );
  assert.match(
    await first((c) => lossNamed(c, "dpo").inputs.chosenLogProbs.pop()),
    /chosenLogProbs has shape \[6\], but its input has \[5\]/,
  );
  assert.match(await first((c) => Object.assign(c, { losses: [] })), /the list "losses" is empty/);
  assert.match(await first((c) => void delete c.values), /the field "values" is missing/);
  assert.match(await first(() => '{"losses": [1, '), /losses.json is not JSON/);
  assert.match(await first(() => "[]"), /expected an object/);
});

test("one bit of rand, one number of randint and a swap of randperm are misses, 3e-6 of randn is too", async () => {
  const misses = await missesAfter("torch-rng.json", ({ cases }) => {
    cases[0].rand_40[39] += 2 ** -24;
    cases[1].randint_0_100_x10[3] += 1;
    cases[2].randperm_12.reverse();
    cases[3].randn_37[36] += 3e-6;
    cases[3].randn_5_then_rand_3_then_randn_20[1][2] += 2 ** -24;
    cases[3].linear_8_3.bias[0] += 3e-6;
  });
  assert.deepEqual(misses, [
    "seed 0: rand_40",
    "seed 42: randint_0_100_x10",
    "seed 1234: randperm_12",
    "seed 7: randn_37",
    "seed 7: randn_5_then_rand_3_then_randn_20",
    "seed 7: linear_8_3",
  ]);
});

test("a wrong decay or a weight off by a ten-thousandth in the last step is a miss of the AdamW trajectory", async () => {
  assert.deepEqual(await missesAfter("adamw.json", (c) => Object.assign(c, { betas: [0.9, 0.951] })), [
    "trajectory",
  ]);
  assert.deepEqual(
    await missesAfter("adamw.json", (c) =>
      Object.assign(c.steps[9], { weight: scaleLargest(c.steps[9].weight, 1 + 1e-4) }),
    ),
    ["trajectory"],
  );
});

test("the seed notebook misses where an epoch's loss, a score, a printed text or an initial weight is another one", async () => {
  const misses = await missesAfter("seed-notebook.json", ({ example, policy, exercise }) => {
    example.epochLosses[0] *= 1 + 1e-4;
    example.printed.losses["100"] = "0.0001";
    exercise.finalScores[1] += 1e-3;
    exercise.printed.scores[0] = "0.891";
    policy.printed[0] = "0.328";
  });
  assert.deepEqual(misses, [
    "example: epoch losses",
    "example: printed losses",
    "policy: printed probabilities",
    "exercise: final scores",
    "exercise: printed scores",
  ]);
  const otherSeed = await missesAfter("seed-notebook.json", (c) =>
    Object.assign(c, { note: "torch.manual_seed(43)" }),
  );
  assert.deepEqual(otherSeed, ["example: initial weights", "exercise: initial weights"]);
});

test("a folder without any reference file is an error, other files are remarked upon", async () => {
  await assert.rejects(
    evaluateReferenceFolder(folder),
    /holds none of the reference files losses.json, torch-rng.json/,
  );
  await assert.rejects(evaluateReferenceFolder(join(folder, "nowhere")), /ENOENT/);
  await copyFile(join(FIXTURES, "adamw.json"), join(folder, "adamw.json"));
  await writeFile(join(folder, "loses.json"), "{}");
  const { remarks } = await evaluateReferenceFolder(folder);
  assert.ok(remarks.includes("loses.json: not a reference file, ignored"));
  assert.ok(remarks.includes("losses.json: not in the folder"));
  await Promise.all(["adamw.json", "loses.json"].map((name) => rm(join(folder, name))));
});

/** The nested array with its largest number multiplied. */
function scaleLargest(array: Json, factor: number): Json {
  const largest = Math.max(...(array.flat(Number.POSITIVE_INFINITY) as number[]).map(Math.abs));
  let done = false;
  const visit = (level: Json): Json => {
    if (Array.isArray(level)) return level.map(visit);
    if (done || Math.abs(level) !== largest) return level;
    done = true;
    return level * factor;
  };
  return visit(array);
}
