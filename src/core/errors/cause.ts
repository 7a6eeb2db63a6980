import type { Redactor } from './redact.js';

/**
 * What is known of a failure behind an error: its name, code and message, secrets masked. The errors of
 * drivers hold what they were sent, and `console.log` shows all that an error holds.
 */
export class Cause extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown, redactor: Redactor) {
    const { name, code, message } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
    super(redactor.text(message ?? String(cause)));
    this.name = name ?? 'Error';
    this.code = typeof code === 'string' ? redactor.text(code) : undefined;
    this.stack = `${this.name}: ${this.message}`;
  }
}
