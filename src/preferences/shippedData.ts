import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CapitalStyle, Capitals, CapitalTemplate, Country } from "./capitals";
import type { Comparison } from "./comparison";
import { DataFileError, FieldError } from "./dataError";
import { comparisonsOf, parseRanking, type Ranking } from "./ranking";
import { RecordReader } from "./record";
import type { SimulatedAnnotator } from "./simulatedAnnotator";

/** The folder with the data that this package ships; `data/README.md` lists it. */
export const dataFolder: string = resolve(__dirname, "..", "..", "..", "data");

/** The course's first question, its five answers and their human ranking. */
export interface France {
  question: string;
  answers: string[];
  /** In the notation of `parseRanking`. */
  rankingText: string;
  ranking: Ranking;
  /** The ten pairs of the ranking, best first. */
  comparisons: Comparison[];
}

/** `train`, `validation` and `test` share their topics; those of `newTopics` occur nowhere else. */
export type SupportSplit = "train" | "validation" | "test" | "newTopics";

/** Correct or wrong (C, W), friendly or curt (F, C). */
export type SupportKind = "CF" | "CC" | "WF" | "WC";

export interface SupportReply {
  promptId: string;
  kind: SupportKind;
  reply: string;
  /** Gold: 1 right and complete, 0 wrong. */
  correctness: number;
  /** Gold: 1 warm, 0.5 neutral, 0 rude. */
  tone: number;
}

export interface SupportPrompt {
  id: string;
  topic: string;
  voice: "polite" | "angry" | "short" | "long" | "typos" | "plain";
  prompt: string;
  split: SupportSplit;
  /** Its four candidate replies, in an order that says nothing. */
  replies: SupportReply[];
}

export interface SupportComparison extends Comparison {
  extra: { promptId: string; split: SupportSplit };
}

export interface SupportAnnotator extends SimulatedAnnotator {
  description: string;
  judgements: number;
  ties: number;
  /** Measured on the judgements shipped, ties left out. */
  agreementWithOwnTaste: number;
  agreementWithGold: number;
}

export interface SupportTopic {
  topic: string;
  /** What the shop really does. */
  policy: string;
  heldOut: boolean;
}

/** The customer-service data. */
export interface Support {
  prompts: SupportPrompt[];
  comparisons: SupportComparison[];
  annotators: SupportAnnotator[];
  topics: SupportTopic[];
}

export type TimelineStrand = "reinforcement learning" | "preference learning" | "language models";

export interface TimelineEvent {
  year: number;
  /** 1–12; absent where only the year is sure. */
  month?: number;
  title: string;
  who: string;
  why: string;
  /** A URL, `arXiv:…`, or a full reference. */
  source: string;
  strand: TimelineStrand;
}

/** Two texts, which of them people prefer, and a reference for a similarity metric. */
export interface MetricComparison {
  id: string;
  area: "polite chat" | "correct answers" | "creative writing";
  prompt: string;
  reference: string;
  a: string;
  b: string;
  preferred: "a" | "b";
  why: string;
}

/** The France question. @throws DataFileError where the file is absent or damaged, as all loaders here do. */
export function loadFrance(folder: string = dataFolder): France {
  const path = join(folder, "france", "france.json");
  const { question, answers, ranking: rankingText } = readJson<Record<string, unknown>>(path);
  if (typeof question !== "string" || !Array.isArray(answers) || typeof rankingText !== "string")
    throw new DataFileError(path, undefined, "expected question, answers and ranking.");
  const ranking = parseRanking(rankingText, answers);
  const comparisons = comparisonsOf(ranking, question, answers);
  return { question, answers, rankingText, ranking, comparisons };
}

/** The capitals of the world, the phrasings of the question and the styles of the answer. */
export function loadCapitals(folder: string = dataFolder): Capitals {
  const path = join(folder, "capitals", "countries.csv");
  const [header, ...rows] = readLines(path);
  const columns = "country,capital,continent,article,also";
  if (header !== columns)
    throw new DataFileError(path, 1, `expected the columns ${columns}, found ${header}.`);
  const countries = rows.map((row, index): Country => {
    const cells = row.split(",");
    const [country = "", capital = "", continent = "", article = "", also = ""] = cells;
    if (cells.length !== 5 || !country || !capital || (article !== "" && article !== "the"))
      throw new DataFileError(path, index + 2, `expected ${columns}, found ${JSON.stringify(row)}.`);
    return { country, capital, continent, article, also: also === "" ? [] : also.split(";") };
  });
  return {
    countries,
    templates: readJson<CapitalTemplate[]>(join(folder, "capitals", "templates.json")),
    styles: readJson<CapitalStyle[]>(join(folder, "capitals", "styles.json")),
  };
}

/** The customer-service data: prompts with four scored replies each, judgements, annotators and the shop's policies. */
export function loadSupport(folder: string = dataFolder): Support {
  const file = (name: string) => join(folder, "support", name);
  const prompts = readJsonLines<SupportPrompt>(file("prompts.jsonl")).map(({ value }) => ({
    ...value,
    replies: [] as SupportReply[],
  }));
  const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  for (const { value: reply, line } of readJsonLines<SupportReply>(file("replies.jsonl"))) {
    const prompt = byId.get(reply.promptId);
    if (prompt === undefined)
      throw new DataFileError(file("replies.jsonl"), line, `there is no prompt "${reply.promptId}".`);
    prompt.replies.push(reply);
  }
  const reader = new RecordReader("jsonl");
  const comparisons = readJsonLines<unknown>(file("comparisons.jsonl")).map(({ value, line }) => {
    try {
      return reader.read(value) as SupportComparison;
    } catch (error) {
      throw error instanceof FieldError ? error.at(file("comparisons.jsonl"), line) : error;
    }
  });
  return {
    prompts,
    comparisons,
    annotators: readJson<SupportAnnotator[]>(file("annotators.json")),
    topics: readJson<SupportTopic[]>(file("topics.json")),
  };
}

/** Events in the history of RLHF, oldest first. */
export function loadTimeline(folder: string = dataFolder): TimelineEvent[] {
  const events = readJson<TimelineEvent[]>(join(folder, "timeline", "timeline.json"));
  return events.sort((a, b) => a.year - b.year || (a.month ?? 0) - (b.month ?? 0));
}

/** Pairs of texts on which simple metrics can be compared with people. */
export function loadMetricComparisons(folder: string = dataFolder): MetricComparison[] {
  return readJsonLines<MetricComparison>(join(folder, "metrics", "pairs.jsonl")).map(({ value }) => value);
}

function readText(path: string): string {
  if (!existsSync(path))
    throw new DataFileError(
      path,
      undefined,
      "there is no such file; the data/ folder is part of the repository. What to do: git checkout -- data",
    );
  return readFileSync(path, "utf8");
}

function readJson<T>(path: string): T {
  return parse(path, undefined, readText(path)) as T;
}

function readLines(path: string): string[] {
  // A checkout on Windows may have turned the line ends into CRLF.
  return readText(path)
    .split(/\r?\n/)
    .filter((line) => line !== "");
}

function readJsonLines<T>(path: string): { value: T; line: number }[] {
  return readLines(path).map((text, index) => ({
    value: parse(path, index + 1, text) as T,
    line: index + 1,
  }));
}

function parse(path: string, line: number | undefined, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataFileError(path, line, `not JSON: ${(error as Error).message}.`, { cause: error });
  }
}
