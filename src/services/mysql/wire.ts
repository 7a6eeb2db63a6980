import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Field } from './field-types.js';

/** What the server says after a statement without rows. */
export interface OkHeader {
  affectedRows: number;
  serverStatus: number;
  warningStatus: number;
}

/** A prepared statement of the driver. */
export interface Prepared {
  columns: Field[];
  parameters: readonly unknown[];
  execute(values: readonly unknown[]): EventEmitter;
  close(): void;
}

/** A connection of the driver, with members that its types do not have. */
export interface Wire extends EventEmitter {
  stream: Socket;
  threadId: number | null;
  config: object;
  packetParser: { execute(data: Buffer): void };
  startTLS(onSecure: (error?: Error) => void): void;
  connect(done: (error: Error | null) => void): void;
  prepare(options: { sql: string }, done: (error: Error | null, found: Prepared) => void): void;
  unprepare(options: { sql: string }): void;
  query(options: { sql: string; infileStreamFactory?: (() => Readable) | undefined }): EventEmitter;
  end(done: () => void): void;
  _handleNetworkError(error: Error): void;
}

/** Receives the results of a statement. */
export interface Sink {
  fields(fields: Field[]): void;
  row(row: unknown[]): void;
  ok(header: OkHeader): void;
}

/** Resolves when a running command of the driver has ended. */
export function ended(wire: Wire, start: () => EventEmitter, sink: Sink): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      wire.off('error', fail);
      reject(error);
    };
    // The driver reports a lost connection only there.
    wire.once('error', fail);
    const command = start();
    command.on('fields', (fields: Field[] | undefined) => fields && sink.fields(fields));
    command.on('result', (one: unknown[] | OkHeader) =>
      Array.isArray(one) ? sink.row(one) : sink.ok(one),
    );
    command.once('error', fail);
    command.once('end', () => {
      wire.off('error', fail);
      resolve();
    });
  });
}

export function prepared(wire: Wire, sql: string): Promise<Prepared> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      wire.off('error', fail);
      reject(error);
    };
    wire.once('error', fail);
    wire.prepare({ sql }, (error, statement) => {
      wire.off('error', fail);
      if (error) reject(error);
      else resolve(statement);
    });
  });
}
