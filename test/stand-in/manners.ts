import type { Received } from '../support/server.js';
import type { Description, Values } from './description.js';
import type { Paging } from './pages.js';
import type { Answer, Problem } from './problem.js';
import type { Call } from './request.js';
import type { Keep, Kind, Shelves } from './shelves.js';

/** What a service's manners may use of its stand-in. */
export interface Stage {
  readonly url: string;
  /** What is kept. */
  readonly shelves: Shelves;
  /** Runs an operation as if its request had come, for services that bundle several in one. */
  run(call: Call): Promise<Answer | Problem>;
}

type MaybeProblem = Problem | undefined;

/** What is a service's own in how it behaves, beside what its description says. */
export interface Manners {
  /** An error in the service's shape. */
  refuse(problem: Problem): Answer;
  authorize(call: Call): MaybeProblem;
  /** The description that a request is held against; without it, the one the stand-in has. */
  describe?(request: Received): Description | Problem;
  /** The path below the base, where it is not what follows the base. */
  pathOf?(request: Received): string;
  /** What the service refuses though its description has nothing against it. */
  rule?(call: Call, stage: Stage): MaybeProblem;
  /** Operations that do what the description cannot tell; `undefined` leaves it to the description. */
  readonly instead?: Readonly<Record<string, (call: Call, stage: Stage) => Instead>>;
  /** Paths beside the description, as `POST /upload/{ticket}`, where files go or tokens come from. */
  readonly routes?: Readonly<Record<string, Route>>;
  readonly kinds?: Readonly<Record<string, Kind>>;
  readonly keeps?: Readonly<Record<string, Keep>>;
  readonly paging?: Paging;
  /** The last touch of each good answer's body. */
  finish?(body: Values, call: Call, stage: Stage): unknown;
}

type Instead = Answer | Problem | undefined | Promise<Answer | Problem | undefined>;
type Route = (request: Received, inPath: Values, stage: Stage) => Answer | Promise<Answer>;
