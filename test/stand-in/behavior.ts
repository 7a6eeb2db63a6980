import type { Received } from '../support/server.js';
import type { Description, Values } from './description.js';
import type { Paging } from './pages.js';
import type { Answer, Problem } from './problem.js';
import type { Call } from './request.js';
import type { Keep, Kind, Shelves } from './shelves.js';

/** What a service's behavior can use of its stand-in. */
export interface Stage {
  readonly url: string;
  /** The stored objects. */
  readonly shelves: Shelves;
  /** Runs an operation as if its request had arrived, for services that bundle several in one. */
  run(call: Call): Promise<Answer | Problem>;
}

type MaybeProblem = Problem | undefined;

/** How a service behaves, apart from what its description says. */
export interface Behavior {
  /** An error in the service's format. */
  refuse(problem: Problem): Answer;
  authorize(call: Call): MaybeProblem;
  /** The description that a request must match; by default the stand-in's. */
  describe?(request: Received): Description | Problem;
  /** The path of the operation, if it is not simply the rest after the base. */
  pathOf?(request: Received): string;
  /** Requests that the service refuses although its description allows them. */
  rule?(call: Call, stage: Stage): MaybeProblem;
  /** Operations that the description cannot express; `undefined` means: as described. */
  readonly instead?: Readonly<Record<string, (call: Call, stage: Stage) => Instead>>;
  /** Paths outside the description, such as `POST /upload/{ticket}`, for files or tokens. */
  readonly routes?: Readonly<Record<string, Route>>;
  readonly kinds?: Readonly<Record<string, Kind>>;
  readonly keeps?: Readonly<Record<string, Keep>>;
  readonly paging?: Paging;
  /** The last change to the body of each successful response. */
  finish?(body: Values, call: Call, stage: Stage): unknown;
}

type Instead = Answer | Problem | undefined | Promise<Answer | Problem | undefined>;
type Route = (request: Received, inPath: Values, stage: Stage) => Answer | Promise<Answer>;
