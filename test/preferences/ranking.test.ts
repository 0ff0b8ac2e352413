import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  comparisonsOf,
  formatRanking,
  pairsOf,
  parseRanking,
  type Ranking,
  RankingSyntaxError,
} from "../../src/preferences/ranking";

fc.configureGlobal({ seed: 20 });

const anyRanking = fc
  .integer({ min: 1, max: 12 })
  .chain((n) =>
    fc.tuple(
      fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
      fc.array(fc.nat(4), { minLength: n - 1, maxLength: n - 1 }),
    ),
  )
  .map(([order, signs]): Ranking => {
    const ranking: Ranking = { tiers: [[order[0]!]], steps: [] };
    signs.forEach((sign, i) => {
      if (sign === 0) ranking.tiers.at(-1)!.push(order[i + 1]!);
      else {
        ranking.steps.push(sign);
        ranking.tiers.push([order[i + 1]!]);
      }
    });
    return ranking;
  });

test("the ranking of the course's example gives its ten pairs in the order of the original notebook", () => {
  const ranking = parseRanking("3 > 1 > 2 > 5 >>> 4");
  assert.deepEqual(ranking, { tiers: [[2], [0], [1], [4], [3]], steps: [1, 1, 1, 3] });
  assert.deepEqual(
    pairsOf(ranking).map(({ better, worse }) => [better, worse]),
    [
      [2, 0],
      [2, 1],
      [2, 4],
      [2, 3],
      [0, 1],
      [0, 4],
      [0, 3],
      [1, 4],
      [1, 3],
      [4, 3],
    ],
  );
  assert.deepEqual(
    pairsOf(ranking).map(({ strength }) => strength),
    [1, 2, 3, 6, 1, 2, 5, 1, 4, 3],
  );
});

test("answers joined by = are tied: strength 0, tie true, and the same distance to all others", () => {
  assert.deepEqual(pairsOf(parseRanking("2=1>>3")), [
    { better: 1, worse: 0, strength: 0, tie: true },
    { better: 1, worse: 2, strength: 2, tie: false },
    { better: 0, worse: 2, strength: 2, tie: false },
  ]);
});

test("any valid ranking of n answers gives n(n-1)/2 pairs, each of two answers once", () => {
  fc.assert(
    fc.property(anyRanking, (ranking) => {
      const n = ranking.tiers.flat().length;
      const pairs = pairsOf(ranking);
      assert.equal(pairs.length, (n * (n - 1)) / 2);
      const keys = pairs.map(({ better, worse }) => `${Math.min(better, worse)},${Math.max(better, worse)}`);
      assert.equal(new Set(keys).size, pairs.length);
      const tierOf = (index: number) => ranking.tiers.findIndex((tier) => tier.includes(index));
      for (const { better, worse, tie, strength } of pairs) {
        assert.equal(tie, tierOf(better) === tierOf(worse));
        assert.ok(tierOf(better) <= tierOf(worse));
        assert.equal(strength === 0, tie);
      }
    }),
  );
});

test("formatting and parsing are each other's inverse", () => {
  fc.assert(
    fc.property(anyRanking, (ranking) => {
      const text = formatRanking(ranking);
      assert.deepEqual(parseRanking(text), ranking);
      assert.equal(formatRanking(parseRanking(text)), text);
      assert.deepEqual(parseRanking(` ${text.replaceAll(" ", "")}\n`, ranking.tiers.flat().length), ranking);
    }),
  );
});

test("a faulty ranking is refused with the number and its position", () => {
  const cases: [string, readonly string[] | number | undefined, RegExp, number][] = [
    ["1 > 6", ["a", "b", "c"], /no answer 6 \(position 5\); there are answers 1 to 3/, 5],
    ["0 > 1", undefined, /no answer 0 \(position 1\)/, 1],
    ["1 > 2 > 1", undefined, /answer 1 is repeated at position 9 \(first at 1\)/, 9],
    ["1 > 3", undefined, /answer 2 of 3 is missing/, 6],
    ["2", 5, /answer 1 \(and 3 more\) of 5 is missing/, 2],
    ["1 > > 2", undefined, /expected the number of an answer at position 5, found ">"/, 5],
    ["1 2", undefined, /expected ">" or "=" before 2 at position 3/, 3],
    ["1 < 2", undefined, /"<" at position 3 is none of/, 3],
    ["1 >", undefined, /position 4, found the end/, 4],
    ["", undefined, /position 1, found the end/, 1],
    ["  ", undefined, /found the end/, 3],
    ["> 1", undefined, /position 1, found ">"/, 1],
  ];
  for (const [text, items, message, position] of cases)
    assert.throws(
      () => parseRanking(text, items),
      (error) => {
        assert.ok(error instanceof RankingSyntaxError);
        assert.match(error.message, message);
        assert.equal(error.position, position, text);
        return true;
      },
    );
});

test("an object that is no ranking is refused", () => {
  const cases: [Ranking, RegExp][] = [
    [{ tiers: [], steps: [] }, /no tiers/],
    [{ tiers: [[0], [1]], steps: [] }, /2 tiers need 1 steps/],
    [{ tiers: [[0], [1]], steps: [0] }, /step is an integer of 1 or more/],
    [{ tiers: [[0], [2]], steps: [1] }, /index 2 is not one of 0 … 1/],
    [{ tiers: [[0], [0]], steps: [1] }, /index 0 is repeated/],
    [{ tiers: [[0], []], steps: [1] }, /a tier is empty/],
  ];
  for (const [ranking, message] of cases) {
    assert.throws(() => pairsOf(ranking), message);
    assert.throws(() => formatRanking(ranking), message);
  }
});

test("a ranking of texts gives comparisons, ties marked", () => {
  const answers = ["Paris", "paris", "Berlin"];
  assert.deepEqual(comparisonsOf(parseRanking("1 = 2 > 3"), "Capital?", answers, { annotator: "ada" }), [
    { prompt: "Capital?", chosen: "Paris", rejected: "paris", strength: 0, annotator: "ada", tie: true },
    { prompt: "Capital?", chosen: "Paris", rejected: "Berlin", strength: 1, annotator: "ada" },
    { prompt: "Capital?", chosen: "paris", rejected: "Berlin", strength: 1, annotator: "ada" },
  ]);
  assert.throws(() => comparisonsOf(parseRanking("1 > 2"), "q", answers), /orders 2 answers, but 3/);
  assert.throws(() => comparisonsOf(parseRanking("1 > 2"), "q", ["a", "a"]), /Answers 1 and 2.*same text/);
});
