import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { oint, startOint } from '../../../test/support/oint.js';
import { refusedPort } from '../../../test/support/server.js';
import { InputError, TimeoutError } from '../../core/errors/errors.js';
import zeromq from './index.js';
import { noZmq, startBound, startZmq } from './testing/python.js';

const LONG = 20_000;
const why = noZmq ? ` (skipped: ${noZmq})` : '';

/** Call options with which a command says on which port it listens. */
function noticing() {
  let found!: (port: number) => void;
  const port = new Promise<number>((resolve) => {
    found = resolve;
  });
  const onNotice = ({ message }: { message: string }) => found(Number(/:(\d+)$/.exec(message)![1]));
  return { port, options: { onNotice } };
}

describe.skipIf(noZmq)(`commands with libzmq${why}`, () => {
  it('Request sends lines, or all of it, and prints the replies', async () => {
    const { address } = await startBound(`
s = bound(zmq.REP)
while True: s.send_multipart([b'got'] + s.recv_multipart())
`);
    const lines = await oint(['zeromq', 'Request', '--addr', address, '--data', '-'], {
      stdin: 'one\ntwo\n',
    });
    expect(lines).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(lines.stdout)).toEqual({
      result: true,
      messages: [
        { type: 'text', data: 'got', parts: ['got', 'one'] },
        { type: 'text', data: 'got', parts: ['got', 'two'] },
      ],
    });
    const parts = await zeromq.request({ address, data: 'a\nb', parts: true });
    expect(parts.messages[0]!.parts).toEqual(['got', 'a', 'b']);
    const whole = await zeromq.request({ address, data: Buffer.from([0, 255]), whole: true });
    expect(whole.messages).toEqual([{ type: 'binary', data: 'Z290', parts: ['Z290', 'AP8='] }]);
  });

  it('Request says that no reply arrives', async () => {
    const { address } = await startBound('s = bound(zmq.REP)\ntime.sleep(60)');
    const options = { firstByteTimeout: 100 };
    const error = await failure(zeromq.request({ address, data: 'x' }, options), TimeoutError);
    expect(error.message).toContain('did not reply within 0.1 s');
  });

  it('Publish waits for a subscriber, and sends all of standard input', async () => {
    const port = await refusedPort();
    const running = startOint(
      ['zeromq', 'Publish', '--port', String(port), '--topic', 'news', '--data', '-'],
      { stdin: 'one\ntwo\n' },
    );
    await running.untilError(`Listening on 127.0.0.1:${port}`);
    const program = startZmq(`
s = connected(zmq.SUB, ${port})
s.subscribe('news')
for _ in range(2): say(s.recv_multipart())
`);
    expect([await program.line(), await program.line()]).toEqual([
      "[b'news', b'one']",
      "[b'news', b'two']",
    ]);
    expect(JSON.parse((await running.ended).stdout)).toEqual({ result: true, sent: 2 });
  });

  it('Listen connects again, until it has as many messages as it should', async () => {
    const port = await refusedPort();
    const publisher = () =>
      startZmq(`
s = context.socket(zmq.PUB)
s.bind('tcp://127.0.0.1:${port}')
while True:
    s.send(b'a')
    s.send(b'b')
    time.sleep(0.01)
`);
    const first = publisher();
    const notices: string[] = [];
    const address = `tcp://127.0.0.1:${port}`;
    const given = { address, prefix: ['b'], count: 5, wait: LONG };
    const stream = await zeromq.listen.stream(given, {
      onNotice: ({ message }) => void notices.push(message),
    });
    const found: string[] = [];
    for await (const { data } of stream) {
      found.push(data);
      if (found.length > 1) continue;
      await first.stop();
      // What has already arrived might be enough.
      found.splice(0, 1, 'b');
      publisher();
    }
    expect(found).toEqual(['b', 'b', 'b', 'b', 'b']);
    expect(notices.length).toBeLessThan(3);
  });

  it('Push ends when everything was accepted', async () => {
    const { port, options } = noticing();
    const sending = zeromq.push({ port: 0, data: 'a\nb\nc' }, options);
    const program = startZmq(`
s = connected(zmq.PULL, ${await port})
say([s.recv() for _ in range(3)])
`);
    expect(await program.line()).toBe("[b'a', b'b', b'c']");
    expect(await sending).toEqual({ result: true, sent: 3 });
  });

  it('Pull receives until a number, or a silence', async () => {
    const program = await startBound(`
s = bound(zmq.PUSH)
for n in range(3): s.send(b'%d' % n)
time.sleep(60)
`);
    const { address } = program;
    const one = await oint([
      'zeromq',
      'Pull',
      '--addr',
      address,
      '--count',
      '1',
      '--output',
      'text',
    ]);
    expect(one).toMatchObject({ status: 0, stdout: '0\n' });
  });
});

describe('commands', () => {
  it('Push and Pull find each other, whichever of them waits', async () => {
    const { port, options } = noticing();
    const pulling = zeromq.pull({ port: 0, silence: 500 }, options);
    const address = `tcp://127.0.0.1:${await port}`;
    await zeromq.push({ address, data: 'one\n\ttwo\u001b[31m' });
    const { messages } = await pulling;
    expect(messages.map(({ data }) => data)).toEqual(['one', '\ttwo\u001b[31m']);
  });

  it('need an address or a port', async () => {
    const neither = await failure(zeromq.push({ data: 'x' }), InputError);
    expect(neither.message).toContain('address or port is missing');
    const address = 'tcp://127.0.0.1:1';
    const both = await failure(zeromq.pull({ address, port: 0 }), InputError);
    expect(both.message).toContain('address and port exclude each other');
  });

  it('show the same in Python as a dry run', async () => {
    const address = 'tcp://example.com:5555';
    const line = async (method: typeof zeromq.request, given: Record<string, unknown>) => {
      const dryRun: string[] = [];
      await method.definition.invoke(given, { dryRun });
      return dryRun[0];
    };
    expect(await line(zeromq.request, { address, data: "it's" })).toBe(
      `python3 -c 'import zmq; s = zmq.Context().socket(zmq.REQ); s.connect("tcp://example.com:5555"); s.send_string("it'\\''s"); print(s.recv_multipart())'`,
    );
    const listen = zeromq.listen as never;
    expect(await line(listen, { address })).toContain('s.subscribe(""); s.connect(');
  });
});
