import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertFigures, assertSmallAndQuiet, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
let text: string;
before(async () => {
  executed = await executeCourseNotebook("11-questions-to-ponder.ipynb");
  text = proseOf(executed);
});

const lines = (cellId: string) => executed.printed(cellId).trimEnd().split("\n");
/** All numbers of a line, in order. */
const numbers = (line: string) => (line.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
const states = (fact: string) => assert.ok(text.includes(fact), `the text does not say “${fact}”`);

test("weighted votes are right more often than the majority, for 3, 5 and 8 votes", () => {
  const rows = lines("settle").slice(1).map(numbers);
  assert.deepEqual(
    rows.map(([votes]) => votes),
    [3, 5, 8],
  );
  for (const [votes, majority, weighted] of rows) assert.ok(weighted! > majority! + 1, `${votes} votes`);
  const [, majority, weighted] = rows[2]!;
  states(`${weighted!.toFixed(1)} % right in place of ${majority!.toFixed(1)} %`);
});

test("ada weighs correctness most, fay tone, and hana's weights are small", () => {
  const [ada, fay, hana] = lines("taste").map(numbers) as [number[], number[], number[]];
  assert.ok(ada[0]! > ada[1]! && fay[1]! > fay[0]!);
  assert.ok(hana.every((weight) => Math.abs(weight) < 0.5));
  states(`−${Math.abs(fay[2]!).toFixed(2)}, although`);
});

test("the attack finds nonsense above all real replies, and the text says by how much", () => {
  const [, score, best, worst] = lines("attack").map((line) => numbers(line)[0]!);
  states(`$(${score!.toFixed(2)} - ${best!.toFixed(2)}) / (${best!.toFixed(2)} + ${(-worst!).toFixed(2)})$`);
  assert.ok(Math.abs((score! - best!) / (best! - worst!) - 2.4) < 0.06);
});

test("only the strong penalty shrinks the lead, and it costs accuracy", () => {
  const rows = lines("regularise").slice(1).map(numbers);
  const strong = rows.at(-1)!;
  for (const [, accuracy, lead] of rows.slice(0, -1)) {
    assert.ok(lead! > 2 && accuracy! > strong[1]! + 3);
  }
  states(`lead down to ${strong[2]!.toFixed(2)}`);
  assert.ok(Math.abs(rows[1]![1]! - strong[1]! - 5) < 0.6, "“costs five points”");
});

test("each round of adversarial pairs shrinks the lead, and none closes it", () => {
  const leads = lines("adversarial").map((line) => numbers(line)[1]!);
  assert.equal(leads.length, 4);
  leads.forEach((lead, i) => {
    assert.ok(lead > 0 && lead < (leads[i - 1] ?? 9));
  });
  states(`shrinks from ${leads[0]!.toFixed(1)} to ${leads[3]!.toFixed(1)}`);
});

test("while β falls the learned reward only rises, and the gold value rises and falls", () => {
  const rows = lines("kl").map(numbers);
  const reward = rows.map((row) => row[2]!);
  const gold = rows.map((row) => row[3]!);
  reward.forEach((value, i) => {
    assert.ok(value >= (reward[i - 1] ?? 0));
  });
  assert.ok(gold.at(-1)! < 0.01);
  states(`from ${gold[0]!.toFixed(3)} to ${Math.max(...gold).toFixed(3)}`);
});

test("the validation loss is smallest early and ends above that of knowing nothing", () => {
  const [, best, last] = lines("overfit").slice(1).map(numbers) as number[][];
  assert.ok(best![0]! < 15 && best![2]! < Math.LN2 && last![2]! > Math.LN2 && last![1]! < best![1]!);
});

test("cross-validation: two parts prefer 0.003 and two 0.01, as the text says", () => {
  const rows = lines("cross-validation").slice(0, -1).map(numbers);
  const preferred = [1, 2, 3, 4].map(
    (part) => rows.reduce((best, row) => (row[part]! < best[part]! ? row : best))[0],
  );
  assert.deepEqual(preferred, [0.003, 0.003, 0.01, 0.01]);
  assert.equal(lines("cross-validation").at(-1), "chosen: 0.003");
  states("Two parts prefer 0.003, the other two 0.01");
});

test("the learning curve ends where the text says, and still rises", () => {
  const onNew = numbers(lines("learning-curve")[0]!);
  assert.ok(onNew.at(-1)! > onNew.at(-2)! && onNew.at(-2)! > onNew.at(-3)!);
  const { figure } = executed.figures.find(({ cellId }) => cellId === "learning-curve")!;
  const onTraining = figure.data[0]!.y as number[];
  assert.ok(onTraining.every((value, i) => i === 0 || value < onTraining[i - 1]!));
  states(`${onNew.at(-1)!.toFixed(1)} % against ${onTraining.at(-1)!.toFixed(1)} %`);
});

test("a skewed panel serves those who came; reweighting helps the others, but not with none of them", () => {
  const rows = lines("outcomes").slice(1).map(numbers);
  const [none, few] = rows as [number[], number[]];
  assert.deepEqual(none.slice(1, 3), none.slice(3, 5));
  for (const [, , worried, , repaired, effective] of rows.slice(1, -1)) {
    assert.ok(repaired! > worried! && effective! < 371);
  }
  const fair = rows.at(-1)!;
  assert.ok(few[3]! < fair[1]!, "with eight judgements it overshoots");
  states(`${fair[1]!.toFixed(1)} % for the hurried and ${fair[2]!.toFixed(1)} % for the worried`);
  const own = numbers(lines("panel-chart")[0]!);
  assert.deepEqual(own, [98.7, 100]);
  states("98.7 % and 100 %");
});

test("the robot is nearly there after 8 comparisons and arrives within 30", () => {
  const lost = new Map(lines("robot-regret").map((line) => numbers(line) as [number, number]));
  assert.ok(lost.get(2)! > 5 && lost.get(8)! < 1);
  assert.equal(lost.get(30), 0);
});

test("asking where it learns most teaches the recommender most, asking about favourites least", () => {
  const [atRandom, favourites, learnsMost] = lines("recommend").map(numbers) as number[][];
  for (const i of [1, 3]) {
    assert.ok(learnsMost![i]! > atRandom![i]! && atRandom![i]! > favourites![i]!);
  }
  states(`τ is ${learnsMost![1]} with (c), ${atRandom![1]} with (a) and ${favourites![1]} with (b)`);
});

test("every chart says what it shows, in title, axes and caption, and is valid", () => {
  assertFigures(executed, [
    "reliability-chart",
    "taste-chart",
    "adversarial-chart",
    "kl-chart",
    "overfit-chart",
    "learning-curve",
    "panel-chart",
    "robot-chart",
    "recommender-chart",
  ]);
});

test("the executed notebook is smaller than 300 kB, and nothing was written to stderr", () => {
  assertSmallAndQuiet(executed);
});
