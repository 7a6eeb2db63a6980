import { describe, expect, it } from 'vitest';
import { inProgram, read, refusal } from '../../../test/support/context.js';
import { failure } from '../../../test/support/failure.js';
import { Call } from '../definition/call.js';
import { text } from '../definition/kinds/index.js';
import { InputError } from '../errors/errors.js';
import { type Connection, connection, openConnection, withConnection } from './connection.js';

class Line implements Connection {
  isOpen = true;
  closed = 0;
  async close() {
    this.isOpen = false;
    this.closed++;
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
}
const isLine = (value: unknown): value is Line => value instanceof Line;
const spec = { is: isLine, settings: text('').kind };
const call = () => new Call('test Method', 'read');

describe('a connection param', () => {
  const param = connection(spec, 'Connection');

  it('is an open connection, or settings to open one', async () => {
    const line = new Line();
    expect(await read(param, line, inProgram())).toBe(line);
    expect(await read(param, 'path', inProgram())).toBe('path');
  });

  it('refuses a closed one, and anything else', async () => {
    const line = new Line();
    await line.close();
    const closed = failure(read(param, line, inProgram()), InputError);
    expect((await closed).message).toMatch(/this connection is closed/);
    await refusal(param, 5);
  });
});

describe('a param for an open connection only', () => {
  const param = openConnection(isLine, 'Connection');

  it('accepts it, even closed, and nothing else', async () => {
    const line = new Line();
    await line.close();
    expect(await read(param, line, inProgram())).toBe(line);
    await refusal(param, 'path');
  });
});

describe('withConnection', () => {
  it('leaves an open one open', async () => {
    const line = new Line();
    const open = () => Promise.reject(new Error('opened another'));
    expect(await withConnection(call(), line, isLine, open, (used) => used === line)).toBe(true);
    expect(line.closed).toBe(0);
  });

  it('closes what it opened, also after a failure', async () => {
    const opened: Line[] = [];
    const open = async (_: string) => {
      opened.push(new Line());
      return opened.at(-1)!;
    };
    await withConnection(call(), 'path', isLine, open, () => 1);
    const failing = withConnection(call(), 'path', isLine, open, () => {
      throw new Error('inside');
    });
    await expect(failing).rejects.toThrow('inside');
    expect(opened.map(({ closed }) => closed)).toEqual([1, 1]);
  });

  it('never opens one in a dry run', async () => {
    const dry = new Call('test Method', 'read', {}, { dryRun: [] });
    const open = async (_: string) => new Line();
    await expect(withConnection(dry, 'path', isLine, open, () => 1)).rejects.toThrow(/no dry run/);
  });
});
