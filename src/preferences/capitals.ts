import type { Generator } from "../tensor/generator";
import type { Comparison } from "./comparison";

/** One fact: a country and its capital. */
export interface Country {
  country: string;
  capital: string;
  continent: string;
  /** `"the"` for the Netherlands, the Philippines, …; otherwise empty. */
  article: "" | "the";
  /** Further cities that count as right, e.g. La Paz for Bolivia; see the datasheet. */
  also: string[];
}

/** A way of asking; `{country}`, `{Name}` (without article) and `{country's}` are filled in. */
export interface CapitalTemplate {
  id: string;
  /** `"evaluation"` phrasings are held out from training. */
  split: "train" | "evaluation";
  text: string;
}

/** A way of answering, with its place in the judges' order as a reward from 0 to 1. */
export interface CapitalStyle {
  id: "bareName" | "lowerCase" | "fullSentence" | "wrong" | "informal";
  correct: boolean;
  goldReward: number;
  text: string;
}

/** One question with its five candidate answers. */
export interface CapitalQuestion {
  country: Country;
  template: string;
  prompt: string;
  /** In the order of the styles. */
  answers: { style: CapitalStyle["id"]; text: string; goldReward: number }[];
}

/** What `loadCapitals` returns. */
export interface Capitals {
  countries: Country[];
  templates: CapitalTemplate[];
  styles: CapitalStyle[];
}

/** The country as it stands inside a sentence: "France", "the Netherlands". */
export function countryPhrase({ country, article }: Country): string {
  return article === "" ? country : `${article} ${country}`;
}

/** The possessive: "France's", "the Netherlands'". */
export function countryPossessive(country: Country): string {
  const phrase = countryPhrase(country);
  return phrase.endsWith("s") ? `${phrase}'` : `${phrase}'s`;
}

/** The question of a template about a country. */
export function capitalPrompt(country: Country, { text }: CapitalTemplate): string {
  return text
    .replaceAll("{country's}", countryPossessive(country))
    .replaceAll("{country}", countryPhrase(country))
    .replaceAll("{Name}", country.country);
}

/** The answer of a style; `another` is the wrong city for the style that is wrong. */
export function capitalAnswer(country: Country, { text }: CapitalStyle, another: string): string {
  return text
    .replaceAll("{capital in lower case}", country.capital.toLowerCase())
    .replaceAll("{another capital}", another)
    .replaceAll("{country}", countryPhrase(country))
    .replaceAll("{capital}", country.capital);
}

/** The same facts in plain ASCII letters ("Bogota"), for tokenizers with a small alphabet. */
export function withoutDiacritics(capitals: Capitals): Capitals {
  const plain = (text: string) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const countries = capitals.countries.map((country) => ({
    ...country,
    country: plain(country.country),
    capital: plain(country.capital),
    also: country.also.map(plain),
  }));
  return { ...capitals, countries };
}

/**
 * Every country with every phrasing of a split, each with five answers; the wrong one names the capital of another country, drawn
 * from the generator (one number for each question).
 *
 * @param options.split the phrasings to use, default `"train"`.
 * @param options.countries default: all; pass a part to hold countries out.
 */
export function capitalQuestions(
  capitals: Capitals,
  generator: Generator,
  {
    split = "train",
    countries = capitals.countries,
  }: { split?: CapitalTemplate["split"]; countries?: readonly Country[] } = {},
): CapitalQuestion[] {
  const templates = capitals.templates.filter((template) => template.split === split);
  return countries.flatMap((country) => {
    const others = capitals.countries
      .map(({ capital }) => capital)
      .filter((capital) => capital !== country.capital && !country.also.includes(capital));
    return templates.map((template) => {
      const another = generator.choice(others);
      const answers = capitals.styles.map((style) => ({
        style: style.id,
        text: capitalAnswer(country, style, another),
        goldReward: style.goldReward,
      }));
      return { country, template: template.id, prompt: capitalPrompt(country, template), answers };
    });
  });
}

/**
 * Judgements of the ten pairs of each question's answers by gold reward, each reversed with probability `noise`.
 *
 * @param options.noise from 0 to 0.5, default 0.1.
 * @param options.pairsPerQuestion how many of the ten pairs, drawn without replacement; default all.
 * @throws RangeError for options outside these bounds.
 */
export function capitalComparisons(
  questions: readonly CapitalQuestion[],
  generator: Generator,
  { noise = 0.1, pairsPerQuestion = 10 }: { noise?: number; pairsPerQuestion?: number } = {},
): Comparison[] {
  if (!(noise >= 0 && noise <= 0.5))
    throw new RangeError(`capitalComparisons: noise must lie between 0 and 0.5, got ${noise}.`);
  if (!(Number.isInteger(pairsPerQuestion) && pairsPerQuestion >= 1 && pairsPerQuestion <= 10))
    throw new RangeError(
      `capitalComparisons: pairsPerQuestion must be a whole number from 1 to 10, got ${pairsPerQuestion}.`,
    );
  return questions.flatMap(({ prompt, answers }) => {
    const ordered = [...answers].sort((a, b) => b.goldReward - a.goldReward);
    const pairs = ordered.flatMap((better, i) => ordered.slice(i + 1).map((worse) => ({ better, worse })));
    const chosenPairs = pairsPerQuestion === pairs.length ? pairs : generator.shuffle(pairs);
    return chosenPairs.slice(0, pairsPerQuestion).map(({ better, worse }) => {
      const reversed = generator.rand(1)[0]! < noise;
      const [chosen, rejected] = reversed ? [worse, better] : [better, worse];
      return { prompt, chosen: chosen.text, rejected: rejected.text };
    });
  });
}

/** The gold reward of a right answer in a form that is none of the five styles. */
export const unusualFormReward = 0.3;

/**
 * The programmatic gold reward of any text as an answer, for judging what a language model writes: that of its style where it is
 * written exactly so, 0.3 for another text that names the capital and no other one, else 0.
 */
export function goldCapitalReward(country: Country, answer: string, capitals: Capitals): number {
  const text = answer.trim();
  const right = [country.capital, ...country.also];
  for (const capital of right)
    for (const style of capitals.styles)
      if (style.correct && text === capitalAnswer({ ...country, capital }, style, ""))
        return style.goldReward;
  // "The capital of Monaco" alone does not name the capital Monaco.
  const said = text.replace(new RegExp(`capital of ${escapeRegExp(countryPhrase(country))}`, "gi"), "");
  if (!right.some((capital) => mentions(said, capital))) return 0;
  const wrong = capitals.countries.some(
    ({ capital }) =>
      !right.some((name) => name.includes(capital)) && // San José contains no other, Mexico City may
      capital !== country.country &&
      mentions(said, capital),
  );
  return wrong ? 0 : unusualFormReward;
}

function mentions(text: string, name: string): boolean {
  if (!text.toLowerCase().includes(name.toLowerCase())) return false; // most names; a pattern costs more
  return new RegExp(`(?<!\\p{L})${escapeRegExp(name)}(?!\\p{L})`, "iu").test(text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
