import type { BodyLimits } from './body.js';
import type { HttpSettings } from './gate.js';

/** A finished request, for the log: without values, which may be secret. */
export interface LogEntry {
  time: Date;
  method: string;
  /** `service Method`, if the request named one that is offered; otherwise the path. */
  target: string;
  status: number;
  ms: number;
  /** Why it failed; secrets are masked. */
  error?: string;
}

/** How a server over HTTP was started. */
export interface HttpOptions extends HttpSettings, BodyLimits {
  /** How many calls may run at a time. */
  mostCalls: number;
  /** How long calls in progress may take after the server is asked to stop, in milliseconds. */
  grace: number;
  onCall(entry: LogEntry): void;
  /** Called with errors that are bugs. */
  onBug(error: unknown): void;
}
