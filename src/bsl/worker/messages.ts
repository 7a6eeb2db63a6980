import type { MessagePort } from 'node:worker_threads';

/** What the worker is started with. */
export interface ScriptJob {
  /** The text, and where it is from. */
  text: string;
  name: string;
  /** The file, if it is from one: scripts and libraries next to it are found from there. */
  path: string | undefined;
  args: readonly string[];
  /** Only parse and compile. */
  check: boolean;
  /** What a user types is run input by input, as messages bring it. */
  isSession: boolean;
  /** The names of each service's methods. A thread cannot always read the package's files. */
  methods: ReadonlyMap<string, readonly string[]>;
  port: MessagePort;
  signal: Int32Array;
}

/** What the worker posts when the script has ended. */
export interface ScriptEnd {
  status: number;
}

/** What the worker posts when an input of a session has ended. */
export type SessionReply =
  /** The text ends within a block or a statement. */
  | { kind: 'incomplete' }
  /** The value of an expression, as text. */
  | { kind: 'done'; shown: string | undefined }
  | { kind: 'failed'; report: string }
  | { kind: 'exit'; status: number }
  /** The thread has ended, and with it all variables. */
  | { kind: 'lost'; reason: string };
