/**
 * What the front (or the headless executor) and the engine process say to each other.
 *
 * Commands go down one pipe, frames come up another; both are JSON, one object a line. A third pipe carries
 * interrupts, because the engine's main thread may be busy: the id of the command to stop (0 if none runs), a line each.
 */
import type { DisplayDataOutput, ErrorOutput, ExecuteResultOutput, StreamOutput } from "../notebook/nbformat";

/** File descriptors of the engine process, beside the usual three. */
export const engineDescriptors = { frames: 3, commands: 4, interrupts: 5 } as const;

/** Data that belongs to a display but is not stored in a notebook. */
export interface Transient {
  display_id?: string;
}

/** One thing that running code sends to its cell, in the vocabulary of Jupyter's IOPub messages. */
export type KernelOutput =
  | StreamOutput
  | (DisplayDataOutput & { transient?: Transient })
  | (Omit<DisplayDataOutput, "output_type"> & { output_type: "update_display_data"; transient: Transient })
  | ExecuteResultOutput
  | ErrorOutput
  | { output_type: "clear_output"; wait: boolean };

/** Name, message and lines of an error as Jupyter reports it. */
export interface ErrorReport {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** The value of one `user_expressions` entry. */
export type UserExpressionResult =
  | { status: "ok"; data: Record<string, unknown>; metadata: Record<string, unknown> }
  | ({ status: "error" } & ErrorReport);

/** A request to run code. */
export interface ExecuteCommand {
  type: "execute";
  id: number;
  code: string;
  /** What errors call the code, such as `cell 3`. */
  title: string;
  executionCount: number;
  /** Silent code shows neither its value nor its error. */
  silent: boolean;
  userExpressions: Record<string, string>;
}

/** A question about code, answered without running it; `cursor` counts UTF-16 units. */
export interface QuestionCommand {
  type: "complete" | "inspect" | "isComplete";
  id: number;
  code: string;
  cursor: number;
}

export type EngineCommand = ExecuteCommand | QuestionCommand;

/** The end of an `execute` command. */
export interface DoneFrame {
  type: "done";
  id: number;
  error?: ErrorReport;
  userExpressions: Record<string, UserExpressionResult>;
}

/** Names that fit at a place in code, and the UTF-16 range that they replace. */
export interface Completion {
  matches: string[];
  start: number;
  end: number;
}

/** Whether code can be run as it stands, and how deep the next line goes if not. */
export interface Completeness {
  status: "complete" | "incomplete" | "invalid";
  indent?: string;
}

/** The answer to a question command: `null` if there is nothing to say. */
export interface AnswerFrame {
  type: "answer";
  id: number;
  answer: Completion | Completeness | string | null;
}

export type EngineFrame =
  | { type: "ready" }
  | { type: "output"; output: KernelOutput }
  | { type: "interrupted" }
  | DoneFrame
  | AnswerFrame;
