import type { Received } from '../support/server.js';
import { type Description, isRecord, type Values } from './description.js';
import type { Paging } from './pages.js';
import type { Call } from './request.js';
import type { StandIn } from './server.js';
import type { Keep, Kind } from './shelves.js';

/** What is wrong with a request. */
export interface Problem {
  readonly wrong:
    | 'operation'
    | 'verb'
    | 'media type'
    | 'malformed'
    | 'authorization'
    | 'unknown'
    | 'missing'
    | 'type'
    | 'not found'
    | 'limit'
    | 'cursor'
    | 'rate limit'
    | 'unavailable'
    /** A rule of the service's own, which its `code` names. */
    | 'rule';
  /** The parameter, where one is to blame; or which media type, which part. */
  readonly name?: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  /** What the error says beside its code and words. */
  readonly more?: Values;
}

/** An answer as it is sent; a body that is neither text nor bytes goes out as JSON. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

export function isProblem(value: unknown): value is Problem {
  return isRecord(value) && typeof value.wrong === 'string' && typeof value.message === 'string';
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
  rule?(call: Call, standIn: StandIn): MaybeProblem;
  /** Operations that do what the description cannot tell; `undefined` leaves it to the description. */
  readonly instead?: Readonly<Record<string, (call: Call, standIn: StandIn) => Instead>>;
  /** Paths beside the description, as `POST /upload/{ticket}`, where files go or tokens come from. */
  readonly routes?: Readonly<Record<string, Route>>;
  readonly kinds?: Readonly<Record<string, Kind>>;
  readonly keeps?: Readonly<Record<string, Keep>>;
  readonly paging?: Paging;
  /** The last touch of each good answer's body. */
  finish?(body: Values, call: Call, standIn: StandIn): unknown;
}

type Instead = Answer | Problem | undefined | Promise<Answer | Problem | undefined>;
type Route = (request: Received, inPath: Values, standIn: StandIn) => Answer | Promise<Answer>;
