import { type PreferenceExample, rankedItems } from "../reward/preferenceExample";
import type { Scorer } from "../reward/scorer";
import type { EncodedRanking } from "./rewardBatch";
import type { RewardObjective } from "./rewardObjective";

/**
 * Has a scorer encode the answers of judgements, every distinct answer once, however many judgements it is part of.
 *
 * Rankings become all of their pairs, unless the objective takes whole rankings.
 *
 * @param lists of judgements that may share answers: the training set and the validation set
 * @returns the same lists, encoded
 * @throws RangeError or TypeError naming a judgement that the objective or the scorer cannot use
 */
export function encodeJudgements<Item, Encoded>(
  scorer: Pick<Scorer<Item, Encoded>, "encode">,
  { loss }: Pick<RewardObjective, "loss">,
  ...lists: readonly (readonly PreferenceExample<Item>[])[]
): EncodedRanking<Encoded>[][] {
  const encoded = new Map<unknown, Encoded>();
  const encode = (item: Item): Encoded => {
    const key = typeof item === "number" ? item : JSON.stringify(item);
    let result = encoded.get(key);
    if (result === undefined) {
      result = scorer.encode(item);
      encoded.set(key, result);
    }
    return result;
  };
  return lists.map((examples) =>
    examples.flatMap((example, position) => {
      const { items, tie, strength } = rankedItems<Item>(example, position);
      const answers = items.map(encode);
      if (loss !== "plackettLuce") {
        return answers.flatMap((better, i) =>
          answers.slice(i + 1).map((worse) => ({ items: [better, worse], tie, strength })),
        );
      }
      if (!tie) return [{ items: answers, tie, strength }];
      throw new RangeError(
        `Example ${position} is a tie, for which loss "plackettLuce" has no meaning; use "bradleyTerry".`,
      );
    }),
  );
}
